"""Which duplicates are left out of the corpus."""

from dataclasses import dataclass

from patentgpt_jax.settings import one_of, require

FAMILIES = ("all", "application", "language", "family")


@dataclass(frozen=True)
class DuplicatesConfig:
    """Which duplicates are left out.

    exact: whether of texts that are the same, word for word, one is kept.
    families: how many publications of a family are kept: `all`; one of each `application` (the grant if
      there is one); one in each `language`; or one of the whole `family`.
    similarity: of texts whose estimated Jaccard similarity reaches this, one is kept; 0 keeps all.
    paragraphs: a paragraph of the description that stands in so many clusters of related documents, or
      more, is kept in the first of them only; 0 keeps all.
    paragraph_characters: shorter paragraphs are never left out.
    """

    exact: bool = True
    families: str = "all"
    similarity: float = 0.8
    paragraphs: int = 4
    paragraph_characters: int = 100

    @property
    def leaves_out(self) -> bool:
        """Whether anything is left out."""
        return bool(self.exact or self.families != "all" or self.similarity or self.paragraphs)

    def __post_init__(self) -> None:
        one_of("families", self.families, FAMILIES)
        require(
            self.similarity == 0 or 0.5 <= self.similarity <= 1,
            f"similarity={self.similarity}: expected 0, or a share from 0.5 to 1",
        )
        require(
            self.paragraphs == 0 or self.paragraphs >= 2,
            f"paragraphs={self.paragraphs}: expected 0, or 2 clusters or more",
        )
        require(
            self.paragraph_characters >= 1,
            f"paragraph_characters={self.paragraph_characters}: expected 1 or more",
        )
