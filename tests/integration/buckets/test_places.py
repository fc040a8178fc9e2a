"""Names and small files mean the same on the disk and in a bucket."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.engine import parts
from pipelines.lineage.parquet import scan_files
from pipelines.places import (
    Place,
    below,
    delete,
    exists,
    files_in,
    folders_below,
    place_of,
    read_text,
    rename,
    upload,
    write_text,
)
from pipelines.schemas.units import UNIT
from pipelines.settings import NewsledgerError

from .conftest import S3


@pytest.fixture(params=["disk", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A folder for tables, which is not there yet."""
    if request.param == "disk":
        return tmp_path / "folder"
    request.getfixturevalue("s3")
    return place_of("s3://news/some/folder")


def test_small_files(place: Place, tmp_path: Path) -> None:
    assert below(place) == folders_below(place) == []
    assert files_in(place) == {}
    with pytest.raises(FileNotFoundError):
        read_text(place / "a.json")
    write_text(place / "a.json", "old")
    write_text(place / "a.json", "é")
    write_text(place / "b" / "c.json", "{}")
    write_text(place / "bb.txt", "")
    (tmp_path / "made").write_bytes(b"12345")
    upload(tmp_path / "made", place / "b" / "d.bin")
    assert read_text(place / "a.json") == "é"
    assert [one.name for one in below(place)] == ["a.json", "b", "bb.txt"]
    assert [one.name for one in below(place, "*.json")] == ["a.json"]
    assert [one.name for one in folders_below(place)] == ["b"]
    assert {file.name: size for file, size in files_in(place).items()} == {
        "a.json": 2,
        "c.json": 2,
        "d.bin": 5,
        "bb.txt": 0,
    }
    rename(place / "a.json", place / "z.json")
    assert (exists(place / "a.json"), exists(place / "z.json")) == (False, True)
    delete(place / "z.json")
    delete(place / "z.json")
    assert not exists(place / "z.json")
    assert not (tmp_path / "made").exists()


def test_a_part_is_seen_when_it_is_whole(place: Place) -> None:
    units = pl.LazyFrame({"unit": ["a", "b"]}, schema=UNIT)
    assert parts.write_part(place, {"rows": units, "units": units.clear()}) is None
    assert parts.parts_in(place) == []
    part = parts.write_part(place, {"rows": units.with_columns(n=pl.lit(1)), "units": units})
    assert parts.parts_in(place) == [part]
    found = parts.scan_parts(place, "rows", UNIT).collect()
    assert found.select("unit", "n").rows() == [("a", 1), ("b", 1)]
    assert set(found[parts.PART]) == {str(part)}
    assert parts.unit_counts([part]) == {part: 2}
    parts.remove(part)
    assert parts.parts_in(place) == []
    assert files_in(place) == {}


def test_units_are_kept_when_parts_are_written_anew(place: Place) -> None:
    for names in (["a", "b"], ["b", "c"], ["d"]):
        units = pl.LazyFrame({"unit": names}, schema=UNIT)
        parts.write_part(place, {"rows": units, "units": units})
    kept = pl.DataFrame({"unit": ["a", "b", "d"]}, schema=UNIT)
    parts.keep_units(place, parts.parts_in(place), kept, 100)
    assert sorted(parts.scan_parts(place, "rows", UNIT).collect()["unit"]) == ["a", "b", "d"]
    assert len(parts.parts_in(place)) == 1


def test_what_a_killed_run_left_of_a_part_is_not_seen_and_goes(s3: S3) -> None:
    place = place_of("s3://news/store/step/0123456789abcdef")
    units = pl.LazyFrame({"unit": ["a"]}, schema=UNIT)
    whole = parts.write_part(place, {"rows": units, "units": units})
    units.sink_parquet(f"{place}/{'f' * 16}/rows.parquet")
    assert parts.parts_in(place) == [whole]
    parts.remove_leftovers(place.parent)
    assert {file.parent for file in files_in(place)} == {whole}
    assert scan_files([whole / "rows.parquet"]).collect().height == 1 if whole else False


@pytest.mark.parametrize("written", ["s3://", "s3://x", "s3://News/a", "s3://news/a b", "s3://news/*", "gs://news/a"])
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(NewsledgerError, match=r"is no address of a bucket: write s3://bucket/prefix"):
        place_of(written)


def test_a_bucket_that_is_not_there_is_one_line(s3: S3) -> None:
    for use in (files_in, lambda place: write_text(place / "a", ""), lambda place: read_text(place / "a")):
        with pytest.raises(NewsledgerError, match=r"^s3://nothing/here\S*: there is no such bucket: make it") as caught:
            use(place_of("s3://nothing/here"))
        assert "\n" not in str(caught.value)
