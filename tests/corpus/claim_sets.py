"""Sound sets of claims written for these tests: several offices, languages and kinds of invention."""

from patentgpt_jax.corpus.claims import RawClaim, build_claims


def numbered(text):
    """The claims in `text`, a blank line apart, each with its number in front."""
    return build_claims(RawClaim("", " ".join(each.split())) for each in text.strip().split("\n\n"))


def chinese(text):
    """The same, lines joined without spaces."""
    return build_claims(
        RawClaim("", "".join(line.strip() for line in each.splitlines()))
        for each in text.strip().split("\n\n")
    )


PUMP = numbered("""
1. A pump comprising: a housing having an inlet; a rotor mounted in the housing; and a seal between the
rotor and the housing, wherein the seal is of rubber.

2. The pump of claim 1, wherein the rotor has vanes, and the vanes are curved.

3. The pump of claim 1, further comprising a motor, the motor being coupled to the rotor.

4. The pump of claim 3, wherein the motor runs at 50.5 Hz, i.e. at mains frequency; and wherein it is
cooled by the pumped liquid.

5. The pump of claim 2, wherein the vanes are of steel, e.g. of AISI No. 304 steel.

6. A method of pumping a liquid with the pump of claim 1, the method comprising: filling the housing; and
turning the rotor.

7. The method of claim 6, wherein the liquid is water, the water being cold.

8. The method of claim 7, wherein the water is at 4° C. to 10° C., and the rotor is turned slowly.
""")
SOFTWARE = numbered("""
1. A computer-implemented method performed by one or more processors, the method comprising: receiving, by
a server, a request; ranking documents by the request; and returning a list of the documents.

2. The method of claim 1, wherein ranking comprises: a. scoring each document, and b. sorting the scores.

3. The method of claim 2, wherein the scoring uses a neural network, the neural network being trained.

4. A system comprising: a processor; and a memory storing instructions that, when executed by the
processor, cause the processor to perform operations comprising receiving a request.

5. The system of claim 4, wherein the memory is a flash memory, or a disk.

6. The system of claim 4, wherein the operations include ranking, and returning a list.

7. One or more non-transitory computer-readable media storing instructions for a method, the instructions
comprising code for receiving a request, and code for ranking documents.

8. The media of claim 7, wherein the code is compiled, and stored in a file.
""")
CHEMISTRY = numbered("""
1. A compound of formula (I): [chemistry] wherein R_1 is selected from the group consisting of H, methyl
and ethyl, or a salt thereof.

2. The compound of claim 1, wherein R_1 is H, and the salt is a sodium salt.

3. The compound of claim 1, which is [chemistry]

4. A pharmaceutical composition comprising the compound of claim 1, and a carrier.

5. The composition of claim 4, wherein the carrier is water, or E. coli lysate.

6. A process for preparing the compound of claim 1, comprising: reacting A with B at 20 to 25.5° C.; and
isolating the compound.

7. The process of claim 6, wherein the reacting lasts approx. 3 h, and is done under nitrogen.

8. The process of claim 7, wherein B is added in drops, within 10 min., to a mixture.
""")
EUROPEAN = numbered("""
1. Screw (1) with a head (2) and a shank (3), characterised in that the shank (3) has grooves (4), the
grooves (4) being filled with glue.

2. Screw (1) according to claim 1, characterised in that the glue sets in air, and is red.

3. Screw (1) according to claim 1 or 2, characterised in that the head (2) is hexagonal, and flat.

4. Screw (1) according to any one of claims 1 to 3, characterised in that the shank (3) is hollow.

5. Screw (1) according to any preceding claim, characterised in that it is of brass, or of steel.

6. Use of a screw (1) according to any of claims 1 to 5 for fastening boards, in particular chipboards.

7. Method of making a screw (1) according to claim 1, comprising the steps of rolling, and glueing.

8. Method according to claim 7, wherein the rolling is done cold, and in one pass.
""")
GERMAN = numbered("""
1. Schraube (1) mit einem Kopf (2) und einem Schaft (3), dadurch gekennzeichnet, dass der Schaft (3) Nuten
(4) aufweist.

2. Schraube nach Anspruch 1, dadurch gekennzeichnet, dass die Nuten (4) ca. 2,5 mm breit sind, z. B. 2 mm.

3. Schraube nach einem der Ansprüche 1 oder 2, wobei der Kopf (2) flach ist.

4. Verwendung einer Schraube nach einem der vorhergehenden Ansprüche zum Befestigen von Brettern.

5. Verfahren zur Herstellung einer Schraube nach Anspruch 1, umfassend das Walzen des Schafts (3).
""")
FRENCH = numbered("""
1. Vis (1) comprenant une tête (2) et une tige (3), caractérisée en ce que la tige (3) a des rainures (4).

2. Vis selon la revendication 1, caractérisée en ce que les rainures (4) ont env. 2,5 mm de large.

3. Vis selon l'une quelconque des revendications 1 et 2, dans laquelle la tête (2) est plate.

4. Utilisation d'une vis selon l'une quelconque des revendications précédentes pour fixer des planches.

5. Procédé de fabrication d'une vis selon la revendication 1, comprenant le laminage de la tige (3).
""")
CHINESE_PUMP = chinese("""
1.一种泵（1），包括壳体（2）和转子（3），其特征在于，所述转子（3）安装在所述壳体（2）内，
且转子（3）上设有叶片（4）。

2.根据权利要求1所述的泵，其特征在于，所述叶片（4）为钢制，厚度为0.5～1.5mm。

3.根据权利要求1所述的泵，其特征在于，还包括电机，所述电机与所述转子（3）连接。

4.根据权利要求3所述的泵，其特征在于，所述电机的转速为1450r/min，功率为1.5kW。

5.根据权利要求2所述的泵，其特征在于，所述叶片（4）为弧形，弧度为30°。

6.一种如权利要求1所述的泵的制造方法，其特征在于，包括：铸造壳体；安装转子。

7.根据权利要求6所述的方法，其特征在于，所述壳体由铝合金铸造，铸造温度为700℃。

8.根据权利要求7所述的方法，其特征在于，铸造后退火，退火时间为2h。
""")
CHINESE_COMPOUND = chinese("""
1、一种化合物，其特征是：具有如下结构：[chemistry]其中R选自氢、甲基和乙基中的一种。

2、如权利要求1所述的化合物，其特征是：R为氢，且该化合物为钠盐。

3、如权利要求1所述的化合物，其特征是：R为甲基，纯度大于99.5%。

4、如权利要求3所述的化合物，其特征是：所述化合物为晶体，晶体为针状。

5、一种药物组合物，其特征是：包括权利要求1所述的化合物，以及载体。

6、如权利要求5所述的药物组合物，其特征是：所述载体为水，或者乙醇。

7、权利要求1所述的化合物在制备抗癌药物中的用途。

8、一种制备权利要求1所述的化合物的方法，其特征是：将A与B反应，再分离。
""")
CHINESE_ALTERNATIVES = chinese("""
1.一种数据处理方法，其特征在于，包括：接收请求；根据请求对文档排序；返回结果。

2.如权利要求1所述的方法，其特征在于，所述排序由神经网络完成，该神经网络经过训练。

3.如权利要求1或2所述的方法，其特征在于，所述请求来自客户端，客户端为手机。

4.如权利要求2所述的方法，其特征在于，所述神经网络包括多层，每层包括多个节点。

5.如权利要求4所述的方法，其特征在于，所述节点的个数为128，层数为12。

6.一种数据处理装置，其特征在于，包括处理器和存储器，所述存储器存储有程序。

7.如权利要求6所述的装置，其特征在于，所述存储器为闪存，容量为64GB。

8.如权利要求6所述的装置，其特征在于，所述处理器为多核，主频为2.4GHz。

9.一种存储介质，存储有实现权利要求1至5中任一项所述方法的程序。
""")

SETS = {
    "pump": ("US", "en", PUMP),
    "software": ("US", "en", SOFTWARE),
    "chemistry": ("US", "en", CHEMISTRY),
    "european": ("EP", "en", EUROPEAN),
    "german": ("EP", "de", GERMAN),
    "french": ("EP", "fr", FRENCH),
    "chinese pump": ("CN", "zh", CHINESE_PUMP),
    "chinese compound": ("CN", "zh", CHINESE_COMPOUND),
    "chinese alternatives": ("CN", "zh", CHINESE_ALTERNATIVES),
}
