"""Jobs that are killed, or whose disk is full: what is finished stays, and the same command ends the same."""

import contextlib
import errno
import gc
import os
import pkgutil
import random
import signal
import subprocess
import sys
import time

import planted_death
import pyarrow.parquet as pq
import pytest
from corpus_configs import deduplicated
from patents import grant
from planting import BOILERPLATE, text

from patentgpt_jax.corpus import pipeline, store
from patentgpt_jax.corpus.pipeline import build

CONFIG = deduplicated(**planted_death.DUPLICATES)


def documents(first, seed, application, kind="B2"):
    """Eight publications, whose texts and applications are numbered from `seed` and `application` on."""
    claim = "<claim id='c1' num='1'><claim-text>1. A valve {}.</claim-text></claim>"
    for number in range(8):
        yield grant(
            str(first + number),
            kind=kind,
            application=str(application + number),
            description=f"<p>{text(seed + number, 150)}</p><p>{BOILERPLATE}</p>",
            claims=claim.format(text(number, 12) + (" that is round" if kind == "B2" else "")),
        )


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """Tasks: grants; the applications that they were, thinned as families; some texts; copies of them."""
    folder = tmp_path_factory.mktemp("raw")
    (folder / "granted.xml").write_text("".join(documents(7000000, 100, 11000000)))
    (folder / "filed.xml").write_text("".join(documents(20050000000, 200, 11000000, "A1")))
    (folder / "texts.xml").write_text("".join(documents(8000000, 300, 12000000)))
    (folder / "copies.xml").write_text("".join(documents(9000000, 300, 13000000)))
    return ";".join(f"{name}={folder}/{name}.xml" for name in ("granted", "filed", "texts", "copies"))


@pytest.fixture(scope="module")
def whole(sources, tmp_path_factory):
    """The corpus of a job that nobody interrupts."""
    folder = build(sources, CONFIG, tmp_path_factory.mktemp("whole") / "cache")
    return content(folder)


def content(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def finished(cache):
    """What a killed job leaves of use, told so that a file that is written again differs."""
    return {
        path: (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in cache.glob("read/[!.]*/*.*")
        if not path.name.startswith(".")
    }


def temporary(cache):
    return [path for path in cache.rglob(".*") if not path.name.endswith(".lock")]


def start(sources, cache, workers, *planted):
    command = [sys.executable, planted_death.__file__, sources, str(cache), str(workers), *planted]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, start_new_session=True)


def check_resumed(sources, cache, whole):
    before = finished(cache)
    folder = build(sources, CONFIG, cache)
    assert content(folder) == whole
    assert before.items() <= finished(cache).items()  # no finished task and no finished file is written again
    assert not temporary(cache)


def test_the_corpus_of_these_tests_has_everything(whole, sources, tmp_path):
    folder = build(sources, CONFIG, tmp_path / "cache")
    reasons = {row["filter"] for row in pq.read_table(folder / store.REMOVED).to_pylist()}
    assert reasons == {"exact copies", "families"}
    assert any(name.startswith("kept-") for name in os.listdir(next(tmp_path.glob("cache/read/[!.]*"))))
    assert pq.read_metadata(folder / "prosecution_pairs.parquet").num_rows == 8
    assert content(folder) == whole


ROOM = "patentgpt_jax.corpus"


@pytest.mark.parametrize(
    ("place", "call"),
    [
        (f"{ROOM}.store:write", 2),  # records are written, the rest of their task is not
        ("patentgpt_jax.files:_sync", 1),
        (f"{ROOM}.engine:read_task", 3),
        (f"{ROOM}.duplicates.spill:Spill.partitions", 1),  # links
        (f"{ROOM}.duplicates.spill:Spill.partitions", 3),  # bands
        (f"{ROOM}.keeping:_write", 1),  # before it has its name
        (f"{ROOM}.keeping:_file", 2),
        (f"{ROOM}.pairs.join:Pairs.add", 2),
        (f"{ROOM}.assembling:_Corpus.finish", 1),  # before the directory has its name
    ],
)
def test_a_job_that_dies_anywhere_goes_on(sources, whole, tmp_path, place, call):
    job = start(sources, tmp_path / "cache", 0, place, str(call))
    _, errors = job.communicate(timeout=100)
    assert job.returncode == -signal.SIGKILL, errors.decode()
    assert not list(tmp_path.glob("cache/corpus-*"))
    check_resumed(sources, tmp_path / "cache", whole)


@pytest.mark.parametrize("workers", [0, 2])
def test_a_job_that_is_killed_again_and_again_ends_the_same(sources, whole, tmp_path, workers):
    delays, cache = random.Random(workers), tmp_path / "cache"
    for _ in range(3):
        job = start(sources, cache, workers)
        while job.poll() is None and not cache.exists():
            time.sleep(0.005)
        time.sleep(delays.uniform(0, 0.4))
        before = finished(cache)
        os.killpg(job.pid, signal.SIGKILL)
        job.communicate()
        assert before.items() <= finished(cache).items()
    check_resumed(sources, cache, whole)


FILLED_BEFORE = {
    "arrays": (f"{ROOM}.duplicates.resolve:Duplicates", "_families"),
    "bands": (f"{ROOM}.duplicates.resolve:Duplicates", "_clusters"),
    "choices": (f"{ROOM}.duplicates.resolve:Duplicates", "_choices"),
    "keeping": (f"{ROOM}.keeping", "_write"),
    "pairs": (f"{ROOM}.pairs.join:Pairs", "write"),
    "manifest": (f"{ROOM}.assembling:_Corpus", "finish"),
}


@pytest.mark.parametrize("stage", FILLED_BEFORE)
def test_a_disk_that_fills_up_after_reading(sources, whole, small_disk, stage):
    """Every stage fails for want of room, not before; then there is room."""
    cache, filled = small_disk / "cache", small_disk / "filled"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "check_space", lambda *_: None)  # as if the predictions were wrong
        patch.setattr(f"{ROOM}.assembling.check_space_to_keep", lambda *_: None)
        owner, name = FILLED_BEFORE[stage]
        real = getattr(pkgutil.resolve_name(owner), name)
        patch.setattr(pkgutil.resolve_name(owner), name, lambda *given: (fill(filled), real(*given))[1])
        error = error_of(lambda: build(sources, CONFIG, cache))
    assert error.errno == errno.ENOSPC and "\n" not in str(error)
    assert not list(cache.glob("corpus-*")) and not temporary(cache)
    for path in cache.glob("read/*/kept-*"):
        assert pq.read_table(path).schema.names == store.SCHEMA.names  # whole, or not there
    filled.unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "check_space", lambda *_: None)
        check_resumed(sources, cache, whole)


def fill(path):
    with path.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(bytes(1 << 12)):
            pass


def error_of(work):
    """The error of what runs out of room, without what it held open, or else the disk stays in use."""
    try:
        work()
    except OSError as error:
        found = error.with_traceback(None)
        found.__context__ = None
    gc.collect()
    return found
