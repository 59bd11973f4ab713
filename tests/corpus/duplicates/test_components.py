"""Connected components on disk against a plain union-find."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.duplicates import components
from patentgpt_jax.corpus.duplicates.components import Components

graphs = st.integers(1, 60).flatmap(
    lambda size: st.tuples(
        st.just(size),
        st.lists(st.lists(st.tuples(*[st.integers(0, size - 1)] * 2), max_size=30), max_size=4),
    )
)


def plainly(size, edges):
    """The smallest node that each is connected with."""
    labels = list(range(size))
    for one, other in edges:
        low, high = sorted((labels[one], labels[other]))
        labels = [low if label == high else label for label in labels]
    return labels


def join(made, edges):
    found = np.array(edges, np.int64).reshape(-1, 2)
    made.join(found[:, 0], found[:, 1])


@given(graphs)
def test_what_edges_connect(tmp_path_factory, graph):
    size, rounds = graph
    made = Components(size, tmp_path_factory.mktemp("array") / "nodes")
    for edges in rounds:
        join(made, edges)
    expected = plainly(size, [edge for edges in rounds for edge in edges])
    assert np.concatenate(list(made.labels())).tolist() == expected
    assert made.roots(np.arange(size)[::-1]).tolist() == expected[::-1]


def test_a_long_chain_in_an_awkward_order(tmp_path, monkeypatch):
    monkeypatch.setattr(components, "_AT_ONCE", 1000)
    size = 20_000
    made = Components(size, tmp_path / "nodes")
    order = np.random.default_rng(0).permutation(size - 1)
    for some in np.array_split(order, 7):
        made.join(some + 1, some)
    assert not np.concatenate(list(made.labels())).any()


def test_a_copy_goes_its_own_way(tmp_path):
    made = Components(4, tmp_path / "nodes")
    join(made, [(0, 1)])
    other = made.copy(tmp_path / "others")
    join(other, [(1, 3)])
    assert other.roots(np.arange(4)).tolist() == [0, 0, 2, 0]
    assert made.roots(np.arange(4)).tolist() == [0, 0, 2, 3]
