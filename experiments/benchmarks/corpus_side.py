"""This project's side of `corpus`: the same work as `datatrove_side`."""

from collections.abc import Callable, Sequence

from experiments.benchmarks.turns import serve
from patentgpt_jax.corpus.cleaning.cleaner import Cleaner, make_filters
from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.duplicates import minhash as hashing
from patentgpt_jax.corpus.record import Record, Section

GOPHER = CleaningConfig(filters="length,symbols,repetition")


def minhash(texts: Sequence[str]) -> Callable[[], int]:
    """The signature of each text: 128 minima of its shingles of 5 words."""

    def work() -> int:
        for text in texts:
            hashing.signature(text)
        return len(texts)

    return work


def record(place: int, text: str) -> Record:
    """A text as a record."""
    sections = (Section("other", "", text),)
    return Record(publication_number=f"T{place}", language="en", document_type="text", sections=sections)


def gopher(texts: Sequence[str]) -> Callable[[], int]:
    """The filters that are Gopher's, one after the other, as in the corpus job."""
    records = [record(place, text) for place, text in enumerate(texts)]
    cleaner = Cleaner(make_filters(GOPHER))
    return lambda: sum(isinstance(cleaner.clean(each), Record) for each in records)


if __name__ == "__main__":
    serve({"minhash": minhash, "gopher": gopher})
