import dataclasses
import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from array_record.python.array_record_module import ArrayRecordReader

from patentgpt_jax.errors import InputError
from patentgpt_jax.tokens.shards import Document, write_shards
from patentgpt_jax.tokens.store import TokenStore


@pytest.fixture(params=["in memory", "from the shards"])
def any_store(request: pytest.FixtureRequest, directory: Path) -> TokenStore:
    return TokenStore(directory, in_memory_bytes=1 << 20 if request.param == "in memory" else 0)


def of_split(documents: list[Document], split: str) -> list[Document]:
    return [document for document in documents if document.split == split]


@pytest.mark.parametrize("split", ["train", "validation"])
def test_documents_come_back_whole(any_store, tokenizer, documents, split: str) -> None:
    expected = of_split(documents, split)
    assert any_store.ids(split) == [document.id for document in expected]
    assert any_store.sources(split) == [document.source for document in expected]
    for source, numbers in any_store.by_source(split).items():
        assert [expected[number].source for number in numbers] == [source] * len(numbers)
    assert sum(map(len, any_store.by_source(split).values())) == len(expected)
    assert any_store.clusters(split) == [document.cluster for document in expected]
    assert any_store.bytes(split).tolist() == [len(document.text.encode()) for document in expected]
    for index, document in reversed(list(enumerate(expected))):
        tokens = any_store.document(split, index)
        assert tokens.dtype == np.uint16
        assert tokens.tolist() == [tokenizer.bos_id, *tokenizer.encode(document.text), tokenizer.eos_id]
        assert len(tokens) == any_store.lengths(split)[index]
        assert any_store.id(split, index) == document.id


def test_threads_read_together(directory: Path) -> None:
    store, alone = TokenStore(directory, in_memory_bytes=0), TokenStore(directory)
    order = np.random.default_rng(0).integers(0, len(store.ids("train")), 2000).tolist()
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(lambda index: store.document("train", index), order))
    for index, tokens in zip(order, read, strict=True):
        np.testing.assert_array_equal(tokens, alone.document("train", index))


def test_the_manifest_says_what_is_there(store, directory: Path, tokenizer, documents) -> None:
    assert json.loads((directory / "manifest.json").read_text()) == store.manifest
    assert store.manifest["tokenizer"]["fingerprint"] == tokenizer.fingerprint
    train = store.manifest["splits"]["train"]
    assert (
        train["documents"]
        == len(of_split(documents, "train"))
        == sum(s["documents"] for s in train["shards"])
    )
    assert train["tokens"] == store.lengths("train").sum()
    assert train["bytes"] == store.bytes("train").sum()
    assert len(train["shards"]) > 1
    for entry in (train["index"], *train["shards"]):
        assert entry["sha256"] == hashlib.sha256((directory / entry["file"]).read_bytes()).hexdigest()


def test_a_shard_can_be_read_without_the_index(directory: Path, tokenizer, documents) -> None:
    reader = ArrayRecordReader(str(directory / "train-00000.arrayrecord"))
    (record,) = reader.read([1])
    reader.close()
    size = int.from_bytes(record[:4], "little")
    document = of_split(documents, "train")[1]
    fields = {key: value for key, value in dataclasses.asdict(document).items() if key != "text"}
    assert json.loads(record[4 : 4 + size]) == {**fields, "bytes": len(document.text.encode())}
    tokens = np.frombuffer(record[4 + size :], "<u2").tolist()
    assert tokenizer.decode(tokens) == document.text


def test_the_same_documents_give_the_same_files(tmp_path, directory: Path, tokenizer, documents) -> None:
    write_shards(iter(documents), tokenizer, tmp_path / "again", shard_bytes=4000)
    assert TokenStore(tmp_path / "again").fingerprint == TokenStore(directory).fingerprint


def test_large_vocabularies_take_four_bytes(tmp_path, tokenizer, documents) -> None:
    class Wide:
        """The tokenizer with ids moved past 65,535."""

        vocab_size, bos_id, eos_id, pad_id, fingerprint = 100_000, 99_998, 99_999, 0, "wide"

        def encode_many(self, texts):
            return [[id + 70_000 for id in ids] for ids in tokenizer.encode_many(texts)]

    write_shards(documents, Wide(), tmp_path / "tokens")
    tokens = TokenStore(tmp_path / "tokens").document("train", 0)
    assert tokens.dtype == np.uint32
    assert tokens.tolist() == [99_998, *(id + 70_000 for id in tokenizer.encode(documents[0].text)), 99_999]


def test_another_tokenizer_or_vocabulary_is_refused(directory: Path, tokenizer) -> None:
    TokenStore(directory, tokenizer_fingerprint=tokenizer.fingerprint, vocab_size=tokenizer.vocab_size)
    with pytest.raises(InputError, match=f"{tokenizer.fingerprint[:12]}, expected those of abc"):
        TokenStore(directory, tokenizer_fingerprint="abc")
    with pytest.raises(InputError, match="vocabulary of 400, expected one of 32000"):
        TokenStore(directory, vocab_size=32000)


def test_an_unknown_split_names_the_known(store: TokenStore) -> None:
    with pytest.raises(InputError, match="no split 'valid'; did you mean 'validation'"):
        store.lengths("valid")


def test_a_directory_that_is_none(tmp_path) -> None:
    with pytest.raises(InputError, match=r"manifest\.json: No such file"):
        TokenStore(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(InputError, match="not JSON"):
        TokenStore(tmp_path)
    (tmp_path / "manifest.json").write_text('{"kind": "records"}')
    with pytest.raises(InputError, match="not a manifest of tokens"):
        TokenStore(tmp_path)


@pytest.fixture
def copy(tmp_path: Path, directory: Path) -> Path:
    """The shards once more, to be damaged."""
    return Path(shutil.copytree(directory, tmp_path / "tokens"))


def flip_a_byte(path: Path) -> str:
    """Change one byte in the middle of a file; returns its SHA-256 then."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def documents_by_shard(store: TokenStore) -> dict[int, list[int]]:
    """The documents of the split `train` in each of its shards."""
    counts = [shard["documents"] for shard in store.manifest["splits"]["train"]["shards"]]
    ends = np.cumsum(counts)
    return {
        shard: list(range(end - count, end))
        for shard, (end, count) in enumerate(zip(ends, counts, strict=True))
    }


def test_files_that_are_missing_or_cut_short_are_refused_at_once(copy: Path) -> None:
    shard = copy / "train-00001.arrayrecord"
    data = shard.read_bytes()
    shard.write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match=rf"train-00001.*{len(data) // 2} bytes, expected {len(data)}"):
        TokenStore(copy)
    shard.unlink()
    with pytest.raises(InputError, match=rf"train-00001.*missing.*; delete {copy}, and the same command"):
        TokenStore(copy)


def test_an_index_that_changed_is_refused_at_once(copy: Path) -> None:
    found = flip_a_byte(copy / "train.index.arrow")
    with pytest.raises(InputError, match=rf"train\.index\.arrow: sha256 {found[:12]}, expected "):
        TokenStore(copy)


def test_a_shard_that_changed_is_never_read_from(copy: Path) -> None:
    found = flip_a_byte(copy / "train-00001.arrayrecord")
    expected = json.loads((copy / "manifest.json").read_text())["splits"]["train"]["shards"][1]["sha256"]
    message = (
        rf"train-00001\.arrayrecord: sha256 {found[:12]}, expected {expected[:12]} by its manifest; "
        rf"delete {copy}, and the same command writes it again$"
    )
    with pytest.raises(InputError, match=message):  # in memory: all is read at the first use
        TokenStore(copy).document("train", 0)
    store = TokenStore(copy, in_memory_bytes=0)
    first, second, *_ = documents_by_shard(store).values()
    for document in first:
        store.document("train", document)
    for document in second:
        with pytest.raises(InputError, match=message):
            store.document("train", document)


def test_a_shard_that_vanishes_or_changes_while_in_use_is_named(copy: Path) -> None:
    store = TokenStore(copy, in_memory_bytes=0)
    first, second, *_ = documents_by_shard(store).values()
    (copy / "train-00001.arrayrecord").unlink()
    with pytest.raises(InputError, match=r"train-00001\.arrayrecord: No such file .*; it was there at first"):
        store.document("train", second[0])
    store.document("train", first[0])
    shard = copy / "train-00000.arrayrecord"
    for content in (bytes(shard.stat().st_size), b""):
        shard.write_bytes(content)
        with pytest.raises(InputError, match=r"train-00000\.arrayrecord: it changed while it was in use"):
            store.document("train", first[1])


def test_each_file_is_hashed_once_though_threads_read_together(directory: Path, monkeypatch) -> None:
    hashed = []
    digest = hashlib.file_digest
    monkeypatch.setattr(
        hashlib, "file_digest", lambda file, name: hashed.append(file.name) or digest(file, name)
    )
    store = TokenStore(directory, in_memory_bytes=0)
    assert sorted(hashed) == [str(directory / f"{split}.index.arrow") for split in ("train", "validation")]
    hashed.clear()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda index: store.document("train", index), [*range(len(store.ids("train")))] * 5))
    shards = [shard["file"] for shard in store.manifest["splits"]["train"]["shards"]]
    assert sorted(hashed) == [str(directory / shard) for shard in shards]


def test_nothing_is_left_where_writing_failed(tmp_path, tokenizer, documents) -> None:
    surrogate = dataclasses.replace(documents[0], text="\ud800")
    for bad, message in (([], "no documents"), ([*documents, surrogate], "document US0B2: not text")):
        with pytest.raises(InputError, match=message):
            write_shards(bad, tokenizer, tmp_path / "tokens")
        assert list(tmp_path.iterdir()) == [tmp_path / ".tokens.lock"]
