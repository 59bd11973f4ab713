"""The benchmark of decontamination runs on any benchmark and documents, here generated ones."""

import json
import subprocess
import sys

from experiments.benchmarks import decontamination
from patentgpt_jax.corpus import Record, read
from patentgpt_jax.corpus.decontamination import BenchmarkIndex
from patentgpt_jax.corpus.samples import write_samples


def test_it_tells_what_is_found_by_length_and_by_chance(tmp_path, capsys):
    paths = write_samples(tmp_path / "documents", documents=9)
    others = write_samples(tmp_path / "others", documents=12, seed=1)
    abstracts = [record.abstract for path in others for record in read(path)]
    benchmark = tmp_path / "match.jsonl"
    benchmark.write_text("".join(json.dumps({"q": each}) + "\n" for each in abstracts), encoding="utf-8")
    decontamination.main([*map(str, paths), f"--benchmarks={benchmark}", "--plants=20", "--list=1"])
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    metrics = result["metrics"]
    assert result["benchmark"] == "decontamination" and metrics["match/items"] == 12
    for kind in ("whole", "two_windows", "window"):
        assert metrics[f"match/{kind}_found_share"] == 1, kind
    assert metrics["match/one_token_less_found_share"] == 0
    assert 0 < metrics["documents/13_words_20_characters/upper"] <= 1
    assert (
        metrics["documents/8_words_13_characters/flagged"]
        >= metrics["documents/17_words_25_characters/flagged"]
    )
    assert metrics["megabytes_per_core_second"] > 0


def test_the_bound_of_a_rate():
    assert decontamination.Rate(0, 6000).upper == 3 / 6000
    assert abs(decontamination.Rate(10, 100).upper - 0.1744) < 1e-3  # Wilson's for 10 of 100


def test_halves_of_a_benchmark_share_no_line(tmp_path):
    lines = [" ".join(f"w{item}x{word}" for word in range(20)) for item in range(4)]
    rows = [{"q": f"A: {lines[0]}"}, {"q": f"{lines[1]}\nB: {lines[0]}"}, {"q": lines[2]}, {"q": lines[3]}]
    (tmp_path / "match.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "half").mkdir()
    half, clean = decontamination.halves(tmp_path / "match.jsonl", tmp_path / "half")
    assert [record.abstract for record in clean] == [lines[1], lines[3]]
    index = BenchmarkIndex.build(str(half))
    assert decontamination.rate(index, [*clean, Record("X1", abstract=lines[2])]) == (1, 3)


def test_it_is_imported_without_jax():
    blocked = "import sys; sys.modules['jax'] = None; import experiments.benchmarks.decontamination"
    assert subprocess.run([sys.executable, "-c", blocked], check=False).returncode == 0
