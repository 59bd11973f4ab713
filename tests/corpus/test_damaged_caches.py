"""What happens to a cache: files cut short, results of another version, jobs that were killed."""

import os
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from corpus_configs import read_only
from patents import grant

from patentgpt_jax import files
from patentgpt_jax.corpus import pipeline, store
from patentgpt_jax.corpus.forget import forget
from patentgpt_jax.errors import InputError


@pytest.fixture
def raw(tmp_path):
    (tmp_path / "raw" / "client").mkdir(parents=True)
    (tmp_path / "raw" / "ours.xml").write_text(grant("07473185"))
    (tmp_path / "raw" / "client" / "a[1].xml").write_text(grant("07473186"))
    return tmp_path / "raw"


def build(raw, tmp_path, name="*.xml", **config):
    return pipeline.build(f"us={raw}/{name}", read_only(**config), tmp_path / "cache")


def numbers(folder):
    return [record.publication_number for record in store.iterate_corpus(folder)]


@pytest.mark.parametrize("made_again", [False, True])
@pytest.mark.parametrize(
    "name", ["records.parquet", "keys.parquet", "paragraphs.parquet", "removed.parquet", "result.json", ""]
)
def test_a_damaged_result_is_named_and_read_again(raw, tmp_path, caplog, name, made_again):
    folder = build(raw, tmp_path)
    if made_again:
        shutil.rmtree(folder)
    (result,) = (tmp_path / "cache" / "read").glob("[!.]*")
    if name:
        os.truncate(result / name, 400)
    else:
        (result / "records.parquet").unlink()
    assert numbers(build(raw, tmp_path)) == ["US7473185B2"]
    if made_again:
        assert f"{result}: damaged; its files are read again" in caplog.text


@pytest.mark.parametrize("name", [pipeline.MANIFEST, pipeline.EXCERPTS, *pipeline.TABLES])
def test_a_damaged_corpus_is_named_and_made_again(raw, tmp_path, caplog, name):
    folder = build(raw, tmp_path)
    whole = (folder / name).read_bytes()
    os.truncate(folder / name, 300 if len(whole) > 300 else 10)
    assert numbers(build(raw, tmp_path)) == ["US7473185B2"]
    assert f"{folder}: damaged" in caplog.text and (folder / name).read_bytes() == whole


def test_a_record_file_that_was_cut_short_is_not_published(raw, tmp_path):
    folder = build(raw, tmp_path)
    (records,) = (folder / "records").iterdir()
    os.truncate(records, 500)  # the task's file is the same one, by a link
    pipeline.publish(build(raw, tmp_path), tmp_path / "run")
    assert [pq.read_table(path).num_rows for path in (tmp_path / "run" / "records").iterdir()] == [1]


@pytest.mark.parametrize(
    "what", ["{raw}/client", "{raw}/client/", "{raw}/client/a[1].xml", "{raw}/cl*", "client", "linked/client"]
)
def test_forgetting_takes_paths_directories_and_globs(raw, tmp_path, monkeypatch, what):
    build(raw, tmp_path, "client")
    monkeypatch.chdir(raw)
    (raw / "linked").symlink_to(raw)
    assert forget(what.format(raw=raw), tmp_path / "cache", []) == 2
    assert not list(tmp_path.glob("cache/read/[!.]*")) and not list(tmp_path.glob("cache/corpus-*"))


def test_forgetting_what_nothing_was_made_from_says_so(raw, tmp_path, caplog):
    build(raw, tmp_path)
    assert forget(f"{raw}/our", tmp_path / "cache", []) == 0
    assert "nothing in" in caplog.text and "nothing deleted" in caplog.text
    assert len(list(tmp_path.glob("cache/read/[!.]*"))) == 1


def test_forgetting_deletes_what_it_cannot_tell_the_origin_of(raw, tmp_path, caplog):
    folder = build(raw, tmp_path)
    (folder / "files.parquet").write_bytes(b"of another version")
    (old := tmp_path / "cache" / "corpus-0123").mkdir()
    (next(tmp_path.glob("cache/read/[!.]*")) / "result.json").write_text("{")
    assert forget("client", tmp_path / "cache", []) == 3
    assert (
        not folder.exists() and not old.exists() and f"{old}: damaged, or of another version" in caplog.text
    )


def test_what_killed_jobs_left_is_cleared_by_the_next(raw, tmp_path):
    (left := tmp_path / "cache" / "read" / ".0123.tmp-killed").mkdir(parents=True)
    (left / "records.parquet").write_bytes(b"half")
    build(raw, tmp_path)
    assert not list(tmp_path.glob("cache/**/.*tmp-*"))


def test_a_result_that_another_job_deletes_is_told(raw, tmp_path, monkeypatch):
    def deleting(tasks, config, cache, *_, real=pipeline._read):
        real(tasks, config, cache, *_)
        files.delete(next(cache.glob("read/[!.]*")))

    monkeypatch.setattr(pipeline, "_read", deleting)
    with pytest.raises(InputError, match="deleted before the corpus was made"):
        build(raw, tmp_path)


def test_names_in_other_encodings_are_read_told_and_forgotten(raw, tmp_path):
    name = os.fsdecode(b"brev\xe9\xff.xml")
    (raw / name).write_text(grant("07473187"))
    (raw / f"bad{name}").write_text(grant()[:2000])
    for workers in (0, 1):
        folder = build(raw, tmp_path, workers=workers, on_failure="skip")
        assert numbers(folder) == ["US7473187B2", "US7473185B2"]
        rows = pq.read_table(folder / "files.parquet").to_pylist()
        assert [Path(row["path"]).name for row in rows] == [
            "badbrev\\udce9\\udcff.xml", "brev\\udce9\\udcff.xml", "ours.xml",
        ]  # fmt: skip
        (failure,) = files.read_json(folder / "manifest.json")["failures"].values()
        assert failure["examples"][0]["path"].endswith("badbrev\\udce9\\udcff.xml")
        assert forget(str(raw / name), tmp_path / "cache", []) == 2
        forget("us", tmp_path / "cache", [])


@pytest.mark.parametrize("workers", [0, 1])
def test_a_file_that_vanishes_is_named(raw, tmp_path, monkeypatch, workers):
    def vanish(*_):
        (raw / "ours.xml").unlink()

    monkeypatch.setattr(pipeline, "check_space", vanish)
    with pytest.raises(InputError, match=r"ours\.xml: cannot be read: No such file"):
        build(raw, tmp_path, workers=workers)


def test_a_file_without_the_right_to_read_it_is_named_before_anything_is_read(raw, tmp_path, monkeypatch):
    def refuse(path, *arguments, real=open):
        if Path(path).name == "ours.xml":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *arguments)

    monkeypatch.setattr("patentgpt_jax.corpus.disk.open", refuse, raising=False)
    with pytest.raises(InputError, match=r"ours\.xml: cannot be read: Permission denied"):
        build(raw, tmp_path)
    assert not list(tmp_path.glob("cache/read/[!.]*"))


def test_publishing_to_a_full_disk_leaves_what_stood_there(raw, tmp_path, monkeypatch):
    target = tmp_path / "run"
    pipeline.publish(build(raw, tmp_path), target)

    def full(path, link):
        Path(link).write_bytes(b"half")
        raise OSError(28, "No space left on device", str(link))

    monkeypatch.setattr(files, "link", full)
    with pytest.raises(OSError, match="No space"):
        pipeline.publish(build(raw, tmp_path, "client"), target)
    assert numbers(target) == ["US7473185B2"] and (target / "manifest.json").exists()
    assert not [path for path in target.iterdir() if path.name.startswith(".")]


def test_a_disk_that_is_full_is_the_one_that_is_named(raw, tmp_path, small_disk):
    (small_disk / "filled").write_bytes(bytes(500 << 10))
    folder = build(raw, tmp_path)
    with pytest.raises(OSError, match="No space left") as caught:
        pipeline.publish(folder, small_disk / "run")
    assert str(small_disk) in str(caught.value)
    assert not (small_disk / "run" / "manifest.json").exists()
