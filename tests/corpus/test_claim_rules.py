"""The claim linter: sound claims pass, a fault of each kind is found where it stands, by office."""

import random

import claim_sets
import pytest
from claim_sets import chinese, numbered
from hypothesis import given
from hypothesis import strategies as st

from experiments.benchmarks.claim_mutations import OPERATORS
from patentgpt_jax.corpus.claims import (
    PROFILES,
    RawClaim,
    build_claims,
    hard_rules,
    lint,
    multiple_dependents,
    publication_state,
    reference_signs,
    sentence_breaks,
    split,
    tags,
    without_antecedent,
)
from patentgpt_jax.corpus.record import Claim


def rules(claims, office="US", state="granted"):
    return [(finding.rule, finding.claim) for finding in lint(claims, office, state)]


@pytest.mark.parametrize("name", claim_sets.SETS)
def test_sound_claims_break_no_rule(name):
    office, language, claims = claim_sets.SETS[name]
    assert lint(claims, office, "granted", language) == []


FAULTS = [
    (name, rule)
    for name, (office, language, _) in claim_sets.SETS.items()
    for rule in hard_rules(office, "granted")
    if language in ("en", "zh")
]


@pytest.mark.parametrize(("name", "rule"), FAULTS)
def test_every_fault_is_found(name, rule):
    office, language, claims = claim_sets.SETS[name]
    for operator in OPERATORS[rule]:
        mutants = [operator(claims, random.Random(seed)) for seed in range(8)]
        assert any(mutants), operator.__name__
        for mutant in filter(None, mutants):
            findings = lint(mutant.claims, office, "granted", language)
            text = next(each.text for each in mutant.claims if each.number == mutant.claim)
            assert (rule, mutant.claim) in {(each.rule, each.claim) for each in findings}, text


def test_a_finding_says_where_how_bad_and_by_what_law():
    (finding,) = lint(numbered("1. A pump.\n\n2. The pump of claim 4, in steel."), "US", "granted")
    assert finding.rule == "missing_reference"
    assert finding.severity == "error"
    assert finding.claim == 2
    assert "The pump of claim 4, in steel."[finding.start : finding.end] == "claim 4"
    assert "112(d)" in finding.citation
    assert "claim 4" in finding.message


MULTIPLE = """
1. A pump.

2. The pump of claim 1, in steel.

3. The pump of claim 1 or 2, in red.

4. The pump of any one of claims 1 to 3, in a box.

5. A car with the pump of claims 1 and 2.
"""


def test_several_claims_at_a_time_by_office():
    claims = numbered(MULTIPLE)
    assert rules(claims, "US") == [
        ("multiple_on_multiple", 4),
        ("alternative", 5),
    ]
    assert rules(claims, "EP") == []  # lawful: Rule 43(4) EPC


def test_which_claims_are_multiple_dependent():
    assert multiple_dependents(numbered(MULTIPLE)) == {3: True, 4: True, 5: False}


def test_a_multiple_dependent_claim_rests_on_another_through_a_third():
    claims = numbered(
        "1. A pump.\n\n2. The pump of claim 1, in red.\n\n3. The pump of claim 1 or 2.\n\n"
        "4. The pump of claim 3.\n\n5. The pump of claim 1 or 4."
    )
    assert rules(claims, "US") == [("multiple_on_multiple", 5)]
    assert rules(claims, "CN") == []  # which looks at the claim referred to alone


def test_chinese_rules_for_several_claims_are_about_dependent_ones_of_granted_patents():
    claims = chinese(
        "1.一种泵。\n\n2.如权利要求1所述的泵，其特征在于为红色。\n\n3.如权利要求1或2所述的泵，为钢制。\n\n"
        "4.如权利要求1-3任一项所述的泵，为铝制。\n\n5.一种制造如权利要求1-4所述的泵的方法。"
    )
    assert rules(claims, "CN") == [("multiple_on_multiple", 4)]
    published = lint(claims, "CN", "published")
    assert [(each.rule, each.severity) for each in published] == [("multiple_on_multiple", "warning")]
    assert "25(2)" in published[0].citation and "22(2)" in published[0].citation


@pytest.mark.parametrize(
    ("wording", "alternative"),
    [
        ("claim 1 or 2", True),
        ("claims 1, 2 or 3", True),
        ("any one of claims 1 to 3", True),
        ("one of claims 1, 2 and 3", True),
        ("either claim 1 or claim 2", True),
        ("any preceding claim", True),
        ("any one of the preceding claims", True),
        ("claims 1 and 2", False),
        ("claims 1 to 3", False),
        ("claims 1-3", False),
        ("claims 1 or 2 and 3", False),
        ("claims 1 and/or 2", False),
        ("each of claims 1 to 3", False),
        ("the preceding claims", False),
    ],
)
def test_the_alternative_form(wording, alternative):
    text = f"1. A pump.\n\n2. A bigger pump.\n\n3. A red pump.\n\n4. The pump of {wording}, in steel."
    assert rules(numbered(text)) == ([] if alternative else [("alternative", 4)])


@pytest.mark.parametrize(
    ("wording", "alternative"),
    [
        ("权利要求1或2", True),
        ("权利要求1、2或3", True),
        ("权利要求1-3任一项", True),
        ("权利要求1至3中任意一项", True),
        ("权利要求1～3之一", True),
        ("前述任一权利要求", True),
        ("权利要求1和2", False),
        ("权利要求1-3", False),
        ("权利要求1、2、3", False),
    ],
)
def test_the_alternative_form_in_chinese(wording, alternative):
    text = f"1.一种泵。\n\n2.一种大泵。\n\n3.一种红泵。\n\n4.根据{wording}所述的泵，为钢制。"
    assert rules(chinese(text), "CN") == ([] if alternative else [("alternative", 4)])


@pytest.mark.parametrize(
    "text",
    [
        "A pump of 1.5 kW, e.g. as per DIN No. 5, i.e. with E. coli in it.",
        "A game comprising: a. A first step; and b. The second step.",
        "A process comprising: 1. Mixing the parts; 2. Heating to 20° C. or more.",
        "A resin of approx. 5 wt. % and vol. 3, cf. Fig. Abc, by Dr. Smith et al. of Acme Inc. and Co.",
        "A compound of the formula Ph. Eur. as listed.",
    ],
)
def test_stops_that_end_no_sentence(text):
    assert sentence_breaks(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "A pump with a seal. The seal is red.",
        "A pump (1) with a seal (2). The seal is red.",
        "A pump with a seal. the seal being red.",
        "A pump with 10 seals of grade 12. The seals are red.",
        "Eine Pumpe mit Dichtung. Die Dichtung ist rot.",
        "Une pompe avec un joint. Le joint est rouge.",
        "一种泵，包括密封。所述密封为红色。",
    ],
)
def test_stops_that_end_a_sentence(text):
    assert len(sentence_breaks(text)) == 1


@pytest.mark.parametrize("ending", [".", "。", ".”", ".)", " [chemistry]", "\n[table]"])
def test_what_a_claim_may_end_with(ending):
    assert lint((Claim(1, f"A pump{ending}"),), "US") == []


@pytest.mark.parametrize("text", ["A pump", "A pump;", "A pump,", "A pump: [chemistry] and more"])
def test_what_a_claim_may_not_end_with(text):
    assert rules((Claim(1, text),)) == [("final_stop", 1)]


def test_cancelled_claims_are_counted_and_not_examined():
    claims = build_claims([RawClaim("1-3", "1-3. (canceled)"), RawClaim("4", "4. A pump.")])
    assert lint(claims, "US", "published") == []
    claims = build_claims([RawClaim("1", "1. (canceled)"), RawClaim("2", "2. The pump of claim 1.")])
    assert rules(claims, "US", "published") == [("missing_reference", 2)]


@pytest.mark.parametrize(
    ("office", "text"),
    [
        ("EP", "A pump as shown in Figure 1."),
        ("EP", "A pump as described in the description."),
        ("EP", "Pumpe, wie in Fig. 2 gezeigt."),
        ("EP", "Pompe telle que représentée sur les dessins."),
        ("CN", "一种泵，如图1所示。"),
        ("CN", "一种泵，如说明书所述。"),
        ("CN", "一种泵，如附图2所示。"),
    ],
)
def test_relying_on_the_drawings(office, text):
    assert rules((Claim(1, text),), office) == [("description_reference", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "A crystal with an X-ray diffraction pattern as shown in Figure 1.",
        "A figure 8 shaped loop.",
        "The ornamental design for a shoe, as shown and described.",
        "一种晶体，其X射线粉末衍射图如图1所示。",
        "一种显示图像的装置，如图像传感器。",
    ],
)
def test_drawings_that_are_needed_and_what_is_no_drawing(text):
    assert lint((Claim(1, text),), "EP") == []


def test_warnings_for_repetition_and_for_two_independents():
    claims = numbered("1. A pump.\n\n2. A valve.\n\n3. A pump.")
    assert ("duplicate", 3) in rules(claims, "US")
    assert ("independents_per_category", 2) in rules(claims, "EP")
    assert all(each.severity == "warning" for office in ("US", "EP") for each in lint(claims, office))


def test_the_antecedent_rule_is_a_warning_and_trusts_what_hints():
    claims = numbered(
        "1. A pump with a rotor, wherein the rotation of the rotor moves the fluid.\n\n"
        "2. The pump of claim 1, wherein the housing is red and said rotor is blue."
    )
    findings = lint(claims, "US")
    assert [(each.rule, each.severity, each.claim) for each in findings] == [
        ("antecedent", "warning", 1),  # the fluid
        ("antecedent", "warning", 2),  # the housing
    ]
    assert all("antecedent" not in hard_rules(office, "granted") for office in PROFILES)


def test_the_antecedent_rule_in_chinese():
    text = "一种泵，包括转子，所述转子为钢制，所述壳体为铝制。"
    ((start, end),) = without_antecedent(text, language="zh")
    assert text[start:end] == "所述壳体"


def test_an_unknown_office_is_refused():
    with pytest.raises(ValueError, match="US, EP, CN"):
        lint((), "XX")


@pytest.mark.parametrize(
    ("office", "kind", "state"),
    [
        ("US", "B2", "granted"), ("US", "A", "granted"), ("US", "A1", "published"), ("EP", "A2", "published"),
        ("EP", "B1", "granted"), ("CN", "A", "published"), ("CN", "C", "granted"), ("CN", "U", "granted"),
        ("CN", "B", "granted"), ("CN", "", "published"), ("CN", "Y", "granted"), ("CN", "S", "granted"),
        ("US", "P1", "published"), ("US", "P2", "granted"), ("US", "a9", "published"),
    ],
)  # fmt: skip
def test_the_state_of_a_publication(office, kind, state):
    assert publication_state(office, kind) == state


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A pump comprising: a rotor.", ("A pump ", "comprising", ": a rotor.")),
        ("An alloy consisting of iron.", ("An alloy ", "consisting of", " iron.")),
        (
            "A pump comprising a rotor, characterised in that it is red.",
            ("A pump comprising a rotor, ", "characterised in that", " it is red."),
        ),
        ("The pump of claim 1, wherein it is red.", ("The pump of claim 1, ", "wherein", " it is red.")),
        ("Pumpe, gekennzeichnet durch Öl.", ("Pumpe, ", "gekennzeichnet durch", " Öl.")),
        ("Pumpe, dadurch gekennzeichnet, dass", ("Pumpe, ", "dadurch gekennzeichnet, dass", "")),
        ("一种泵，其特征在于，包括转子。", ("一种泵，", "其特征在于", "，包括转子。")),
        ("Use of a pump.", ("Use of a pump.", "", "")),
    ],
)  # fmt: skip
def test_preamble_transition_and_body(text, expected):
    assert split(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A pump with means for turning a rotor.", {"means_plus_function"}),
        ("A pump turned by means of a rotor.", set()),
        ("Pumpe mit Mitteln zum Drehen.", {"means_plus_function"}),
        ("An acid selected from the group consisting of A and B.", {"markush_closed"}),
        ("An acid selected from the group comprising A and B.", {"markush_open"}),
        ("一种酸，选自盐酸、硫酸中的一种。", {"markush_closed"}),
        ("A resin obtained by the process of claim 1.", {"product_by_process"}),
        ("Harz, erhältlich nach dem Verfahren nach Anspruch 1.", {"product_by_process"}),
        ("由权利要求1的方法制备得到的树脂。", {"product_by_process"}),
        ("A screw (1), characterised in that it is red.", {"two_part", "reference_signs"}),
        ("In a pump, the improvement comprising a rotor.", {"jepson"}),
        ("Use of X in the manufacture of a medicament for pain.", {"swiss_type"}),
        ("化合物X在制备抗癌药物中的用途。", {"swiss_type"}),
        ("Compound X for use in the treatment of pain.", {"purpose_limited"}),
        ("A pump.", set()),
    ],
)  # fmt: skip
def test_tags(text, expected):
    assert tags(text) == expected


def test_reference_signs_in_square_brackets():
    text = "前轮[1]小，后轮〔2〕大，a resin of formula [3]"
    assert [each.signs for each in reference_signs(text)] == [("1",), ("2",)]


def test_reference_signs():
    text = "A pump (1) with a rotor (12a, 12b), an age (see below) and (meth)acrylate."
    assert [(text[each.start : each.end], each.signs) for each in reference_signs(text)] == [
        ("(1)", ("1",)),
        ("(12a, 12b)", ("12a", "12b")),
    ]


_WORDS = st.sampled_from(
    [
        *("claim", "claims", "1", "2", "3-5", "any", "of", "the", "preceding", "said", ".", ",", "and", "or"),
        *("权利要求", "所述", "。", "1至3", "图1", "Anspruch", "bis", "revendication", "précédente", "\n"),
    ]
)


@given(st.lists(st.lists(_WORDS, max_size=12).map(" ".join) | st.text(max_size=40), max_size=6))
def test_no_text_is_too_odd(texts):
    claims = build_claims(RawClaim("", text) for text in texts)
    lower = {claim.number for claim in claims}
    for claim in claims:
        assert all(number < claim.number and number in lower for number in claim.depends_on)
        tags(claim.text)
        assert "".join(split(claim.text)) == claim.text
    texts_by_number = {claim.number: claim.text for claim in reversed(claims)}
    for office in PROFILES:
        for finding in lint(claims, office):
            assert 0 <= finding.start <= finding.end <= len(texts_by_number[finding.claim]) or len(
                lower
            ) < len(claims)
