"""Words that neighbouring domains share: machines, layered devices, digital systems, compositions."""

from patentgpt_jax.corpus.samples.vocabulary import Family, Term, quantities, terms

SIGNAL_ADJECTIVES = terms("""
high-speed|高速; low-power|低功耗; digital|数字; programmable|可编程; wireless|无线; integrated|集成式
local|本地; redundant|冗余; calibrated|经校准的; shielded|屏蔽式; dedicated|专用; embedded|嵌入式
adaptive|自适应; miniature|微型; multi-channel|多通道; fail-safe|故障安全型; external|外部
contactless|非接触式
""")

SIGNAL_RELATIONS = terms("""
electrically connected to {b}|与{b}电连接; in signal communication with {b}|与{b}信号连接
coupled to {b} via a bus|通过总线与{b}连接; integrated into {b}|集成于{b}中; wired to {b}|通过导线与{b}连接
arranged adjacent to {b}|邻近{b}布置; attached to {b}|附接于{b}; communicatively coupled to {b}|与{b}通信连接
connected between {b} and {c}|连接于{b}与{c}之间; assigned to {b}|对应于{b}配置
""")

SIGNAL_FEATURES = terms("""
signal interface|信号接口; low-pass filter|低通滤波器; amplifier stage|放大级; connector socket|连接器插座
reference terminal|参考端子; wake-up input|唤醒输入端; calibration memory|校准存储区; shielding cover|屏蔽罩
""")

MACHINE = Family(
    adjectives=terms("""
annular|环形; tapered|锥形; hollow|空心; inner|内; outer|外; upper|上; lower|下; rotatable|可旋转
detachable|可拆卸; elastic|弹性; rigid|刚性; curved|弧形; adjustable|可调; movable|可移动; lateral|侧向
central|中央; telescopic|伸缩式; stepped|阶梯形; perforated|多孔; coated|带涂层的; eccentric|偏心
inclined|倾斜; main|主; auxiliary|辅助; reinforced|加强型; toothed|带齿; slotted|开槽; segmented|分段式
lightweight|轻质; floating|浮动; reversible|可逆; U-shaped|U形; split|剖分式; spring-loaded|弹簧加载式
"""),
    relations=terms("""
mounted on {b}|安装于{b}上; fixed to {b}|固定于{b}; arranged inside {b}|设置于{b}内
arranged around {b}|环绕{b}设置; rotatably supported by {b}|可转动地支承于{b}
slidably guided on {b}|可滑动地设置于{b}上; fastened to {b} by screws|通过螺钉固定于{b}
pivotally connected to {b}|与{b}铰接; press-fitted into {b}|压装于{b}中
disposed between {b} and {c}|设置于{b}与{c}之间; clamped between {b} and {c}|夹持于{b}与{c}之间
coaxial with {b}|与{b}同轴设置; integrally formed with {b}|与{b}一体成型; welded to {b}|焊接于{b}
spaced apart from {b}|与{b}间隔设置; inserted into {b}|插设于{b}中; supported on {b}|支撑于{b}上
detachably attached to {b}|可拆卸地连接于{b}; located opposite {b}|与{b}相对设置
pressed against {b}|抵靠于{b}; operatively coupled to {b}|与{b}传动连接; bolted to {b}|通过螺栓连接于{b}
suspended from {b}|悬挂于{b}; arranged at one end of {b}|设置于{b}的一端
"""),
    features=terms("""
flange|法兰; circumferential groove|环形凹槽; mounting hole|安装孔; shoulder|台阶; guide rib|导向筋
recess|凹部; inclined surface|斜面; drainage opening|排液口; latching hook|卡钩; stop face|限位面
keyway|键槽; sealing lip|密封唇; cooling fin|散热片; collar|凸缘; window|观察窗; threaded bore|螺纹孔
boss|凸台; slit|切缝; chamfered edge|倒角边; locating pin|定位销; viewing port|检视口; bushing seat|衬套座
"""),
    materials=terms("""
stainless steel|不锈钢; cast iron|铸铁; an aluminum alloy|铝合金; polypropylene|聚丙烯; brass|黄铜
a titanium alloy|钛合金; polyamide reinforced with glass fibers|玻璃纤维增强聚酰胺; silicone rubber|硅橡胶
polyether ether ketone|聚醚醚酮; spring steel|弹簧钢; nitrile rubber|丁腈橡胶; tungsten carbide|碳化钨
polytetrafluoroethylene|聚四氟乙烯; carbon steel|碳钢; silicon carbide|碳化硅; bronze|青铜
a magnesium alloy|镁合金; polyoxymethylene|聚甲醛; a nickel-based alloy|镍基合金; polyurethane|聚氨酯
"""),
    dimensions=quantities("""
wall thickness|壁厚|mm|0.8|18|1
outer diameter|外径|mm|12|480|0
length|长度|mm|25|900|0
width|宽度|mm|6|240|0
inclination angle|倾角|°|3|75|0
surface roughness|表面粗糙度|μm|0.2|6.3|1
hardness|硬度|HRC|28|64|0
clearance|间隙|mm|0.05|2.5|2
pitch|节距|mm|2|60|1
mass|质量|kg|0.2|45|1
"""),
    made_of=Term("{a} {a.is} made of {x}", "{a}由{x}制成"),
    made_of_one=Term(
        "{a} {a.is} made of a material selected from the group consisting of {xs}",
        "{a}的材料选自{xs}中的一种",
    ),
    method=terms("operating|运行方法; controlling|控制方法; using|使用方法"),
    part_steps=(),
    views=terms("""
perspective view|立体示意图; sectional view|剖视图; side view|侧视图; exploded view|分解示意图
top view|俯视图; enlarged view|局部放大图; front view|主视图; schematic view|结构示意图
"""),
    tangible=True,
)

LAYERED = Family(
    adjectives=terms("""
porous|多孔; thin|薄; patterned|图案化; transparent|透明; conductive|导电; outer|外
inner|内; composite|复合; flexible|柔性; doped|掺杂; crystalline|结晶; stacked|层叠; recessed|凹入式
planar|平面
buried|埋入式; laminated|层压; microstructured|微结构化; embedded|嵌入式; graded|梯度; reflective|反射性
oriented|取向; segmented|分段式; dense|致密; peripheral|外围; removable|可移除
"""),
    relations=terms("""
disposed on {b}|设置于{b}上; laminated to {b}|层压于{b}; in direct contact with {b}|与{b}直接接触
embedded in {b}|嵌入于{b}中; disposed between {b} and {c}|设置于{b}与{c}之间; bonded to {b}|粘接于{b}
arranged to overlap {b} in plan view|在俯视方向上与{b}重叠设置; formed on a side face of {b}|形成于{b}的侧面
electrically isolated from {b}|与{b}电绝缘; aligned with {b}|与{b}对准设置; enclosed by {b}|被{b}包围
spaced from {b} by a gap|与{b}之间留有间隙; deposited over {b}|沉积于{b}上方; sealed to {b}|与{b}密封连接
arranged parallel to {b}|与{b}平行设置; thermally coupled to {b}|与{b}导热连接; welded to {b}|焊接于{b}
positioned below {b}|位于{b}下方; held in {b}|保持于{b}中
"""),
    features=terms("""
edge region|边缘区域; through hole|通孔; tapered side wall|锥形侧壁; contact pad|接触垫; trench|沟槽
alignment mark|对准标记; roughened surface|粗糙化表面; peripheral rim|外周边框; step portion|台阶部
opening|开口; bent tab|弯折极耳; protrusion|突起; anti-reflection coating|抗反射涂层; vent slot|排气槽
barrier sublayer|阻挡子层; convex face|凸面; seed sublayer|籽晶子层
"""),
    materials=terms("""
silicon nitride|氮化硅; aluminum oxide|氧化铝; TiO₂|TiO₂; Ta₂O₅|Ta₂O₅; copper|铜; polyimide|聚酰亚胺
titanium nitride|氮化钛
nickel|镍; polyethylene terephthalate|聚对苯二甲酸乙二醇酯; indium tin oxide|氧化铟锡; glass|玻璃; tungsten|钨
silicon dioxide|二氧化硅; an acrylic resin|丙烯酸树脂; aluminum|铝; cobalt|钴; a fluoropolymer|含氟聚合物
an epoxy resin|环氧树脂; zirconium oxide|氧化锆; graphite|石墨; sapphire|蓝宝石; molybdenum|钼
"""),
    dimensions=quantities("""
thickness|厚度|μm|0.05|240|2
width|宽度|mm|0.2|90|1
porosity|孔隙率|%|18|72|0
refractive index|折射率||1.32|2.41|2
surface roughness|表面粗糙度|nm|0.3|55|1
aspect ratio|纵横比||1.5|38|1
sheet resistance|方块电阻|Ω/sq|2|160|0
peel strength|剥离强度|N/cm|0.8|14|1
coefficient of thermal expansion|热膨胀系数|ppm/K|1.2|28|1
"""),
    made_of=Term("{a} {a.is} formed of {x}", "{a}由{x}形成"),
    made_of_one=Term(
        "{a} comprise{a.s} at least one material selected from the group consisting of {xs}",
        "{a}包含选自{xs}中的至少一种材料",
    ),
    method=terms("manufacturing|制造方法; producing|生产方法; fabricating|制作方法"),
    part_steps=terms("""
forming {a}|形成{a}; providing {a}|提供{a}; forming {a} after {b}|在{b}之后形成{a}
bonding {a} to {b}|将{a}接合于{b}; aligning {a} with {b}|将{a}与{b}对准; applying {a} to {b}|将{a}施加于{b}
patterning {a}|对{a}进行图案化; pressing {a} against {b}|将{a}压合于{b}
"""),
    views=terms("""
cross-sectional view|剖面示意图; plan view|平面示意图; perspective view|立体示意图; enlarged view|局部放大图
graph of test results|测试结果曲线图; exploded view|分解示意图; schematic view|结构示意图
"""),
    tangible=True,
)

DIGITAL = Family(
    adjectives=SIGNAL_ADJECTIVES,
    relations=SIGNAL_RELATIONS
    + terms("""
arranged upstream of {b}|位于{b}的上游; arranged downstream of {b}|位于{b}的下游
configured to receive an output of {b}|被配置为接收{b}的输出; implemented together with {b}|与{b}一并实现
connected in parallel with {b}|与{b}并联连接; clocked independently of {b}|独立于{b}进行时钟驱动
configured to share a memory with {b}|被配置为与{b}共享存储器
connected to {b} through a queue|通过队列与{b}相连
"""),
    features=SIGNAL_FEATURES
    + terms("""
input buffer|输入缓冲器; status register|状态寄存器; arbitration stage|仲裁级; look-up table|查找表
counter|计数器; output latch|输出锁存器; address generator|地址生成器; error flag|错误标志位; timer|定时器
multiplexer|多路复用器; comparator|比较器; checksum field|校验和字段; priority encoder|优先级编码器
"""),
    materials=terms("""
a field-programmable gate array|现场可编程门阵列; a digital signal processor|数字信号处理器
an application-specific integrated circuit|专用集成电路; a microcontroller|微控制器
a graphics processor|图形处理器
firmware running on a multi-core processor|运行于多核处理器上的固件; a system on chip|片上系统
a software module stored in flash memory|存储于闪存中的软件模块; a reconfigurable array|可重构阵列
"""),
    dimensions=quantities("""
bit width|位宽|bits|4|64|0
latency|时延|μs|0.5|950|1
buffer depth|缓冲深度|kB|2|512|0
sampling rate|采样率|kHz|8|960|0
power consumption|功耗|mW|3|850|0
clock frequency|时钟频率|MHz|40|1800|0
update interval|更新间隔|ms|0.5|320|1
threshold|阈值|dB|1.5|28|1
window length|窗口长度|samples|16|2048|0
"""),
    made_of=Term("{a} {a.is} implemented by {x}", "{a}由{x}实现"),
    made_of_one=Term("{a} {a.is} implemented by at least one of {xs}", "{a}由{xs}中的至少一种实现"),
    method=terms("operating|运行方法; configuring|配置方法; controlling|控制方法"),
    part_steps=(),
    views=terms("""
block diagram|结构框图; flow chart|流程图; timing diagram|时序图; schematic diagram|示意图
signaling diagram|信令交互图; data structure|数据结构示意图; graph of simulation results|仿真结果曲线图
"""),
    tangible=False,
)

MATTER = Family(
    adjectives=terms("""
micronized|微粉化; hydrophilic|亲水性; hydrophobic|疏水性; modified|改性; anhydrous|无水; dispersed|分散
crosslinked|交联; fine|细; water-soluble|水溶性; primary|主; secondary|次; amorphous|无定形; encapsulated|包封
low-viscosity|低粘度; purified|纯化; biodegradable|可生物降解; granulated|造粒; stabilized|稳定化; solid|固态
"""),
    relations=terms("""
dispersed in {b}|分散于{b}中; mixed with {b}|与{b}混合; coated on {b}|包覆于{b}表面
dissolved in {b}|溶解于{b}中
adsorbed on {b}|吸附于{b}; grafted onto {b}|接枝于{b}; blended with {b} and {c}|与{b}及{c}共混
in contact with {b}|与{b}接触; embedded in {b}|嵌入于{b}中; compatible with {b}|与{b}相容
surrounded by {b}|被{b}包围; bound to {b}|与{b}结合; separated from {b} by a film|通过薄膜与{b}隔开
"""),
    features=terms("""
outer shell|外壳层; inner core|内核; hydroxyl group|羟基; pore structure|孔结构; surface film|表面膜
crystalline domain|结晶区; amine end group|胺端基; lipid envelope|脂质包膜; crosslinked skin|交联表皮
"""),
    materials=terms("water|水; ethanol|乙醇; glycerol|甘油; isopropanol|异丙醇; ethyl acetate|乙酸乙酯"),
    dimensions=quantities("""
content|含量|wt%|0.2|48|1
weight-average molecular weight|重均分子量|kDa|2|850|0
average particle size|平均粒径|μm|0.1|180|1
moisture content|含水量|%|0.1|6.5|1
specific surface area|比表面积|m²/g|0.8|320|1
purity|纯度|%|92.0|99.9|1
bulk density|堆积密度|g/cm³|0.25|1.60|2
glass transition temperature|玻璃化转变温度|°C|-40|140|0
"""),
    made_of=Term("{a} {a.is} {x}", "{a}为{x}"),
    made_of_one=Term(
        "{a} {a.is} at least one selected from the group consisting of {xs}", "{a}选自{xs}中的至少一种"
    ),
    method=terms("preparing|制备方法; producing|生产方法"),
    part_steps=terms("""
adding {a} to {b}|向{b}中加入{a}; blending {a} with {b}|将{a}与{b}共混; dissolving {a}|溶解{a}
weighing {a}|称取{a}; dispersing {a} in {b}|将{a}分散于{b}中; heating {a} together with {b}|将{a}与{b}一同加热
premixing {a} with {b}|将{a}与{b}预混; introducing {a} dropwise|滴加{a}
"""),
    views=terms("""
flow chart of preparation|制备流程图; graph of test results|测试结果曲线图; electron micrograph|电子显微照片
diffraction pattern|衍射图谱; release profile|释放曲线图; schematic view|结构示意图; thermogram|热分析曲线图
"""),
    tangible=False,
)
