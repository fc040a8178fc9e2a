"""Names of a published database that a person may want to decide about. What counts as a doubt is in `doubts.sql`; how
it is shown belongs to the command."""

from pathlib import Path
from typing import NamedTuple

import duckdb

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
    """The most frequent doubts, at most `limit`, of one kind or of all."""
    parameters = {"kind": kind, "limit": limit, "candidates": _MOST_CANDIDATES, "width": _WIDTH}
    with duckdb.connect(str(database), read_only=True) as connection:
        return [Doubt(*row) for row in connection.execute(_QUERY, parameters).fetchall()]


def labels_of(database: Path, name: str) -> list[str]:
    """Labels of the entities that bear a name, the most frequent first."""
    query = "SELECT label FROM entities WHERE name = ? OR entity_id = ? ORDER BY mention_count DESC, label"
    with duckdb.connect(str(database), read_only=True) as connection:
        return [label for (label,) in connection.execute(query, [name, name]).fetchall()]
