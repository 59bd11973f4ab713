"""Records to Parquet and back."""

import pyarrow.parquet as pq
import pytest

from patentgpt_jax.corpus import Claim, Record, Section, Translation, read, store
from patentgpt_jax.corpus.rows import RowWriter
from patentgpt_jax.errors import InputError


def test_round_trip(grants, tmp_path):
    records = list(read(grants))
    path = tmp_path / "records.parquet"
    assert store.write(path, iter(records)) == 3
    assert list(store.iterate(path)) == records


def test_everything_survives(tmp_path):
    record = Record(
        "CN1A", "A", "CN2", "4711", "CN", "zh", "design", "2001-01-01", "2000", "CN2@2000", "标题", "摘要",
        (Section("other", "h", ""),),
        (Claim(1, "(canceled)", (), True), Claim(2, "一\n二", (1,), False, "method", False)),
        ("A61M 5/32",), ("US1A",), ("公司",),
        (Translation("en", "Title", "Abstract", (Section("other", "h", "t"),), (Claim(1, "A pump."),)),), 2,
        "s", "/p", "US1A",
    )  # fmt: skip
    store.write(tmp_path / "r.parquet", [record])
    (found,) = store.iterate(tmp_path / "r.parquet")
    assert vars(found) == vars(record) | {"cluster": ""}  # which has a table of its own


def test_row_groups_are_bounded_and_clusters_joined_across_files(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "_GROUP_CHARACTERS", 1000)
    records = [Record(f"US{n}A", abstract="x" * 300) for n in range(10)]
    (tmp_path / "records").mkdir()
    store.write(tmp_path / "records" / "00000-b.parquet", records[:7])
    store.write(tmp_path / "records" / "00001-a.parquet", records[7:])
    with RowWriter(tmp_path / store.CLUSTERS, store.CLUSTERS_SCHEMA) as clusters:
        for n in range(10):
            clusters.add({"publication_number": f"US{n}A", "cluster": f"c{n}"})
    assert [record.cluster for record in store.iterate_corpus(tmp_path)] == [f"c{n}" for n in range(10)]
    first = pq.ParquetFile(tmp_path / "records" / "00000-b.parquet")
    assert first.num_row_groups == 2 and first.metadata.row_group(0).column(0).compression == "ZSTD"


def test_files_are_in_the_order_of_their_numbers(tmp_path):
    """Also where there are so many that the numbers have a digit more, in which names are not sorted."""
    names = ["00002-b.parquet", "99999-a.parquet", "100000-a.parquet"]
    (tmp_path / store.RECORDS).mkdir()
    for name in names:
        (tmp_path / store.RECORDS / name).touch()
    assert [path.name for path in store.record_files(tmp_path)] == names


def test_a_bit_that_flipped_since_is_noticed(grants, tmp_path):
    path = tmp_path / "records.parquet"
    store.write(path, read(grants))
    data = bytearray(path.read_bytes())
    place = pq.ParquetFile(path).metadata.row_group(0).column(11).data_page_offset + 40
    data[place] ^= 1
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"records\.parquet: damaged"):
        list(store.iterate(path))


def test_some_rows_are_read_by_their_places(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "_GROUP_RECORDS", 3)
    records = [Record(f"US{n}A") for n in range(10)]
    store.write(tmp_path / "r.parquet", records)
    for rows in ([], [0], [2, 3], [1, 5, 6, 9], list(range(10))):
        assert list(store.read_rows(tmp_path / "r.parquet", rows)) == [records[row] for row in rows]
    assert [len(each) for each in store.row_groups(tmp_path / "r.parquet")] == [3, 3, 3, 1]
