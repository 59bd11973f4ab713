"""A sample shares its bytes among strata as told, and does not depend on the order of the documents."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.tokens import strata
from patentgpt_jax.tokens.strata import sample


def documents(sizes: dict[str, int], length: int = 100) -> list[tuple[str, str]]:
    return [
        (name, f"{name} {number} ".ljust(length, "."))
        for name, count in sizes.items()
        for number in range(count)
    ]


def taken(some: list[tuple[str, str]], maximum_bytes: int, balance: float) -> dict[str, int]:
    texts = [text.decode().split(" ")[0] for text in sample(some, maximum_bytes, balance)]
    return {name: texts.count(name) for name, _ in some}


@pytest.mark.parametrize(
    ("balance", "expected"),
    [(1.0, {"en": 900, "de": 90, "zh": 10}), (0.5, {"en": 675, "de": 213, "zh": 71}), (0.0, {"zh": 100})],
)
def test_the_sample_is_shared_by_size_to_the_power_of_balance(
    balance: float, expected: dict[str, int]
) -> None:
    some = documents({"en": 9000, "de": 900, "zh": 100})
    found = taken(some, 100_000, balance)
    assert 99_000 <= 100 * sum(found.values()) <= 100_000
    for name, count in expected.items():
        assert found[name] == pytest.approx(count, rel=0.06, abs=2)


def test_what_a_small_stratum_does_not_need_goes_to_the_others() -> None:
    assert taken(documents({"en": 100, "zh": 2}), 5000, 0.0) == {"en": 48, "zh": 2}


def test_all_is_taken_where_it_fits_in_an_order_of_its_own() -> None:
    some = documents({"en": 30, "zh": 3})
    assert sample(some, 3300, 0.3) == sample(some[::-1], 3300, 0.3)
    assert sorted(sample(some, 3300, 0.3)) == sorted(text.encode() for _, text in some)


def test_a_document_larger_than_the_sample_is_better_than_none() -> None:
    assert sample([("en", "x" * 50)], 10, 0.5) == [b"x" * 50]


@given(
    lengths=st.lists(st.tuples(st.sampled_from(["en", "de", "zh"]), st.integers(0, 300)), max_size=40),
    maximum=st.integers(1, 4000),
    balance=st.floats(0, 1),
    seed=st.integers(0, 99),
)
def test_the_order_of_the_documents_does_not_matter(
    lengths: list[tuple[str, int]], maximum: int, balance: float, seed: int
) -> None:
    some = [(name, f"{number}".ljust(length, "-")) for number, (name, length) in enumerate(lengths)]
    mixed = random.Random(seed).sample(some, len(some))
    assert sample(some, maximum, balance) == sample(mixed, maximum, balance)


def test_no_more_is_held_than_a_quarter_above_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted where documents are let go: what has come in, less what has gone, stays within the bound."""
    held, most = 0, 0
    let_go = strata._let_go

    def counted(heap: list[tuple[int, bytes]], rate: float) -> int:
        nonlocal held
        size = let_go(heap, rate)
        held -= size
        return size

    def arriving() -> object:
        nonlocal held, most
        for each in documents({"en": 20_000}):
            most = max(most, held)
            held += len(each[1])
            yield each

    monkeypatch.setattr(strata, "_let_go", counted)
    sample(arriving(), 100_000, 0.5)  # type: ignore[arg-type]
    assert most <= 1.35 * 100_000
