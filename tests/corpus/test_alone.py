"""The corpus room works without the rest of the package's dependencies."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

BLOCKED = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in NAMES:
            raise ImportError(f"{name} is blocked")

NAMES = {"jax", "jaxlib", "flax", "optax", "orbax", "grain", "ml_collections", "sentencepiece", "tqdm",
         "tensorboardX", "array_record", "lxml"}
sys.meta_path.insert(0, Blocked())
"""


def run(code, *arguments):
    command = [sys.executable, "-c", BLOCKED + code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()


def test_records_are_read_without_jax(grants):
    code = """
from patentgpt_jax.corpus import read
for record in read(sys.argv[1]): print(record.publication_number)
"""
    assert run(code, grants) == ["US7473185B2", "US7473186B2", "USD534340S1"]


def test_a_corpus_is_built_without_jax(grants, tmp_path):
    code = """
from pathlib import Path
from patentgpt_jax.corpus import pipeline, store
from patentgpt_jax.corpus.config import CorpusConfig
from patentgpt_jax.corpus.duplicates.config import DuplicatesConfig
kept = DuplicatesConfig(exact=False, similarity=0)
folder = pipeline.build(sys.argv[1], CorpusConfig(workers=1, duplicates=kept), Path(sys.argv[2]))
for record in store.iterate_corpus(folder): print(record.publication_number, record.cluster)
"""
    assert run(code, grants, tmp_path / "cache") == [
        "US7473185B2",
        "US7473185B2",
        "US7473186B2",
        "US7473185B2",
    ]


def test_its_requirements_are_among_those_of_the_package():
    def requirements(name):
        lines = (ROOT / name).read_text().splitlines()
        return {line for line in lines if re.match(r"[a-zA-Z]", line)}

    for other in ("requirements.txt", "requirements-data.txt"):
        assert requirements("requirements-corpus.txt") < requirements(other)


def test_claims_are_linted_without_jax(grants):
    code = """
from experiments.benchmarks import claim_rules
claim_rules.main([sys.argv[1], "--rounds=1"])
"""
    assert '"claim_rules",' in run(code, grants)


def test_claims_are_at_hand_by_one_name():
    code = """
from patentgpt_jax.corpus import claims
for each in claims.lint(claims.build_claims([claims.RawClaim("1", "A pump")]), "US"): print(each.rule)
"""
    assert run(code) == ["final_stop"]
