"""The job `corpus` as a user runs it: one command, again with other sources, with bad input."""

import json
import os
import signal
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from shell import ROOT, Shell

from patentgpt_jax.corpus.samples import write_samples

CONFIG = f"--config={ROOT / 'configs/corpus.py'}"


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    for name in ("ours", "client"):
        (folder / name).mkdir()
        write_samples(folder / name, 24 if name == "ours" else 30)
    return folder


def rows_of(run: Path) -> list[dict[str, str]]:
    columns = ["publication_number", "source"]
    tables = [pq.read_table(path, columns=columns) for path in (run / "records").glob("*.parquet")]
    return [row for table in tables for row in table.to_pylist()]


def numbers(run: Path) -> set[str]:
    return {row["publication_number"] for row in rows_of(run)}


def test_a_source_is_added_and_taken_out_again(shell: Shell, raw: Path, tmp_path: Path) -> None:
    run, cache = tmp_path / "run", shell.cache
    ours = f"--config.data.sources=ours={raw}/ours"
    both = f"{ours};client={raw}/client"
    printed = shell.run(CONFIG, f"--workdir={run}", both, "--config.corpus.workers=2")
    assert f"written: {run / 'report.html'}" in printed
    manifest = json.loads((run / "manifest.json").read_text())
    assert manifest["documents"] == len(pq.read_table(run / "clusters.parquet"))
    assert set(manifest["sources"]) == {"ours", "client"}
    summary = json.loads((run / "summary.json").read_text())
    assert summary["status"] == "done" and summary["documents"] == manifest["documents"]
    removed = pq.read_table(run / "removed.parquet").column("publication_number").to_pylist()
    assert len(removed) == manifest["read"] - manifest["documents"] > 0  # the two share families
    assert len(removed) == sum(summary["left_out"].values())
    whole = numbers(run) | set(removed)
    results = {path: path.stat().st_mtime_ns for path in cache.glob("read/[!.]*/result.json")}

    shell.run(CONFIG, f"--workdir={run}", ours, "--config.corpus.forget=client")
    client = {row["publication_number"] for row in rows_of(run) if row["source"] == "client"}
    assert (
        not client and numbers(run) & whole
    )  # besides, what was left out for a copy of the client's is back
    assert {row["source"] for row in pq.read_table(run / "files.parquet").to_pylist()} == {"ours"}
    left = {path: path.stat().st_mtime_ns for path in cache.glob("read/[!.]*/result.json")}
    assert left.items() < results.items()  # ours was not read again, the client's is gone
    page = (run / "report.html").read_text()
    assert "client" not in page.split("<h2>Sources</h2>")[1].split("</table>")[0]


@pytest.mark.parametrize(
    ("flag", "expected"),
    [
        ("--config.data.sources=NOWHERE/*.xml", "'NOWHERE/*.xml': the glob matches no file"),
        ("--config.corpus.workers=-1", "config.corpus.workers=-1: expected 0 or more"),
        ("--config.corpus.on_failure=halt", "config.corpus.on_failure='halt': expected one of: skip, stop"),
    ],
)
def test_bad_input_is_one_line(shell: Shell, tmp_path: Path, flag: str, expected: str) -> None:
    process = shell.start(CONFIG, f"--workdir={tmp_path / 'run'}", flag)
    _, errors = process.communicate(timeout=100)
    assert process.returncode == 2 and expected in errors and len(errors.splitlines()) == 1, errors


@pytest.mark.slow
def test_a_job_that_is_killed_goes_on_where_it_was(raw: Path, tmp_path: Path) -> None:
    killed, whole = Shell(tmp_path / "killed", tmp_path / "xla"), Shell(tmp_path / "whole", tmp_path / "xla")
    for copy in range(40):
        os.link(next((raw / "ours").glob("*.xml")), raw / "client" / f"copy{copy}.xml")
    flags = [
        CONFIG,
        f"--config.data.sources={raw}",
        "--config.corpus.workers=2",
        f"--workdir={tmp_path / 'run'}",
    ]
    process = killed.start(*flags)
    while process.poll() is None and not list(killed.cache.glob("read/[!.]*/result.json")):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = {path: path.stat().st_mtime_ns for path in killed.cache.glob("read/[!.]*/result.json")}
    assert done and not (tmp_path / "run" / "manifest.json").exists()
    killed.run(*flags)
    assert all(path.stat().st_mtime_ns == time for path, time in done.items())
    found = (tmp_path / "run" / "manifest.json").read_text()
    whole.run(*flags[:-1], f"--workdir={tmp_path / 'other'}")
    assert (tmp_path / "other" / "manifest.json").read_text() == found
