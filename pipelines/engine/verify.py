"""Verifying a published database: every row proven against the files, and all of it made again from them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import duckdb

from pipelines.engine.run import run_chain
from pipelines.engine.step import Reporter
from pipelines.ingestion.objects import find_files
from pipelines.publishing.difference import TableDifference, differing_tables
from pipelines.publishing.verification import Problem, unproven
from pipelines.settings import NewsledgerError, Settings

PROBLEMS_SHOWN = 100


@dataclass(frozen=True)
class Verification:
    """What verifying found. `problems` are the first that were found; None where a part was left out."""

    problems: tuple[Problem, ...] | None
    differences: tuple[TableDifference, ...] | None

    @property
    def is_sound(self) -> bool:
        return not self.problems and not self.differences


def verify(settings: Settings, reporter: Reporter | None = None, *, rebuild: bool = True) -> Verification:
    """Prove every row of the database against the bytes of the articles, and make the database again without the store.

    A database without texts has no rows to prove and is made again only. Raises NewsledgerError when the database or
    the articles cannot be read.
    """
    without_text = _is_without_text(settings.database)
    problems = None
    if not without_text:
        try:
            files = find_files(settings.articles)
        except OSError as error:
            raise NewsledgerError(f"cannot read the articles: {error}") from error
        problems = tuple(islice(unproven(settings.database, files), PROBLEMS_SHOWN))
    if not rebuild:
        return Verification(problems, None)
    with _scratch() as scratch:
        again = replace(settings, data=scratch, database=scratch / "newsledger.duckdb", without_text=without_text)
        run_chain(again, reporter)
        found = differing_tables(settings.database, again.database, without_text=without_text)
        return Verification(problems, tuple(found))


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="newsledger-verify-") as folder:
        yield Path(folder)


def _is_without_text(database: Path) -> bool:
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            rows = connection.sql("SELECT 1 FROM lineage.source_texts WHERE text IS NULL LIMIT 1").fetchall()
    except duckdb.Error as error:
        reason = " ".join(str(error).split())[:300]
        raise NewsledgerError(f"{database} cannot be read as a database of newsledger: {reason}") from error
    return bool(rows)
