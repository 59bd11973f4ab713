"""Sentence templates of Chinese patents (grammar.py says how they are read).

Slots in common: {inv} the invention or the utility model, {kind} the subject, {s} the subject with its
numeral, {a} and {b} elements, {link} and {function} of {a}, {problem} a clause, {drawback} a noun phrase,
{effect} a verb phrase, {use}, {field}, {m} the medium, {fig} a figure. The full stop is added later.
"""

FIELD = (
    "{inv}[涉及|属于]{field}技术领域，[具体|尤其|特别]涉及一种{kind}",
    "{inv}涉及{field}领域，[更具体地说，|特别是|尤其]涉及一种[用于{use}的|]{kind}[及其{method}|]",
    "{inv}涉及一种{kind}，[可用于{use}等场合|适用于{use}|属于{field}技术领域]",
)

BACKGROUND_OPENING = (
    "[目前|近年来|随着技术的发展]，{kind}[已广泛应用于|在{use}以及|越来越多地用于]{use}[等领域|中][，"
    "并受到广泛关注|]",
    "随着{use}的[快速发展|不断普及|技术进步]，[人们|业界|用户]对{kind}[的性能|的可靠性|]提出了[更高的要求|"
    "新的要求|越来越高的要求]",
    "{kind}通常[需要|用于]{function}[，同时还要{function}|]",
    "在{field}领域[中|]，[一般|通常|往往]采用{part}来{function}",
    "[传统的|常规的|常见的]{kind}[大多|一般][由{part}和{part}组成|设有{part}，用以{function}]",
)

BACKGROUND_PRIOR = (
    "{citation}[公开了|披露了|提供了]一种{kind}，其中[采用|设置有]{part}[来|以]{function}",
    "[例如，|如|在现有技术中，]{citation}[提出|公开]了[通过|利用]{part}{effect}的[方案|技术方案|结构]",
    "{citation}[所述的|中的]方案将{part}与{part}[相结合|配合使用]，[试图|以期]{effect}",
    "现有的一种[做法|解决方案]是[增设|改进]{part}，[参见|见]{citation}",
)

BACKGROUND_PROBLEM = (
    "[然而|但是|但在实际使用中]，{problem}[，[从而|进而]导致{drawback}|，容易造成{drawback}|]",
    "[上述|这种|该]方案[存在以下不足|的缺点在于]：{problem}[，并伴有{drawback}的问题|]",
    "由于{problem}，[因此|故]{drawback}的问题[难以避免|较为突出|一直没有得到很好的解决]",
    "[此外|另外|同时]，[{problem}|还存在{drawback}以及{drawback}等问题]",
    "[尤其|特别是]在{condition}的条件下，{problem}，[使得|造成]{drawback}",
    "[一旦|当]{problem}，[就会|便会|将]出现{drawback}，[影响{use}中的正常使用|给使用者带来不便|增加了成本]",
)

BACKGROUND_NEED = (
    "因此，[有必要|亟需|如何]提供一种能够{effect}的{kind}[，是本领域技术人员亟待解决的技术问题|]",
    "[有鉴于此|鉴于上述问题]，[需要|希望]对现有的{kind}[进行改进|加以改进]，以{effect}",
)

OBJECT = (
    "{inv}[的目的在于|所要解决的技术问题是|旨在]提供一种{kind}，[以|能够]{effect}[，同时{effect}|]",
    "[针对|为了克服]现有技术中{drawback}的[不足|缺陷|问题]，{inv}提供了一种{kind}[，其能够{effect}|]",
    "{inv}[要解决的|主要解决]是现有{kind}{problem}的[问题|技术问题]",
)

SOLUTION = (
    "为[实现上述目的|解决上述技术问题|达到上述目的]，{inv}[采用如下技术方案|提供如下技术方案|"
    "的技术方案是这样实现的]：一种{kind}，包括{list}",
    "[根据{inv}的一个方面，|]{inv}[提供|所述]的{kind}[包括|主要由以下部分构成：]{list}",
)

EFFECT = (
    "与现有技术相比，{inv}的[有益效果|优点]在于：[能够|可以]{effect}[，并且{effect}|，还能够{effect}]",
    "[通过上述设置|采用上述结构|如此设置]，[可以有效地|能够]{effect}，[避免了|减轻了|克服了]"
    "{drawback}[的问题|]",
    "由于{a}{link}，[因此|从而]能够{effect}[，降低了{drawback}的可能性|]",
    "[试验|实践]表明，采用{a}后，{measure}得到[明显|显著|较大]改善",
)

FIGURES = (
    "{fig}[为|是]{inv}[一个实施例|实施例一|]的{kind}的{view}",
    "{fig}[为|是][示出|表示]{a}的{view}",
    "{fig}[为|是]{a}与{b}[配合|连接|关系]的{view}",
    "{fig}[为|是]{kind}的{method}的流程[示意|]图",
    "{fig}[为|是]各实施例中{measure}的[测试结果|对比]图",
)

OVERVIEW = (
    "[如{fig}所示|参见{fig}|请参阅{fig}]，[本实施例提供|本实施方式公开]了一种{s}，[包括|其包括]{list}",
    "{fig}示出了{s}[，其适用于{use}|]。该{kind}[包括|由以下部分组成：]{list}",
    "[参照|结合]{fig}，{inv}实施例的{s}[主要|]包括{list}",
)

LINKS = (
    "[如{fig}所示，|具体地，|本实施例中，|]{a}{link}[，以{effect}|，这样可以{effect}|]",
    "[优选地|较佳地|进一步地]，{a}{link}[，从而避免{drawback}|]",
    "[装配时|在本实施方式中|其中]，{a}{link}[，{a}与{b}之间留有适当的余量|]",
)

ALTERNATIVES = (
    "[作为一种变形|在另一实施例中|在其他实施方式中|可选地]，{a}[也可以|还可以]{alternative}[，"
    "同样能够{effect}|]",
    "[需要说明的是|当然]，{a}[还可|也可]{alternative}[，以适应{use}的需要|]",
)

FUNCTIONS = (
    "{a}用于{function}[，从而{effect}|，有利于{effect}|]",
    "[工作时|使用时|运行过程中]，[通过|由]{a}{function}[，随后由{b}{function_b}|]",
    "[设置|采用]{a}的[目的|作用]是{function}[；若不设置{a}，则{problem}|]",
    "{a}与{b}[相互配合|协同工作|配合使用]，[共同|以便]{function}",
)

MATERIALS = (
    "[优选地，|本实施例中，|例如，]{made_of}[，在{condition}下仍能稳定工作|，成本较低|]",
    "{a}[可选用|可以采用|例如为]{materials}[，可根据{use}的需要进行选择|等|]",
)

DIMENSIONS = (
    "{a}的{quantity}为{outer}，[优选为|更优选为|例如可为]{inner}[，本实施例中取{value}|]",
    "[将|一般将]{a}的{quantity}[设定|控制]在{outer}[的范围内|]，[优选|特别是]{inner}",
    "[当|如果]{a}的{quantity}[小于|低于]{low}时，[容易出现{drawback}|难以{effect}]；[当|而]大于{high}时，"
    "[则可能导致{drawback}|成本增加]",
)

FEATURES = (
    "{a}[具有|包括|带有]{feature_link}的{feature}[，用以{effect}|，便于{effect}|]",
    "[如{fig}所示，|]{feature}[设置在|属于]{a}，并且{feature_link}",
)

STEPS = (
    "[步骤|在步骤]{number}[中|]，{step}{condition_clause}[，从而{effect}|，以避免{drawback}|]",
    "{number}[、|：]{step}{condition_clause}",
    "[然后|接着|随后|接下来]，执行步骤{number}，[即|具体为]{step}{condition_clause}",
)

EXAMPLES = (
    "实施例{n}：{settings}，在{condition_value}的条件下[测得|测试得到]{measure}为{result}[，"
    "而对比例为{comparative}|]",
    "[在|]实施例{n}中，{settings}。[经测试|测试结果表明]，{measure}为{result}，{result2}",
    "实施例{n}[与上述实施例基本相同，不同之处在于|的区别在于]：{settings}，[所得|相应的]{measure}为{result}",
)

RESULTS = (
    "[由上述实施例可知|从以上结果可以看出|对比可见]，实施例1至{count}的{measure}[分别为|依次为]{values}，"
    "[均优于对比例的{comparative}|而未设置{a}的"
    "对比例为{comparative}]",
    "[可见|由此说明|这表明]，{a}[有助于|能够]{effect}",
)

VARIANTS = (
    "[在第二实施例中|实施例二与实施例一的区别在于]，{a}{alternative}，其余[结构|部分]与[上述实施例|"
    "实施例一]相同，在此不再赘述",
    "[上述各实施例|以上实施方式]中关于{a}的[技术特征|描述]可以与{b}[任意组合|相结合]，[以进一步{effect}|"
    "只要不存在矛盾即可]",
    "[用于|应用于]{use}时，优选{condition}[，以便{effect}|]",
    "步骤{number}与步骤{number2}的先后顺序[不作限定|可以互换]，[只要能够避免{drawback}即可|"
    "本领域技术人员可根据需要调整]",
    "[实际应用|现场试验]表明，在{use}中，保持{condition}可以[有效|明显]{effect}",
)

CLOSING = (
    "以上所述仅为{inv}的[较佳实施例|优选实施方式]，并不用以限制{inv}，[凡在{inv}的精神和原则之内所作的|"
    "任何基于{inv}构思的][修改|改进|等同替换]，均应"
    "包含在{inv}的保护范围之内",
    "[应当理解|需要指出的是]，本领域技术人员[在不脱离{inv}原理的前提下|根据上述描述]，"
    "还可以[对{a}作出若干改进和润饰|将{a}替换为等同结构]，[这些改进"
    "也应视为|均属于]{inv}的保护范围",
    "[术语|本文中的]“[第一|上|内]”等[仅用于描述目的|只是为了便于描述]，[不能理解为对数量或方位的限制|"
    "不应理解为指示或暗示相对重要性]",
)

ABSTRACT_OPENING = (
    "{inv}公开了一种{kind}，[包括|其包括]{list}",
    "一种{kind}，[涉及{field}领域，|]包括{list}",
    "{inv}[提供|涉及]一种{kind}[及其{method}|]，该{kind}包括{list}",
)

ABSTRACT_MORE = (
    "{a}{link}[，用于{function}|]",
    "{a}用于{function}[，从而{effect}|]",
    "{inv}[能够|可以]{effect}[，并{effect}|，适用于{use}|]",
    "{inv}[结构简单|设计合理|实施方便]，[能够|有利于]{effect}",
)

UNITS = {
    "bits": "位",
    "samples": "个采样点",
    "pixels": "像素",
    "words": "字",
    "cycles": "次",
    "pieces/min": "件/min",
    "rpm": "r/min",
    "°C": "℃",
}
