"""Word tables of the digital domains: wireless communication, image processing, accelerators."""

from patentgpt_jax.corpus.samples.families import DIGITAL
from patentgpt_jax.corpus.samples.vocabulary import Domain, Term, parts, quantities, terms

WIRELESS = Domain(
    name="wireless communication",
    family=DIGITAL,
    classes=("H04W 72/04", "H04L 5/00", "H04B 7/06", "H04W 36/00", "H04L 27/26"),
    field=Term("wireless communication", "无线通信"),
    subjects=terms("""
base station|基站; user equipment|用户设备; relay node|中继节点; access point|接入点; antenna system|天线系统
transceiver|收发机; communication terminal|通信终端; network controller|网络控制器; satellite gateway|卫星网关
sensor network node|传感器网络节点
"""),
    modifiers=terms("""
beam-steering|波束扫描; multi-carrier|多载波; full-duplex|全双工; delay-tolerant|容延迟
millimeter-wave|毫米波
energy-saving|节能型; interference-aware|干扰感知; frequency-hopping|跳频; multi-hop|多跳
vehicle-mounted|车载
"""),
    media=terms("""
data packets|数据包; control signaling|控制信令; reference signals|参考信号; user data|用户数据
pilot symbols|导频符号; voice frames|语音帧
"""),
    parts=parts("""
antenna array|天线阵列|radiate {m}|辐射{m}
radio frequency chain*|射频链路|convert {m} to a carrier frequency|将{m}变换至载波频率
scheduler|调度器|assign resources to {m}|为{m}分配资源
channel estimator|信道估计器|estimate a channel response|估计信道响应
precoder|预编码器|weight {m} spatially|对{m}进行空间加权
decoder|译码器|recover {m}|恢复{m}
buffer manager|缓存管理器|queue {m}|对{m}排队
handover module|切换模块|move a session to a target cell|将会话转移至目标小区
timing unit|定时单元|align transmission of {m}|对齐{m}的发送
power amplifier|功率放大器|amplify {m}|放大{m}
feedback encoder|反馈编码器|compress channel state information|压缩信道状态信息
random access detector|随机接入检测器|detect a preamble|检测前导码
security engine|安全引擎|encrypt {m}|加密{m}
mobility database|移动性数据库|record visited cells|记录驻留过的小区
beam selector|波束选择器|choose a beam for {m}|为{m}选择波束
retransmission controller|重传控制器|request lost {m}|请求丢失的{m}
interference canceller|干扰消除器|subtract interference from {m}|从{m}中减去干扰
link monitor|链路监测器|observe link quality|观测链路质量
sleep controller|休眠控制器|power down idle circuits|关闭空闲电路
"""),
    steps=terms("""
receive a measurement report|接收测量报告; transmit {m} in an allocated slot|在分配的时隙中发送{m}
determine a modulation and coding scheme|确定调制编码方案; broadcast system information|广播系统信息
acknowledge receipt of {m}|确认收到{m}; select a carrier with low load|选择低负载的载波
"""),
    conditions=quantities("""
carrier frequency|载波频率|GHz|0.7|76|1
subcarrier spacing|子载波间隔|kHz|15|240|0
transmission power|发射功率|dBm|-10|46|0
slot duration|时隙长度|ms|0.1|10|1
bandwidth|带宽|MHz|1.4|400|1
backoff time|退避时间|ms|1|640|0
"""),
    measures=quantities("""
packet error rate|误包率|%|0.1|12|1
end-to-end delay|端到端时延|ms|0.8|90|1
throughput+|吞吐量|Mbit/s|12|4200|0
signaling overhead|信令开销|%|1.1|24|1
energy per bit|每比特能耗|nJ|2|180|0
"""),
    problems=terms("""
feedback consumes a large share of uplink capacity|反馈占用了大量上行容量
cells at their edges suffer from mutual interference|小区边缘存在相互干扰
moving terminals lose beams frequently|移动终端频繁丢失波束
idle circuits keep drawing power|空闲电路持续耗电
retransmissions arrive too late for real-time traffic|重传对于实时业务到达过晚
many devices access one channel at once|大量设备同时接入同一信道
oscillators drift with temperature|振荡器随温度漂移
"""),
    drawbacks=terms("""
dropped connections|连接中断; wasted spectrum|频谱浪费; short battery life|电池续航短
increased delay|时延增大
congestion|拥塞; unfair allocation|分配不公; a high signaling load|信令负荷高
"""),
    effects=terms("""
reduce signaling overhead|降低信令开销; improve coverage at cell edges|改善小区边缘覆盖
save energy in idle periods|节省空闲期能耗
increase spectral efficiency|提高频谱效率; shorten handover interruption|缩短切换中断
suppress interference between cells|抑制小区间干扰
lower access delay|降低接入时延; enhance reliability of short messages|提高短消息可靠性
balance load among carriers|均衡各载波负载
"""),
    uses=terms("""
vehicle communication|车联网; industrial automation|工业自动化; rural coverage|农村覆盖
smart metering|智能抄表
indoor hot spots|室内热点; satellite links|卫星链路; emergency services|应急通信
"""),
)

IMAGING = Domain(
    name="image processing",
    family=DIGITAL,
    classes=("G06T 5/00", "G06T 7/11", "H04N 19/50", "G06V 10/82", "G06T 3/40"),
    field=Term("image processing", "图像处理"),
    subjects=terms("""
image processing apparatus|图像处理装置; video encoder|视频编码器; face recognition device|人脸识别装置
depth camera|深度相机; defect inspection system|缺陷检测系统; document scanner|文档扫描仪
object tracking device|目标跟踪装置; image stitching device|图像拼接装置; display driver|显示驱动装置
driver monitoring system|驾驶员监测系统
"""),
    modifiers=terms("""
real-time|实时; noise-robust|抗噪; multi-scale|多尺度; low-light|低照度; motion-compensated|运动补偿
stereoscopic|立体; edge-preserving|保边; lightweight|轻量化; high-dynamic-range|高动态范围; panoramic|全景
"""),
    media=terms("""
image frames|图像帧; pixel data|像素数据; video streams|视频流; depth maps|深度图; feature maps|特征图
raw image data|原始图像数据
"""),
    parts=parts("""
image sensor|图像传感器|capture {m}|采集{m}
noise filter|噪声滤波器|remove noise from {m}|去除{m}中的噪声
segmentation module|分割模块|divide {m} into regions|将{m}划分为多个区域
motion estimator|运动估计器|predict motion between {m}|预测{m}之间的运动
feature extractor|特征提取器|derive descriptors from {m}|从{m}中提取描述子
classifier|分类器|assign a label to a region|为区域赋予标签
frame memory|帧存储器|buffer {m}|缓存{m}
color converter|颜色转换器|map {m} to another color space|将{m}映射至另一颜色空间
entropy coder|熵编码器|compress residual values|压缩残差值
exposure controller|曝光控制器|adapt an exposure time|调整曝光时间
registration unit|配准单元|align {m} geometrically|对{m}进行几何对齐
blending unit|融合单元|merge overlapping {m}|融合重叠的{m}
edge detector|边缘检测器|locate contours in {m}|定位{m}中的轮廓
interpolation unit|插值单元|enlarge {m}|放大{m}
infrared illuminator|红外照明器|illuminate a scene|照亮场景
calibration module|标定模块|correct lens distortion|校正镜头畸变
quality evaluator|质量评价器|score {m}|对{m}评分
tracking module|跟踪模块|follow an object across {m}|在{m}间跟踪目标
mask generator|掩码生成器|mark invalid pixels|标记无效像素
"""),
    steps=terms("""
divide {m} into blocks|将{m}划分为多个块; compute a gradient for each pixel|计算每个像素的梯度
discard candidates below a score|舍弃低于评分的候选; store a reference in memory|将参考存入存储器
update a background model|更新背景模型; output corrected {m}|输出校正后的{m}
"""),
    conditions=quantities("""
frame rate|帧率|fps|8|240|0
block size|块尺寸|pixels|4|128|0
exposure time|曝光时间|ms|0.1|66|1
quantization parameter|量化参数||12|44|0
scale factor|缩放因子||1.2|8.0|1
illumination level|照度|lx|0.5|900|1
"""),
    measures=quantities("""
peak signal-to-noise ratio+|峰值信噪比|dB|27|46|2
detection rate+|检出率|%|81|99.6|1
bit rate saving+|码率节省|%|2.5|38|1
processing time|处理时间|ms|1.4|95|1
false alarm rate|误报率|%|0.1|6.8|1
"""),
    problems=terms("""
noise is amplified together with fine detail|噪声随细节一同被放大
moving objects leave trailing artifacts|运动目标留下拖影
reflections are mistaken for defects|反光被误判为缺陷
a large model does not fit into on-chip memory|大型模型无法存入片上存储器
seams become visible between overlapping regions|重叠区域之间出现可见的接缝
changing illumination upsets a threshold|光照变化使阈值失效
small targets vanish after downsampling|小目标在下采样后消失
"""),
    drawbacks=terms("""
blurred edges|边缘模糊; missed detections|漏检; block artifacts|块效应; heavy computation|计算量大
flicker|闪烁; color shifts|偏色; high memory bandwidth|存储带宽需求高
"""),
    effects=terms("""
preserve fine detail|保留细节; reduce computational load|降低计算量
improve detection of small targets|改善小目标检测
suppress block artifacts|抑制块效应; lower bit rate at equal quality|在同等质量下降低码率
stabilize color reproduction|\
稳定色彩还原
avoid visible seams|避免可见接缝; increase robustness to illumination|提高对光照的鲁棒性
shorten processing time|缩短处理时间
"""),
    uses=terms("""
traffic monitoring|交通监控; quality inspection|质量检测; video conferencing|视频会议
medical diagnosis|医学诊断
mobile phones|手机; remote sensing|遥感; advanced driver assistance|高级驾驶辅助
"""),
)

ACCELERATORS = Domain(
    name="machine learning accelerators",
    family=DIGITAL,
    classes=("G06N 3/063", "G06F 9/50", "G06F 17/16", "G06N 3/08", "G06F 12/08"),
    field=Term("machine learning hardware", "机器学习硬件"),
    subjects=terms("""
neural network accelerator|神经网络加速器; tensor processor|张量处理器; training system|训练系统
inference engine|推理引擎; matrix multiplication circuit|矩阵乘法电路; memory subsystem|存储子系统
data center node|数据中心节点; compiler system|编译系统; vector processor|向量处理器
speech recognition device|语音识别装置
"""),
    modifiers=terms("""
sparse|稀疏; systolic|脉动阵列; quantized|量化; near-memory|近存储; distributed|分布式; event-driven|事件驱动
mixed-precision|混合精度; reconfigurable|可重构; pipelined|流水线式; fault-tolerant|容错
"""),
    media=terms("""
activation tensors|激活张量; weight data|权重数据; gradients|梯度; instruction words|指令字
token embeddings|词元嵌入
partial sums|部分和
"""),
    parts=parts("""
processing element array|处理单元阵列|multiply and accumulate {m}|对{m}进行乘累加
weight buffer|权重缓冲器|hold coefficients on chip|在片上保存系数
direct memory access engine|直接存储器访问引擎|transfer {m} from main memory|从主存传输{m}
instruction decoder|指令译码器|dispatch operations|分派操作
accumulator bank|累加器组|sum {m}|对{m}求和
sparsity detector|稀疏检测器|skip zero values in {m}|跳过{m}中的零值
quantization unit|量化单元|round {m} to fewer bits|将{m}舍入至更少位数
activation unit|激活单元|apply a nonlinear function|施加非线性函数
routing network|路由网络|distribute {m} among units|在各单元间分发{m}
scratchpad memory|便笺存储器|keep {m} close to arithmetic units|使{m}靠近运算单元
expert selector|专家选择器|choose a subset of experts|选择专家子集
load balancer|负载均衡器|even out work among cores|均衡各核的工作量
prefetch controller|预取控制器|fetch {m} in advance|预先取得{m}
host interface|主机接口|exchange commands with a host|与主机交换命令
checkpoint manager|检查点管理器|save a training state|保存训练状态
profiling counter*|性能计数器|record stall cycles|记录停顿周期
compression engine|压缩引擎|compress {m}|压缩{m}
power manager|电源管理器|lower a supply voltage|降低供电电压
reduction tree|归约树|combine {m} from several lanes|合并来自多个通道的{m}
"""),
    steps=terms("""
partition a model into stages|将模型划分为多个阶段; load {m} into local memory|将{m}载入本地存储器
compute a matrix product|计算矩阵乘积; exchange {m} between devices|在设备间交换{m}
update parameters of a model|更新模型参数; write results back to main memory|将结果写回主存
"""),
    conditions=quantities("""
batch size|批大小||4|4096|0
tile size|分块尺寸|words|8|512|0
core voltage|核心电压|V|0.55|1.10|2
memory bandwidth|存储带宽|GB/s|25|3300|0
sparsity|稀疏度|%|10|95|0
learning rate|学习率||0.0001|0.0500|4
"""),
    measures=quantities("""
utilization+|利用率|%|31|94|1
energy per inference|单次推理能耗|mJ|0.2|48|1
accuracy loss|精度损失|%|0.05|3.2|2
training time|训练时间|h|1.5|210|1
memory traffic|存储访问量|GB|0.8|260|1
"""),
    problems=terms("""
arithmetic units wait for data from main memory|运算单元等待来自主存的数据
zero operands waste clock cycles|零操作数浪费时钟周期
some experts receive far more tokens than others|部分专家接收的词元远多于其他专家
low-precision formats lose small gradients|低精度格式会丢失较小的梯度
a failed node stops a whole training run|单个节点失效会使整个训练中止
irregular access patterns defeat caches|不规则的访问模式使缓存失效
communication between chips takes longer than computation|芯片间通信耗时超过计算
"""),
    drawbacks=terms("""
idle units|单元空闲; memory stalls|访存停顿; a loss of accuracy|精度损失; load imbalance|负载不均衡
excessive power draw|功耗过高; restarts from scratch|从头重新开始; poor scalability|可扩展性差
"""),
    effects=terms("""
raise utilization of arithmetic units|提高运算单元利用率; reduce memory traffic|减少存储访问量
balance load among experts|\
均衡各专家负载
preserve accuracy at low precision|在低精度下保持准确率; shorten training time|缩短训练时间
overlap communication with computation|使通信与计算重叠
resume quickly after a failure|故障后快速恢复; save power in sparse layers|在稀疏层中节省功耗
increase throughput|提高吞吐量
"""),
    uses=terms("""
language models|语言模型; speech assistants|语音助手; autonomous driving|自动驾驶
recommendation services|推荐服务
edge devices|边缘设备; scientific simulation|科学模拟; machine translation|机器翻译
"""),
)

DIGITAL_DOMAINS = (WIRELESS, IMAGING, ACCELERATORS)
