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


_BEARERS = (
    """SELECT entity_id, label, country_code, mention_count FROM entities
    WHERE lower(name) = lower($name) OR entity_id = $name ORDER BY mention_count DESC, label, entity_id""",
    """SELECT NULL, label, NULL, count(*) FROM mentions
    WHERE is_ambiguous AND entity_id IS NULL AND lower(regexp_replace(text, '[''’]s?$', '')) = lower($name)
    GROUP BY label ORDER BY count(*) DESC, label""",
    """SELECT NULL, e.label, NULL, sum(a.mention_count)::BIGINT
    FROM entity_aliases AS a JOIN entities AS e USING (entity_id)
    WHERE lower(a.alias) = lower($name) GROUP BY e.label ORDER BY sum(a.mention_count) DESC, e.label""",
)


class Bearer(NamedTuple):
    """An entity that is called so; `entity_id` and `country_code` are null for a name that is no entity by itself."""

    entity_id: str | None
    label: str
    country_code: str | None
    mention_count: int


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


def bearers(database: Path, name: str) -> list[Bearer]:
    """Who is called so, or has that id, the most frequent first: entities by their names; where there is none, the
    name that is left to nobody; where that is not either, the labels of entities that have it for an alias. Letter
    case is set aside. Raises NewsledgerError as `doubts` does."""
    for query in _BEARERS:
        found = [Bearer(*row) for row in _rows(database, query, {"name": name})]
        if found:
            return found
    return []


def _rows(database: Path, query: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.execute(query, dict(parameters)).fetchall()
    except (duckdb.BinderException, duckdb.CatalogException) as error:
        raise NewsledgerError(f"{database} was made by another version: make it anew with `newsledger run`") from error
    except duckdb.Error as error:
        raise NewsledgerError(f"cannot ask {database}: {' '.join(str(error).split())[:500]}") from error
