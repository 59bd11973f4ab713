"""What is worth knowing about a claim and breaks no rule: means plus function, Markush groups, and so on.

Statutes and guidelines: means plus function 35 U.S.C. 112(f); Markush groups MPEP 2173.05(h);
product-by-process MPEP 2113, EPO Guidelines F-IV, 4.12; Jepson 37 CFR 1.75(e); two-part form Rule 43(1)
EPC, Rule 24(1) of the Chinese Implementing Regulations; purpose-limited products Art. 54(5) EPC; the
"Swiss" form was allowed by G 5/83 and closed by G 2/08, and is still the Chinese one.
"""

import re
from typing import Literal

from patentgpt_jax.corpus.claims.anatomy import reference_signs

Tag = Literal[
    "means_plus_function",
    "markush_closed",
    "markush_open",
    "product_by_process",
    "two_part",
    "jepson",
    "swiss_type",
    "purpose_limited",
    "reference_signs",
]
_PROCESS = r"(?:[\w-]+\s+){0,6}(?:method|process|procedure)"
_SOURCES: dict[Tag, str] = {
    "means_plus_function": (
        r"(?<!\bby )(?<!\bby the )\bmeans\s+(?:[(\[]\w{1,6}[)\]]\s+)?(?:for\s+\w+ing\b|for\b|to\s+\w+)"
        r"|\bsteps?\s+for\s+\w+ing\b"
        r"|\bMittel[ns]?\s+(?:\(\w{1,6}\)\s+)?(?:zum|zur|für)\b|\bmoyens?\s+(?:\(\w{1,6}\)\s+)?(?:pour|destin[ée]s?\s+à)\b"
        r"|用于[^，。；]{2,30}的(?:装置|机构|部件|单元|模块|手段)(?=[，；。（(]|以及|和)"
    ),
    "markush_closed": (
        r"\bgroup\s+(?:that\s+|which\s+)?consist(?:s|ing)\s+of\b|\bselected\s+from\s+among\b"
        r"|\bGruppe,?\s+(?:die\s+)?(?:bestehend\s+aus|besteht\s+aus)|\bausgewählt\s+(?:ist\s+)?aus\s+(?!der\s+Gruppe)"
        r"|\bchoisie?s?\s+(?:parmi|dans\s+le\s+groupe\s+(?:constitu|consist|compos))"
        r"|选自(?!包括|包含)[^。；]{1,400}?(?:组|群|之一|一种|任[一意]|几种|中的)"
    ),
    "markush_open": (
        r"\bgroup\s+(?:that\s+|which\s+)?(?:compris|includ|contain)(?:ing|es|s)\b|\bGruppe,?\s+umfassend"
        r"|\bgroupe\s+compren(?:ant|d)|选自(?:包括|包含)"
    ),
    "product_by_process": (
        rf"\b(?:obtained|obtainable|prepared|produced|made|formed|manufactured)\s+(?:by|through|via|according\s+to"
        rf"|in\s+accordance\s+with|using)\s+{_PROCESS}\b"
        r"|\b(?:hergestellt|erhalten|erhältlich|herstellbar)\s+(?:durch|nach|mit|gemäß)\s+(?:\w+\s+){0,4}\w{0,20}verfahren"
        r"|\b(?:durch|nach)\s+(?:\w+\s+){0,4}\w{0,20}verfahren\s+(?:[^,;.]{0,60}\s)?(?:hergestellt|erhalten|erhältlich)"
        r"|\b(?:obtenu|obtenable|préparé|fabriqué|produit)e?s?\s+(?:par|selon|suivant)\s+(?:\S+\s+){0,4}proc[ée]d"
        r"|(?:方法|工艺|法)(?:所)?(?:制备|制造|生产|制得|制成|得到|获得|制)(?:而)?(?:得到|获得|制得|制成|成|得|出)?的"
    ),
    "two_part": (
        r"\bcharacteri[sz]ed\s+(?:in\s+that|by)\b|\bgekennzeichnet\b|\bcaract[ée]ris[ée]e?s?\s+(?:en\s+ce|par)"
        r"|特[征徵](?:在于|在於|是|为|為)"
    ),
    "jepson": r"\bthe\s+improvement\s+(?:compris|consist|where|which|of\b)|\bimprovement\s+compris",
    "swiss_type": (
        r"\buse\b[^.]{0,400}\b(?:manufacture|preparation|production|making)\s+of\s+(?:an?\s+|the\s+)?(?:\w+\s+){0,2}"
        r"(?:medicament|medicine|drug|pharmaceutical)|\bVerwendung\b[^.]{0,400}\bHerstellung\b[^.]{0,60}(?:Arzneimittel|Medikament)"
        r"|\butilisation\b[^.]{0,400}\b(?:fabrication|préparation)\b[^.]{0,60}médicament"
        r"|(?:在|用于)?制备[^。]{0,200}(?:药|制剂)[^。]{0,40}(?:用途|应用)"
    ),
    "purpose_limited": (
        r"\bfor\s+use\s+(?:as\s+(?:a\s+|an\s+)?(?:medicament|medicine|drug)|in\s+(?:the\s+|a\s+)?(?:\w+\s+){0,3}(?:treat|therap|prevent|diagnos|medic))"
        r"|\bzur\s+(?:Ver|An)wendung\s+(?:als\s+(?:ein\s+)?(?:Arznei|Medik)|(?:bei|in)\s+(?:\w+\s+){0,4}(?:Behandlung|Therapie|Vorbeugung))"
        r"|\bpour\s+(?:une\s+|l['’]\s?)?(?:utilisation|application|usage)\s+(?:comme|en\s+tant\s+que|dans\s+le\s+traitement)"
    ),
}
_PATTERNS = {
    tag: re.compile(source.replace(r"\s+", r"\s{1,20}"), re.IGNORECASE) for tag, source in _SOURCES.items()
}
_LOOKED_AT = 1500  # characters for what stands in the preamble
_IN_PREAMBLE = frozenset(("product_by_process", "swiss_type", "purpose_limited"))


def tags(text: str, category: str = "") -> frozenset[Tag]:
    """The tags of the claim `text`; a `category` other than "product" is no product-by-process."""
    found: set[Tag] = set()
    for tag, pattern in _PATTERNS.items():
        if tag == "product_by_process" and category not in ("", "product"):
            continue
        if pattern.search(text[:_LOOKED_AT] if tag in _IN_PREAMBLE else text):
            found.add(tag)
    if reference_signs(text):
        found.add("reference_signs")
    return frozenset(found)
