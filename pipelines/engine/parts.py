"""Parts: folders of Parquet files with the results of one batch of units. A part gets its name when it is whole, and
loses it before it goes, so that whoever looks sees whole parts only, however a run ends."""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from pipelines.lineage.hashing import short_hash
from pipelines.schemas.units import UNIT

PART = "_part"
_PARTS = "[0-9a-f]" * 16


def parts_in(process_folder: Path) -> list[Path]:
    """The whole parts of a process, in order of name."""
    return sorted(process_folder.glob(_PARTS))


def scan_parts(process_folder: Path, name: str, schema: Mapping[str, pl.DataType]) -> pl.LazyFrame:
    """The rows of one table in all whole parts, each with the part's folder in the column PART."""
    return _scan([part / f"{name}.parquet" for part in parts_in(process_folder)], schema)


def write_part(process_folder: Path, frames: Mapping[str, pl.DataFrame | pl.LazyFrame]) -> Path | None:
    """Write results as a part, one frame after the other; one that is there already is equal, and stays.

    The last frame, `units`, says whose results they are. Where it is empty no part is written.
    """
    new = process_folder / f".new.{os.getpid()}"
    new.mkdir(parents=True, exist_ok=True)
    for name, rows in frames.items():
        rows.lazy().sink_parquet(new / f"{name}.parquet")
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


def remove(folder: Path) -> None:
    """Remove a part, or all of a process: at once for whoever looks for it, then its files."""
    gone = folder.with_name(f".{folder.name}.gone")
    shutil.rmtree(gone, ignore_errors=True)
    folder.rename(gone)
    shutil.rmtree(gone)


def remove_leftovers(folder: Path) -> None:
    """Remove what killed runs left unfinished directly below a folder. Only while nobody else writes there."""
    for left in folder.glob(".*"):
        if left.is_dir():
            shutil.rmtree(left)


def keep_units(process_folder: Path, parts: Iterable[Path], kept: pl.DataFrame, units_in_part: int) -> None:
    """Write the parts anew without the units that are not in `kept` (column unit), merged to parts of about
    `units_in_part`. At every moment each kept unit is in at least one whole part."""
    for group in _groups(parts, kept, units_in_part):
        speaks = _spoken_for(group).join(kept, on="unit", how="semi")
        if speaks.height:
            names = [file.stem for file in group[0].glob("*.parquet") if file.stem != "units"]
            frames = {name: _rows_of(group, name, speaks) for name in sorted(names)}
            merged = write_part(process_folder, frames | {"units": speaks.lazy().select("unit")})
            group = [part for part in group if part != merged]
        for part in group:
            remove(part)


def unit_counts(parts: Sequence[Path]) -> dict[Path, int]:
    """Units in each part."""
    return {
        part: pl.scan_parquet(part / "units.parquet", glob=False).select(pl.len()).collect().item() for part in parts
    }


def byte_count(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _groups(parts: Iterable[Path], kept: pl.DataFrame, units_in_part: int) -> Iterator[list[Path]]:
    group: list[Path] = []
    count = 0
    for part in parts:
        group.append(part)
        count += _spoken_for([part]).join(kept, on="unit", how="semi").height
        if count >= units_in_part:
            yield group
            group, count = [], 0
    if group:
        yield group


def _spoken_for(parts: Sequence[Path]) -> pl.DataFrame:
    """unit and PART: of units that are in several parts, one part speaks."""
    rows = _scan([part / "units.parquet" for part in parts], UNIT)
    return rows.group_by("unit").agg(pl.col(PART).min()).collect().sort("unit")


def _rows_of(parts: Sequence[Path], name: str, speaks: pl.DataFrame) -> pl.LazyFrame:
    rows = _scan([part / f"{name}.parquet" for part in parts], {})
    return rows.join(speaks.lazy(), on=["unit", PART], how="semi").drop(PART)


def _scan(files: Sequence[Path], schema: Mapping[str, pl.DataType]) -> pl.LazyFrame:
    if not files:
        return pl.LazyFrame(schema=dict(schema) | {PART: pl.String()})
    rows = pl.scan_parquet(list(files), glob=False, include_file_paths=PART)
    return rows.with_columns(pl.col(PART).str.strip_suffix(f"/{files[0].name}"))
