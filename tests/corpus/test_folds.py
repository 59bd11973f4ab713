"""Folds by hash."""

from patentgpt_jax.corpus.folds import fold_of


def test_folds_by_hash():
    folds = [fold_of(f"US{n}B2", 5, seed=0) for n in range(5000)]
    assert all(abs(folds.count(fold) / 5000 - 0.2) < 0.03 for fold in range(5))
    assert fold_of("US7B2", 5, seed=0) == fold_of("US7B2", 5, seed=0)
    assert folds != [fold_of(f"US{n}B2", 5, seed=1) for n in range(5000)]
