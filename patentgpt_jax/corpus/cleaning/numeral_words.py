"""Words that a number follows, or that follow a number, where it is no reference numeral.

A reference numeral (37 CFR 1.84(p), EPC Rule 43(7), Rule 19.2 of the Chinese implementing regulations)
names a part that a drawing shows. Other numbers name figures, claims, steps, compounds and positions, or
count, measure and date.
"""

_NUMBERED = """
fig figs figure figures claim claims step steps example examples table tables equation equations formula
formulae formulas eqn eqns expression expressions inequality relation scheme schemes compound compounds
comparative experiment experiments test tests trial sample samples run runs embodiment embodiments chapter
section sections paragraph paragraphs page pages column columns col line lines item items note notes number
numbers nos seq appendix annex rule rules article articles act patent patents application serial publication
document reference references ref refs issue vol volume edition version versions release rev revision grade
grades class classes type types group groups category level levels phase phases mode modes case cases bit
bits byte bytes position positions residue residues acid acids nucleotide nucleotides base bases exon
chromosome amino codon vitamin omega steel nylon polysorbate tween carbon carbons polyamide polyethylene
alloy iso iec ieee rfc astm din mpeg usb http ascii unicode windows java january february march april may
june july august september october november december jan feb apr jun jul aug sep sept oct nov dec day days
week weeks month months year years hour hours time times size sizes value values factor ratio index count
score rank order power degree degrees angle distance length width height depth thickness diameter radius
temperature temperatures pressure speed rate weight mass voltage current frequency wavelength energy
concentration age scale range ranges unit units exactly approx ca circa figur figuren abb anspruch ansprüche
ansprüchen schritt schritte schritten beispiel beispiele tabelle tabellen gleichung gleichungen formel
formeln verbindung verbindungen seite zeile spalte absatz nummer patentanspruch patentansprüche typ klasse
gruppe stufe versuch ausführungsbeispiel revendication revendications étape étapes exemple exemples tableau
équation formule composé composés ligne numéro essai classe groupe
"""
_JOINING_AND_COUNTING = """
the and that this these those than then but nor for from with without within into onto over under above
below about around after before between among until till upto through throughout during per plus minus
approximately nearly almost roughly least most more less fewer only all both each every any some one two
three four five six seven eight nine ten first second third other another same such said its their his her
which what who whose where when while wherein whereby whereas was were are been being has have had having
not can could might must shall should will would does did also just even thus hence because since via off
out upon toward towards against along across near like unlike except versus equals equal equaling comprise
comprises comprising include includes including contain contains containing consist consists consisting
require requires required use uses used using need needs take takes taken give gives given produce produces
provides provide show shows shown see follow follows following exceed exceeds exceeding reach reaches
reaching become becomes remain remains increase increases decrease decreases add adds form forms define
defines defined receive receives received send sends select selects selected set sets represent represents
represented dilute diluted diluting dilution round rounds excess basis left right digit digits dna rna hla
coumarin insbesondere make makes made keep keeps hold holds store stores stored generate generates generated
choose der die das den dem des ein eine einer eines einem einen und oder aber mit von vom zum zur bei bis
als auf aus für über unter durch etwa rund mindestens höchstens ist sind war wird werden nach vor zwischen
gemäß weist umfasst enthält beträgt jeweils zwei drei les une aux par pour sur sous dans avec sans est sont
vers entre environ selon moins que qui dont comprend comporte contient deux trois
"""
NO_PARTS = frozenset((_NUMBERED + _JOINING_AND_COUNTING).split())
"""Words, in lower case, that no reference numeral follows, in English, German and French."""

NO_PARTS_ENDS = ("yl", "oxy", "azole", "amine", "amide")
"""Ends of words of chemistry, whose numbers are positions."""

UNITS = (
    "mm|cm|dm|km|nm|pm|μm|µm|um|m|mm2|cm2|inch|inches|in|ft|feet|foot|yd|mils?|miles?|g|kg|mg|μg|µg|ng|lbs?|oz"
    "|tons?|tonnes?|l|L|ml|mL|μl|µl|μL|µL|gal|gallons?|s|secs?|seconds?|ms|μs|µs|ns|ps|mins?|minutes?|h|hrs?"
    "|hours?|days?|weeks?|months?|years?|[kMGT]?Hz|[μµmkM]?V|[nμµmk]?A|[μµmkM]?W|k?J|[kM]?eV|k?N|Nm|[kMGh]?Pa"
    "|m?bar|psi[ga]?|[tT]orr|atm|K|C|F|[mμn]?mol|[mμn]?M|pp[mb]|dBm?|lux|cd|lm|rpm|bits?|bytes?|[kMG]B|[kMGT]?bps"
    "|kbits?|baud|dpi|pixels?|percent|pct|wt|vol|parts?|times|fold|degrees?|deg|rad|[Oo]hms?|[kM]?Ω|[μpn]F|m?H"
    "|m?T|k?Da|bp|kb|mers?|I?U|carbons?|atoms?|or more|or less|or fewer|Uhr|Grad|Stunden?|Minuten?|Sekunden?"
    "|Tage?n?|Jahre?n?|Prozent|Teile?|heures?|jours?|ans|degrés|pour ?cent|parties"
)
"""Words that follow a number which measures or counts, as a pattern."""

NO_PARTS_CHINESE = (
    "图|第|步骤|要求|施例|对比例|例|表|式|公式|方程|化合物|专利|申请|号|页|行|类|型|组|级|条|款|项|章|节|版|约|为|是|至|到|和"
    "|与|或|及|以|在|于|达|的|有|共|含|占|每|近|超过|大于|小于|等于|不少|左右|前|后|每隔|最多|至少|浓度|温度|比例|长度|宽度|厚度"
    "|高度|直径|压力|时间|转速|角度|功率|电压|频率|数量|数值|编号|序号|序列|公开|其中|如下|包括|所述|方法|方式|方案|阶段|模式|情况"
    "|条件|上述|下述|位置|碳|氢|氧|氮|星期|周|年|月|日|时|分|秒|剩余|加入|取|得|个|种|次|醇|酯|酸|烯|胺|酮|了|将|把|由|从|按"
)
"""What Chinese words end in that no reference numeral follows, as a pattern."""

UNITS_CHINESE = (
    "个|次|年|月|日|天(?!线)|周(?![向围边])|小时|时(?!候)|分(?![别布])|秒|[％%‰℃°]|度|倍|份|种|层(?!叠)|位(?![于置])|条(?!件)"
    "|根(?!据)|片|块|只(?!能)|台|套(?![接设装])|组(?!成)|米|毫米|厘米|微米|纳米|克|千克|公斤|毫克|升(?![高降])|毫升|吨|元(?!件)"
    "|万|亿|千|百|人|名|页|号|级(?!联)|点(?![火击])|项|帧|行(?!走)|列|字节|比特|赫兹|摩尔|转/|mol|mm|cm|nm|μm|um|km"
    "|kg|mg|mL|ml|min|[kM]?Pa|[kMG]?Hz|rpm|wt|[mgLVAWhsKMN](?![A-Za-z])"
)
"""Words that follow a number which measures or counts in Chinese, as a pattern."""
