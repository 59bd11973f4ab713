"""The grouped products for TPU and GPU are a plain loop over the groups, here in interpret mode."""

from types import ModuleType

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jax.sharding import AbstractDevice, AbstractMesh

from patentgpt_jax.kernels import grouped_matmul_gpu, grouped_matmul_tpu

KERNELS = pytest.mark.parametrize(
    "kernels", [grouped_matmul_tpu, grouped_matmul_gpu], ids=lambda each: each.__name__[-3:]
)
# Rows of each group, then all rows: those past the groups are NaN. Tiles hold 128 rows or more (GPU: 64).
CASES = {
    "no multiples, empty groups": ([0, 130, 5, 0, 140, 0], 300),
    "one group with everything": ([0, 0, 300], 300),
    "whole parts": ([128, 0, 256], 384),
    "one row": ([0, 1], 1),
    "few rows": ([3, 0, 9], 17),
    "nothing in any group": ([0, 0], 5),
}
BOUNDS = {"float32": 1e-5, "bfloat16": 2**-8}
A100 = AbstractDevice(device_kind="NVIDIA A100", num_cores=None, platform="gpu")


def _check(
    kernels: ModuleType, sizes: list[int], rows: int, dtype: str, depth: int = 20, width: int = 24
) -> None:
    rng, routed = np.random.default_rng(0), sum(sizes)
    x, d_out = rng.standard_normal((rows, depth)), rng.standard_normal((rows, width))
    x[routed:] = d_out[routed:] = np.nan
    matrices = rng.standard_normal((len(sizes), depth, width))
    x, d_out, matrices = (jnp.asarray(each, dtype) for each in (x, d_out, matrices))
    counts = jnp.asarray(sizes, jnp.int32)
    ours = {
        "product": kernels.product(x, matrices, counts, interpret=True),
        "transposed": kernels.product(d_out, matrices, counts, transposed=True, interpret=True),
        "gradient": kernels.weight_gradient(x, d_out, counts, dtype=dtype, interpret=True),
    }
    x, d_out, matrices = (np.asarray(each, np.float64) for each in (x, d_out, matrices))
    ends = np.cumsum(sizes)
    groups = [slice(end - size, end) for end, size in zip(ends, sizes, strict=True)]
    expected = {
        "product": np.concatenate([x[at] @ each for at, each in zip(groups, matrices, strict=True)]),
        "transposed": np.concatenate([d_out[at] @ each.T for at, each in zip(groups, matrices, strict=True)]),
        "gradient": np.stack([x[at].T @ d_out[at] for at in groups]),
    }
    for name, value in expected.items():
        assert ours[name].dtype == dtype
        result = np.asarray(ours[name], np.float64)
        result = result if name == "gradient" else result[:routed]
        largest = np.abs(value).max(initial=1)
        np.testing.assert_allclose(result, value, rtol=0, atol=BOUNDS[dtype] * largest, err_msg=name)
        if name == "gradient":
            assert not np.any(result[np.asarray(sizes) == 0])


@KERNELS
@pytest.mark.parametrize("case", CASES)
def test_products_and_gradient(kernels: ModuleType, case: str) -> None:
    _check(kernels, *CASES[case], "float32")


@KERNELS
def test_half_precision_is_summed_in_float32(kernels: ModuleType) -> None:
    _check(kernels, *CASES["no multiples, empty groups"], "bfloat16")


@settings(max_examples=6, deadline=None)
@given(sizes=st.lists(st.integers(0, 90), min_size=4, max_size=4), past=st.integers(0, 3))
@KERNELS
def test_any_sizes(kernels: ModuleType, sizes: list[int], past: int) -> None:
    _check(kernels, sizes, sum(sizes) + past or 1, "float32", depth=3, width=4)


@KERNELS
def test_dimensions_of_several_blocks(kernels: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """`in` is split on TPU, and its last block, like that of `out`, is not full."""
    monkeypatch.setattr(grouped_matmul_tpu, "_WHOLE_LIMIT", 0)
    _check(kernels, [3, 0, 5], 9, "float32", depth=700, width=1300)


@pytest.mark.parametrize("dtype", BOUNDS)
def test_lowers_for_cuda_without_tf32(dtype: str) -> None:
    shape, sizes = jax.ShapeDtypeStruct, jax.ShapeDtypeStruct((8,), jnp.int32)
    x, matrices = shape((300, 200), dtype), shape((8, 200, 300), dtype)
    d_out = shape((300, 300), dtype)
    backward = jax.jit(grouped_matmul_gpu.weight_gradient, static_argnames="dtype")
    with jax.sharding.use_abstract_mesh(AbstractMesh((), (), abstract_device=A100)):
        forward = jax.jit(grouped_matmul_gpu.product).trace(x, matrices, sizes)
        for traced in (forward, backward.trace(x, d_out, sizes, dtype=dtype)):
            text = str(traced.jaxpr)
            assert "HIGHEST" in text
            assert "triton" in traced.lower(lowering_platforms=("cuda",)).as_text()
