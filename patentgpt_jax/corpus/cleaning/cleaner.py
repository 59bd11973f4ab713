"""The filters of a corpus in their order, and what they did."""

from collections.abc import Callable, Mapping, Sequence

from patentgpt_jax.corpus.cleaning.boilerplate import make_boilerplate
from patentgpt_jax.corpus.cleaning.characters import characters
from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.cleaning.encoding import encoding
from patentgpt_jax.corpus.cleaning.filter import Filter, Removed
from patentgpt_jax.corpus.cleaning.language import make_language
from patentgpt_jax.corpus.cleaning.length import make_length
from patentgpt_jax.corpus.cleaning.numerals import numerals
from patentgpt_jax.corpus.cleaning.ocr import make_ocr
from patentgpt_jax.corpus.cleaning.personal import personal
from patentgpt_jax.corpus.cleaning.repetition import make_repetition
from patentgpt_jax.corpus.cleaning.spaces import spaces
from patentgpt_jax.corpus.cleaning.symbols import make_symbols
from patentgpt_jax.corpus.effects import Effects
from patentgpt_jax.corpus.record import Record

FILTERS_VERSION = 1  # to be raised with every change of what a filter makes of the same record

_MAKERS: Mapping[str, Callable[[CleaningConfig], Filter]] = {
    "encoding": lambda config: encoding,
    "characters": lambda config: characters,
    "spaces": lambda config: spaces,
    "boilerplate": make_boilerplate,
    "numerals": lambda config: numerals,
    "personal": lambda config: personal,
    "language": make_language,
    "length": make_length,
    "symbols": make_symbols,
    "repetition": make_repetition,
    "ocr": make_ocr,
}


def make_filters(config: CleaningConfig) -> list[tuple[str, Filter]]:
    """The filters that `config` names, in its order, each with its name."""
    return [(name, _MAKERS[name](config)) for name in config.names]


class Cleaner:
    """Applies `filters` to one record after another; `effects` tells what they did."""

    def __init__(self, filters: Sequence[tuple[str, Filter]]) -> None:
        self._filters = filters
        self.effects = Effects(name for name, _ in filters)

    def clean(self, record: Record) -> Record | tuple[str, Removed]:
        """What stays of `record`, or which filter left it out and why."""
        for name, function in self._filters:
            found = function(record)
            if isinstance(found, Removed):
                self.effects.remove(name, record, found.reason, found.shown)
                return name, found
            if found is not record:
                self.effects.change(name, record, found)
                record = found
        return record
