"""Windows: 13 words, 20 characters, or what weighs as much; the same wherever they stand."""

from hypothesis import given
from hypothesis import strategies as st

from patentgpt_jax.corpus.decontamination.windows import windows_of

WORDS = [f"word{number}" for number in range(40)]
CHARACTERS = "一种阀门包括壳体和弹簧其特征在于所述连接进口转动固定流量控制装置"


def runs(text, **options):
    found = windows_of([text], **options)
    return list(zip(found.start.tolist(), found.end.tolist(), strict=True))


def test_thirteen_words_or_twenty_characters():
    assert runs(" ".join(WORDS[:12])) == [] and runs(CHARACTERS[:19]) == [] and runs("") == []
    assert runs(" ".join(WORDS[:15])) == [(0, 13), (1, 14), (2, 15)]
    assert runs(CHARACTERS[:22]) == [(0, 20), (1, 21), (2, 22)]
    assert runs(" ".join(WORDS[:9]), weight=160) == [(0, 8), (1, 9)]


def test_a_mixture_is_in_between():
    assert runs("valve 12 " + CHARACTERS[:17]) == [(0, 19)]  # 2 x 20 + 17 x 13 = 261
    assert runs("valve 12 " + CHARACTERS[:16]) == []


def test_windows_stay_in_their_text():
    halves = [" ".join(WORDS[:10]), " ".join(WORDS[10:30])]
    found = windows_of(halves)
    assert set(found.text.tolist()) == {1} and found.start.tolist() == list(range(8))
    assert found.hashes.tolist() == windows_of([halves[1]]).hashes.tolist()


TEXT = st.lists(st.sampled_from([*WORDS[:4], *CHARACTERS[:4]]), max_size=60).map(" ".join)


@given(TEXT, TEXT, TEXT)
def test_a_window_has_its_hash_wherever_it_stands(before, text, after):
    here = set(windows_of([text]).hashes.tolist())
    assert here <= set(windows_of([f"{before} {text} {after}"]).hashes.tolist())


@given(TEXT)
def test_each_window_is_the_shortest_run_of_its_weight_and_equal_ones_have_one_hash(text):
    tokens = text.split()
    weights = [20 if len(each) > 1 else 13 for each in tokens]
    found = windows_of([text])
    by_content = {}
    for start, end, value in zip(found.start, found.end, found.hashes.tolist(), strict=True):
        assert sum(weights[start:end]) >= 260 > sum(weights[start : end - 1])
        assert by_content.setdefault(tuple(tokens[start:end]), value) == value
    assert len(set(by_content.values())) == len(by_content)
    assert len(found.start) == sum(sum(weights[start:]) >= 260 for start in range(len(tokens)))
