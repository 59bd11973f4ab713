"""The filters of a corpus in their order, and what they did."""

from collections.abc import Callable, Mapping, Sequence

from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.cleaning.filter import Filter, Removed
from patentgpt_jax.corpus.effects import Effects
from patentgpt_jax.corpus.record import Record

FILTERS_VERSION = 1  # to be raised with every change of what a filter makes of the same record

_MAKERS: Mapping[str, Callable[[CleaningConfig], Filter]] = {}


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
                self.effects.remove(name, record, found.reason)
                return name, found
            if found is not record:
                self.effects.change(name, record, found)
                record = found
        return record
