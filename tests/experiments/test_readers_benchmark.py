"""The speed of readers is measured on documents that the readers read, whole and of every format."""

import json

from experiments.benchmarks import readers, sample_formats
from experiments.benchmarks.source_text import documents


def test_files_are_told_apart_by_content(tmp_path):
    paths = []
    for format in ("redbook", "st36", "greenbook"):
        paths.append(tmp_path / f"{format}.bin")
        paths[-1].write_bytes(sample_formats.sample_file(format, 0.1))
    folder = tmp_path / "inputs"
    folder.mkdir()
    found = readers.grouped(paths, folder)
    assert sorted(found) == ["greenbook", "redbook", "st36"]
    for format, path in found.items():
        assert len(list(documents(path.read_bytes()))) > 10, format


def test_a_timing_has_both_sides(tmp_path):
    path = tmp_path / "redbook"
    path.write_bytes(sample_formats.sample_file("redbook", 0.1))
    timing = readers.timed(path, is_xml=True, rounds=1)
    assert timing.records == len(list(documents(path.read_bytes())))
    assert len(timing.ratios) == 1 and timing.ratios[0] > 0


def test_peak_memory_is_that_of_another_process(tmp_path):
    path = tmp_path / "redbook"
    path.write_bytes(sample_formats.sample_file("redbook", 0.1))
    assert 5e6 < readers.peak(path) < 2e8


def test_what_is_no_xml_is_timed_alone(tmp_path, monkeypatch, capsys):
    path = tmp_path / "week.txt"
    path.write_bytes(sample_formats.sample_file("greenbook", 0.1))
    monkeypatch.setattr("sys.argv", ["readers", str(path), "--rounds=1"])
    monkeypatch.setattr(readers, "_FILLING", 1 << 16)
    readers.main()
    metrics = json.loads(capsys.readouterr().out.splitlines()[-1])["metrics"]
    assert metrics["greenbook_megabytes_per_core_second"] > 0
    assert "greenbook_time_over_lxml" not in metrics
