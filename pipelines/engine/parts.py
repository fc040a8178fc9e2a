"""Parts: folders of Parquet files with the results of one batch of units. A part gets its name when it is whole, and
loses it before it goes, so that whoever looks sees whole parts only, however a run ends."""

import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from pipelines.lineage.hashing import short_hash
from pipelines.lineage.parquet import scan_files, write_whole
from pipelines.places import Place, below, delete_all, files_in
from pipelines.schemas.units import UNIT

PART = "_part"
_PARTS = "[0-9a-f]" * 16
_IS_PART = re.compile("[0-9a-f]{16}").fullmatch
# Whose results a part has. In a bucket, where nothing is renamed, it is written last and removed first: there a part is
# whole while it is there.
_LAST = "units.parquet"
# A row with a list may be a whole article with all that stands on it.
_ROWS_WITH_LISTS = 2_000
# A small file that is there while machines work together in a process's folder.
MARK = ".shared."


def parts_in(process_folder: Place) -> list[Place]:
    """The whole parts of a process, in order of name."""
    if isinstance(process_folder, Path):
        return sorted(process_folder.glob(_PARTS))
    whole = (file.parent for file in files_in(process_folder) if file.name == _LAST)
    return sorted((part for part in whole if _IS_PART(part.name)), key=str)


def scan_parts(process_folder: Place, name: str, schema: Mapping[str, pl.DataType]) -> pl.LazyFrame:
    """The rows of one table in all whole parts, each with the part's folder in the column PART."""
    return _scan([part / f"{name}.parquet" for part in parts_in(process_folder)], schema)


def write_part(process_folder: Place, frames: Mapping[str, pl.DataFrame | pl.LazyFrame]) -> "Place | None":
    """Write results as a part, one frame after the other; one that is there already is equal, and stays.

    The last frame, `units`, says whose results they are. Where it is empty no part is written.
    """
    if not isinstance(process_folder, Path):
        return _put_part(process_folder, frames)
    new = process_folder / f".new.{secrets.token_hex(8)}"  # process ids repeat on machines that share a folder
    new.mkdir(parents=True, exist_ok=True)
    for name, rows in frames.items():
        rows.lazy().sink_parquet(new / f"{name}.parquet", row_group_size=_rows_in_group(rows))
    units = pl.read_parquet(new / "units.parquet", glob=False)["unit"]
    if units.is_empty():
        shutil.rmtree(new)
        return None
    part = process_folder / short_hash(*units.sort())
    try:
        new.rename(part)
    except OSError:
        if not part.exists():
            raise
        shutil.rmtree(new)  # another run finished the same batch first
    return part


def _put_part(process_folder: Place, frames: Mapping[str, pl.DataFrame | pl.LazyFrame]) -> "Place | None":
    """The same in a bucket. Two that do the same work, as may be after a worker was lost, write parts of their own."""
    part = process_folder / secrets.token_hex(8)
    for name, rows in frames.items():
        if name != "units":
            rows.lazy().sink_parquet(f"{part}/{name}.parquet", row_group_size=_rows_in_group(rows))
    units = frames["units"].lazy().select("unit").collect()
    if units.is_empty():
        delete_all(list(files_in(part)))
        return None
    write_whole(units, part / _LAST)
    return part


def _rows_in_group(rows: pl.DataFrame | pl.LazyFrame) -> int | None:
    """How many rows whoever reads the file holds at a time; None for the usual."""
    has_lists = any(isinstance(dtype, pl.List) for dtype in rows.lazy().collect_schema().values())
    return _ROWS_WITH_LISTS if has_lists else None


def remove(folder: Place) -> None:
    """Remove a part, or all of a process: at once for whoever looks for it, then its files."""
    if not isinstance(folder, Path):
        files = files_in(folder)
        delete_all([file for file in files if file.name == _LAST])
        delete_all([file for file in files if file.name != _LAST])
        return
    gone = folder.with_name(f".{folder.name}.gone")
    shutil.rmtree(gone, ignore_errors=True)
    folder.rename(gone)
    shutil.rmtree(gone)


def remove_leftovers(folder: Place) -> None:
    """Remove what killed runs left unfinished directly below a folder. Only while nobody else writes there."""
    if not isinstance(folder, Path):
        files = files_in(folder)
        whole = {file.parent for file in files if file.name == _LAST}
        of_parts = (file for file in files if _IS_PART(file.parent.name))
        delete_all([file for file in of_parts if file.parent not in whole])
        return
    for left in folder.glob(".*"):
        if left.is_dir():
            shutil.rmtree(left)
        elif left.name.startswith(MARK):
            left.unlink()


def keep_units(process_folder: Place, parts: Iterable[Place], kept: pl.DataFrame, units_in_part: int) -> None:
    """Write the parts anew without the units that are not in `kept` (column unit), merged to parts of about
    `units_in_part`. At every moment each kept unit is in at least one whole part."""
    for group in _groups(parts, kept, units_in_part):
        speaks = _spoken_for(group).join(kept, on="unit", how="semi")
        if speaks.height:
            names = [file.stem for file in below(group[0], "*.parquet") if file.name != _LAST]
            frames = {name: _rows_of(group, name, speaks) for name in sorted(names)}
            merged = write_part(process_folder, frames | {"units": speaks.lazy().select("unit")})
            group = [part for part in group if part != merged]
        for part in group:
            remove(part)


def unit_counts(parts: Sequence[Place]) -> dict[Place, int]:
    """Units in each part."""
    return {part: scan_files([part / _LAST]).select(pl.len()).collect().item() for part in parts}


def byte_count(folder: Place) -> int:
    """Bytes of all files below a folder."""
    return sum(files_in(folder).values())


def _groups(parts: Iterable[Place], kept: pl.DataFrame, units_in_part: int) -> Iterator[list[Place]]:
    group: list[Place] = []
    count = 0
    for part in parts:
        group.append(part)
        count += _spoken_for([part]).join(kept, on="unit", how="semi").height
        if count >= units_in_part:
            yield group
            group, count = [], 0
    if group:
        yield group


def _spoken_for(parts: Sequence[Place]) -> pl.DataFrame:
    """unit and PART: of units that are in several parts, one part speaks."""
    rows = _scan([part / "units.parquet" for part in parts], UNIT)
    return rows.group_by("unit").agg(pl.col(PART).min()).collect().sort("unit")


def _rows_of(parts: Sequence[Place], name: str, speaks: pl.DataFrame) -> pl.LazyFrame:
    rows = _scan([part / f"{name}.parquet" for part in parts], {})
    return rows.join(speaks.lazy(), on=["unit", PART], how="semi").drop(PART)


def _scan(files: Sequence[Place], schema: Mapping[str, pl.DataType]) -> pl.LazyFrame:
    if not files:
        return pl.LazyFrame(schema=dict(schema) | {PART: pl.String()})
    rows = scan_files(files, PART)
    return rows.with_columns(pl.col(PART).str.strip_suffix(f"/{files[0].name}"))
