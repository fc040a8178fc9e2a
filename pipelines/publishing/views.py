"""Views of the published database: what people ask for so often that it has a name of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.publishing.ddl import literal, quoted
from pipelines.schemas import TABLES


@dataclass(frozen=True)
class View:
    """A query over published tables. `columns` says what each of its columns means."""

    name: str
    reads: tuple[str, ...]
    query: str
    description: str
    columns: Mapping[str, str]


def _rows_of(table: str, condition: str, name: str, description: str) -> View:
    """The rows of a table for which a column is true, with all its columns."""
    declared = TABLES[table]
    query = f"FROM {quoted(declared.info.qualified_name)} WHERE {quoted(condition)}"
    return View(name, (table,), query, description, _meanings(table))


def _meanings(table: str) -> dict[str, str]:
    return {name: column.description or "" for name, column in TABLES[table].columns().items()}


VIEWS = (
    _rows_of(
        "articles",
        "is_latest_version",
        "latest_articles",
        "Articles without older versions of the same document: one row for each document_id, near-duplicates under "
        "other documents included.",
    ),
    _rows_of(
        "articles",
        "is_unique",
        "unique_articles",
        "Articles without older versions and without near-duplicates of another article: what the columns of the "
        "aggregates count that begin with unique_.",
    ),
    View(
        "kwic",
        ("articles", "entities", "mentions"),
        Path(__file__).with_name("kwic.sql").read_text("utf-8"),
        "Key words in context: every mention with the words around it, near-duplicates and older versions of a "
        "document included. concordance('any words') gives the same for words that are no names.",
        _meanings("mentions")
        | {name: _meanings("articles")[name] for name in ("source", "published_date", "is_unique")}
        | {
            "entity": "Name of the entity; null where the mention has none.",
            "left_context": "Up to 60 characters before the hit, with every run of white space as one space.",
            "hit": "The mention as it stands in the clean field.",
            "right_context": "Up to 60 characters after the hit, with every run of white space as one space.",
        },
    ),
)


def view_statements(view: View) -> Iterator[str]:
    """CREATE VIEW and a comment on the view. `column_comment` has what follows, once its columns are known."""
    yield f"CREATE VIEW {quoted(view.name)} AS {view.query}"
    yield f"COMMENT ON VIEW {quoted(view.name)} IS {literal(view.description)}"


def column_comment(view: View, column: str) -> str:
    """COMMENT ON a column of the view. Raises KeyError for a column whose meaning nobody wrote down."""
    return f"COMMENT ON COLUMN {quoted(view.name)}.{quoted(column)} IS {literal(view.columns[column])}"
