"""Compiles the grouped products for one TPU of the topology named; a line each: name, temporary bytes."""

import sys
from functools import partial

import jax
import jax.numpy as jnp
from jax.experimental import topologies
from jax.sharding import SingleDeviceSharding

from patentgpt_jax.kernels.grouped_matmul_tpu import product, weight_gradient

device = topologies.get_topology_desc(sys.argv[1], "tpu").devices[0]
array = partial(jax.ShapeDtypeStruct, sharding=SingleDeviceSharding(device))
backward = partial(weight_gradient, dtype=jnp.float32)
CASES = [(16384, 4096, 14336, groups, jnp.bfloat16) for groups in (1, 2, 8)]
CASES += [(16384, 4096, 14336, 2, jnp.float32), (1000, 4100, 300, 3, jnp.bfloat16)]
CASES += [(rows, 5, 7, 3, dtype) for rows in (1, 300) for dtype in (jnp.float32, jnp.bfloat16)]
for rows, depth, width, groups, dtype in CASES:
    x, d_out, sizes = array((rows, depth), dtype), array((rows, width), dtype), array((groups,), jnp.int32)
    matrices = array((groups, depth, width), dtype)
    for name, function, inputs in (
        ("product", product, (x, matrices, sizes)),
        ("transposed", partial(product, transposed=True), (d_out, matrices, sizes)),
        ("gradient", backward, (x, d_out, sizes)),
    ):
        compiled = jax.jit(function).lower(*inputs).compile()
        temporary = compiled.memory_analysis().temp_size_in_bytes
        print(f"{name}_{rows}_{depth}_{width}_{groups}_{dtype.__name__}", temporary, flush=True)
