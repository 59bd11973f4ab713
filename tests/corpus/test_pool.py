"""Processes that read, and die."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import deadly_worker
import pyarrow.parquet as pq
import pytest
from corpus_configs import read_only
from patents import grant

from patentgpt_jax import files
from patentgpt_jax.corpus import pipeline, pool, store
from patentgpt_jax.corpus.tasks import Task
from patentgpt_jax.errors import InputError


@pytest.fixture
def raw(tmp_path):
    (tmp_path / "raw").mkdir()
    for place, name in enumerate(("a", "deadly", "z")):
        (tmp_path / "raw" / f"{name}.xml").write_text(grant(f"0747318{place}"))
    return tmp_path / "raw"


@pytest.fixture
def deadly(monkeypatch):
    started = []

    def start():
        command = [sys.executable, str(Path(deadly_worker.__file__))]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        pipe = subprocess.PIPE
        started.append(subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment))
        return started[-1]

    monkeypatch.setattr(pool, "_start", start)
    return started


def build(raw, tmp_path, **config):
    folder = pipeline.build(str(raw), read_only(workers=1, **config), tmp_path / "cache")
    return [record.publication_number for record in store.iterate_corpus(folder)], files.read_json(
        folder / "manifest.json"
    )


def test_a_process_that_is_killed_once_is_replaced_and_nothing_is_lost(raw, tmp_path, deadly):
    (raw.parent / "raw" / "once").write_text("not yet")
    numbers, manifest = build(raw / "*.xml", tmp_path)
    assert numbers == ["US7473180B2", "US7473181B2", "US7473182B2"]
    assert not manifest["failures"] and len(deadly) == 2


def test_a_file_that_kills_twice_is_named_and_the_others_are_read(raw, tmp_path, deadly):
    numbers, manifest = build(raw, tmp_path)
    assert numbers == ["US7473180B2", "US7473182B2"]
    ((reason, failure),) = manifest["failures"].items()
    assert "killed the process that read it, twice" in reason and failure["count"] == 1
    assert failure["examples"][0]["path"].endswith("deadly.xml")
    assert len(deadly) == 3


def test_with_on_failure_stop_a_deadly_file_is_tried_again_the_next_time(raw, tmp_path, deadly):
    with pytest.raises(InputError, match=r"deadly\.xml: processes at this file die again and again"):
        build(raw, tmp_path, on_failure="stop")
    assert len(deadly) == 2 and not list(tmp_path.glob("cache/read/[!.]*/result.json"))
    (raw / "once").write_text("done")  # now there is memory for it
    assert len(build(raw / "*.xml", tmp_path, on_failure="stop")[0]) == 3


def test_processes_that_do_not_even_start_are_no_files_fault(raw, tmp_path, monkeypatch):
    pipe, started = subprocess.PIPE, []

    def start():
        started.append(subprocess.Popen(["false"], stdin=pipe, stdout=pipe, text=True))
        return started[-1]

    monkeypatch.setattr(pool, "_start", start)
    with pytest.raises(InputError, match="end as soon as they start"):
        build(raw, tmp_path)
    assert len(started) == 3 and not list(tmp_path.glob("cache/read/[!.]*"))


def test_none_is_started_once_reading_has_ended(monkeypatch):
    monkeypatch.setattr(pool, "_start", lambda: pytest.fail("started"))
    worker = pool.Worker()
    worker.end()
    with pytest.raises(InputError, match="stopped"):
        worker.read(Task("us", (), "", ()), Path("nowhere"), lambda _: None, leave_out=True)


def test_no_process_outlives_the_reading(raw, tmp_path, deadly):
    build(raw, tmp_path)
    assert all(process.poll() is not None for process in deadly)


def test_an_error_of_the_disk_is_passed_on(raw, tmp_path):
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "read").write_text("a file where a directory has to be")
    with pytest.raises(FileExistsError, match=r"cache/read"):
        build(raw, tmp_path)
    assert not list(tmp_path.glob("cache/corpus-*"))


@pytest.mark.parametrize("workers", [0, 2])
def test_a_full_disk_leaves_nothing_that_looks_whole(raw, small_disk, monkeypatch, workers):
    noise = random.Random(0)
    for name in ("a", "z"):  # text that hardly compresses, more than the disk holds
        text = "".join(chr(noise.randrange(0x4E00, 0x9FFF)) for _ in range(300_000))
        (raw / f"{name}.xml").write_text(grant(description=f"<p>{text}</p>"))
    monkeypatch.setattr(pipeline, "check_space", lambda *_: None)  # as if the prediction were wrong
    cache = small_disk / "cache"
    with pytest.raises(OSError, match="No space left"):
        pipeline.build(str(raw), read_only(workers=workers), cache)
    assert not list(cache.glob("corpus-*"))
    for result in cache.glob("read/[!.]*"):
        assert pq.read_table(result / "records.parquet").num_rows > 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can kill a process that is stopped")
def test_a_process_that_is_stopped_does_not_outlive_a_killed_job(tmp_path):
    code = """if True:
        import json, sys
        from patentgpt_jax.corpus import pool
        process = pool._start()
        from patentgpt_jax.corpus.cleaning.config import CleaningConfig
        from patentgpt_jax.corpus.tasks import Curation, Task
        task = Task("us", (), "", (), Curation(CleaningConfig(filters="")))
        request = {"task": task.to_json(), "folder": sys.argv[1], "killers": []}
        process.stdin.write(json.dumps(request) + "\\n")
        process.stdin.flush()
        while "done" not in (line := process.stdout.readline()):
            assert line
        print(process.pid, flush=True)
        sys.stdin.read()
    """
    command = [sys.executable, "-c", code, str(tmp_path / "result")]
    job = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    reader = int(job.stdout.readline())
    os.kill(reader, signal.SIGSTOP)
    job.kill()
    job.wait()
    end = time.monotonic() + 20
    while _is_alive(reader) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _is_alive(reader)


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False
