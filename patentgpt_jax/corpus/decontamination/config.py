"""Against which benchmarks the corpus is decontaminated, and what is left out."""

from dataclasses import dataclass

from patentgpt_jax.settings import one_of

ACTIONS = ("document", "passage")


@dataclass(frozen=True)
class DecontaminationConfig:
    """Against which benchmarks the corpus is decontaminated.

    `benchmarks` names their files as `data.sources` does raw files; empty is none. `action` is what is
    left out where an item is found: the `document`, or the `passage`.
    """

    benchmarks: str = ""
    action: str = "document"

    def __post_init__(self) -> None:
        one_of("action", self.action, ACTIONS)
