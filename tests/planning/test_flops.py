"""Counted FLOPs against products counted by hand."""

import jax
import jax.numpy as jnp
import pytest
from jax import Array
from jax.experimental import pallas as pl
from jax.sharding import Mesh
from jax.sharding import PartitionSpec as P

from patentgpt_jax.planning.flops import matmul_flops

A, B = jnp.ones((8, 5)), jnp.ones((5, 7))
PRODUCT = 2 * 8 * 5 * 7


def test_a_product_and_its_gradients() -> None:
    assert matmul_flops(jnp.matmul, A, B) == PRODUCT
    assert matmul_flops(jax.grad(lambda a, b: (a @ b).sum(), (0, 1)), A, B) == 3 * PRODUCT
    assert matmul_flops(lambda x, y: jnp.einsum("bij,bjk->bik", x, y), A[None], B[None]) == PRODUCT


def test_loops_count_as_often_as_they_run() -> None:
    def scanned(a: Array) -> Array:
        return jax.lax.scan(lambda x, _: (x @ B @ B.T, None), a, length=6)[0]

    def unbounded(a: Array, n: Array) -> Array:
        return jax.lax.fori_loop(0, n, lambda _, x: x @ B @ B.T, a)

    assert matmul_flops(scanned, A) == 6 * 2 * PRODUCT
    assert matmul_flops(unbounded, A, jnp.int32(3)) == 2 * PRODUCT
    assert matmul_flops(unbounded, A, jnp.int32(3), while_trips=4) == 4 * 2 * PRODUCT


def test_recomputation_counts_again() -> None:
    def layer(a: Array) -> Array:
        return jnp.sin(jnp.sin(a @ B) @ B.T)

    plain = matmul_flops(jax.grad(lambda a: layer(a).sum()), A)
    again = matmul_flops(jax.grad(lambda a: jax.checkpoint(layer)(a).sum()), A)
    assert (plain, again) == (4 * PRODUCT, 6 * PRODUCT)


def test_the_dearest_branch_counts() -> None:
    def either(a: Array) -> Array:
        return jax.lax.cond(a[0, 0] > 0, lambda: a @ B, lambda: jnp.zeros((8, 7)))

    assert matmul_flops(either, A) == PRODUCT


def test_ragged_products_count_a_row_once() -> None:
    stack, sizes = jnp.ones((3, 5, 7)), jnp.array([2, 0, 6], jnp.int32)
    ragged = jax.lax.ragged_dot
    assert matmul_flops(ragged, A, stack, sizes) == PRODUCT
    gradients = jax.grad(lambda a, w: ragged(a, w, sizes).sum(), (0, 1))
    assert matmul_flops(gradients, A, stack) == 3 * PRODUCT


def test_every_device_of_a_mapped_function_counts() -> None:
    mesh = Mesh(jax.devices(), ("x",))
    mapped = jax.shard_map(jnp.matmul, mesh=mesh, in_specs=(P("x"), P()), out_specs=P("x"))
    assert matmul_flops(mapped, A, B) == PRODUCT
    whole = jax.shard_map(jnp.matmul, mesh=mesh, in_specs=(P(), P()), out_specs=P())
    assert matmul_flops(whole, A, B) == 8 * PRODUCT


def test_a_kernel_counts_by_its_estimate_and_must_have_one() -> None:

    def kernel(a, b, out):  # type: ignore[no-untyped-def]
        out[...] = a[...] @ b[...]

    shape = jax.ShapeDtypeStruct((8, 7), jnp.float32)
    cost = pl.CostEstimate(flops=PRODUCT, transcendentals=0, bytes_accessed=0)
    assert matmul_flops(pl.pallas_call(kernel, shape, cost_estimate=cost), A, B) == PRODUCT
    with pytest.raises(ValueError, match="without a cost estimate"):
        matmul_flops(pl.pallas_call(kernel, shape), A, B)
