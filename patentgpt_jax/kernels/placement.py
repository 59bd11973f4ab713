"""How a matrix over the vocabulary, and the tokens that use it, lie on a mesh."""

from typing import NamedTuple

from jax.sharding import AbstractMesh
from jax.sharding import PartitionSpec as P


def spec_axes(spec: P) -> tuple[str, ...]:
    """All mesh axes that a `PartitionSpec` names, in order; one alone of a dimension stands as a string."""
    return tuple(axis for entry in spec if entry for axis in ((entry,) if isinstance(entry, str) else entry))


class Placement(NamedTuple):
    """Of tokens [batch, seq, ...] and of a matrix with the dimensions `vocab` and `embed`.

    mesh: whose axes the others name.
    rows: how the tokens lie; not empty.
    vocab, embed: the mesh axes that split each dimension of the matrix, the outermost first. Those of
      `embed` split the tokens too, those of `vocab` do not.
    """

    mesh: AbstractMesh
    rows: P
    vocab: tuple[str, ...]
    embed: tuple[str, ...]

    @property
    def others(self) -> tuple[str, ...]:
        """The axes that split the tokens, but not `embed`."""
        axes = spec_axes(self.rows)
        return tuple(axis for axis in axes if axis not in self.embed and self.mesh.shape[axis] > 1)
