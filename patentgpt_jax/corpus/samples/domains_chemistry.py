"""Word tables of the chemical domains: pharmaceuticals, polymers, and water treatment plants."""

from patentgpt_jax.corpus.samples.families import MACHINE, MATTER
from patentgpt_jax.corpus.samples.vocabulary import Domain, Term, parts, quantities, terms

PHARMACEUTICALS = Domain(
    name="pharmaceuticals",
    family=MATTER,
    classes=("A61K 9/20", "A61K 47/38", "A61K 31/44", "A61P 29/00", "A61K 9/50"),
    field=Term("pharmaceutical formulation", "药物制剂"),
    subjects=terms("""
pharmaceutical composition|药物组合物; oral tablet|口服片剂; transdermal patch|透皮贴剂
ophthalmic solution|滴眼液
injectable suspension|注射用混悬剂; inhalable powder|吸入粉剂; topical gel|外用凝胶
capsule formulation|胶囊制剂
liposome preparation|脂质体制剂; nasal spray|鼻喷剂
"""),
    modifiers=terms("""
sustained-release|缓释; fast-dissolving|速溶; enteric-coated|肠溶; taste-masked|掩味
storage-stable|储存稳定的
bioavailable|高生物利用度; preservative-free|无防腐剂; mucoadhesive|粘膜粘附性; pediatric|儿童用
low-dose|低剂量
"""),
    media=terms("active ingredient|活性成分; drug particles|药物颗粒; drug solution|药物溶液"),
    parts=parts("""
active compound|活性化合物|exert a therapeutic effect|发挥治疗作用|ibuprofen=布洛芬,naproxen=萘普生,\
metformin=二甲双胍,\
budesonide=布地奈德,loratadine=氯雷他定,celecoxib=塞来昔布
binder|粘合剂|hold particles together|使颗粒相互粘合|hydroxypropyl cellulose=羟丙基纤维素,povidone=聚维酮,\
pregelatinized starch=预胶化淀粉,gelatin=明胶
disintegrant|崩解剂|promote break-up in water|促进在水中崩解|croscarmellose sodium=交联羧甲纤维素钠,\
crospovidone=交聚维酮,\
sodium starch glycolate=羧甲淀粉钠
filler|填充剂|give bulk to a dose|增加剂量体积|lactose=乳糖,mannitol=甘露醇,\
microcrystalline cellulose=微晶纤维素,\
calcium hydrogen phosphate=磷酸氢钙
lubricant|润滑剂|reduce sticking to tools|减少对模具的粘附|magnesium stearate=硬脂酸镁,\
sodium stearyl fumarate=硬脂富马酸钠,\
stearic acid=硬脂酸
coating polymer|包衣聚合物|delay release of {m}|延缓{m}的释放|ethyl cellulose=乙基纤维素,\
hypromellose phthalate=羟丙甲纤维素邻苯二甲酸酯,a methacrylic acid copolymer=甲基丙烯酸共聚物
surfactant|表面活性剂|wet {m}|润湿{m}|polysorbate 80=聚山梨酯80,poloxamer 188=泊洛沙姆188,\
sodium lauryl sulfate=十二烷基硫酸钠
buffer agent|缓冲剂|keep pH constant|保持pH恒定|sodium citrate=枸橼酸钠,disodium phosphate=磷酸氢二钠,\
trometamol=氨丁三醇
antioxidant|抗氧化剂|protect {m} from oxidation|保护{m}免于氧化|ascorbic acid=抗坏血酸,tocopherol=生育酚,\
sodium metabisulfite=焦亚硫酸钠
permeation enhancer|促渗剂|increase penetration through skin|增强透皮渗透|oleic acid=油酸,\
propylene glycol=丙二醇,\
menthol=薄荷醇
gelling agent|凝胶剂|adjust viscosity|调节粘度|carbomer=卡波姆,xanthan gum=黄原胶,sodium alginate=海藻酸钠
plasticizer|增塑剂|soften a film|使薄膜柔软|triethyl citrate=柠檬酸三乙酯,glyceryl triacetate=三醋酸甘油酯,\
polyethylene glycol 400=聚乙二醇400
sweetener|甜味剂|cover a bitter taste|掩盖苦味|sucralose=三氯蔗糖,aspartame=阿司帕坦,saccharin sodium=糖精钠
phospholipid|磷脂|form vesicles around {m}|在{m}周围形成囊泡|soy lecithin=大豆卵磷脂,\
distearoyl phosphatidylcholine=二硬脂酰磷脂酰胆碱,egg lecithin=蛋黄卵磷脂
carrier particle*|载体颗粒|transport {m}|输送{m}|coarse lactose=粗乳糖,trehalose=海藻糖,\
mannitol granules=甘露醇颗粒
complexing agent|络合剂|solubilize {m}|增溶{m}|hydroxypropyl betadex=羟丙基倍他环糊精,\
gamma cyclodextrin=γ-环糊精,\
edetate disodium=依地酸二钠
"""),
    steps=terms("""
sieve a mixed powder|过筛混合粉末; granulate with purified water|用纯化水制粒; dry wet granules|干燥湿颗粒
compress granules into tablets|将颗粒压制成片; spray a coating liquid|喷涂包衣液
sterilize by filtration|过滤除菌
homogenize a suspension|对混悬液进行均质; fill a product into vials|将产品灌装于小瓶
"""),
    conditions=quantities("""
drying temperature|干燥温度|°C|32|80|0
compression force|压片力|kN|4|28|1
stirring speed|搅拌速度|rpm|60|1800|0
pH value|pH值||3.8|8.2|1
mixing time|混合时间|min|3|75|0
storage temperature|储存温度|°C|2|40|0
"""),
    measures=quantities("""
dissolution after 30 minutes+|30分钟溶出度|%|41|99|1
impurity content after six months|六个月后杂质含量|%|0.05|2.8|2
disintegration time|崩解时限|s|12|900|0
relative bioavailability+|相对生物利用度|%|72|186|0
friability|脆碎度|%|0.05|1.20|2
"""),
    problems=terms("""
poorly soluble drugs are absorbed incompletely|难溶性药物吸收不完全
hygroscopic powders form lumps on storage|吸湿性粉末在储存时结块
a bitter taste lowers compliance|苦味降低依从性
plasma levels fluctuate between doses|两次给药之间血药浓度波动
light and oxygen degrade drug substances|光照和氧气使药物降解
large tablets are hard to swallow|较大的片剂难以吞咽
a burst of drug is released at first|初期出现药物突释
"""),
    drawbacks=terms("""
low bioavailability|生物利用度低; gastric irritation|胃部刺激; short shelf life|保质期短
dose dumping|剂量倾泻
poor compliance|依从性差; content variation|含量不均; local side effects|局部副作用
"""),
    effects=terms("""
improve dissolution|改善溶出; prolong release over a day|使释放延长至一天
mask an unpleasant taste|掩盖不良味道
increase storage stability|提高储存稳定性; reduce gastric irritation|减轻胃部刺激
enhance bioavailability|提高生物利用度
lower dosing frequency|降低给药频率; ensure uniform content|保证含量均匀; avoid burst release|避免突释
"""),
    uses=terms("""
pain relief|镇痛; allergy treatment|过敏治疗; asthma therapy|哮喘治疗; diabetes treatment|糖尿病治疗
eye care|眼部护理; anti-inflammatory treatment|抗炎治疗; pediatric medicine|儿科用药
"""),
)

POLYMERS = Domain(
    name="polymers",
    family=MATTER,
    classes=("C08L 23/12", "C08K 3/34", "C08G 18/48", "C09D 175/04", "C08J 9/04"),
    field=Term("polymer materials", "高分子材料"),
    subjects=terms("""
resin composition|树脂组合物; coating composition|涂料组合物; rubber compound|橡胶混炼胶; adhesive|胶粘剂
foamed material|发泡材料; fiber-reinforced plastic|纤维增强塑料; thermoplastic elastomer|热塑性弹性体
hydrogel|水凝胶; packaging film|包装薄膜; flame-retardant plastic|阻燃塑料
"""),
    modifiers=terms("""
heat-resistant|耐热; biodegradable|可生物降解; halogen-free|无卤; weatherable|耐候; self-healing|自修复
solvent-free|无溶剂; low-odor|低气味; impact-modified|抗冲改性; moisture-curing|湿固化; transparent|透明
"""),
    media=terms("polymer melt|聚合物熔体; prepolymer|预聚物; resin mixture|树脂混合物"),
    parts=parts("""
base resin|基体树脂|form a continuous phase|形成连续相|polypropylene=聚丙烯,polylactic acid=聚乳酸,\
polycarbonate=聚碳酸酯,\
polybutylene terephthalate=聚对苯二甲酸丁二醇酯
inorganic filler|无机填料|stiffen {m}|增强{m}的刚性|talc=滑石粉,wollastonite=硅灰石,\
calcium carbonate=碳酸钙,mica=云母
flame retardant|阻燃剂|suppress burning|抑制燃烧|ammonium polyphosphate=聚磷酸铵,\
aluminum diethyl phosphinate=二乙基次膦酸铝,\
magnesium hydroxide=氢氧化镁
coupling agent|偶联剂|bond phases to each other|使各相相互结合|a vinyl silane=乙烯基硅烷,a titanate=钛酸酯,\
an amino silane=氨基硅烷
compatibilizer|相容剂|lower interfacial tension|降低界面张力|\
maleic anhydride grafted polypropylene=马来酸酐接枝聚丙烯,\
an ethylene acrylate terpolymer=乙烯-丙烯酸酯三元共聚物
crosslinking agent|交联剂|link polymer chains|使聚合物链交联|dicumyl peroxide=过氧化二异丙苯,\
triallyl isocyanurate=三烯丙基异氰脲酸酯,\
a polyisocyanate=多异氰酸酯
catalyst|催化剂|accelerate curing of {m}|加速{m}的固化|dibutyltin dilaurate=二月桂酸二丁基锡,\
zinc octoate=辛酸锌,\
a tertiary amine=叔胺
blowing agent|发泡剂|generate fine cells in {m}|在{m}中产生细孔|azodicarbonamide=偶氮二甲酰胺,\
cyclopentane=环戊烷,\
sodium bicarbonate=碳酸氢钠
heat stabilizer|热稳定剂|prevent degradation of {m}|防止{m}降解|a hindered phenol=受阻酚,\
a phosphite=亚磷酸酯,\
calcium stearate=硬脂酸钙
light stabilizer|光稳定剂|absorb ultraviolet radiation|吸收紫外线|a hindered amine=受阻胺,\
a benzotriazole=苯并三唑,\
titanium dioxide=二氧化钛
toughening agent|增韧剂|absorb impact energy|吸收冲击能量|an ethylene octene copolymer=乙烯-辛烯共聚物,\
core-shell rubber=核壳橡胶,nitrile rubber=丁腈橡胶
reinforcing fiber*|增强纤维|carry tensile load|承受拉伸载荷|glass fibers=玻璃纤维,basalt fibers=玄武岩纤维,\
carbon fibers=碳纤维
polyol|多元醇|react with isocyanate groups|与异氰酸酯基反应|a polyester polyol=聚酯多元醇,\
a polyether polyol=聚醚多元醇,\
castor oil=蓖麻油
processing aid|加工助剂|improve flow of {m}|改善{m}的流动|erucamide=芥酸酰胺,a fluoroelastomer=氟弹性体,\
paraffin wax=石蜡
pigment|颜料|impart color to {m}|使{m}着色|carbon black=炭黑,iron oxide red=氧化铁红,\
phthalocyanine blue=酞菁蓝
tackifying resin|增粘树脂|raise initial adhesion|提高初粘力|a rosin ester=松香酯,a terpene resin=萜烯树脂,\
a hydrocarbon resin=石油树脂
"""),
    steps=terms("""
dry pellets before processing|加工前干燥粒料; extrude a strand of {m}|将{m}挤出成条
cool and pelletize an extrudate|\
冷却挤出物并造粒
cure a coated film|固化涂布的薄膜; mold a test specimen|成型试样
remove volatile residues under vacuum|在真空下去除挥发物
stir until a uniform mixture is obtained|搅拌至得到均匀混合物
"""),
    conditions=quantities("""
extrusion temperature|挤出温度|°C|150|310|0
screw speed|螺杆转速|rpm|60|620|0
curing time|固化时间|h|0.2|48|1
reaction temperature|反应温度|°C|40|240|0
injection pressure|注射压力|MPa|35|140|0
residence time|停留时间|s|20|420|0
"""),
    measures=quantities("""
tensile strength+|拉伸强度|MPa|6|210|1
notched impact strength+|缺口冲击强度|kJ/m²|2.1|78|1
heat deflection temperature+|热变形温度|°C|58|265|0
limiting oxygen index+|极限氧指数|%|19.5|42|1
elongation at break+|断裂伸长率|%|3|720|0
"""),
    problems=terms("""
additives migrate to a surface over time|助剂会随时间迁移至表面
fillers agglomerate during mixing|填料在混合时团聚
high filler content makes plastics brittle|高填充量使塑料变脆
immiscible phases separate on cooling|不相容的相在冷却时分离; residual monomers cause odor|残留单体产生气味
outdoor exposure leads to yellowing|户外暴露导致黄变
thick sections cure unevenly|厚截面固化不均匀
"""),
    drawbacks=terms("""
brittleness|脆性; surface blooming|表面析出; warpage|翘曲; poor adhesion|附着力差
dripping during combustion|燃烧时滴落; discoloration|变色; high melt viscosity|熔体粘度高
"""),
    effects=terms("""
increase impact strength|提高冲击强度; improve dispersion of fillers|改善填料分散
enhance flame retardancy|提高阻燃性
reduce odor|降低气味; maintain transparency|保持透明性; accelerate biodegradation|加快生物降解
lower melt viscosity|降低熔体粘度; prevent yellowing|防止黄变; strengthen interfacial bonding|增强界面结合
"""),
    uses=terms("""
automotive interiors|汽车内饰; electrical housings|电器外壳; food packaging|食品包装
building insulation|建筑保温
footwear|鞋材; wind turbine blades|风电叶片; cable sheaths|电缆护套
"""),
)

WATER = Domain(
    name="water treatment",
    family=MACHINE,
    classes=("C02F 1/44", "C02F 3/12", "B01D 61/02", "C02F 9/00", "C02F 1/52"),
    field=Term("water treatment", "水处理"),
    subjects=terms("""
membrane filtration unit|膜过滤装置; biological reactor|生物反应器; sludge dewatering machine|污泥脱水机
water softener|软水器; electrochemical cell|电化学池; ultraviolet disinfection device|紫外线消毒装置
flotation tank|气浮池; sedimentation tank|沉淀池; ion exchange column|离子交换柱; water purifier|净水器
"""),
    modifiers=terms("""
backwashable|可反冲洗; continuous-flow|连续流; anaerobic|厌氧; containerized|集装箱式; low-energy|低能耗
two-chamber|双室; gravity-driven|重力驱动; scale-resistant|防结垢; intermittently aerated|间歇曝气
upflow|升流式
"""),
    media=terms("""
raw water|原水; sludge|污泥; brine|浓盐水; industrial effluent|工业废水; drinking water|饮用水
leachate|渗滤液
"""),
    parts=parts("""
treatment tank|处理池|receive {m}|接收{m}
membrane module*|膜组件|separate particles from {m}|从{m}中分离颗粒
aeration pipe|曝气管|introduce air into {m}|向{m}中通入空气
inlet distributor|进水分配器|spread {m} over a cross section|将{m}分布于整个截面
stirring paddle*|搅拌桨|keep {m} in motion|使{m}保持运动
dosing pump~|加药泵|add a flocculant to {m}|向{m}中投加絮凝剂
scraper|刮泥板|collect settled solids|收集沉降的固体
overflow weir|溢流堰|draw off clarified liquid|引出澄清液
backwash line|反冲洗管路|flush filter surfaces|冲洗过滤表面
electrode plate*|电极板|oxidize pollutants in {m}|氧化{m}中的污染物
resin bed|树脂床|exchange hardness ions|交换硬度离子
ultraviolet lamp*~|紫外灯|inactivate germs in {m}|灭活{m}中的病菌
quartz sleeve*|石英套管|shield a lamp from {m}|使灯管与{m}隔离
level switch~|液位开关|detect a liquid level|检测液位
turbidity sensor~|浊度传感器|measure turbidity of {m}|测量{m}的浊度
recirculation pump|回流泵|return part of {m}|使部分{m}回流
carrier media bed|填料床|support a biofilm|支持生物膜生长
gas collector|集气罩|gather rising gas|收集上升的气体
control cabinet~|控制柜|start a cleaning cycle|启动清洗周期
press roller*|压榨辊|squeeze water out of {m}|从{m}中挤出水分
"""),
    steps=terms("""
screen coarse solids from {m}|从{m}中筛除粗大固体; adjust a pH of {m}|调节{m}的pH
settle suspended matter|使悬浮物沉降; backwash a filter with air and water|用空气和水反冲洗过滤器
discharge concentrated residue|排出浓缩残渣; sample treated water|对处理后的水取样
"""),
    conditions=quantities("""
hydraulic retention time|水力停留时间|h|0.5|36|1
transmembrane pressure|跨膜压差|kPa|5|240|0
dissolved oxygen|溶解氧|mg/L|0.2|6.5|1
flow velocity|流速|m/h|0.8|28|1
current density|电流密度|mA/cm²|2|85|0
flocculant dose|絮凝剂投加量|mg/L|1|160|0
"""),
    measures=quantities("""
removal rate of chemical oxygen demand+|化学需氧量去除率|%|58|98|1
effluent turbidity|出水浊度|NTU|0.05|6.2|2
energy demand|能耗|kWh/m³|0.08|3.6|2
sludge moisture|污泥含水率|%|58|86|1
membrane flux+|膜通量|L/(m²·h)|12|96|0
"""),
    problems=terms("""
deposits build up on filter surfaces|沉积物在过滤表面堆积
short-circuit flow leaves zones untreated|短流使部分区域得不到处理
peak loads wash out active biomass|峰值负荷冲走活性生物质
cleaning agents must be handled by hand|清洗药剂需要人工处理
foam carries solids into an outlet|泡沫将固体带入出口
aeration consumes most of supplied energy|曝气消耗了大部分能量
scale grows on heated surfaces|受热表面上生成水垢
"""),
    drawbacks=terms("""
membrane fouling|膜污染; unpleasant odor|异味; high chemical consumption|药剂消耗量大
overflow of solids|固体溢流
frequent shutdowns|频繁停机; a large footprint|占地面积大; unstable effluent quality|出水水质不稳定
"""),
    effects=terms("""
slow down membrane fouling|减缓膜污染; save aeration energy|节省曝气能耗; reduce sludge volume|减少污泥体积
stabilize effluent quality|稳定出水水质; avoid dead zones|避免死区; shrink a footprint|缩小占地面积
prolong cleaning intervals|延长清洗周期; recover usable water|回收可用水; simplify maintenance|简化维护
"""),
    uses=terms("""
municipal plants|市政水厂; textile mills|印染厂; landfills|垃圾填埋场; rural households|农村家庭; ships|船舶
aquaculture|水产养殖; electroplating shops|电镀车间
"""),
)

CHEMISTRY_DOMAINS = (PHARMACEUTICALS, POLYMERS, WATER)
