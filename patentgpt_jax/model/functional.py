"""The model as pure functions: variables in and out, the module only for the length of a call.

Training, checkpoints and sharding see two plain nested dictionaries of arrays, so that nothing
outside this room depends on how modules are stored.
"""

from typing import Any, NamedTuple

import jax
from flax import nnx
from jax import Array
from jax.sharding import Mesh, NamedSharding

from patentgpt_jax.model.hyperparameters import ModelConfig
from patentgpt_jax.model.smoe import RouterBias, updated_bias
from patentgpt_jax.model.transformer import Transformer
from patentgpt_jax.sharding.mesh import parameter_spec

Tree = dict[str, Any]


class Variables(NamedTuple):
    """All of a model's arrays: what the optimizer trains, and the routers' selection biases."""

    params: Tree
    router_bias: Tree


class FunctionalModel:
    """The transformer of one `ModelConfig`, split into structure (here) and `Variables` (yours)."""

    def __init__(self, config: ModelConfig):
        self.config = config
        self._graph, self._params, self._router_bias = _split(
            nnx.eval_shape(lambda: Transformer(config, jax.random.key(0)))
        )

    def create(self, key: Array) -> Variables:
        """Fresh variables, drawn from a typed PRNG key; jit it with `out_shardings=shardings(mesh)`."""
        _, params, router_bias = _split(Transformer(self.config, key))
        return Variables(nnx.to_pure_dict(params), nnx.to_pure_dict(router_bias))

    def bind(self, variables: Variables) -> Transformer:
        """The module with these variables, to call inside a traced function."""
        states = []
        for template, values in zip((self._params, self._router_bias), variables, strict=True):
            state = jax.tree.map(lambda leaf: leaf, template)
            nnx.replace_by_pure_dict(state, values)
            states.append(state)
        return nnx.merge(self._graph, *states)

    def moved_bias(self, router_bias: Tree, load: Array) -> Tree:
        """The selection biases after a step.

        Args:
          load: [layers, experts], of the sparse layers, summed over the whole step.
        """
        leaves, structure = jax.tree.flatten(router_bias)
        # Variables are stacked by the place of a layer in its group, the load by layer.
        by_place = load.reshape(-1, len(leaves), load.shape[-1])
        rate = self.config.router.bias_rate
        return jax.tree.unflatten(
            structure, [updated_bias(leaf, by_place[:, i], rate) for i, leaf in enumerate(leaves)]
        )

    def shardings(self, mesh: Mesh) -> Variables:
        """Where every variable lies on `mesh`, in the structure of `Variables`."""

        def of(template: nnx.State) -> Tree:
            return nnx.traversals.unflatten_mapping(
                {
                    path: NamedSharding(
                        mesh, parameter_spec(variable.get_metadata("axes"), variable.shape, mesh)
                    )
                    for path, variable in nnx.to_flat_state(template)
                }
            )

        return Variables(of(self._params), of(self._router_bias))


def _split(model: Transformer) -> tuple[nnx.GraphDef, nnx.State, nnx.State]:
    """Structure, parameters, and the routers' selection biases."""
    graph, params, router_bias = nnx.split(model, nnx.Param, RouterBias)  # type: ignore[misc]
    return graph, params, router_bias
