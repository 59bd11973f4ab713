"""Compiles a loop over stacked layers for 64 TPUs; a line for each dtype in which it holds all matrices."""

import re
import sys

import jax
import jax.numpy as jnp
from jax import Array
from jax.sharding import NamedSharding
from jax.sharding import PartitionSpec as P

from patentgpt_jax.kernels.narrowing import narrowed
from patentgpt_jax.planning.topology import topology_devices
from patentgpt_jax.sharding.mesh import BATCH_AXES, MeshConfig, make_mesh, on_mesh

LAYERS, EMBED = 16, 2048
mesh = make_mesh(MeshConfig(fsdp=8, expert=8), topology_devices(sys.argv[1]))


def loss(matrices: Array, x: Array) -> Array:
    def layer(x: Array, matrix: Array) -> tuple[Array, None]:
        return jnp.tanh(x @ narrowed(matrix, x.dtype)), None

    return jnp.sum(jax.lax.scan(jax.checkpoint(layer), x, matrices)[0].astype(jnp.float32))


everywhere, rows = NamedSharding(mesh, P()), NamedSharding(mesh, P(BATCH_AXES))
matrices = jax.ShapeDtypeStruct((LAYERS, EMBED, EMBED), jnp.float32, sharding=everywhere)
x = jax.ShapeDtypeStruct((64 * 256, EMBED), jnp.bfloat16, sharding=rows)
text = jax.jit(on_mesh(mesh, jax.grad(loss))).lower(matrices, x).compile().as_text() or ""
for dtype in sorted(set(re.findall(rf"(\w+)\[{LAYERS},{EMBED},{EMBED}\]", text))):
    print(dtype)
