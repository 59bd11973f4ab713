"""Sentence templates of English papers, judgments, books, talks and news (grammar.py says how they are read).

The slots are those of english_phrases.py; {plaintiff} and {defendant} are companies, {patent} a number.
"""

from collections.abc import Mapping

TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "paper title": (
        "[On|Measuring|Predicting] the {measure} of {kinds}[ in {use}|]",
        "[A study of|Experiments with] {kinds} [that {effect}|for {use}]",
        "[Towards|Limits of] {effecting} in {field}",
    ),
    "paper abstract": (
        "[We study|This paper studies|Here we examine] {kinds}[, as they are used in {use}|], and ask how to "
        "{effect}",
        "[Our results|The measurements] [trace|attribute] {drawback} to {part}",
        "[We find|It is found] that {problem} [only|mostly] at {condition}",
    ),
    "paper introduction": (
        "{kinds} [matter to|are common in] {use}[ and {use}|], [yet|but] {problem}",
        "[Earlier work|The literature] [attributed|ascribed] {drawback} to {part}[, without measuring it|]",
        "[What is missing|Still open] is [an account|a model] of how {part} [helps to|can] {effect}",
        "[Interest in|The demand for] {field} has [grown|changed] since it became possible to {effect}",
    ),
    "paper methods": (
        "[We built|A laboratory set-up held] {a_kind} with {part} and {part}, [run|operated] at {condition}",
        "{part} was [calibrated|checked] [twice|before each run], so as to {function}",
        "The {measure} was [recorded|averaged] over [ten|twenty|fifty] runs with {m}",
        "[As a control|For comparison], {part} was [taken out|replaced by {part}]",
    ),
    "paper results": (
        "[At|Under] {condition}, the {measure} [rose|fell] [by a tenth|by half|within the error]",
        "{drawback} [was seen|occurred] in [three|five|none] of the runs[, always together with {drawback}|]",
        "[Without {part}|Where {problem}], the {measure} [was worse|varied more]",
        "[The effect|This difference] [disappears|remains] when {m} [are|is] handled at {condition}",
    ),
    "paper conclusion": (
        "[We conclude|It follows] that {kinds} can {effect}[, provided that {part} is there to {function}|]",
        "[Future work|A next step] [should|will] [look at|measure] the {measure} in {use}",
    ),
    "case facts": (
        "{plaintiff} [is the owner|holds an exclusive licence] of {patent}, which concerns {a_kind}",
        "{defendant} [makes and sells|imports|offers] {kinds} for {use}",
        "[The patent|Its claim 1] [requires|recites] {part} and {part}, which serve to {function}",
        "[According to|As alleged by] {plaintiff}, the accused {kind} [has|contains] {part} to {function}",
    ),
    "case argument": (
        "{defendant} [argues|contends] that {citation} [already shows|discloses] {part}[ to {function}|]",
        "[It adds|It is further said] that [the skilled person|one of ordinary skill] would have used "
        "{part} in order to {effect}",
        "{plaintiff} [answers|replies] that {problem} in the prior art, so that nobody hoped to {effect}",
        "[On infringement|As to the product], the parties [agree|disagree] whether {part} can {function}",
        "[The expert|A witness] measured the {measure} at {condition}[ and found it unremarkable|]",
    ),
    "case holding": (
        "[We hold|The court holds] that the term [must|need not] be read to [require|include] {part}",
        "[Nothing in|No part of] the text [excludes|calls for] {part}[, which only helps to {effect}|]",
        "[Because|Since] {problem} in {citation}, a motive to combine [was not shown|is lacking]",
        "[The judgment|The decision below] is [affirmed|reversed|vacated in part and remanded]",
    ),
    "book title": (
        "[A Short Course in|Notes on|An Introduction to|Lectures on] {field}",
        "[The Engineer's Book of|A History of|Conversations about] {kinds}",
    ),
    "chapter": (
        "[Of|About] {kinds} and {use}",
        "How to {effect}",
        "When {problem}",
        "The {measure}, and [how|why] [it is measured|it matters]",
    ),
    "book": (
        "[Nobody|Hardly anyone] who has [worked with|opened] {a_kind} will forget the day on which {problem}",
        "[Let us begin with|Consider first] {part}: [its task is|it is there] to {function}",
        "[In the old days|Before that], one [lived with|put up with] {drawback}[ and called it normal|]",
        "[A reader may ask|One might wonder] why {kinds} are not simply [built|made] to {effect}",
        "The answer lies in {m}, for [where|whenever] {problem}, {drawback} [is near|will follow]",
        "[Suppose|Imagine] {condition}; what [happens to|becomes of] the {measure}",
        "[My teacher|The foreman|An old fitter] used to say that {part} [forgives|remembers] everything",
        "[It took|There passed] [ten|twenty|thirty] years until {use} [could do without|gave up] {drawback}",
        "[This chapter|What follows] [is about|explains] {functioning}, [step by step|from the beginning]",
        "[Note|Remember] that {part} and {part} [depend on each other|are never apart]",
        "[All this|Such care] [serves|has] one end: to {effect}",
    ),
    "general": (
        "[A maker of|Engineers of] {kinds} [said|announced] [on Monday|last week] that they can now {effect}",
        "[Until now|So far], {problem}, and [users|customers] in {use} complained of {drawback}",
        "[The new|Its latest] {kind} [relies on|has] {part} [to {function}|instead of {part}]",
        "[Tests at|Trials under] {condition} [are to begin|went well], [a spokesman|the company] said",
        "[Prices|Sales] [rose|fell] as [demand from|interest in] {use} [grew|slowed]",
        "[Critics|Competitors] [doubt|question] whether the {measure} [will last|can be kept]",
        "[The town|A school nearby] [hopes|plans] to [train|employ] [forty|sixty|a hundred] people for {use}",
        "[For those at home|A word of advice]: if {problem}, [call for help|switch it off first]",
    ),
    "ask function": (
        "[What does {part} do|What is the purpose of {part}|Why is there {part}] in {a_kind}?",
        "[Can you explain|Please tell me] [why {a_kind} needs {part}|the role of {part} in {a_kind}].",
    ),
    "answer function": (
        "[It is there|It serves|Its task is] to {function}[, which also helps to {effect}|].",
        "[In short, it|This part] is used to {function}. [Without it, {problem}.|]",
    ),
    "ask problem": (
        "[What can I do when|What if|How do I cope when] {problem}?",
        "[We see {drawback} in our {kind}.|Our {kind} has a problem: {drawback}.] [Any advice?|What helps?]",
    ),
    "answer problem": (
        "[First check|Look at] {part}, [then|and after that] {part}. [The aim is|We want] to {effect}.",
        "[Try|Aim for] {condition}[, which should help to {effect}|]. [If that fails, replace {part}.|]",
    ),
    "ask claim": (
        "[Draft|Write|Suggest] [a claim|one independent claim] for {a_kind} with {part}.",
        "[How would|Show me how] one [claim|put into a claim] {a_kind} that can {effect}?",
    ),
    "answer claim": (
        "1. {A_kind}, comprising: {part} configured to {function}; and {part}.",
        "1. {A_kind} for use in {use}, wherein {part} is configured to {function}.",
    ),
    "exam function": (
        "In {a_kind}, what [is the purpose of|does the designer expect of] {part}?",
        "[Which of the following|Which statement] [describes|names] the task of {part} in {a_kind}?",
    ),
    "exam part": ("[Which part of|What in] {a_kind} [serves|is there] to {function}?",),
    "exam effects": (
        "[Which of the following|Which] are advantages that one seeks in {field}? [Choose all that apply.|]",
    ),
}
