"""Names of a published database that a person may want to decide about. What counts as a doubt is in `doubts.sql`; how
it is shown belongs to the command."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from pipelines.settings import NewsledgerError

KINDS = ("surname", "unexplained", "label", "near")
_QUERY = (Path(__file__).parent / "doubts.sql").read_text("utf-8")
_MOST_CANDIDATES = 5
# Characters of the text on each side of the name.
_WIDTH = 50


class Doubt(NamedTuple):
    """One name. `candidates` are the entities it may be, or the labels it has, with their mentions in brackets, the
    most frequent first; `context` is where it stands first, null in a database without texts."""

    kind: str
    name: str
    label: str
    mention_count: int
    article_count: int
    candidates: list[str]
    context: str | None


def doubts(database: Path, kind: str | None, limit: int) -> list[Doubt]:
    """The most frequent doubts, at most `limit`, of one kind or of all. Raises NewsledgerError for a database that
    cannot be asked."""
    parameters = {"kind": kind, "limit": limit, "candidates": _MOST_CANDIDATES, "width": _WIDTH}
    return [Doubt(*row) for row in _rows(database, _QUERY, parameters)]


def labels_of(database: Path, name: str) -> list[str]:
    """Labels of the entities that bear a name, the most frequent first. Raises NewsledgerError as `doubts` does."""
    query = "SELECT label FROM entities WHERE name = $name OR entity_id = $name ORDER BY mention_count DESC, label"
    return [label for (label,) in _rows(database, query, {"name": name})]


def _rows(database: Path, query: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.execute(query, dict(parameters)).fetchall()
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise NewsledgerError(f"{database} was made by another version: make it anew with `newsledger run`") from error
    except duckdb.Error as error:
        raise NewsledgerError(f"cannot ask {database}: {' '.join(str(error).split())[:500]}") from error
