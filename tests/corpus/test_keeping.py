"""What is kept of tasks: through the whole job, as their files, and counted."""

import json
import os
import random
import shutil
from collections import Counter, defaultdict

import pyarrow.parquet as pq
import pytest
from corpus_configs import deduplicated, read_only
from planting import BOILERPLATE, text

from patentgpt_jax import files
from patentgpt_jax.corpus import Claim, Record, Section, read, store
from patentgpt_jax.corpus.cleaning import cleaner
from patentgpt_jax.corpus.cleaning.config import CleaningConfig
from patentgpt_jax.corpus.cleaning.filter import Removed
from patentgpt_jax.corpus.cleaning.parts import map_texts, text_bytes
from patentgpt_jax.corpus.duplicates.config import DuplicatesConfig
from patentgpt_jax.corpus.keeping import without
from patentgpt_jax.corpus.pipeline import build
from patentgpt_jax.errors import InputError


def write_rows(folder, name, rows):
    """A file of texts, which lies in a task of its own because it is a source of its own."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.jsonl"
    lines = [
        json.dumps({"id": number, "title": f"Title {number}", "text": found})
        for number, found in rows.items()
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def sources_of(folder):
    return ";".join(f"{path.stem}={path}" for path in sorted(folder.glob("*.jsonl")))


def kept_files(cache):
    return {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in cache.glob("read/*/kept-*")}


@pytest.fixture
def raw(tmp_path):
    """Three sources: one that nothing is left out of, a copy of one of its texts, boilerplate everywhere."""
    folder = tmp_path / "raw"
    write_rows(folder, "a", {"A1": f"{text(1, 200)}\n\n{BOILERPLATE}", "A2": text(2, 200)})
    write_rows(folder, "b", {"B1": text(2, 200), "B2": f"{BOILERPLATE}\n\n{text(3, 200)}"})
    write_rows(folder, "c", {"C1": text(4, 200)})
    return folder


def test_what_is_left_out_and_what_is_taken_as_it_is(raw, tmp_path):
    folder = build(sources_of(raw), deduplicated(paragraphs=2), tmp_path / "cache")
    found = {each.publication_number: each for each in store.iterate_corpus(folder)}
    assert list(found) == ["A1", "A2", "B2", "C1"]
    assert [section.text for section in found["B2"].sections] == [text(3, 200)]
    assert pq.read_table(folder / store.REMOVED).to_pylist() == [
        {"publication_number": "B1", "source": "b", "cluster": "A2", "filter": "exact copies",
         "reason": "exact copies", "kept": "A2"}
    ]  # fmt: skip
    names = [path.name for path in store.record_files(folder)]
    assert names == ["00000-a.parquet", "00001-b.parquet", "00002-c.parquet"]
    results = {path.stat().st_ino: path.name for path in tmp_path.glob("cache/read/*/*.parquet")}
    linked = [results[path.stat().st_ino] for path in store.record_files(folder)]
    assert linked[0] == linked[2] == "records.parquet" and linked[1].startswith("kept-")

    manifest = files.read_json(folder / "manifest.json")
    assert (manifest["read"], manifest["documents"]) == (5, 4)
    assert manifest["clusters"] == {"count": 4, "largest": 1, "sizes": {"1": 4}}
    counts = {each["filter"]: each for each in manifest["filters"]}
    assert counts["exact copies"] == {
        "filter": "exact copies", "changed": 0, "removed": 1, "reasons": {"exact copies": 1},
        "bytes": len("Title B1") + len(text(2, 200)),
    }  # fmt: skip
    assert counts["repeated paragraphs"]["bytes"] == len(BOILERPLATE) + 2  # and the line between
    samples = files.read_json(folder / "excerpts.json")["filters"]
    shown = [(name, kind, each["publication_number"]) for name, kind, found in samples for each in found]
    assert shown == [("exact copies", "removed", "B1"), ("repeated paragraphs", "changed", "B2")]


def test_sections_of_which_nothing_stays_go_and_claims_are_never_touched():
    claims = (Claim(1, BOILERPLATE),)
    sections = (
        Section("background", "Background", BOILERPLATE),
        Section("summary", "S", f"a\n\n{BOILERPLATE}\n\n\nb"),
    )
    record = Record("US1", abstract=BOILERPLATE, sections=sections, claims=claims)
    assert without(record, frozenset({(0, 0), (1, 1)})) == Record(
        "US1", abstract=BOILERPLATE, sections=(Section("summary", "S", "a\n\nb"),), claims=claims
    )
    assert without(record, frozenset()) == record


def test_what_is_kept_is_found_again(raw, tmp_path):
    cache, config = tmp_path / "cache", deduplicated(paragraphs=2)
    folder = build(sources_of(raw), config, cache)
    first, whole = kept_files(cache), {path.name: path.read_bytes() for path in store.record_files(folder)}
    assert len(first) == 1
    shutil.rmtree(folder)
    assert build(sources_of(raw), config, cache) == folder
    assert kept_files(cache) == first

    (path,) = first
    os.truncate(path, path.stat().st_size - 10)
    assert build(sources_of(raw), config, cache) == folder  # the corpus links to it: damaged, too
    assert {path.name: path.read_bytes() for path in store.record_files(folder)} == whole


def test_only_what_another_source_changes_is_written_anew(raw, tmp_path):
    cache, config = tmp_path / "cache", deduplicated(paragraphs=2)
    build(sources_of(raw), config, cache)
    of_b = kept_files(cache)
    write_rows(raw, "d", {"D1": text(4, 200), "D2": text(9, 200)})  # a copy of C1
    build(sources_of(raw), config, cache)
    of_b_and_d = kept_files(cache)
    assert len(of_b) == 1 and of_b_and_d.items() > of_b.items() and len(of_b_and_d) == 2
    write_rows(raw, "A", {"A0": f"{BOILERPLATE}\n\n{text(3, 200)} and more"})  # before all, and more than B2
    build(sources_of(raw), config, cache)
    assert kept_files(cache).items() > of_b_and_d.items() and len(kept_files(cache)) == 4  # a, and b again

    for path in cache.glob("corpus-*"):
        files.delete(path)
    build(sources_of(raw), config, cache)  # what no corpus has any more goes
    assert len(kept_files(cache)) == 3
    assert kept_files(cache).items() & of_b_and_d.items() == of_b_and_d.items() - of_b.items()


def test_forgetting_a_source_leaves_nothing_of_it(raw, tmp_path):
    cache, config = tmp_path / "cache", {"paragraphs": 2}
    write_rows(raw, "b", {"B1": text(2, 200), "B2": f"{BOILERPLATE}\n\nsecretly {text(3, 200)}"})
    build(sources_of(raw), deduplicated(**config), cache)
    assert [path for path in kept_files(cache) if "secretly" in str(pq.read_table(path).to_pylist())]
    (raw / "b.jsonl").unlink()
    folder = build(sources_of(raw), deduplicated(forget="b", **config), cache)
    assert [each.publication_number for each in store.iterate_corpus(folder)] == ["A1", "A2", "C1"]
    for path in [*cache.rglob("*.parquet"), *cache.rglob("*.json")]:
        content = path.read_text() if path.suffix == ".json" else str(pq.read_table(path).to_pylist())
        assert "secretly" not in content and '"b"' not in content and "'b'" not in content


def test_a_record_that_was_damaged_since_is_told(raw, tmp_path):
    cache = tmp_path / "cache"
    folder = build(sources_of(raw), read_only(), cache)
    (records,) = (folder / "records").glob("00001-b.parquet")
    data = bytearray(records.read_bytes())
    place = next(
        column.dictionary_page_offset + 100
        for column in map(pq.ParquetFile(records).metadata.row_group(0).column, range(60))
        if column.path_in_schema == "sections.list.element.text"
    )
    data[place] ^= 1
    records.write_bytes(data)
    with pytest.raises(InputError, match=r"records\.parquet: damaged since it was written"):
        build(sources_of(raw), deduplicated(paragraphs=2), cache)


def shout(record):
    """A filter that changes some texts, and makes them longer."""
    return map_texts(record, lambda found: found.replace("q", "qqé"))


def test_a_document_of_nothing_but_repeated_paragraphs_is_left_out(raw, tmp_path):
    write_rows(raw, "d", {"D1": BOILERPLATE, "D2": text(5, 200)})
    for again in range(2):  # what was emptied is told by the file of what is kept, too
        folder = build(sources_of(raw), deduplicated(paragraphs=2), tmp_path / "cache")
        kept = [each.publication_number for each in store.iterate_corpus(folder)]
        assert kept == ["A1", "A2", "B2", "C1", "D2"]
        rows = pq.read_table(folder / store.REMOVED).to_pylist()
        assert [row for row in rows if row["publication_number"] == "D1"] == [
            {
                "publication_number": "D1",
                "source": "d",
                "cluster": "D1",
                "filter": "repeated paragraphs",
                "reason": "repeated paragraphs",
                "kept": "",
            }
        ]
        counts = {each["filter"]: each for each in files.read_json(folder / "manifest.json")["filters"]}
        told = counts["repeated paragraphs"]
        assert (told["changed"], told["removed"]) == (1, 1)
        if not again:
            files.delete(folder)


def refuse(record):
    return Removed("it begins with z") if any(s.text.startswith("z") for s in record.sections) else record


@pytest.mark.parametrize("seed", range(6))
def test_every_document_and_every_byte_is_accounted_for(tmp_path, monkeypatch, seed):
    """Read as cleaned = kept + left out, by filters and by duplicates, of each source and language."""
    monkeypatch.setattr(cleaner, "_MAKERS", {"spaces": lambda _: shout, "length": lambda _: refuse})
    noise = random.Random(seed)
    folder = tmp_path / "raw"
    pieces = [text(n, 60) for n in range(6)] + [
        "".join(chr(0x4E00 + noise.randrange(99)) for _ in range(120))
    ]
    number = 0
    for name in "abc":
        rows = {}
        for _ in range(noise.randrange(1, 25)):
            number += 1
            rows[f"N{number}"] = "\n\n".join(noise.choices(pieces, k=noise.randrange(1, 4)))
        write_rows(folder, name, rows)
    config = read_only(
        cleaning=CleaningConfig(filters="spaces,length"),
        duplicates=DuplicatesConfig(similarity=noise.choice([0, 0.8]), paragraphs=noise.choice([0, 2, 3])),
    )
    corpus = build(sources_of(folder), config, tmp_path / "cache")
    manifest = files.read_json(corpus / "manifest.json")
    documents = [each for path in sorted(folder.glob("*.jsonl")) for each in read(path)]
    removed = pq.read_table(corpus / store.REMOVED).to_pylist()
    kept = list(store.iterate_corpus(corpus))
    assert Counter(each.publication_number for each in documents) == Counter(
        [each.publication_number for each in kept] + [row["publication_number"] for row in removed]
    )
    assert (manifest["read"], manifest["documents"]) == (len(documents), len(kept))
    by_filter = Counter(row["filter"] for row in removed)
    assert {each["filter"]: each["removed"] for each in manifest["filters"] if each["removed"]} == by_filter
    assert all(sum(each["reasons"].values()) == each["removed"] for each in manifest["filters"])
    emptied = {row["publication_number"] for row in removed if row["filter"] == "repeated paragraphs"}
    standing = {each.publication_number for each in kept}
    assert not any(row["kept"] for row in removed if row["publication_number"] in emptied)
    named = {row["kept"] for row in removed if row["cluster"] and row["publication_number"] not in emptied}
    assert named <= standing | emptied
    assert all(each.sections for each in kept)

    gone = sum(each["bytes"] for each in manifest["filters"])
    assert sum(map(text_bytes, documents)) == sum(map(text_bytes, kept)) + gone
    told = defaultdict(dict)
    for source in "abc":
        for language in {each.language for each in kept if each.source == source}:
            some = [each for each in kept if (each.source, each.language) == (source, language)]
            counts = {"documents": len(some), "bytes": sum(map(text_bytes, some))}
            told[source][language or "unknown"] = counts
    assert {source: found for source, found in manifest["kept"].items() if found} == told
    sizes = Counter(Counter(each.cluster for each in kept).values())
    assert manifest["clusters"]["sizes"] == {str(size): count for size, count in sorted(sizes.items())}
