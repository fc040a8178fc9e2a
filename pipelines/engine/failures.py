"""Texts that no worker can work on: what ended a worker, or took too long, also by itself. They are remembered beside
the results of their process, so that no later run dies of them again, with the articles that are rejected for them.

What is remembered goes with the process (another model or rule is tried anew) and by `newsledger store prune`.
"""

from collections.abc import Iterable

import polars as pl

from pipelines.engine.workers import Lost
from pipelines.lineage.hashing import short_hash
from pipelines.lineage.parquet import scan_files, write_whole
from pipelines.places import Place, below, delete
from pipelines.schemas.units import UNIT
from pipelines.settings import NewsledgerError

# `article_id` is null where the unit belongs to no article, such as a file.
FAILURES: dict[str, pl.DataType] = UNIT | dict.fromkeys(("article_id", "reason", "error"), pl.String())
_FOLDER = "failed"


class RejectedError(NewsledgerError):
    """Articles are to be rejected, and the chain to be made again without them from its first step."""

    def __init__(self, step: str, failed: pl.DataFrame) -> None:
        count = failed["article_id"].n_unique()
        reasons = ", ".join(sorted(set(failed["reason"])))
        self.rejected = f"{count} article{'' if count == 1 else 's'} rejected, no worker can work on {step}: {reasons}"
        super().__init__(f"{self.rejected}; run the whole chain again, it goes on without")


def failed_units(process_folder: Place) -> pl.DataFrame:
    """Rows of FAILURES of one process; maybe none."""
    files = below(process_folder / _FOLDER, "[0-9a-f]*.parquet")
    return scan_files(files).unique().collect() if files else pl.DataFrame(schema=FAILURES)


def note_failed(process_folder: Place, lost: Iterable[tuple[str, Lost]], articles: pl.LazyFrame | None) -> pl.DataFrame:
    """Remember units that were lost, with all articles (article_id, unit) that have one. Returns all rows of FAILURES
    about these units."""
    rows = [(unit, found.reason, found.error) for unit, found in lost]
    units = pl.DataFrame(rows, schema=dict.fromkeys(("unit", "reason", "error"), pl.String()), orient="row")
    return _note(process_folder, units, articles)


def note_more_articles(process_folder: Place, failed: pl.DataFrame, articles: pl.LazyFrame) -> pl.DataFrame:
    """Of units that are known to fail: remember the articles that were not known to have one, and return their rows."""
    units = failed.select("unit", "reason", "error").unique("unit", keep="any")
    have_one = articles.join(units.lazy().select("unit"), on="unit", how="semi")
    known = failed.lazy().select("unit", "article_id")
    new = have_one.join(known, on=["unit", "article_id"], how="anti").select("unit", "article_id").unique().collect()
    if new.is_empty():
        return pl.DataFrame(schema=FAILURES)
    return _note(process_folder, units.join(new.select("unit").unique(), on="unit"), new.lazy())


def _note(process_folder: Place, units: pl.DataFrame, articles: pl.LazyFrame | None) -> pl.DataFrame:
    if articles is None:
        rows = units.with_columns(pl.lit(None, pl.String()).alias("article_id"))
    else:
        of_articles = articles.select("unit", "article_id").unique()
        rows = units.lazy().join(of_articles, on="unit", how="left").collect()
    rows = rows.select(*FAILURES).sort("unit", "article_id")
    name = short_hash(*(f"{unit}:{article_id}" for unit, article_id in rows.select("unit", "article_id").iter_rows()))
    write_whole(rows, process_folder / _FOLDER / f"{name}.parquet")
    return rows


def forget_failed(process_folder: Place) -> None:
    """Remember none any more."""
    for file in below(process_folder / _FOLDER, "*.parquet"):
        delete(file)
