"""The one decoder-only transformer, dense or sparse, that every architecture is a setting of.

Pre-norm blocks of attention and feed-forward (LLaMA, arXiv 2302.13971). Layers are stacked along a
leading axis and scanned, so that compile time does not grow with depth; where dense layers are
interleaved with sparse ones, the repeated group of layers is what is stacked.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from flax import nnx
from jax import Array
from jax.ad_checkpoint import checkpoint_name
from jax.sharding import PartitionSpec

from patentgpt_jax.kernels.embedding import embed
from patentgpt_jax.kernels.placement import Placement
from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.model.layers import (
    Attention,
    CacheView,
    FeedForward,
    KVCache,
    RMSNorm,
    parameter,
)
from patentgpt_jax.model.remat import rematerialise
from patentgpt_jax.model.smoe import RouterStatistics, SMoE
from patentgpt_jax.sharding.mesh import (
    activation_spec,
    axes_of,
    constrain_activations,
    mesh_in_use,
    parameter_spec,
)


class Output(NamedTuple):
    """What a forward pass gives.

    hidden: [batch, seq, embed], after the last norm; `Transformer.logits` makes scores of it.
    router: statistics stacked over the sparse layers, or None for a dense model.
    cache: the updated caches, stacked over layers, or None if none were given.
    """

    hidden: Array
    router: RouterStatistics | None
    cache: KVCache | None


class Block(nnx.Module):
    """Attention, then a dense or sparse feed-forward network, each behind a norm and a residual."""

    def __init__(self, config: ModelConfig, sparse: bool, rngs: nnx.Rngs):
        self.attention_norm = RMSNorm(config.embed, "embed", config.norm_epsilon)
        self.attention = Attention(config, rngs)
        self.mlp_norm = RMSNorm(config.embed, "embed", config.norm_epsilon)
        self.sparse = sparse
        if sparse:
            self.smoe = SMoE(config, rngs)
        else:
            self.mlp = FeedForward(config, config.mlp, rngs)

    def __call__(
        self, x: Array, positions: Array, segment_ids: Array, cache: KVCache | None, view: CacheView | None
    ) -> tuple[Array, RouterStatistics | None, KVCache | None]:
        """One layer over x [batch, seq, embed]."""
        attended, cache = self.attention(self.attention_norm(x), positions, segment_ids, cache, view)
        x = x + attended
        if self.sparse:
            y, statistics = self.smoe(self.mlp_norm(x), segment_ids > 0)
            return x + y, statistics, cache
        return x + self.mlp(self.mlp_norm(x)), None, cache


class Group(nnx.Module):
    """The layers that repeat: one, or `dense_every` of which the last is dense."""

    def __init__(self, config: ModelConfig, rngs: nnx.Rngs):
        size = config.group_size
        self.blocks = nnx.List(
            Block(
                config, sparse=bool(config.experts) and not (config.dense_every and i == size - 1), rngs=rngs
            )
            for i in range(size)
        )

    def __call__(
        self, x: Array, positions: Array, segment_ids: Array, cache: KVCache | None, view: CacheView | None
    ) -> tuple[Array, tuple[RouterStatistics | None, KVCache | None]]:
        """The layers one after the other; statistics and caches come back stacked over them."""
        statistics, caches = [], []
        for i, block in enumerate(self.blocks):
            layer_cache = None if cache is None else jax.tree.map(lambda each, i=i: each[i], cache)
            x = checkpoint_name(x, "layer_input")
            x, layer_statistics, layer_cache = block(x, positions, segment_ids, layer_cache, view)
            if layer_statistics is not None:
                statistics.append(layer_statistics)
            caches.append(layer_cache)
        return constrain_activations(x), (_stack(statistics), None if cache is None else _stack(caches))


class Transformer(nnx.Module):
    """Token ids to hidden states and scores of the next token."""

    def __init__(self, config: ModelConfig, key: Array):
        """Build the model.

        Args:
          config: with its `vocab_size` set.
          key: a typed PRNG key, from which every parameter is drawn.
        """
        assert config.vocab_size > 0
        embed_key, head_key, layers_key = jax.random.split(key, 3)
        self.config = config
        self.embedding = parameter(
            embed_key, (config.vocab_size, config.embed), ("vocab", "embed"), config.initializer_range
        )
        keys = jax.random.split(layers_key, config.layers // config.group_size)
        self.layers = nnx.data(_stacked_groups(config, keys))
        self.norm = RMSNorm(config.embed, "embed", config.norm_epsilon)
        if not config.tied_embeddings:
            self.head = parameter(
                head_key, (config.embed, config.vocab_size), ("embed", "vocab"), config.initializer_range
            )

    def __call__(
        self,
        tokens: Array,
        positions: Array,
        segment_ids: Array,
        cache: KVCache | None = None,
        view: CacheView | None = None,
    ) -> Output:
        """The hidden states of a batch.

        Args:
          tokens, positions, segment_ids: int [batch, seq]; tokens of segment 0 are padding, and
            tokens of different segments do not see each other.
          cache, view: stacked caches [layers, ...] and which slots to use, when decoding.
        """
        x = embed(self.embedding[...], tokens, self.config.dtype, _placement(self.embedding, tokens.shape[0]))
        graph, stacked = nnx.split(self.layers)
        groups = jax.tree.leaves(stacked)[0].shape[0]
        if cache is not None:
            cache = jax.tree.map(lambda each: each.reshape(groups, -1, *each.shape[1:]), cache)

        def body(x: Array, group: tuple[nnx.State, KVCache | None]):  # type: ignore[no-untyped-def]
            state, group_cache = group
            return nnx.merge(graph, state)(x, positions, segment_ids, group_cache, view)

        body = rematerialise(body, self.config.remat)
        x, (statistics, cache) = jax.lax.scan(
            body, constrain_activations(x), (stacked, cache), unroll=self.config.unroll
        )
        return Output(self.norm(x), _join_groups(statistics), _join_groups(cache))

    def output_matrix(self) -> Array:
        """The matrix [embed, vocab] from hidden states to scores."""
        return self.embedding[...].T if self.config.tied_embeddings else self.head[...]

    def output_placement(self, batch: int) -> Placement | None:
        """How the output matrix and batches of `batch` rows lie on the mesh in use, if there is one."""
        return _placement(self.embedding if self.config.tied_embeddings else self.head, batch)

    def logits(self, hidden: Array) -> Array:
        """Scores of the next token, float32 or wider: [..., embed] to [..., vocab]."""
        wide = jnp.promote_types(hidden.dtype, jnp.float32)
        return jnp.einsum(
            "...d,dv->...v", hidden, self.output_matrix().astype(hidden.dtype), preferred_element_type=wide
        )


def _placement(matrix: nnx.Param, batch: int) -> Placement | None:
    """None also where there are too few rows to split (decoding one text)."""
    mesh = mesh_in_use()
    if mesh is None or activation_spec(batch) == PartitionSpec():
        return None
    axes = matrix.get_metadata("axes")
    lies = dict(zip(axes, parameter_spec(axes, matrix.shape, mesh), strict=True))
    return Placement(mesh, activation_spec(batch), axes_of(lies["vocab"]), axes_of(lies["embed"]))


def _stacked_groups(config: ModelConfig, keys: Array) -> Group:
    """One `Group` whose parameters carry a leading axis `layers`, drawn from one key each."""

    def state_of(key: Array) -> nnx.State:
        return nnx.split(Group(config, nnx.Rngs(params=key)))[1]

    graph = nnx.split(nnx.eval_shape(lambda: Group(config, nnx.Rngs(params=keys[0]))))[0]
    stacked = jax.vmap(state_of)(keys)
    group = nnx.merge(graph, stacked)
    for _, variable in nnx.iter_graph(group):
        if isinstance(variable, nnx.Variable):
            variable.set_metadata(axes=("layers", *variable.get_metadata("axes")))
    return group


def _stack(layers: list):  # type: ignore[no-untyped-def]
    return jax.tree.map(lambda *each: jnp.stack(each), *layers) if layers else None


def _join_groups(tree):  # type: ignore[no-untyped-def]
    """[groups, layers of a group, ...] to [layers, ...]."""
    return jax.tree.map(lambda each: each.reshape(-1, *each.shape[2:]), tree)
