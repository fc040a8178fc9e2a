"""Which units the tables were last put together from: what of the store is in use.

Each process keeps the lists of the last few different corpora, so that switching between two of them in one data folder
loses no work. A list is a small Parquet file; its number says how recent it is among all of the step.
"""

import polars as pl

from pipelines.lineage.hashing import short_hash
from pipelines.lineage.parquet import scan_files, write_whole
from pipelines.places import Place, below, delete, folders_below, rename
from pipelines.schemas.units import UNIT

KEPT_LISTS = 4
_FOLDER = "wanted"


def note_wanted(process_folder: Place, units: pl.DataFrame) -> None:
    """Remember that the tables now want these units (column `unit`, each once) of a process, as the latest list."""
    ordered = units.select("unit").sort("unit")
    digest = short_hash(*ordered["unit"])
    number = 1 + max(map(recency, folders_below(process_folder.parent)), default=0)
    known = _lists(process_folder)
    latest = process_folder / _FOLDER / f"{number:08}.{digest}.parquet"
    same = [file for file in known if file.suffixes[0] == f".{digest}"]
    if same:
        rename(same[-1], latest)
    else:
        write_whole(ordered, latest)
    for file in _lists(process_folder)[:-KEPT_LISTS]:
        delete(file)


def forget_older(process_folder: Place) -> None:
    """Keep the latest list alone."""
    for file in _lists(process_folder)[:-1]:
        delete(file)


def wanted_last(process_folder: Place) -> pl.DataFrame:
    """The units that the tables want now, or wanted when they were last made by this process; maybe none."""
    return _read(_lists(process_folder)[-1:])


def wanted_lately(process_folder: Place) -> pl.DataFrame:
    """The units of all lists that are kept."""
    return _read(_lists(process_folder))


def recency(process_folder: Place) -> int:
    """The larger, the more recently the process was asked; 0 for never."""
    return max(map(_number, _lists(process_folder)), default=0)


def _read(files: list[Place]) -> pl.DataFrame:
    if not files:
        return pl.DataFrame(schema=UNIT)
    return scan_files(files).unique("unit").collect()


def _lists(process_folder: Place) -> list[Place]:
    """Oldest first; a name with a dot in front is one that was being written when its run was killed."""
    return below(process_folder / _FOLDER, "[0-9]*.parquet")


def _number(file: Place) -> int:
    return int(file.name.split(".")[0])
