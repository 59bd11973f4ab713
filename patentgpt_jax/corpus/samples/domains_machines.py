"""Word tables of the mechanical domains: transmissions, pumps, agriculture, robots."""

from patentgpt_jax.corpus.samples.families import MACHINE
from patentgpt_jax.corpus.samples.vocabulary import Domain, Term, parts, quantities, terms

TRANSMISSIONS = Domain(
    name="transmissions",
    family=MACHINE,
    classes=("F16H 1/28", "F16H 57/04", "F16H 55/17", "F16D 3/12", "F16H 57/08"),
    field=Term("power transmission", "动力传动"),
    subjects=terms("""
planetary gear unit|行星齿轮装置; speed reducer|减速器; friction clutch|摩擦离合器; shaft coupling|联轴器
belt tensioner|皮带张紧器; harmonic drive|谐波传动装置; differential|差速器; chain drive|链传动装置
gearbox|齿轮箱; torque limiter|扭矩限制器
"""),
    modifiers=terms("""
compact|紧凑型; low-noise|低噪声; self-locking|自锁式; high-torque|大扭矩; two-stage|两级; oil-free|无油
torsionally soft|扭转柔性; modular|模块化; backlash-free|无背隙; hollow-shaft|空心轴式; coaxial|同轴式
"""),
    media=terms("torque|扭矩; rotary power|旋转动力; drive power|驱动力"),
    parts=parts("""
gear housing|齿轮箱体|enclose rotating parts|容纳旋转部件
sun gear|太阳轮|introduce {m}|输入{m}
planet gear*|行星轮|distribute {m} over several meshes|将{m}分配至多个啮合处
ring gear|齿圈|support reaction forces|承受反作用力
planet carrier|行星架|output {m} at reduced speed|以降低的转速输出{m}
input shaft|输入轴|receive {m} from a motor|接收来自电机的{m}
output shaft|输出轴|transmit {m} to a load|向负载传递{m}
roller bearing*|滚子轴承|carry radial load|承受径向载荷
oil baffle|挡油板|guide lubricating oil|引导润滑油
friction disc*|摩擦片|transfer {m} by friction|通过摩擦传递{m}
disc spring|碟形弹簧|generate contact pressure|产生接触压力
release lever|分离杆|interrupt transfer of {m}|中断{m}的传递
damping element*|减振元件|absorb torsional vibration|吸收扭转振动
tension arm|张紧臂|keep a belt under tension|保持皮带张紧
locking pawl|锁止棘爪|block reverse rotation|阻止反向转动
shaft seal|轴封|retain lubricating oil|防止润滑油外漏
torque sensor~|扭矩传感器|measure transmitted torque|测量所传递的扭矩
temperature probe~|温度探头|monitor bearing temperature|监测轴承温度
actuator~|致动器|shift between gear stages|在各档位之间切换
spacer sleeve|间隔套|set axial play|调整轴向游隙
"""),
    steps=terms("""
accelerate a load to a set speed|将负载加速至设定转速; lubricate meshing tooth flanks|润滑相啮合的齿面
compare a measured torque with a limit|将测得的扭矩与限值比较; engage a gear stage|接合档位
relieve axial preload|释放轴向预紧力; run in mating surfaces|对配合表面进行磨合
"""),
    conditions=quantities("""
input speed|输入转速|rpm|300|6000|0
oil temperature|油温|°C|35|110|0
axial preload|轴向预紧力|N|40|2600|0
transmission ratio|传动比||2.5|160|1
oil flow rate|油流量|L/min|0.5|18|1
rated torque|额定扭矩|N·m|5|1800|0
"""),
    measures=quantities("""
noise level|噪声级|dB(A)|48|86|1
backlash|背隙|arcmin|0.4|12|1
transmission efficiency+|传动效率|%|84|98.5|1
temperature rise|温升|K|12|58|0
wear after endurance testing|耐久试验后的磨损量|μm|3|95|0
"""),
    problems=terms("""
teeth that mesh under shifting load cause knocking noise|轮齿在变化载荷下啮合时会产生敲击噪声
lubricating oil does not reach bearings at low speed|低转速时润滑油难以到达轴承
manufacturing tolerances add up along a chain of parts|各零件的制造公差沿装配链累积
assembly requires special tools and long adjustment|装配需要专用工具且调整时间长
thermal expansion changes a preset bearing play|热膨胀会改变预设的轴承游隙
load is shared unevenly among gears|各齿轮之间载荷分配不均
shock torque is passed on to a driven machine|冲击扭矩会传递至被驱动的机器
"""),
    drawbacks=terms("""
premature pitting|过早点蚀; disturbing noise|扰人的噪声; high friction loss|较大的摩擦损失; oil leakage|漏油
uneven wear|不均匀磨损; a large installation space|安装空间大; frequent maintenance|维护频繁
"""),
    effects=terms("""
reduce running noise|降低运转噪声; equalize load among gears|使各齿轮间的载荷均衡
extend service life|延长使用寿命; simplify assembly|简化装配
shorten an axial installation length|缩短轴向安装长度
improve lubrication at start-up|改善起动时的润滑; suppress torsional vibration|抑制扭转振动
raise power density|提高功率密度; avoid overload damage|避免过载损坏
"""),
    uses=terms("""
electric vehicles|电动汽车; conveyor lines|输送线; wind turbines|风力发电机; machine tools|机床
construction machinery|工程机械; robot joints|机器人关节; ship propulsion|船舶推进
"""),
)

PUMPS = Domain(
    name="pumps",
    family=MACHINE,
    classes=("F04D 29/22", "F04D 7/04", "F16K 31/06", "F04B 43/04", "F16K 1/36"),
    field=Term("fluid machinery", "流体机械"),
    subjects=terms("""
centrifugal pump|离心泵; diaphragm pump|隔膜泵; gear pump|齿轮泵; solenoid valve|电磁阀; check valve|止回阀
pressure regulating valve|调压阀; peristaltic pump|蠕动泵; screw pump|螺杆泵; metering pump|计量泵
butterfly valve|蝶阀; vacuum pump|真空泵
"""),
    modifiers=terms("""
self-priming|自吸式; multi-stage|多级; leak-free|无泄漏; pilot-operated|先导式; low-pulsation|低脉动
corrosion-resistant|耐腐蚀; magnetically driven|磁力驱动; pressure-balanced|压力平衡式; submersible|潜水式
normally closed|常闭式; variable-displacement|变排量
"""),
    media=terms("""
slurry|浆料; cooling water|冷却水; hydraulic oil|液压油; liquid fuel|液体燃料; chemical solution|化学溶液
sea water|海水; refrigerant|制冷剂; waste water|污水
"""),
    parts=parts("""
pump housing|泵壳|define a flow chamber for {m}|限定{m}的流动腔
impeller|叶轮|accelerate {m}|使{m}加速
suction port|吸入口|admit {m}|供{m}流入
discharge port|排出口|deliver {m} under pressure|在压力下排出{m}
drive shaft|驱动轴|transmit rotation|传递转动
mechanical seal|机械密封|prevent escape of {m}|防止{m}泄漏
wear ring|耐磨环|limit backflow of {m}|限制{m}回流
guide vane*|导叶|convert velocity of {m} into pressure|将{m}的速度转化为压力
diaphragm|隔膜|displace {m} periodically|周期性地排送{m}
valve seat|阀座|provide a sealing surface|提供密封面
valve body|阀体|open and close a passage for {m}|开闭{m}的通道
return spring|复位弹簧|urge a closing movement|推动关闭动作
solenoid coil~|电磁线圈|generate a magnetic field|产生磁场
bypass channel|旁通流道|recirculate part of {m}|使部分{m}回流
pulsation damper|脉动阻尼器|smooth pressure peaks in {m}|平抑{m}中的压力峰值
strainer|滤网|hold back solid particles|拦截固体颗粒
pressure sensor~|压力传感器|detect pressure of {m}|检测{m}的压力
motor controller~|电机控制器|adjust a delivery rate|调节输送量
thrust bearing|推力轴承|take up axial force|承受轴向力
coupling magnet*|耦合磁体|transmit torque without contact|无接触地传递扭矩
"""),
    steps=terms("""
prime a suction line with {m}|用{m}灌注吸入管路; vent trapped gas|排出滞留气体
throttle a flow of {m}|对{m}进行节流; flush a sealing gap with {m}|用{m}冲洗密封间隙
determine a pressure difference|确定压差; stop delivery when dry running is detected|检测到干转时停止输送
"""),
    conditions=quantities("""
delivery pressure|输送压力|MPa|0.1|24|2
flow rate|流量|m³/h|0.4|320|1
rotational speed|转速|rpm|450|5800|0
fluid temperature|流体温度|°C|5|140|0
switching frequency|切换频率|Hz|1|85|0
suction head|吸程|m|0.8|8.5|1
"""),
    measures=quantities("""
leakage rate|泄漏量|mL/min|0.01|4.8|2
hydraulic efficiency+|水力效率|%|52|89|1
pressure pulsation|压力脉动|%|0.6|14|1
response time|响应时间|ms|3|90|0
operating time without failure+|无故障运行时间|h|800|26000|0
"""),
    problems=terms("""
solid particles accumulate in narrow gaps|固体颗粒易在狭窄间隙内积聚
a seal runs dry when gas is drawn in|吸入气体时密封件会发生干摩擦
pressure surges occur when a flow is shut off quickly|快速切断流动时会产生压力冲击
cavitation arises at partial load|部分负荷时容易产生汽蚀
a valve does not close fully after long use|长期使用后阀门不能完全关闭
recirculating flow consumes a large share of drive power|回流会消耗很大一部分驱动功率
deposits block small control passages|沉积物会堵塞细小的控制流道
"""),
    drawbacks=terms("""
leakage|泄漏; loss of delivery head|扬程损失; strong vibration|强烈振动; erosion of surfaces|表面冲蚀
clogging|堵塞; noisy operation|运行噪声大; a short service interval|维护周期短
"""),
    effects=terms("""
reduce leakage along rotating shafts|减少沿转轴的泄漏; improve suction performance|改善吸入性能
dampen pressure pulsation|抑制压力脉动; prevent clogging by particles|防止颗粒堵塞
lower energy consumption|降低能耗
facilitate replacement of worn parts|便于更换磨损件; stabilize a delivery rate|稳定输送量
shorten closing time|缩短关闭时间; increase resistance to dry running|提高抗干转能力
"""),
    uses=terms("""
mining|矿山; chemical plants|化工厂; heat pumps|热泵; fuel systems|燃油系统; desalination plants|海水淡化厂
domestic water supply|生活供水; hydraulic presses|液压机
"""),
)

AGRICULTURE = Domain(
    name="agriculture",
    family=MACHINE,
    classes=("A01C 7/08", "A01B 49/02", "A01G 25/16", "A01D 41/12", "A01C 15/00"),
    field=Term("agricultural machinery", "农业机械"),
    subjects=terms("""
seed drill|播种机; transplanting machine|移栽机; combine harvester|联合收割机; fertilizer spreader|施肥机
drip irrigation system|滴灌系统; soil tillage implement|土壤耕作机具; fruit picking device|水果采摘装置
plant cultivation rack|植物栽培架; crop sprayer|喷药机; straw baler|秸秆打捆机
"""),
    modifiers=terms("""
pneumatic|气力式; precision|精量; self-propelled|自走式; tractor-drawn|牵引式; hillside|丘陵山地用
height-adjustable|高度可调; solar-powered|太阳能; no-till|免耕; multi-row|多行; foldable|折叠式
"""),
    media=terms("""
seeds|种子; granular fertilizer|颗粒肥料; irrigation water|灌溉水; seedlings|幼苗; grain|谷物; straw|秸秆
spray liquid|药液; harvested fruit|采收的果实
"""),
    parts=parts("""
machine frame|机架|carry working units|承载各工作部件
hopper|料斗|store {m}|储存{m}
metering disc|排种盘|singulate {m}|使{m}逐个分离
furrow opener*|开沟器|open a furrow in soil|在土壤中开沟
press wheel*|镇压轮|compact soil behind a furrow|压实沟后的土壤
blower|风机|convey {m} by an air stream|利用气流输送{m}
delivery tube*|输送管|guide {m} to ground level|将{m}引导至地面
cutting blade*|切刀|cut plant residue|切断植物残茬
conveyor belt|输送带|transport {m}|运送{m}
threshing drum|脱粒滚筒|separate {m} from stalks|将{m}与茎秆分离
vibrating screen|振动筛|clean {m}|清选{m}
depth wheel|限深轮|limit working depth|限制作业深度
spray nozzle*|喷嘴|distribute {m} evenly|均匀分布{m}
hydraulic cylinder|液压缸|raise and lower working units|升降各工作部件
gripper finger*|夹持指|hold {m} gently|轻柔地夹持{m}
moisture sensor~|湿度传感器|detect soil moisture|检测土壤湿度
positioning receiver~|定位接收机|determine a travel position|确定行驶位置
control unit~|控制单元|adapt a metering rate to travel speed|使排量与行驶速度相适应
ground wheel|地轮|derive drive from travel|由行走获得驱动力
side wing*|侧翼|extend a working width|扩展作业幅宽
"""),
    steps=terms("""
loosen soil ahead of a row|疏松行前的土壤; cover {m} with soil|用土壤覆盖{m}
refill stored {m}|补充所储存的{m}; read a prescription map|读取处方图
turn at a headland|在地头转弯; discharge collected {m}|排出所收集的{m}
"""),
    conditions=quantities("""
travel speed|行驶速度|km/h|2.5|16|1
working depth|作业深度|mm|15|260|0
row spacing|行距|mm|120|760|0
air pressure|气压|kPa|1.2|9.5|1
drum speed|滚筒转速|rpm|280|1150|0
application rate|施用量|kg/ha|18|420|0
"""),
    measures=quantities("""
spacing deviation|株距偏差|mm|2|46|0
damage rate|破损率|%|0.2|7.5|1
missing rate|漏播率|%|0.3|9.0|1
fuel consumption|油耗|L/ha|3.2|18.5|1
germination rate+|出苗率|%|78|98|1
"""),
    problems=terms("""
plant residue wraps around rotating parts|植物残茬缠绕旋转部件
spacing becomes uneven at higher travel speed|行驶速度较高时间距变得不均匀
delicate crops are bruised during handling|娇嫩作物在搬运过程中易被碰伤
stones lift working tools out of soil|石块使作业部件脱离土壤
manual adjustment is needed for each field|每块田地都需要人工调整
dust enters drive components|灰尘进入传动部件
steep slopes make a machine tilt|陡坡使机器倾斜
"""),
    drawbacks=terms("""
crop loss|作物损失; uneven emergence|出苗不齐; long downtime|停机时间长; soil compaction|土壤压实
waste of fertilizer|肥料浪费; heavy manual work|繁重的体力劳动; blocked outlets|出口堵塞
"""),
    effects=terms("""
improve placement accuracy|提高投放精度; reduce damage to crops|减少作物损伤
save water and fertilizer|节约水肥
adapt to uneven ground|适应不平整地面; prevent wrapping by residue|防止残茬缠绕
increase working speed|提高作业速度
lower labor intensity|降低劳动强度; facilitate cleaning|便于清理; keep working depth constant|保持作业深度恒定
"""),
    uses=terms("""
maize fields|玉米田; greenhouses|温室; orchards|果园; paddy fields|水稻田; tea plantations|茶园
vegetable growing|蔬菜种植; dry farming|旱作农业
"""),
)

ROBOTS = Domain(
    name="robots",
    family=MACHINE,
    classes=("B25J 15/08", "B25J 9/16", "B65G 47/91", "B65B 35/36", "B25J 19/02"),
    field=Term("industrial handling", "工业搬运"),
    subjects=terms("""
robot gripper|机器人夹爪; palletizing robot|码垛机器人; packaging machine|包装机; sorting apparatus|分拣装置
parallel manipulator|并联机械手; feeding device|上料装置; automated guided vehicle|自动导引车
robot arm|机械臂
tool changer|换刀装置; labeling machine|贴标机
"""),
    modifiers=terms("""
vacuum-operated|真空式; under-actuated|欠驱动; collision-tolerant|防碰撞; cable-driven|绳驱动; dual-arm|双臂
vision-guided|视觉引导; quick-change|快换式; force-controlled|力控; ceiling-mounted|吊装式; hygienic|卫生型
"""),
    media=terms("""
workpieces|工件; cartons|纸箱; parcels|包裹; bottles|瓶体; food products|食品; electronic components|电子元件
castings|铸件; bags|袋装物料
"""),
    parts=parts("""
base plate|底板|support moving assemblies|支撑运动组件
gripping jaw*|夹爪|grasp {m}|抓取{m}
suction cup*|吸盘|lift {m} by vacuum|利用真空吸起{m}
linear guide|直线导轨|guide a linear movement|引导直线运动
ball screw|滚珠丝杠|convert rotation into linear travel|将旋转转换为直线行程
servo motor~|伺服电机|drive a joint|驱动关节
swing arm|摆臂|transfer {m} between stations|在工位之间转移{m}
parallel link*|平行连杆|keep an orientation constant|保持姿态恒定
tool flange|工具法兰|receive exchangeable tools|接纳可更换工具
locking ring|锁紧环|secure an exchangeable tool|锁定可更换工具
buffer spring*|缓冲弹簧|absorb impact|吸收冲击
infeed conveyor|进料输送机|supply {m}|供给{m}
pushing plate|推板|push {m} into a row|将{m}推成一排
reject chute|剔除滑道|discharge faulty {m}|排出不合格的{m}
cable drag chain|拖链|protect cables|保护线缆
camera~|相机|capture images of {m}|采集{m}的图像
force sensor~|力传感器|measure contact force|测量接触力
vacuum ejector|真空发生器|generate negative pressure|产生负压
motion controller~|运动控制器|plan a collision-free path|规划无碰撞路径
safety scanner~|安全扫描仪|detect persons nearby|检测附近人员
"""),
    steps=terms("""
locate {m} in a captured image|在采集的图像中定位{m}; approach {m} at reduced speed|以降低的速度接近{m}
confirm a grip by a pressure signal|通过压力信号确认夹持; place {m} on a pallet|将{m}放置于托盘
return to a waiting position|返回等待位置; align {m} with a stop|使{m}与挡块对齐
"""),
    conditions=quantities("""
travel speed|运行速度|mm/s|120|2600|0
gripping force|夹持力|N|4|680|0
vacuum level|真空度|kPa|12|88|0
acceleration|加速度|m/s²|0.8|22|1
supply pressure|供气压力|MPa|0.30|0.85|2
cycle time|节拍|s|0.6|14|1
"""),
    measures=quantities("""
repeat accuracy|重复定位精度|mm|0.01|0.85|2
throughput+|处理量|pieces/min|14|320|0
drop rate|掉落率|%|0.01|2.4|2
changeover time|换型时间|min|0.4|26|1
failure rate|故障率|%|0.02|1.9|2
"""),
    problems=terms("""
items of different size cannot be held by one tool|同一工具无法夹持不同尺寸的物品
soft surfaces are marked by rigid jaws|刚性夹爪会在柔软表面留下压痕
a changeover interrupts production for a long time|换型会长时间中断生产
cables break after many bending cycles|线缆经多次弯折后断裂
misaligned items jam an outlet|未对齐的物品会卡住出口
heavy arms overshoot a target position|较重的机械臂会超过目标位置
vacuum is lost on uneven surfaces|在不平整表面上真空会丧失
"""),
    drawbacks=terms("""
dropped items|物品掉落; low throughput|处理量低; damage to packaging|包装损坏; high inertia|惯量大
operator intervention|人工干预; an unreliable grip|夹持不可靠; long settling times|稳定时间长
"""),
    effects=terms("""
hold items of different shapes|夹持不同形状的物品; shorten cycle time|缩短节拍
improve positioning accuracy|提高定位精度
reduce moving mass|减小运动质量; protect delicate surfaces|保护易损表面; simplify tool changes|简化工具更换
increase operating safety|提高运行安全性; compensate for height tolerances|补偿高度公差
avoid jamming|避免卡滞
"""),
    uses=terms("""
warehouses|仓库; food packing|食品包装; foundries|铸造车间; electronics assembly|电子装配
bottling lines|灌装线
parcel centers|快递中心; laboratory automation|实验室自动化
"""),
)

MACHINE_DOMAINS = (TRANSMISSIONS, PUMPS, AGRICULTURE, ROBOTS)
