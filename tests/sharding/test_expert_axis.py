"""Over how many devices the rule splits experts, for published shapes."""

import pytest

from patentgpt_jax.sharding.expert_axis import expert_ways

MIXTRAL = {"experts": 8, "k": 2, "layer_bytes": 2 * 8 * 3 * 4096 * 14336}  # 2.6 GiB
MIXTRAL_LARGE = {"experts": 8, "k": 2, "layer_bytes": 2 * 8 * 3 * 6144 * 16384}  # 4.5 GiB
QWEN = {"experts": 128, "k": 8, "layer_bytes": 2 * 128 * 3 * 2048 * 768}  # 1.1 GiB
TINY = {"experts": 8, "k": 2, "layer_bytes": 2**20}


@pytest.mark.parametrize(
    ("model", "free", "tokens", "ways"),
    [
        (MIXTRAL, 64, 8192, 1),  # 2,048 rows an expert: few large experts are gathered
        (MIXTRAL, 64, 4096, 2),  # 1,024, and of both devices 2,048
        (MIXTRAL, 64, 16, 8),  # never enough: as many as there are experts
        (MIXTRAL, 12, 16, 4),  # that also divide the devices
        (MIXTRAL_LARGE, 64, 65536, 2),  # too much to be gathered whole
        (QWEN, 64, 8192, 4),  # many small experts: 512 rows each
        (QWEN, 1, 8192, 1),
        (TINY, 64, 16, 1),  # so little that it does not matter
    ],
)
def test_experts_are_split_no_more_than_rows_and_memory_ask_for(
    model: dict[str, int], free: int, tokens: int, ways: int
) -> None:
    assert expert_ways(free, tokens=tokens, **model) == ways
