"""The benchmark of the claim rules runs on any readable files, and its parts need no jax."""

import json
import subprocess
import sys

from experiments.benchmarks.claim_rules import main
from patentgpt_jax.corpus.samples import write_samples


def test_it_tells_shares_by_group_and_rule(tmp_path, capsys):
    main([*map(str, write_samples(tmp_path, documents=12)), "--rounds=1"])
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    metrics = result["metrics"]
    assert result["benchmark"] == "claim_rules"
    assert metrics["granted_claims"] > 50
    assert metrics["US_granted_en/pass_share"] == 1
    assert metrics["least_caught_share"] >= 0.9
    assert metrics["US_en/alternative_caught_share"] == 1


def test_it_is_imported_without_jax():
    blocked = "import sys; sys.modules['jax'] = None; import experiments.benchmarks.claim_rules"
    assert subprocess.run([sys.executable, "-c", blocked], check=False).returncode == 0
