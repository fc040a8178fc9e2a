"""Which units the tables were last put together from: what of the store is in use.

Each process keeps the lists of the last few different corpora, so that switching between two of them in one data folder
loses no work. A list is a small Parquet file; its number says how recent it is among all of the step.
"""

from pathlib import Path

import polars as pl

from pipelines.lineage.hashing import short_hash
from pipelines.schemas.units import UNIT

KEPT_LISTS = 4
_FOLDER = "wanted"


def note_wanted(process_folder: Path, units: pl.DataFrame) -> None:
    """Remember that the tables now want these units (column `unit`, each once) of a process, as the latest list."""
    ordered = units.select("unit").sort("unit")
    digest = short_hash(*ordered["unit"])
    number = 1 + max((_number(file) for file in process_folder.parent.glob(f"*/{_FOLDER}/*.parquet")), default=0)
    known = _lists(process_folder)
    latest = process_folder / _FOLDER / f"{number:08}.{digest}.parquet"
    same = [file for file in known if file.suffixes[0] == f".{digest}"]
    if same:
        same[-1].replace(latest)
    else:
        latest.parent.mkdir(parents=True, exist_ok=True)
        new = latest.with_name(f".{latest.name}")
        ordered.write_parquet(new)
        new.replace(latest)
    for file in _lists(process_folder)[:-KEPT_LISTS]:
        file.unlink()


def forget_older(process_folder: Path) -> None:
    """Keep the latest list alone."""
    for file in _lists(process_folder)[:-1]:
        file.unlink()


def wanted_last(process_folder: Path) -> pl.DataFrame:
    """The units that the tables want now, or wanted when they were last made by this process; maybe none."""
    return _read(_lists(process_folder)[-1:])


def wanted_lately(process_folder: Path) -> pl.DataFrame:
    """The units of all lists that are kept."""
    return _read(_lists(process_folder))


def recency(process_folder: Path) -> int:
    """The larger, the more recently the process was asked; 0 for never."""
    return max(map(_number, _lists(process_folder)), default=0)


def _read(files: list[Path]) -> pl.DataFrame:
    if not files:
        return pl.DataFrame(schema=UNIT)
    return pl.concat([pl.read_parquet(file, glob=False) for file in files]).unique("unit")


def _lists(process_folder: Path) -> list[Path]:
    """Oldest first; a name with a dot in front is one that was being written when its run was killed."""
    return sorted((process_folder / _FOLDER).glob("[0-9]*.parquet"))


def _number(file: Path) -> int:
    return int(file.name.split(".")[0]) if not file.name.startswith(".") else 0
