"""Sentence templates of English patents (grammar.py says how they are read).

Slots in common: {s} the subject with its numeral, {kind} the subject as a bare noun, {a} and {b}
elements with `.is`, `.has`, `.s` for agreement, {problem} a clause, {drawback} a noun phrase, {effect}
{effecting} {effects} a verb phrase in three forms, {use}, {field}, {m} the medium, {fig} a figure.
"""

FIELD = (
    "[The present disclosure|The present invention|This application] [relates|pertains] [generally |in "
    "general |]to "
    "{field}[ and|, and] [more particularly|in particular|more specifically] to {a_kind}[ for {use}|]",
    "[The invention|The disclosure] concerns {a_kind}[ that can be used in {use}|] and a method of "
    "{method} the same",
    "[Embodiments described herein|Aspects of the present disclosure] relate to {field}, [and especially|"
    "for example] "
    "to {a_kind} for [handling|use with|work with] {m}",
)

BACKGROUND_OPENING = (
    "[In the field of {field}, |]{kinds} [are widely used|have long been known|have found broad "
    "application] in {use}[ and "
    "{use}|]",
    "[With the [rapid|continuing] [growth|development] of {use}, |As standards in {use} rise, ][demands on|"
    "requirements "
    "for] {kinds} [have risen|keep rising|are increasing]",
    "{A_kind} [typically|usually|commonly] has to {function}[ while at the same time it must {function}|]",
    "[It is [known|customary]|Conventionally, it is common] to {function} [by means of|with the aid of] "
    "{part}",
    "[Various|Several|Numerous] [types|designs|kinds] of {kinds} [have been proposed|are on the market|are "
    "available][ for "
    "{use}|]",
)

BACKGROUND_PRIOR = (
    "{citation} [discloses|describes|shows|proposes] {a_kind} [in which|wherein] {part} [is arranged to|"
    "serves to|is used to] "
    "{function}",
    "[For example, |For instance, |By way of example, |]{citation} [describes|teaches] that {part} may be "
    "[combined with|replaced by|connected to] {part} in order to {effect}",
    "[A known|One known|An earlier] [approach|solution|arrangement], [described in|see] {citation}, "
    "[relies on|makes use of] "
    "{part} to {function}",
    "{citation} attempts to {effect} by [modifying|replacing|pretreating|monitoring|omitting] {part}",
)

BACKGROUND_PROBLEM = (
    "[However|Unfortunately|In practice, however], {problem}[, which [leads to|results in|causes] "
    "{drawback}|]",
    "[A [drawback|disadvantage] of [such|these] [designs|solutions|{kinds}] is|It has turned out] that "
    "{problem}",
    "[When|If|Whenever] {problem}, {drawback} [may occur|will be difficult to avoid|can be the result]",
    "[In addition|Moreover|Furthermore], [{drawback} can often be observed|users complain of {drawback}|"
    "{problem}]",
    "[Because|Since] {problem}, [{drawback} and {drawback} can hardly be avoided|such {kinds} suffer from "
    "{drawback}]",
    "[Attempts|Efforts] to {effect} have [so far|up to now] been [accompanied by|limited by] {drawback}",
    "[Under|At] {condition}, {problem} and {drawback} [must be expected|may follow]",
)

BACKGROUND_NEED = (
    "[There is therefore|Hence there is|Accordingly, there remains] a need for {a_kind} that can {effect}[ "
    "without {drawback}|]",
    "It would [therefore |thus |]be [desirable|advantageous] to {effect}[ and, at the same time, to "
    "{effect}|]",
    "[The foregoing|The above] shows that {kinds} [still leave room for improvement|have not yet been "
    "satisfactory] "
    "[with regard to|in terms of] {drawback}",
)

SUMMARY_OBJECT = (
    "[It is an object of the invention|An object of the present disclosure is|The problem to be solved is] "
    "to provide {a_kind} "
    "[that is able to {effect}|with which it is possible to {effect}|in which {drawback} can be [avoided|"
    "reduced]]",
    "[The present disclosure|The invention] [addresses|overcomes|aims at] [the above|these] [problems|"
    "shortcomings] [by|in] "
    "{effecting}[ and {effecting}|]",
    "[In view of the above|Against this background], the invention [seeks|is intended] to {effect}[ even "
    "at {condition}|]",
)

SUMMARY_EFFECT = (
    "[In this way|By virtue of this arrangement|As a result|Thanks to this structure], it [is possible|"
    "becomes possible] to "
    "{effect}[ and to {effect}|]",
    "[This|Such a] [configuration|design|structure] [helps to|makes it easier to|is suited to] {effect}, "
    "[so that|whereby] "
    "{drawback} [can [largely|substantially] be avoided|can be kept low]",
    "Because {a} {a.is} {link}, [{drawback} can be [reduced|avoided]|it is possible to {effect}]",
    "[Surprisingly,|Tests have shown that] the {measure} [could be improved|improves] when {a} {a.is} "
    "[present|used]",
)

FIGURES = (
    "{fig} is {a_view} of {a_kind} according to [an|one|a first] embodiment",
    "{fig} is {a_view} [showing|illustrating|of] {a}",
    "{fig} [shows|illustrates] [in {a_view} |]how {a} [cooperate{a.s} with|relate{a.s} to] {b}",
    "{fig} is {a_view} [of a modified embodiment|of a further example], [in which|wherein] {a} {a.is} "
    "{alternative}",
    "{fig} is a [flow chart|flow diagram] [of|for explaining] a method of {method} {the_kind}",
    "{fig} is a [graph|diagram] [showing|plotting] the {measure} [measured in|of] the examples",
)

OVERVIEW = (
    "[Referring to|With reference to|As shown in] {fig}, {s} [according to|of] [an|one|the present] "
    "embodiment "
    "[includes|comprises|has] {list}",
    "{fig} [shows|depicts] {s}[, which is intended for {use}|]. [It|The {kind}] [includes|comprises|is "
    "composed of] {list}",
    "[As [can be seen from|illustrated in] {fig}|Turning to {fig}], {s} [mainly |essentially |]comprises "
    "{list}",
)

LINKS = (
    "{a} {a.is} {link}[, as [best seen in|shown in|indicated in] {fig}|][, which helps to {effect}|]",
    "[In the [present|illustrated|described] embodiment|In this example|As shown in {fig}], {a} {a.is} "
    "{link}",
    "[Preferably|Advantageously|Typically], {a} {a.is} {link}[ so that {drawback} [can be|may be] avoided|"
    ", thereby {effecting}|]",
    "In [the assembled state|this arrangement], {a} {a.is} {link}",
)

ALTERNATIVES = (
    "[Alternatively|In a variant|In other embodiments|In a modification], {a} {a.is} {alternative}[, "
    "whereby it is possible to "
    "{effect}|]",
    "[It is also possible that|In some cases] {a} {a.is} {alternative}[ in order to {effect}|]",
    "[Instead of the arrangement [described above|of {fig}], |]{a} may also be {alternative}",
)

FUNCTIONS = (
    "{a} [serve{a.s} to|{a.is} [configured|designed|provided|adapted] to] {function}[, thereby {effecting}|"
    " and thus help{a.s} to "
    "{effect}|]",
    "[During operation|In use|In normal operation|When {the_kind} is in use], {a} {functions}[ before {b} "
    "{functions_b}|]",
    "[The [purpose|task|role]|A main function] of {a} is to {function}[. If {problem}, this [also helps|is "
    "needed] to {effect}|]",
    "By {functioning}, {a} [contribute{a.s} to {effecting}|make{a.s} it possible to {effect}]",
    "{a} [cooperate{a.s}|interact{a.s}|work{a.s} together] with {b} in order to {function}",
)

MATERIALS = (
    "[Preferably|For example|In one example|In the present embodiment], {made_of}",
    "{made_of}[, a choice that [has proved suitable|works well] at {condition}|, which keeps costs low|]",
    "[[Suitable|Possible] choices|Other options] for {a} [include|are] {materials}",
    "{a} may [comprise|contain|be based on] {materials}[, depending on the intended use in {use}|]",
)

DIMENSIONS = (
    "{a} {a.has} {dimension} of {outer}, [preferably|more preferably|and in particular] {inner}",
    "[The {quantity} of {a} [lies|is]|It is preferred that the {quantity} of {a} be] in the range of "
    "{plain}, [preferably|for "
    "example] {inner}[, and was {value} in the example shown|]",
    "If the {quantity} of {a} [is below|falls below] {low}, [{drawback} may occur|it becomes difficult to "
    "{effect}]; if it "
    "exceeds {high}, [{drawback} [may result|must be expected]|the cost increases]",
    "[Good results were obtained|Tests were carried out] with {dimension} of {value}",
)

FEATURES = (
    "{a} [{a.has}|[include{a.s}|comprise{a.s}]] {feature} {feature_link}[ which is used to {effect}|]",
    "[As shown in {fig}, |]{feature} {feature_link} is [formed on|provided on|part of] {a}[ in order to "
    "{effect}|]",
    "{feature} is [provided|formed|arranged] on {a} and is {feature_link}",
)

STEPS = (
    "[In step|At step|During step] {number}, {step} [is carried out|takes place|is performed]"
    "{at_condition}[. This [makes it "
    "possible to|helps to] {effect}|]",
    "Step {number} [consists of|comprises|involves] {step}{at_condition}[, so that {drawback} can be "
    "avoided|, thereby {effecting}|]",
    "[Next|Then|Subsequently|Thereafter], in step {number}, the method continues with {step}{at_condition}",
    "The method proceeds [to|with] step {number}, which [involves|consists of|includes] {step}{at_condition}",
)

EXAMPLES = (
    "In Example {n}, {sample} was [built|prepared|set up] with {settings}. At {condition_value}, the "
    "{measure} [was|amounted to|"
    "reached] {result}[, [compared with|as against] {comparative} [in|for] the comparative example|]",
    "Example {n}: [with|using] {settings}, [a value of {result} was [measured|obtained] for the {measure}|"
    "the {measure} was "
    "{result}]; {result2}",
    "[For|In] Example {n}, [the setting was|use was made of] {settings}. The {measure} [came to|was] "
    "{result} and {result2}",
)

RESULTS = (
    "In Examples 1 to {count}, the {measure} was {values}, respectively[, whereas {comparative} was "
    "measured in the comparative "
    "example|]",
    "[The comparative example|A comparative sample], in which {a} {a.was} omitted, showed a value of "
    "{comparative} for the "
    "{measure}, while Examples 1 to {count} reached {values}",
    "[These results show|It can be seen from these values|The measurements confirm] that [it is possible "
    "to {effect}|{a} "
    "help{a.s} to {effect}]",
)

VARIANTS = (
    "[In a [second|further|third] embodiment|In another embodiment], which [differs|deviates] from [the "
    "above|{fig}] [only |]in "
    "[some|a few] points, {a} {a.is} {alternative}; [like|the same] reference numerals [denote|designate] "
    "like parts",
    "[The order of|It is not necessary to separate] steps {number} and {number2} [may be changed|and both "
    "may be carried out "
    "together] as long as {drawback} can be avoided",
    "[Although|While] {a} {a.is} described as [being |]{link}, [a person skilled in the art will "
    "[recognize|understand] that|it "
    "is clear that] other [arrangements|connections] [are possible|may be used][, for instance in {use}|]",
    "[Where {the_kind} is used in {use}|For applications in {use}], [{condition} is preferred|it is "
    "advantageous to "
    "{effect} by {functioning}]",
    "[One or more|Some] of [the features|the measures] described [above|for {a}] may be combined with {b} "
    "[in order to {effect}|"
    "without departing from the scope of the claims]",
    "Experiments in {use} [showed|indicated] that {problem} [less often|only rarely] when {condition} was "
    "maintained",
)

CLOSING = (
    "[The scope of protection|The invention] is [not limited to|defined by the claims and not by] the "
    "[embodiments|examples] "
    "described[ above|], and [modifications|changes] [may be made|are possible] [without departing from|"
    "within] the [scope of the "
    "|appended |]claims",
    "[As used herein|In this specification], [the singular forms include the plural|the word "
    "\u201cor\u201d is inclusive|the term "
    "\u201ccomprising\u201d is open-ended], unless [stated otherwise|the context [requires|demands] "
    "otherwise]",
    "[Terms|Words] such as \u201c[upper|front|first|inner]\u201d [are used for convenience|serve to "
    "distinguish parts] and do not "
    "[limit|restrict] the [orientation|order] of {the_kind}",
)

ABSTRACT_OPENING = (
    "{A_kind} [includes|comprises|has] {list}",
    "[Disclosed|Provided] is {a_kind}, [including|comprising|which includes] {list}",
    "{A_kind} is [disclosed|provided], which [includes|comprises] {list}",
)

ABSTRACT_MORE = (
    "{a} {a.is} {link}[ and {a.is} configured to {function}|]",
    "{a} {functions}[, so that {drawback} [can be|may be] avoided|, thereby {effecting}|]",
    "{a} {a.has} {dimension} of {outer}",
    "[The arrangement|The {kind}] [makes it possible to|helps to] {effect}[ and to {effect}|]",
    "[A method of {method} the same|A corresponding method] [includes|comprises] {step}",
)
