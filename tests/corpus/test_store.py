"""Records to Parquet and back."""

import pyarrow.parquet as pq

from patentgpt_jax.corpus import Claim, Record, Section, Translation, read, store


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
    assert vars(found) == vars(record)


def test_row_groups_are_bounded_and_clusters_set_across_them(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "_GROUP_CHARACTERS", 1000)
    records = [Record(f"US{n}A", abstract="x" * 300) for n in range(10)]
    store.write(tmp_path / "a.parquet", records)
    store.copy_with_clusters(tmp_path / "a.parquet", tmp_path / "b.parquet", [f"c{n}" for n in range(10)])
    assert pq.ParquetFile(tmp_path / "b.parquet").num_row_groups == 3
    assert [record.cluster for record in store.iterate(tmp_path / "b.parquet")] == [
        f"c{n}" for n in range(10)
    ]
    assert pq.ParquetFile(tmp_path / "b.parquet").metadata.row_group(0).column(0).compression == "ZSTD"
