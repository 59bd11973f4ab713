"""A matrix at its use on a mesh is the matrix, and its gradient the gradient."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array
from jax.sharding import NamedSharding
from jax.sharding import PartitionSpec as P

from patentgpt_jax.sharding.mesh import BATCH_AXES, MeshConfig, at_use, make_mesh, on_mesh, parameter_spec

pytestmark = pytest.mark.usefixtures("float64")

AXES = ("embed", "mlp")
MESHES = {
    "fsdp 2 x expert 4": MeshConfig(fsdp=2, expert=4),
    "fsdp 2 x context 2 x tensor 2": MeshConfig(fsdp=2, context=2, tensor=2),
    "data 8": MeshConfig(data=8, fsdp=1),
}


def _loss(matrix: Array, x: Array) -> Array:
    return jnp.sum(jnp.sin(x @ at_use(matrix, AXES, x)))


@pytest.mark.parametrize("rows", [8, 3])  # 3 do not split
@pytest.mark.parametrize("name", MESHES)
def test_values_and_gradients_do_not_depend_on_the_mesh(name: str, rows: int) -> None:
    mesh, rng = make_mesh(MESHES[name]), np.random.default_rng(0)
    matrix, x = rng.standard_normal((16, 12)), rng.standard_normal((rows, 6, 16))
    expected = jax.value_and_grad(_loss, (0, 1))(jnp.asarray(matrix), jnp.asarray(x))
    lies = NamedSharding(mesh, parameter_spec(AXES, matrix.shape, mesh))
    over = NamedSharding(mesh, P(BATCH_AXES, "context") if rows == 8 else P())
    found = jax.jit(on_mesh(mesh, jax.value_and_grad(_loss, (0, 1))))(
        jax.device_put(matrix, lies), jax.device_put(x, over)
    )
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12), found, expected)


def test_it_is_narrowed_to_the_rows() -> None:
    narrow = at_use(jnp.ones((4, 4)), AXES, jnp.ones((1, 1, 4), jnp.bfloat16))
    assert narrow.dtype == jnp.bfloat16
