"""Compiles the gradient of a dense layer over 64 TPUs; a line for each collective: kind, devices, bytes."""

import sys

import jax
import jax.numpy as jnp
from jax import Array
from jax.sharding import NamedSharding
from jax.sharding import PartitionSpec as P

from patentgpt_jax.planning.collectives import collectives
from patentgpt_jax.planning.topology import topology_devices
from patentgpt_jax.sharding.mesh import BATCH_AXES, MeshConfig, at_use, make_mesh, on_mesh, parameter_spec

AXES, SHAPE, ROWS = ("embed", "mlp"), (4096, 1024), (64, 128, 4096)
mesh = make_mesh(MeshConfig(fsdp=8, expert=8), topology_devices(sys.argv[1]))
lies = NamedSharding(mesh, parameter_spec(AXES, SHAPE, mesh))
rows = NamedSharding(mesh, P(BATCH_AXES))


def loss(matrix: Array, x: Array) -> Array:
    return jnp.sum(jnp.sin(x @ at_use(matrix, AXES, x)).astype(jnp.float32))


gradient = jax.jit(on_mesh(mesh, jax.grad(loss)), out_shardings=lies)
matrix = jax.ShapeDtypeStruct(SHAPE, jnp.float32, sharding=lies)
x = jax.ShapeDtypeStruct(ROWS, jnp.bfloat16, sharding=rows)
for each in collectives(gradient.lower(matrix, x).compile().as_text() or "", mesh.size):
    print(each.kind, each.group, each.array_bytes)
