"""Sentence templates of Chinese papers, judgments, books, talks and news, as prose_english.py has them.

The slots are those of chinese_phrases.py; {plaintiff} and {defendant} are companies, {patent} a number.
"""

from collections.abc import Mapping

TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "paper title": (
        "[{kind}的{measure}研究|关于{kind}{measure}的试验]",
        "[面向{use}的{kind}|{kind}在{use}中的应用]",
        "[基于{part}的{kind}设计|{field}中{drawback}问题的分析]",
    ),
    "paper abstract": (
        "[本文研究|本文讨论|我们考察了]{kind}[在{use}中的表现|]，[并|]探讨如何{effect}",
        "[结果|试验]表明，{drawback}与{part}[有关|密切相关]",
        "[研究发现|我们注意到]，[只有|多数情况下]在{condition}时，{problem}",
    ),
    "paper introduction": (
        "{kind}[广泛用于|常见于]{use}[和{use}|]，[然而|但是]{problem}",
        "[以往的工作|已有文献]把{drawback}归因于{part}[，却没有给出测量数据|]",
        "[目前尚缺|仍需要]对{part}如何{effect}的[解释|模型]",
        "[自从能够{effect}以来|近年来]，{field}的[研究|需求][迅速增加|有所变化]",
    ),
    "paper methods": (
        "[我们搭建了|实验采用]一台{kind}，带有{part}和{part}，[其运行条件是|运行时]{condition}",
        "{part}[经过两次标定|在每次试验前均作检查]，以便{function}",
        "[以{m}进行|用{m}做了][十|二十|五十]次试验，并记录{measure}",
        "[作为对照|为了比较]，[去掉了{part}|用{part}代替{part}]",
    ),
    "paper results": (
        "在{condition}的条件下，{measure}[上升了一成|下降了一半|基本不变]",
        "[三次|五次]试验中出现了{drawback}[，并总是伴有{drawback}|]",
        "[没有{part}时|当{problem}时]，{measure}[变差|波动更大]",
        "[这一差别|该效应]在{condition}时[消失|仍然存在]",
    ),
    "paper conclusion": (
        "[由此可见|综上所述]，{kind}[能够|可以]{effect}[，前提是有{part}来{function}|]",
        "[今后|下一步][将|应当]在{use}中[测量|考察]{measure}",
    ),
    "case facts": (
        "原告{plaintiff}是{patent}号[发明|]专利的[权利人|独占被许可人]，该专利涉及一种{kind}",
        "被告{defendant}[制造并销售|许诺销售|进口]用于{use}的{kind}",
        "[该专利权利要求1|涉案权利要求][要求|记载]设有{part}和{part}，用以{function}",
        "原告[主张|认为]，被诉{kind}[具有|包含]{part}，用于{function}",
    ),
    "case argument": (
        "被告[辩称|主张]，{citation}[已经公开|披露]了{part}[，用以{function}|]",
        "[被告还认为|此外]，本领域技术人员为了{effect}，[有动机采用|容易想到采用]{part}",
        "原告[回应|认为]，现有技术中{problem}，[无人能够预料|没有人想到]可以{effect}",
        "[关于侵权|就被诉产品而言]，双方对{part}能否{function}[存在争议|意见不一]",
        "[鉴定人|证人]在{condition}的条件下测得了{measure}[，未见异常|]",
    ),
    "case holding": (
        "[本院认为|经审理查明]，该术语[应当|不应当]解释为[要求|包括]{part}",
        "说明书[并未排除|没有要求]{part}[，它只是有助于{effect}|]",
        "由于在{citation}中{problem}，[结合启示|结合动机][不足|未得到证明]",
        "[综上|据此]，[判决驳回原告的诉讼请求|维持一审判决|撤销原判，发回重审]",
    ),
    "book title": (
        "[{field}简明教程|{field}笔记|{field}入门|{field}讲义]",
        "[{kind}的故事|工程师手册：{kind}|漫谈{kind}]",
    ),
    "chapter": (
        "{kind}与{use}",
        "如何{effect}",
        "当{problem}时",
        "{measure}[的测量|为什么重要]",
    ),
    "book": (
        "[凡是|只要]用过{kind}的人，都[忘不了|记得]{problem}的那一天",
        "[我们先看|先来说说]{part}，它的[任务|用处]是{function}",
        "[从前|早些年]，人们[容忍|习惯了]{drawback}[，以为本来如此|]",
        "[读者也许会问|有人会问]，为什么不把{kind}做得能够{effect}",
        "答案就在{m}里：[每当|只要]{problem}，就会有{drawback}",
        "[假设|设想]{condition}，那么{measure}会怎样变化",
        "[老师|老师傅|工长]常说，{part}[什么都记得|最讲道理]",
        "[又过了|用了][十年|二十年|三十年]，{use}才[摆脱|告别]了{drawback}",
        "[这一章|下面]从头讲起，说明如何{function}",
        "[请注意|要记住]，{part}和{part}[互相依赖|从不分开]",
        "[所有这些|这番功夫]只有一个目的：{effect}",
    ),
    "general": (
        "一家生产{kind}的[企业|公司][周一|上周|今春]宣布，现在能够{effect}",
        "[此前|一直以来]，{problem}，{use}的用户常常抱怨{drawback}",
        "[新的|最新的]{kind}[采用|装有]{part}[，用来{function}|]",
        "[负责人|公司]说，在{condition}下的试验[即将开始|进展顺利]",
        "随着{use}的需求[增长|放缓]，[价格|销量][上涨|回落]",
        "[同行|批评者][怀疑|质疑]{measure}能否保持",
        "[当地|附近的学校][希望|计划]为{use}[培训|招收][四十|六十|一百]人",
        "[给家里用户的建议|温馨提示]：如果{problem}，[请先断开电源|请找专业人员]",
    ),
    "ask function": (
        "[{part}在{kind}中起什么作用|{kind}里为什么要有{part}|{part}的用途是什么]？",
        "[请解释|请说明][{kind}为什么需要{part}|{part}在{kind}中的作用]。",
    ),
    "answer function": (
        "[它用来|它的任务是|其作用是]{function}[，同时有助于{effect}|]。",
        "[简单地说，它|该部件]用于{function}。[没有它，{problem}。|]",
    ),
    "ask problem": (
        "[如果{problem}，该怎么办|{problem}时怎么处理]？",
        "[我们的{kind}出现了{drawback}。|我们的{kind}有个问题：{drawback}。][有什么建议？|怎么解决？]",
    ),
    "answer problem": (
        "[先检查|首先看]{part}，[然后|再]检查{part}。[目标是|这样可以]{effect}。",
        "[建议|可以尝试]使{condition}[，这有助于{effect}|]。[如果无效，请更换{part}。|]",
    ),
    "ask claim": (
        "[请撰写|请起草][一项权利要求|一项独立权利要求]：带有{part}的{kind}。",
        "[怎样|如何]为能够{effect}的{kind}撰写权利要求？",
    ),
    "answer claim": (
        "1. 一种{kind}，其特征在于，包括用于{function}的{part}，以及{part}。",
        "1. 一种用于{use}的{kind}，其特征在于，设有用于{function}的{part}。",
    ),
    "exam function": (
        "在{kind}中，{part}的[作用|用途]是什么？",
        "[以下哪一项|下列哪项][说明了|是]{kind}中{part}的[任务|作用]？",
    ),
    "exam part": ("{kind}中[哪个部件|下列哪一部件]用于{function}？",),
    "exam effects": ("下列哪些是{field}中[所追求的|希望得到的]优点？[（多选）|]",),
}
