"""Bytes read from compiled programs of eight devices, against what their definition says."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import pytest
from jax import Array
from jax.sharding import Mesh
from jax.sharding import PartitionSpec as P

from patentgpt_jax.planning.collectives import collectives, received_by_kind


def _text(function: Callable[[Array], Array], out: P) -> str:
    """The program of `function` on each device's [4, 16] of a float32 [32, 16], which is 2,048 bytes."""
    mesh = Mesh(jax.devices(), ("x",))
    mapped = jax.shard_map(function, mesh=mesh, in_specs=P("x"), out_specs=out, check_vma=False)
    return jax.jit(mapped).lower(jnp.ones((32, 16))).compile().as_text() or ""


CASES: dict[str, tuple[Callable[[Array], Array], P, float]] = {
    "all-gather": (lambda x: jax.lax.all_gather(x, "x", tiled=True), P(), 2048 * 7 / 8),
    "all-reduce": (lambda x: jax.lax.psum(x, "x"), P(), 2 * 256 * 7 / 8),
    "reduce-scatter": (
        lambda x: jax.lax.psum_scatter(x, "x", scatter_dimension=1, tiled=True),
        P("x"),
        256 * 7 / 8,
    ),
    "all-to-all": (lambda x: jax.lax.all_to_all(x, "x", 1, 1, tiled=True), P("x"), 256 * 7 / 8),
    "collective-permute": (
        lambda x: jax.lax.ppermute(x, "x", [(i, (i + 1) % 8) for i in range(8)]),
        P("x"),
        256,
    ),
}


@pytest.mark.parametrize("kind", CASES)
def test_bytes_of_each_kind(kind: str) -> None:
    function, out, received = CASES[kind]
    by_kind = received_by_kind(collectives(_text(function, out), 8))
    assert by_kind == dict.fromkeys(by_kind, 0) | {kind: received}


def test_a_scan_counts_as_often_as_it_runs() -> None:
    def scanned(x: Array) -> Array:
        return jax.lax.scan(lambda c, _: (jnp.sin(jax.lax.psum(c, "x")), None), x, length=5)[0]

    text = _text(scanned, P())
    found = collectives(text, 8)
    assert sum(each.received for each in found) == 5 * 2 * 256 * 7 / 8
    bare = text.replace("known_trip_count", "forgotten")  # as TPU programs are
    assert collectives(bare, 8) == found


def test_a_loop_over_data_runs_as_often_as_one_says() -> None:
    def rounds(x: Array) -> Array:
        return jax.lax.while_loop(lambda c: c.sum() > 0, lambda c: jax.lax.psum(c - 1, "x"), x)

    text = _text(rounds, P())
    assert [each.times for each in collectives(text, 8)] == []
    assert [each.times for each in collectives(text, 8, unbounded_trips=3)] == [3]


def test_an_all_reduce_that_a_tpu_fuses_with_a_slice_is_a_reduce_scatter() -> None:
    text = """%all-reduce-scatter.1 (input: f32[8,16]) -> f32[1,16] {
  %r = f32[8,16]{1,0} all-reduce(%input), replica_groups={{0,1,2,3,4,5,6,7}}, to_apply=%add
}
ENTRY %main (x: f32[8,16]) -> f32[1,16] {
  %f = f32[1,16]{1,0} fusion(%x), kind=kCustom, calls=%all-reduce-scatter.1
}"""
    by_kind = received_by_kind(collectives(text, 8))
    assert by_kind == dict.fromkeys(by_kind, 0) | {"reduce-scatter": 512 * 7 / 8}


def test_an_asynchronous_pair_counts_once() -> None:
    """A start gives what goes in, what comes out, and on TPU scalars."""
    text = """ENTRY %main (x: f32[4,16]) -> f32[4,16] {
  %s = ((f32[4,16]{1,0}), f32[4,16]{1,0}, u32[]) all-to-all-start(%x), replica_groups={{0,1,2,3,4,5,6,7}}
  ROOT %d = f32[4,16]{1,0} all-to-all-done(%s)
}"""
    by_kind = received_by_kind(collectives(text, 8))
    assert by_kind == dict.fromkeys(by_kind, 0) | {"all-to-all": 256 * 7 / 8}
