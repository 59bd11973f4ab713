"""Damaged documents and archives: only records and failures come out. The long search is a program.

python -m experiments.fuzz.readers FILE...
"""

import gzip
import random

import pytest
from patents import RELATED, SEQUENCES, chinese, grant

from experiments.fuzz.readers import damaged, outcome, tarred, zipped

XML = (grant(related=RELATED) + SEQUENCES + grant("D0534340", kind="S1", type="design")).encode()
CHINESE = chinese(
    "<p>背景技术：本发明</p>", "<claim num='1'><claim-text>1.阀门。</claim-text></claim>"
).encode()
PAIR = [("a.xml", XML), ("b.xml", CHINESE)]
SEEDS = {
    "xml": XML,
    "chinese": CHINESE,
    "utf-16": CHINESE.decode().encode("utf-16"),
    "gzip": gzip.compress(XML),
    "zip": zipped(PAIR),
    "tar": tarred(PAIR),
    "nested": gzip.compress(tarred([("c.zip", zipped(PAIR)), *PAIR])),
}


@pytest.mark.parametrize("name", SEEDS)
def test_damage_gives_records_and_failures_only(tmp_path, name):
    path = tmp_path / "case"
    for number in range(60):
        chance = random.Random(f"{name} {number}")
        path.write_bytes(damaged(SEEDS[name], chance.choice(list(SEEDS.values())), chance))
        outcome(path)


def test_the_search_notices_what_cannot_be_written_down(tmp_path, monkeypatch):
    path = tmp_path / "case"
    path.write_bytes(XML)
    assert outcome(path) == {"Record": 2, "NoneType": 1}
    monkeypatch.setattr("patentgpt_jax.corpus.readers.redbook.text", lambda _: "\ud800")
    with pytest.raises(UnicodeEncodeError):
        outcome(path)
