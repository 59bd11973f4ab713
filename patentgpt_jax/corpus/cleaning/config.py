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
            expected = "expected two small letters, as in en"
            require(
                len(code) == 2 and code.isascii() and code.islower(),
                f"languages={self.languages!r}: {expected}, found {code!r}",
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
