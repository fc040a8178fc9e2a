"""Verifying a published database: every row proven against the files, and all of it made again from them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import duckdb

from pipelines.engine.run import run_chain
from pipelines.engine.workspace import Reporter
from pipelines.ingestion.members import with_members
from pipelines.ingestion.objects import find_files
from pipelines.publishing.about import WITHOUT_TEXT_CAVEAT
from pipelines.publishing.difference import TableDifference, differing_tables
from pipelines.publishing.verification import Problem, unproven
from pipelines.settings import NewsledgerError, Settings

PROBLEMS_SHOWN = 100


@dataclass(frozen=True)
class Verification:
    """What verifying found. `problems` are the first that were found; `differences` is None when nothing was made
    again."""

    problems: tuple[Problem, ...]
    differences: tuple[TableDifference, ...] | None
    without_text: bool

    @property
    def is_sound(self) -> bool:
        return not self.problems and not self.differences


def verify(settings: Settings, reporter: Reporter | None = None, *, rebuild: bool = True) -> Verification:
    """Prove every row of the database against the bytes of the articles, and make the database again without the store.

    Of a database without texts only files and ties between tables are looked at, and it is made again. Raises
    NewsledgerError when the database or the articles cannot be read.
    """
    without_text = _is_without_text(settings.database)
    try:
        files = with_members(find_files(settings.articles), settings.limits)
    except OSError as error:
        raise NewsledgerError(f"cannot read the articles: {error}") from error
    found = unproven(settings.database, files, settings.limits, without_text=without_text)
    problems = tuple(islice(found, PROBLEMS_SHOWN))
    if not rebuild:
        return Verification(problems, None, without_text)
    with _scratch() as scratch:
        database = scratch / "newsledger.duckdb"
        again = replace(settings, data=scratch, database=database, bucket=None, without_text=without_text)
        run_chain(again, reporter)
        differences = differing_tables(settings.database, again.database, without_text=without_text)
        return Verification(problems, tuple(differences), without_text)


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="newsledger-verify-") as folder:
        yield Path(folder)


def _is_without_text(database: Path) -> bool:
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            rows = connection.execute(
                "SELECT 1 FROM about WHERE list_contains(caveats, ?)", [WITHOUT_TEXT_CAVEAT]
            ).fetchall()
    except duckdb.Error as error:
        reason = " ".join(str(error).split())[:300]
        raise NewsledgerError(f"{database} cannot be read as a database of newsledger: {reason}") from error
    return bool(rows)
