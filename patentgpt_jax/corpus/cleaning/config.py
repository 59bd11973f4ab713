"""Which filters clean the corpus, in which order, and their thresholds."""

from dataclasses import dataclass, field

from patentgpt_jax.corpus.cleaning.quality_config import QualityConfig
from patentgpt_jax.corpus.record import SECTION_KINDS
from patentgpt_jax.settings import one_of, require

FILTERS = (
    "encoding",
    "characters",
    "spaces",
    "boilerplate",
    "numerals",
    "personal",
    "language",
    "length",
    "symbols",
    "repetition",
    "ocr",
)
"""Every filter there is, in the order that suits them."""

_ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da "
    "de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy "
    "hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg "
    "li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or "
    "os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta "
    "te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)


@dataclass(frozen=True)
class CleaningConfig:
    """What is cleaned and what is left out.

    `filters` are those that run, comma-separated, in their order; empty runs none. `drop_sections` are
    the kinds of sections that `boilerplate` removes. `languages` are those that `language` keeps, as
    ISO 639-1 codes; empty keeps all. `quality` holds the thresholds of the last four.
    """

    filters: str = "encoding,characters,spaces,boilerplate,personal,language,length,symbols,repetition,ocr"
    drop_sections: str = "cross_reference,government_interest"
    languages: str = ""
    quality: QualityConfig = field(default_factory=QualityConfig)

    def __post_init__(self) -> None:
        for name in self.names:
            one_of("filters", name, FILTERS)
            require(self.names.count(name) == 1, f"filters={self.filters!r}: {name} stands there twice")
        for kind in self.sections:
            one_of("drop_sections", kind, SECTION_KINDS)
        for code in split_names(self.languages):
            expected = "expected those of ISO 639-1, as en, or zh for Chinese"
            require(
                code in _ISO_639_1.split(),
                f"languages={self.languages!r}: {code!r} is no code of a language; {expected}",
            )

    @property
    def names(self) -> tuple[str, ...]:
        """`filters` as a tuple."""
        return split_names(self.filters)

    @property
    def sections(self) -> tuple[str, ...]:
        """`drop_sections` as a tuple."""
        return split_names(self.drop_sections)


def split_names(text: str) -> tuple[str, ...]:
    """The names in a comma-separated list."""
    return tuple(each.strip() for each in text.split(",") if each.strip())
