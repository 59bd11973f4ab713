"""DataTrove's side of `corpus`: MinHash signatures and Gopher's filters, with their defaults.

Runs with DataTrove's interpreter, which need not have this project's packages. No files are written.
"""

import tempfile
from collections.abc import Callable, Sequence

from datatrove.data import Document
from datatrove.pipeline.dedup import MinhashDedupSignature
from datatrove.pipeline.filters import GopherQualityFilter, GopherRepetitionFilter

from experiments.benchmarks.turns import serve


def minhash(texts: Sequence[str]) -> Callable[[], int]:
    """The signature of each text: 14 x 8 minima of its shingles of 5 words."""
    step = MinhashDedupSignature(tempfile.mkdtemp())

    def work() -> int:
        for text in texts:
            step.get_signature(step.get_shingles(text))
        return len(texts)

    return work


def gopher(texts: Sequence[str]) -> Callable[[], int]:
    """Both filters, one after the other, as in a pipeline."""
    documents = [Document(text=text, id=str(place)) for place, text in enumerate(texts)]
    filters = [GopherRepetitionFilter(), GopherQualityFilter()]
    return lambda: sum(all(each.filter(document) is True for each in filters) for document in documents)


if __name__ == "__main__":
    serve({"minhash": minhash, "gopher": gopher})
