"""Against which benchmarks the corpus is held, and what happens to a document that has text of one."""

from dataclasses import dataclass

from patentgpt_jax.settings import one_of

ACTIONS = ("document", "passage")


@dataclass(frozen=True)
class DecontaminationConfig:
    """What must not be in the corpus because models are tested on it.

    `benchmarks` names their files in the form of `config.data.sources`, all their languages (a Chinese
    copy of an English item is found by the Chinese benchmark only); empty looks for none. With `action`
    "document" a document that has a passage of a benchmark is left out, with "passage" the title,
    abstract, paragraph or claim with that passage goes, and the document if that is more than half of it.
    """

    benchmarks: str = ""
    action: str = "document"

    def __post_init__(self) -> None:
        one_of("action", self.action, ACTIONS)
