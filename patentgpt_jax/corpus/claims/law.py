"""Which rules an office holds claims to, how strictly in which state, and where the law says so.

Hard rules are errors: a granted claim that breaks one is a misprint or an oversight. In applications as
published some are warnings only, since claims are still to be put in order. The Implementing Regulations
of the Chinese Patent Law were renumbered by the amendment in force from 20 January 2024; the numbers
before it stand in parentheses. The Chinese rule of one full stop is in the Guidelines for Patent
Examination, not in the Regulations; in Europe it is a custom that no rule states. What 35 U.S.C. 112(b), (d)
and (e) say stood in its second, fourth and fifth paragraphs before 16 September 2012.

In the United States a multiple dependent claim may not rest on another one "directly or indirectly", and may
refer to one set of claims only (MPEP 608.01(n), I). The Chinese rule forbids it to be the basis of another
multiple dependent claim, which is read here as what the other one names. American applications are printed
without the claims that were cancelled before, so that a gap in them is a warning.
"""

from typing import Literal, NamedTuple

Office = Literal["US", "EP", "CN"]
State = Literal["published", "granted"]
Severity = Literal["error", "warning"]
Rule = Literal[
    "empty",
    "numbering",
    "self_reference",
    "forward_reference",
    "missing_reference",
    "alternative",
    "multiple_on_multiple",
    "final_stop",
    "single_sentence",
    "description_reference",
    "duplicate",
    "independents_per_category",
    "antecedent",
]


class Holding(NamedTuple):
    """How an office holds to a rule: severity in granted claims and in applications, and the source."""

    granted: Severity
    published: Severity
    citation: str

    def severity(self, state: State) -> Severity:
        """How a breach counts in `state`."""
        return self.granted if state == "granted" else self.published


_US_FORM = "MPEP 608.01(m)"
_US_REFERENCE = "35 U.S.C. 112(d); 37 CFR 1.75(c); MPEP 608.01(n)"
_US_MULTIPLE = "35 U.S.C. 112(e); 37 CFR 1.75(c); MPEP 608.01(n)"
_EP_REFERENCE = "Art. 84 EPC; Rule 43(4) EPC"
_CN_REGULATIONS = "Implementing Regulations of the Chinese Patent Law"
_CN_REFERENCE = f"Rule 25(2) (before 2024-01-20: Rule 22(2)), {_CN_REGULATIONS}"
_CN_STOP = "Chinese Guidelines for Patent Examination, Part II, Chapter 2, 3.3"
_CN_CLEAR = "Art. 26(4) Chinese Patent Law"

PROFILES: dict[Office, dict[Rule, Holding]] = {
    "US": {
        "empty": Holding("error", "error", "35 U.S.C. 112(b); 37 CFR 1.75(a)"),
        "numbering": Holding("error", "warning", "37 CFR 1.75(f); 37 CFR 1.126"),
        "self_reference": Holding("error", "error", _US_REFERENCE),
        "forward_reference": Holding("error", "error", _US_REFERENCE),
        "missing_reference": Holding("error", "error", _US_REFERENCE),
        "alternative": Holding("error", "error", _US_MULTIPLE),
        "multiple_on_multiple": Holding("error", "error", _US_MULTIPLE),
        "final_stop": Holding("error", "warning", _US_FORM),
        "single_sentence": Holding("error", "warning", _US_FORM),
        "description_reference": Holding("warning", "warning", "MPEP 2173.05(r), 2173.05(s)"),
        "duplicate": Holding("warning", "warning", "37 CFR 1.75(b); MPEP 608.01(m)"),
        "antecedent": Holding("warning", "warning", "35 U.S.C. 112(b); MPEP 2173.05(e)"),
    },
    "EP": {
        "empty": Holding("error", "error", "Art. 84 EPC; Rule 43(1) EPC"),
        "numbering": Holding("error", "error", "Rule 43(5) EPC"),
        "self_reference": Holding("error", "error", _EP_REFERENCE),
        "forward_reference": Holding("error", "error", _EP_REFERENCE),
        "missing_reference": Holding("error", "error", _EP_REFERENCE),
        "description_reference": Holding("error", "warning", "Rule 43(6) EPC"),
        "final_stop": Holding("warning", "warning", "Art. 84 EPC"),
        "single_sentence": Holding("warning", "warning", "Art. 84 EPC"),
        "duplicate": Holding("warning", "warning", "Art. 84 EPC; Rule 43(5) EPC"),
        "independents_per_category": Holding("warning", "warning", "Rule 43(2) EPC"),
        "antecedent": Holding("warning", "warning", "Art. 84 EPC"),
    },
    "CN": {
        "empty": Holding("error", "error", _CN_CLEAR),
        "numbering": Holding(
            "error", "error", f"Rule 22(2) (before 2024-01-20: Rule 19(2)), {_CN_REGULATIONS}"
        ),
        "self_reference": Holding("error", "error", _CN_REFERENCE),
        "forward_reference": Holding("error", "error", _CN_REFERENCE),
        "missing_reference": Holding("error", "error", _CN_REFERENCE),
        "alternative": Holding("error", "warning", _CN_REFERENCE),
        "multiple_on_multiple": Holding("error", "warning", _CN_REFERENCE),
        "final_stop": Holding("error", "warning", _CN_STOP),
        "single_sentence": Holding("error", "warning", _CN_STOP),
        "description_reference": Holding(
            "error", "warning", f"Rule 22(3) (before 2024-01-20: Rule 19(3)), {_CN_REGULATIONS}"
        ),
        "duplicate": Holding("warning", "warning", _CN_CLEAR),
        "antecedent": Holding("warning", "warning", _CN_CLEAR),
    },
}


def hard_rules(office: Office, state: State) -> tuple[Rule, ...]:
    """The rules whose breach is an error."""
    return tuple(rule for rule, holding in PROFILES[office].items() if holding.severity(state) == "error")


def publication_state(office: str, kind: str) -> State:
    """Whether a document of this kind code holds granted claims.

    US patents before 2001 have the kind "A"; US applications for plant patents P1, P4 and P9, and the
    patents P2 and P3. Chinese utility models (U, Y) and designs (S, D) are granted as they are
    published.
    """
    kind = kind.strip().upper()
    letter, digit = kind[:1], kind[1:2]
    applied = (letter == "A" and digit) or kind in ("P1", "P4", "P9")
    granted = {"US": not applied, "CN": letter in "BCDSUY"}.get(office, letter == "B")
    return "granted" if kind and granted else "published"
