"""Word tables of devices: batteries, semiconductors, optics, medical instruments."""

from patentgpt_jax.corpus.samples.families import LAYERED, MACHINE
from patentgpt_jax.corpus.samples.vocabulary import Domain, Term, parts, quantities, terms

BATTERIES = Domain(
    name="batteries",
    family=LAYERED,
    classes=("H01M 10/0525", "H01M 4/13", "H01M 2/16", "H01M 10/058", "H01M 4/62"),
    field=Term("electrochemical energy storage", "电化学储能"),
    subjects=terms("""
lithium ion battery|锂离子电池; battery module|电池模组; electrode assembly|电极组件
solid-state battery|固态电池
sodium ion battery|钠离子电池; battery pack|电池包; fuel cell|燃料电池; supercapacitor|超级电容器
pouch cell|软包电芯; redox flow battery|液流电池
"""),
    modifiers=terms("""
fast-charging|快充型; high-energy-density|高能量密度; bipolar|双极; prismatic|方形; cylindrical|圆柱形
low-temperature|低温型; long-life|长寿命; liquid-cooled|液冷式; explosion-proof|防爆型; anode-free|无负极
"""),
    media=terms("lithium ions|锂离子; sodium ions|钠离子; protons|质子; charge carriers|载流子"),
    parts=parts("""
positive electrode|正极|release {m} during charging|在充电时释放{m}
negative electrode|负极|take up {m} during charging|在充电时吸收{m}
separator|隔膜|prevent electronic contact|防止电子接触
electrolyte layer|电解质层|conduct {m}|传导{m}
current collector*|集流体|collect current|汇集电流
battery case|电池壳体|house an electrode stack|容纳电极叠层
safety vent|安全阀|release gas at excess pressure|在压力过高时释放气体
electrode tab*|极耳|lead out current|引出电流
insulating sheet|绝缘片|block a short-circuit path|阻断短路路径
cooling plate|冷却板|dissipate heat|散发热量
binder network|粘结剂网络|hold active particles together|将活性颗粒粘结在一起
conductive coating|导电涂层|lower contact resistance|降低接触电阻
ceramic layer|陶瓷层|resist shrinkage at high temperature|抵抗高温收缩
busbar*|汇流排|connect cells in series|将电芯串联
sealing gasket|密封垫圈|keep out moisture|阻隔水分
gas diffusion layer|气体扩散层|distribute reaction gas|分布反应气体
cell monitoring circuit~|电芯监测电路|measure cell voltage|测量电芯电压
temperature sensor*~|温度传感器|detect local heating|检测局部发热
expansion buffer|膨胀缓冲层|compensate for swelling|补偿膨胀
"""),
    steps=terms("""
mix an active material into a slurry|将活性材料混合成浆料; dry a coated foil|干燥涂布后的箔材
calender a dried coating|对干燥后的涂层进行辊压; inject an electrolyte solution|注入电解液
age a sealed cell|对密封后的电芯进行老化; charge a cell to form a surface film|对电芯充电以形成表面膜
"""),
    conditions=quantities("""
charging rate|充电倍率|C|0.1|6.0|1
cut-off voltage|截止电压|V|2.40|4.55|2
drying temperature|干燥温度|°C|60|145|0
pressing force|压制压力|MPa|5|420|0
ambient temperature|环境温度|°C|-30|60|0
aging time|老化时间|h|4|96|0
"""),
    measures=quantities("""
capacity retention+|容量保持率|%|62|97|1
internal resistance|内阻|mΩ|0.8|42|1
energy density+|能量密度|Wh/kg|120|460|0
cycle life+|循环寿命|cycles|400|5200|0
volume change|体积变化率|%|1.2|28|1
"""),
    problems=terms("""
metal dendrites grow through pores|金属枝晶会穿过孔隙生长
heat accumulates in central cells|热量在中部电芯积聚
volume changes detach active particles|体积变化使活性颗粒脱落; moisture reacts with salts|水分与盐类发生反应
uneven current density accelerates aging|电流密度不均会加速老化
gas generated inside a cell deforms its case|电芯内部产生的气体使壳体变形
interfaces lose contact during cycling|循环过程中界面失去接触
"""),
    drawbacks=terms("""
capacity fading|容量衰减; thermal runaway|热失控; internal short circuits|内部短路
high interfacial resistance|界面电阻高
swelling|鼓胀; poor low-temperature performance|低温性能差; slow charging|充电缓慢
"""),
    effects=terms("""
suppress dendrite growth|抑制枝晶生长; improve rate capability|改善倍率性能; extend cycle life|延长循环寿命
prevent propagation of thermal runaway|防止热失控蔓延; lower internal resistance|降低内阻
increase energy density|提高能量密度
maintain interfacial contact|保持界面接触; accelerate wetting|加快浸润; simplify module assembly|简化模组装配
"""),
    uses=terms("""
electric vehicles|电动汽车; power tools|电动工具; grid storage|电网储能; drones|无人机; mobile phones|手机
base stations|通信基站; energy storage cabinets|储能柜
"""),
)

SEMICONDUCTORS = Domain(
    name="semiconductors",
    family=LAYERED,
    classes=("H01L 21/768", "H01L 29/78", "H01L 21/28", "H01L 27/146", "H01L 23/538"),
    field=Term("semiconductor technology", "半导体技术"),
    subjects=terms("""
semiconductor device|半导体器件; field effect transistor|场效应晶体管; memory cell|存储单元
image sensor|图像传感器
chip package|芯片封装; power transistor|功率晶体管; interconnect structure|互连结构
light emitting diode|发光二极管
micromechanical sensor|微机械传感器; trench capacitor|沟槽电容器
"""),
    modifiers=terms("""
vertical|垂直; low-leakage|低漏电; three-dimensional|三维; self-aligned|自对准; back-illuminated|背照式
wide-bandgap|宽禁带; multi-gate|多栅; fan-out|扇出型; radiation-hardened|抗辐射; stress-relieved|应力释放型
"""),
    media=terms("electrons|电子; charge|电荷; holes|空穴; photocurrent|光电流; current|电流"),
    parts=parts("""
substrate|衬底|carry device layers|承载器件层
gate electrode|栅电极|control flow of {m}|控制{m}的流动
gate dielectric|栅介质层|insulate a gate|使栅极绝缘
source region|源区|supply {m}|提供{m}
drain region|漏区|collect {m}|收集{m}
channel layer|沟道层|conduct {m}|传导{m}
spacer*|侧墙|define a lateral distance|限定横向距离
etch stop layer|刻蚀停止层|protect underlying layers during etching|在刻蚀期间保护下方各层
contact plug*|接触插塞|establish a vertical connection|建立垂直连接
barrier layer|阻挡层|block diffusion of metal|阻挡金属扩散
passivation film|钝化膜|shield surfaces from moisture|使表面免受潮气影响
hard mask|硬掩模|define an etching pattern|限定刻蚀图案
isolation trench*|隔离沟槽|separate neighboring devices|隔离相邻器件
floating diffusion|浮动扩散区|store {m} temporarily|暂时存储{m}
solder bump*|焊料凸块|connect to a circuit board|与电路板连接
redistribution layer|重布线层|route signals laterally|横向布设信号
buffer layer|缓冲层|relieve lattice mismatch|缓解晶格失配
heat spreader|散热片|remove dissipated heat|带走耗散的热量
sense amplifier~|灵敏放大器|read out stored {m}|读出所存储的{m}
well region|阱区|provide electrical isolation|提供电隔离
"""),
    steps=terms("""
clean a wafer surface|清洗晶圆表面; expose a photoresist through a mask|通过掩模对光刻胶曝光
implant dopant ions|注入掺杂离子; planarize an exposed surface|对露出的表面进行平坦化
anneal in an inert atmosphere|在惰性气氛中退火; strip a residual resist|去除残留光刻胶
etch an opening anisotropically|各向异性地刻蚀开口
"""),
    conditions=quantities("""
annealing temperature|退火温度|°C|320|1150|0
chamber pressure|腔室压力|Pa|0.2|650|1
deposition rate|沉积速率|nm/min|0.5|180|1
gas flow|气体流量|sccm|10|900|0
plasma power|等离子体功率|W|80|2400|0
implantation energy|注入能量|keV|2|650|0
"""),
    measures=quantities("""
leakage current|漏电流|nA|0.02|85|2
on-resistance|导通电阻|mΩ|0.8|160|1
threshold voltage shift|阈值电压漂移|mV|2|140|0
breakdown voltage+|击穿电压|V|18|1700|0
yield+|良率|%|71|99|1
"""),
    problems=terms("""
parasitic capacitance rises as dimensions shrink|随着尺寸缩小寄生电容增大
voids form when narrow openings are filled|填充狭窄开口时会形成空洞
stress between layers causes cracks|层间应力会引起裂纹
metal atoms diffuse into a dielectric|金属原子扩散到介质中
overlay errors reduce a contact area|套刻误差会减小接触面积
plasma damage degrades an interface|等离子体损伤使界面劣化
heat cannot escape from stacked dies|热量无法从堆叠的芯片中散出
"""),
    drawbacks=terms("""
increased leakage current|漏电流增大; delamination|分层; a low yield|良率低; signal delay|信号延迟
electromigration|电迁移; high contact resistance|接触电阻高; reduced reliability|可靠性下降
"""),
    effects=terms("""
reduce parasitic capacitance|减小寄生电容; suppress leakage current|抑制漏电流
improve gap filling|改善填隙能力
enhance breakdown voltage|提高击穿电压; lower contact resistance|降低接触电阻
relieve mechanical stress|缓解机械应力
increase integration density|提高集成密度; simplify a lithography process|简化光刻工艺; raise yield|提高良率
"""),
    uses=terms("""
mobile processors|移动处理器; power converters|功率变换器; memory modules|存储模块; automotive radar|车载雷达
cameras|相机; data centers|数据中心; displays|显示器
"""),
)

OPTICS = Domain(
    name="optics",
    family=LAYERED,
    classes=("G02B 27/01", "G02B 6/00", "G02B 5/30", "G02B 13/00", "G02F 1/1335"),
    field=Term("optical systems", "光学系统"),
    subjects=terms("""
imaging lens|成像镜头; head-mounted display|头戴式显示器; backlight module|背光模组
optical fiber connector|光纤连接器
laser scanner|激光扫描仪; polarizing film|偏光膜; waveguide combiner|光波导组合器; spectrometer|光谱仪
beam splitter|分束器; projection apparatus|投影装置
"""),
    modifiers=terms("""
wide-angle|广角; achromatic|消色差; ultra-thin|超薄; polarization-independent|偏振无关; tunable|可调谐
anti-glare|防眩光; athermal|无热化; curved-surface|曲面; high-brightness|高亮度; telecentric|远心
"""),
    media=terms("""
visible light|可见光; laser light|激光; infrared radiation|红外辐射; image light|图像光; signal light|信号光
"""),
    parts=parts("""
lens element*|透镜元件|focus {m}|会聚{m}
lens barrel|镜筒|hold optical elements in alignment|使光学元件保持对准
aperture stop|孔径光阑|limit a beam diameter|限制光束直径
light guide plate|导光板|spread {m} over an area|将{m}扩散至整个面
reflective sheet|反射片|return leaking {m}|反射回泄漏的{m}
prism sheet|棱镜片|direct {m} toward a viewer|将{m}导向观察者
diffuser|扩散片|homogenize {m}|使{m}均匀化
diffraction grating|衍射光栅|couple {m} out|耦出{m}
polarizer|偏振片|select a polarization state|选择偏振态
quarter-wave plate|四分之一波片|rotate polarization of {m}|旋转{m}的偏振方向
optical filter|滤光片|block unwanted wavelengths|阻挡不需要的波长
ferrule|插芯|center a fiber end|使光纤端部居中
adhesive layer|粘合层|join adjacent surfaces|接合相邻表面
mirror|反射镜|deflect {m}|偏转{m}
light emitting element*~|发光元件|emit {m}|发射{m}
photodetector~|光电探测器|convert {m} into a signal|将{m}转换为信号
piezo actuator~|压电致动器|shift an optical axis|移动光轴
cover glass|盖板玻璃|protect against scratches|防止划伤
light shielding frame|遮光框|absorb stray light|吸收杂散光
"""),
    steps=terms("""
mold a transparent resin|模压透明树脂; polish an optical surface|抛光光学表面
cure an adhesive with ultraviolet light|用紫外光固化粘合剂; measure a wavefront error|测量波前误差
coat a surface by vacuum evaporation|通过真空蒸镀对表面镀膜; cut a sheet to size|将片材裁切成规定尺寸
"""),
    conditions=quantities("""
center wavelength|中心波长|nm|405|1620|0
curing time|固化时间|s|5|240|0
incidence angle|入射角|°|2|72|0
focal length|焦距|mm|1.8|140|1
mold temperature|模具温度|°C|70|320|0
optical power|光功率|mW|0.5|950|1
"""),
    measures=quantities("""
transmittance+|透过率|%|78|99.4|1
distortion|畸变|%|0.1|4.8|1
insertion loss|插入损耗|dB|0.05|2.6|2
luminance uniformity+|亮度均匀性|%|71|97|1
contrast ratio+|对比度||300|9500|0
"""),
    problems=terms("""
stray light lowers contrast|杂散光降低对比度; thermal expansion shifts a focal plane|热膨胀使焦平面偏移
bright and dark stripes appear near light sources|光源附近出现明暗条纹
thick optical elements make a device heavy|较厚的光学元件使装置笨重
chromatic aberration grows at large field angles|大视场角时色差增大
dust between surfaces scatters rays|表面之间的灰尘散射光线
alignment of several elements is laborious|多个元件的对准费时费力
"""),
    drawbacks=terms("""
ghost images|鬼像; color fringes|彩色边纹; uneven brightness|亮度不均; high coupling loss|耦合损耗高
image blur|图像模糊; a bulky housing|外壳笨重; visible moiré patterns|可见的摩尔纹
"""),
    effects=terms("""
improve luminance uniformity|提高亮度均匀性; suppress stray light|抑制杂散光; widen a field of view|扩大视场
correct chromatic aberration|校正色差; reduce overall thickness|减小总厚度
increase coupling efficiency|提高耦合效率
compensate for focal shift|补偿焦点偏移; facilitate alignment|便于对准; lower manufacturing cost|降低制造成本
"""),
    uses=terms("""
smartphones|智能手机; vehicle displays|车载显示器; optical communication|光通信; surveillance cameras|监控相机
augmented reality glasses|增强现实眼镜; medical imaging|医学成像; laser machining|激光加工
"""),
)

MEDICAL = Domain(
    name="medical devices",
    family=MACHINE,
    classes=("A61B 17/29", "A61M 5/142", "A61M 25/01", "A61B 5/02", "A61M 16/06"),
    field=Term("medical devices", "医疗器械"),
    subjects=terms("""
catheter|导管; infusion device|输液装置; surgical instrument|手术器械; endoscope|内窥镜; injection pen|注射笔
breathing mask|呼吸面罩; blood glucose meter|血糖仪; bone anchor|骨锚钉; wound dressing system|伤口敷料系统
dialysis apparatus|透析装置
"""),
    modifiers=terms("""
steerable|可控弯; single-use|一次性; wearable|可穿戴; minimally invasive|微创; implantable|植入式
dose-limiting|限量式; disposable|抛弃型; multi-lumen|多腔; ergonomic|人体工学; needle-free|无针
"""),
    media=terms("""
medication|药液; blood|血液; saline solution|生理盐水; breathing gas|呼吸气体; body tissue|人体组织
insulin|胰岛素; contrast agent|造影剂
"""),
    parts=parts("""
handle|手柄|be held by a user|供使用者握持
tubular shaft|管状杆体|convey {m}|输送{m}
distal tip|远端头|contact {m}|与{m}接触
control wire*|控制丝|bend a distal section|使远端部弯曲
needle|针头|pierce skin|刺穿皮肤
cartridge|药筒|contain {m}|容纳{m}
piston rod|活塞杆|expel {m}|推出{m}
dose knob|剂量旋钮|set a dose of {m}|设定{m}的剂量
ratchet wheel|棘轮|prevent reverse movement|防止反向运动
balloon|球囊|expand inside a vessel|在血管内扩张
jaw member*|钳口件|grip {m}|夹持{m}
protective cap|保护帽|cover a sharp end|遮盖尖锐端
check valve|单向阀|block backflow of {m}|阻止{m}回流
membrane filter|膜过滤器|retain microorganisms|截留微生物
sealing cushion|密封垫|seal against skin|与皮肤密封贴合
connector|接头|couple a supply line|连接供给管路
pressure transducer~|压力换能器|monitor pressure of {m}|监测{m}的压力
light source~|光源|illuminate an operating field|照亮手术区域
display unit~|显示单元|show a remaining dose|显示剩余剂量
processing circuit~|处理电路|derive a vital parameter|导出生命体征参数
"""),
    steps=terms("""
sterilize surfaces before use|使用前对表面灭菌; remove air from a line|排除管路中的空气
advance a distal end toward a target site|将远端推进至目标部位; deliver a dose of {m}|输送一剂{m}
withdraw and lock a needle|收回并锁定针头; issue an alarm on occlusion|阻塞时发出警报
"""),
    conditions=quantities("""
delivery rate|输注速率|mL/h|0.2|180|1
actuation force|操作力|N|1.2|38|1
bending angle|弯曲角度|°|15|210|0
inflation pressure|充盈压力|kPa|80|1650|0
body temperature|体温|°C|35.5|39.5|1
treatment time|治疗时间|min|2|95|0
"""),
    measures=quantities("""
dose error|剂量误差|%|0.3|8.5|1
insertion force|插入力|N|0.2|6.8|1
infection rate|感染率|%|0.1|4.2|1
signal-to-noise ratio+|信噪比|dB|18|52|1
leak flow|漏气量|L/min|0.2|18|1
"""),
    problems=terms("""
a user cannot tell whether a dose is complete|使用者无法判断给药是否完成
friction between nested tubes hinders steering|嵌套管之间的摩擦妨碍弯曲控制
used needles may injure nursing staff|用过的针头可能刺伤护理人员
small components are difficult to sterilize|细小部件难以灭菌
motion of a patient disturbs measurement|患者的运动会干扰测量
pressure marks appear after long wearing|长时间佩戴后会出现压痕
residual air remains in a supply line|供给管路中残留空气
"""),
    drawbacks=terms("""
injury to tissue|组织损伤; dosing errors|给药误差; discomfort for patients|患者不适; contamination|污染
a long learning time|学习时间长; false alarms|误报警; cross-infection|交叉感染
"""),
    effects=terms("""
increase dosing accuracy|提高给药精度; reduce trauma to tissue|减少组织创伤
prevent accidental needle sticks|防止意外针刺
improve tactile feedback|改善触觉反馈; facilitate one-handed operation|便于单手操作
enhance wearing comfort|提高佩戴舒适度
lower a risk of infection|降低感染风险; detect an occlusion early|及早发现阻塞
simplify sterilization|简化灭菌
"""),
    uses=terms("""
home care|家庭护理; intensive care|重症监护; vascular surgery|血管外科; diabetes therapy|糖尿病治疗
sleep medicine|睡眠医学; emergency care|急救; orthopedics|骨科
"""),
)

DEVICE_DOMAINS = (BATTERIES, SEMICONDUCTORS, OPTICS, MEDICAL)
