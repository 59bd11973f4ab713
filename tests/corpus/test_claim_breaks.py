"""Sound claims broken by hand, in more ways than the benchmark's operators know, are all reported.

The breaks are plain changes of the printed text, written without a look at the package's patterns.
"""

import re

import claim_sets
import pytest

from patentgpt_jax.corpus.claims import PROFILES, RawClaim, build_claims, faults, lint

ONE = {
    "en": r"\bclaim \d+(?=,? (?:wherein|further|which|comprising|, )|,)",
    "de": r"Anspruch \d+(?=,)",
    "fr": r"la revendication \d+(?=,)",
    "zh": r"权利要求\d+(?=所述)",
}
TAGS = {"en": "pump", "de": "german", "fr": "french", "zh": "chinese pump"}


def printed(language):
    """The office, and the claims of a sound set as (number, text)."""
    office, _, claims = claim_sets.SETS[TAGS[language]]
    return office, [(str(claim.number), claim.text) for claim in claims]


def broken(rule, office, claims):
    """The numbers of the claims in which `rule` is broken, as granted."""
    read = build_claims(RawClaim(number, text) for number, text in claims)
    return {each.claim for each in lint(read, office, "granted") if each.rule == rule}


def last_dependent(claims, language):
    """The place of the last claim that refers to one other, and the place of the reference."""
    found = [(place, re.search(ONE[language], text)) for place, (_, text) in enumerate(claims)]
    return [(place, match) for place, match in found if match and place >= 2][-1]


def referring(language, wording):
    """The claims with the reference of the last dependent one worded anew."""
    office, claims = printed(language)
    place, match = last_dependent(claims, language)
    number, text = claims[place]
    own = int(number)
    words = wording.format(own=own, next=own + 1, far=own + 40)
    claims[place] = (number, text[: match.start()] + words + text[match.end() :])
    claims.append((str(len(claims) + 1), claims[0][1]))  # so that there is a later claim
    return office, claims, own


REFERENCES = [
    ("self_reference", "en", "claim {own}"),
    ("self_reference", "en", "claim 1 or {own}"),
    ("self_reference", "en", "any one of claims 1 to {own}"),
    ("self_reference", "en", "claim 1 or claim {own}"),
    ("self_reference", "en", "Claim {own}"),
    ("self_reference", "en", "claims {own} or 1"),
    ("self_reference", "de", "Anspruch {own}"),
    ("self_reference", "de", "einem der Ansprüche 1 bis {own}"),
    ("self_reference", "fr", "la revendication {own}"),
    ("self_reference", "fr", "l'une quelconque des revendications 1 à {own}"),
    ("self_reference", "zh", "权利要求{own}"),
    ("self_reference", "zh", "权利要求 {own} "),
    ("self_reference", "zh", "权利要求1或{own}"),
    ("self_reference", "zh", "权利要求1至{own}中任一项"),
    ("self_reference", "zh", "权利要求1～{own}任意一项"),
    ("forward_reference", "en", "claim {next}"),
    ("forward_reference", "en", "any one of claims 1 to {next}"),
    ("forward_reference", "en", "claim 1 or {next}"),
    ("forward_reference", "en", "claim {next} or claim 1"),
    ("forward_reference", "en", "any one of the following claims"),
    ("forward_reference", "en", "any of the subsequent claims"),
    ("forward_reference", "de", "Anspruch {next}"),
    ("forward_reference", "de", "einem der folgenden Ansprüche"),
    ("forward_reference", "fr", "la revendication {next}"),
    ("forward_reference", "fr", "l'une des revendications suivantes"),
    ("forward_reference", "zh", "权利要求{next}"),
    ("forward_reference", "zh", "权利要求1或{next}"),
    ("forward_reference", "zh", "权利要求1-{next}任一项"),
    ("forward_reference", "zh", "后述任一权利要求"),
    ("missing_reference", "en", "claim {far}"),
    ("missing_reference", "en", "claim 0"),
    ("missing_reference", "en", "claim 12345"),
    ("missing_reference", "en", "claim 1 or {far}"),
    ("missing_reference", "en", "any one of claims 1 to {far}"),
    ("missing_reference", "en", "any of claims 1, 2 and {far}"),
    ("missing_reference", "en", "claim"),
    ("missing_reference", "en", "claims"),
    ("missing_reference", "de", "Anspruch {far}"),
    ("missing_reference", "de", "einem der Ansprüche 1 bis {far}"),
    ("missing_reference", "de", "Anspruch"),
    ("missing_reference", "fr", "la revendication {far}"),
    ("missing_reference", "fr", "la revendication"),
    ("missing_reference", "zh", "权利要求{far}"),
    ("missing_reference", "zh", "权利要求1或{far}"),
    ("missing_reference", "zh", "权利要求1至{far}任一项"),
    ("missing_reference", "zh", "权利要求"),
    ("alternative", "en", "claims 1 and 2"),
    ("alternative", "en", "claim 1 and 2"),
    ("alternative", "en", "claims 1, 2"),
    ("alternative", "en", "claims 1 & 2"),
    ("alternative", "en", "claims 1 to 2"),
    ("alternative", "en", "claims 1-3"),
    ("alternative", "en", "claims 1–3"),
    ("alternative", "en", "claims 1 through 3"),
    ("alternative", "en", "claims 1, 2, and 3"),
    ("alternative", "en", "claims 1, 2 and/or 3"),
    ("alternative", "en", "claim 1 and claim 2"),
    ("alternative", "en", "claim 1 and in claim 2"),
    ("alternative", "en", "both claims 1 and 2"),
    ("alternative", "en", "all of claims 1 to 3"),
    ("alternative", "en", "each of claims 1 and 2"),
    ("alternative", "en", "claim 1 as well as claim 2"),
    ("alternative", "en", "claim 1 together with claim 2"),
    ("alternative", "en", "claim 1 in combination with claim 2"),
    ("alternative", "en", "the preceding claims"),
    ("alternative", "en", "all preceding claims"),
    ("alternative", "zh", "权利要求1和2"),
    ("alternative", "zh", "权利要求1、2"),
    ("alternative", "zh", "权利要求1,2"),
    ("alternative", "zh", "权利要求1，2和3"),
    ("alternative", "zh", "权利要求1-3"),
    ("alternative", "zh", "权利要求1至3"),
    ("alternative", "zh", "权利要求1～3"),
    ("alternative", "zh", "权利要求1到3"),
    ("alternative", "zh", "权利要求1与2"),
    ("alternative", "zh", "权利要求1及2"),
    ("alternative", "zh", "权利要求1以及2"),
    ("alternative", "zh", "权利要求1和权利要求2"),
    ("alternative", "zh", "权利要求1、权利要求2"),
    ("alternative", "zh", "权利要求1和/或2"),
]


@pytest.mark.parametrize(("rule", "language", "wording"), REFERENCES)
def test_a_reference_worded_wrongly(rule, language, wording):
    office, claims, own = referring(language, wording)
    assert own in broken(rule, office, claims), claims[own - 1]


SOUND = [
    ("en", "claim 1 or 2"),
    ("en", "claim 1 or claim 2"),
    ("en", "either of claims 1 or 2"),
    ("en", "any one of claims 1 to 3"),
    ("en", "any of claims 1, 2, and 3"),
    ("en", "one of claims 1-3"),
    ("en", "any preceding claim"),
    ("en", "at least one of the preceding claims"),
    ("de", "einem oder mehreren der vorhergehenden Ansprüche"),
    ("de", "Anspruch 1, 2 oder 3"),
    ("fr", "l'une des revendications précédentes"),
    ("fr", "la revendication 1 ou 2"),
    ("zh", "权利要求1或2"),
    ("zh", "权利要求1、2或3"),
    ("zh", "权利要求1至3任一"),
    ("zh", "权利要求1-3中任何一项"),
    ("zh", "前述权利要求中任一项"),
    ("zh", "上述任意一项权利要求"),
]


@pytest.mark.parametrize(("language", "wording"), SOUND)
def test_a_reference_worded_well(language, wording):
    office, claims, own = referring(language, wording)
    for rule in ("self_reference", "forward_reference", "missing_reference", "alternative"):
        if rule in PROFILES[office]:
            assert own not in broken(rule, office, claims)


STACKS = [
    ("US", ["claim 1 or 2", "claim 2 or 3"]),
    ("US", ["any one of claims 1 to 2", "any preceding claim"]),
    ("US", ["claim 1 or claim 2", "either claim 1 or claim 3"]),
    ("US", ["any preceding claim", "any one of claims 1-3"]),
    ("US", ["claim 1 or 2", "claim 3", "claim 1 or 4"]),  # through a third
    ("CN", ["权利要求1或2", "权利要求2或3"]),
    ("CN", ["权利要求1或2", "权利要求1-3任一项"]),
    ("CN", ["权利要求1至2中任一项", "前述任一权利要求"]),
    ("CN", ["权利要求1～2之一", "权利要求1、2或3"]),
]


@pytest.mark.parametrize(("office", "wordings"), STACKS)
def test_multiple_dependent_claims_on_one_another(office, wordings):
    if office == "US":
        claims = ["A pump with a rotor.", "The pump of claim 1, in red."]
        claims += [f"The pump of {wording}, in size {size}." for size, wording in enumerate(wordings)]
    else:
        claims = ["一种泵，包括转子。", "根据权利要求1所述的泵，为红色。"]
        claims += [f"根据{wording}所述的泵，为第{size}号。" for size, wording in enumerate(wordings)]
    numbered = [(str(number), text) for number, text in enumerate(claims, 1)]
    assert broken("multiple_on_multiple", office, numbered) == {len(claims)}


def test_two_sets_in_one_claim():
    texts = ("A pump.", "A red pump.", "A method of casting.", "A method of milling.")
    last = "A pump as in claims 1 or 2, made by a method of claims 3 or 4."
    claims = [(str(number), text) for number, text in enumerate((*texts, last), 1)]
    assert broken("alternative", "US", claims) == {5}
    assert broken("alternative", "CN", claims) == set()


NUMBERS = [
    ["1", "2", "4", "5"],
    ["1", "3", "4", "5"],
    ["2", "3", "4", "5"],
    ["0", "1", "2", "3"],
    ["1", "2", "2", "3"],
    ["1", "1", "2", "3"],
    ["1", "2", "3", "3"],
    ["1", "3", "2", "4"],
    ["2", "1", "3", "4"],
    ["4", "3", "2", "1"],
    ["1", "2", "3", "30"],
    ["1", "2", "3", "14"],
]


@pytest.mark.parametrize("numbers", NUMBERS)
@pytest.mark.parametrize("place", ["markup", "text"])
@pytest.mark.parametrize("office", PROFILES)
def test_numbers_out_of_order(numbers, place, office):
    chinese = office == "CN"
    texts = [f"一种{each}号泵。" if chinese else f"A pump of size {each}." for each in "ABCD"]
    point = "、" if chinese else ". "
    if place == "markup":
        claims = list(zip(numbers, texts, strict=True))
    else:
        claims = [("", f"{number}{point}{text}") for number, text in zip(numbers, texts, strict=True)]
    assert broken("numbering", office, claims)


def test_a_printed_number_that_is_not_the_markup_s():
    claims = [("1", "1. A pump."), ("2", "3. The pump of claim 1, in red."), ("3", "3. A valve.")]
    assert broken("numbering", "US", claims) == {2}


@pytest.mark.parametrize("office", PROFILES)
@pytest.mark.parametrize("text", ["", " ", "\n\t ", ".", "。", "-", "2.", "2. ", "...", "()", "\u3000"])
def test_a_claim_of_nothing(text, office):
    claims = [("1", "A pump."), ("2", text), ("3", "A valve.")]
    assert broken("empty", office, claims) == {2}


@pytest.mark.parametrize("ending", ["", ",", ";", ":", " and", "; and", "，", "；", "：", "、", "…", ",\n"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_full_stop_at_the_end(ending, language):
    office, claims = printed(language)
    claims[2] = (claims[2][0], claims[2][1][:-1] + ending)
    assert broken("final_stop", office, claims) == {3}


SENTENCES = [
    ("en", "{text} The rotor is red."),
    ("en", "{text} the rotor is red."),
    ("en", "{text}The rotor is red."),
    ("en", "{text}\nThe rotor is red."),
    ("en", "{text} It is red."),
    ("en", "{text} Preferably, the rotor is red."),
    ("en", "{text} 4. The pump of claim 2, in red."),
    ("en", "{text}."),
    ("en", "{text} ."),
    ("en", "{bare}; the rotor is red. And it turns."),
    ("en", "{bare}! The rotor is red."),
    ("en", "{bare}? The rotor is red."),
    ("en", "{bare} (see below). The rotor is red."),
    ("en", "The rotor is red. {text}"),
    ("zh", "{text}所述转子为红色。"),
    ("zh", "{text} 所述转子为红色。"),
    ("zh", "{text}\n所述转子为红色。"),
    ("zh", "{text}。"),
    ("zh", "{bare}.所述转子为红色。"),
    ("zh", "转子为红色。{text}"),
    ("zh", "{bare}。其中，所述转子为红色"),
]


@pytest.mark.parametrize(("language", "form"), SENTENCES)
def test_more_than_one_sentence(language, form):
    office, claims = printed(language)
    number, text = claims[2]
    claims[2] = (number, form.format(text=text, bare=text[:-1]))
    assert broken("single_sentence", office, claims) == {3}


RELIANCE = [
    ("en", ", as shown in Fig. 1"),
    ("en", " as shown in FIG. 2A"),
    ("en", ", as illustrated in Figure 3"),
    ("en", ", as depicted in figures 1 and 2"),
    ("en", " (see Fig. 4)"),
    ("en", " (fig. 4)"),
    ("en", ", as described in the specification"),
    ("en", ", as described in the description"),
    ("en", ", as described in part 3 of the description"),
    ("en", ", as illustrated in figure 2 of the drawings"),
    ("en", ", as shown in the drawings"),
    ("en", ", as shown in the accompanying drawings"),
    ("en", ", substantially as described herein"),
    ("en", ", substantially as hereinbefore described with reference to the drawings"),
    ("en", ", as defined in the description"),
    ("en", ", as set forth in the specification"),
    ("en", ", as disclosed in the present description"),
    ("en", ", as described in paragraph [0012] of the description"),
    ("en", ", with reference to the accompanying drawings"),
    ("de", ", wie in Fig. 1 gezeigt"),
    ("de", ", wie in Figur 2 dargestellt"),
    ("de", ", wie in der Beschreibung beschrieben"),
    ("de", ", wie in der Zeichnung gezeigt"),
    ("de", ", wie in den beigefügten Zeichnungen dargestellt"),
    ("de", " gemäß der Beschreibung"),
    ("de", " gemäß Abb. 2"),
    ("fr", ", comme représenté sur la figure 1"),
    ("fr", ", tel que représenté sur les dessins"),
    ("fr", ", comme décrit dans la description"),
    ("fr", ", comme illustré à la fig. 2"),
    ("fr", ", conformément à la description"),
    ("zh", "，如图1所示"),
    ("zh", "，如图 1 所示"),
    ("zh", "，如图１所示"),
    ("zh", "，如附图所示"),
    ("zh", "，如附图2所示"),
    ("zh", "，如图所示"),
    ("zh", "，参见图3"),
    ("zh", "（见图2）"),
    ("zh", "，如说明书所述"),
    ("zh", "，如说明书第3段所述"),
    ("zh", "，如说明书附图1所示"),
    ("zh", "，如说明书中实施例部分所述"),
    ("zh", "，如本发明说明书所述"),
    ("zh", "，如实施例1所述"),
]


@pytest.mark.parametrize(("language", "added"), RELIANCE)
def test_reliance_on_the_description_or_the_drawings(language, added):
    office, claims = printed(language)
    office = "EP" if language != "zh" else "CN"
    number, text = claims[2]
    claims[2] = (number, text[:-1] + added + text[-1])
    assert broken("description_reference", office, claims) == {3}


INNOCENT = [
    ("EP", "A loop in the shape of a figure 8, and a figure of merit above 2."),
    ("EP", "A player that shows the description of the item as defined in the description field."),
    ("EP", "A protein with the amino acid sequence shown in Fig. 1 (SEQ ID NO: 1)."),
    ("EP", "A crystal having an X-ray powder diffraction pattern substantially as shown in Fig. 1."),
    ("EP", "A drawing tool which displays drawings and figures as described above."),
    ("EP", "Verfahren zur Beschreibung von Zeichnungen in einer Figurendatenbank."),
    ("EP", "A server which renders the scene according to the description of the service."),
    ("EP", "A server storing the terms as defined in the description of the item."),
    ("EP", "Server zum Darstellen gemäß der Beschreibung des Dienstes."),
    ("EP", "A coil wound in figure 8 form."),
    ("CN", "一种制备方法，包括：（1）.将甲与乙混合；一.加热；步骤2.冷却。"),
    ("CN", "一种图像处理方法，如图像识别、图形绘制，将图1张存储。"),
    ("CN", "一种装置，根据图像得到示意图2个。"),
    ("CN", "一种晶型，其X射线粉末衍射图谱如图1所示。"),
    ("CN", "一种蛋白，其氨基酸序列如SEQ ID NO.1所示。"),
    ("CN", "一种打印说明书的设备，所述说明书为纸质。"),
    ("US", "A method of processing an insurance claim, comprising receiving data of claims from a claimant."),
    ("US", "A method of paying claims, wherein a status of each claim is set according to claim data."),
    ("US", "A method comprising: showing the subsequent claim form; and storing it."),
    ("US", "A tyre of size 2.5 in. by 4 in. with approx. 3 bar."),
    ("US", "A system written in System.Object notation, e.g. java.lang.The.Thing class, vs. others."),
]


@pytest.mark.parametrize(("office", "text"), INNOCENT)
def test_what_only_looks_like_a_fault(office, text):
    claims = build_claims([RawClaim("1", text)])
    assert [each for each in lint(claims, office, "granted") if each.severity == "error"] == []


def test_a_cancelled_claim_is_not_there():
    claims = [("1", "A pump."), ("2", "2. (canceled)"), ("3", "The pump of claim 2, in red.")]
    assert broken("missing_reference", "US", claims) == {3}


@pytest.mark.parametrize(
    ("claim", "relies"),
    [
        ("如权利要求1所述的晶型，其X射线粉末衍射图如图1所示。", False),
        ("如权利要求1所述的化合物，其红外光谱如图3所示。", False),
        ("如权利要求1所述的光谱仪，其特征在于，所述光阑如图1所示。", True),
        ("如权利要求1所述的镜头，所述内衍射光栅带有通孔，如附图2所示。", True),
        ("The crystal of claim 1, having the X-ray diffraction pattern as shown in Figure 1.", False),
        ("The spectrometer of claim 1, with a diffraction grating as shown in Figure 1.", True),
        ("The peptide of claim 1, having the amino acid sequence shown in Figure 2.", False),
        ("The method of claim 1, whose sequence of steps is as shown in Figure 2.", True),
    ],
)
def test_what_words_cannot_tell_may_be_shown_and_an_instrument_is_no_such_thing(claim, relies):
    assert bool(faults.reliance(claim)) == relies
