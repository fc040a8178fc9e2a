"""Views of the published database: rows of a table that people ask for so often that they have a name of their own."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.publishing.ddl import literal, quoted
from pipelines.schemas import TABLES


@dataclass(frozen=True)
class View:
    """The rows of a table for which a column is true."""

    name: str
    table: str
    condition: str
    description: str


VIEWS = (
    View(
        "latest_articles",
        "articles",
        "is_latest_version",
        "Articles without older versions of the same document: one row for each document_id, near-duplicates under "
        "other documents included.",
    ),
    View(
        "unique_articles",
        "articles",
        "is_unique",
        "Articles without older versions and without near-duplicates of another article: what the columns of the "
        "aggregates count that begin with unique_.",
    ),
)


def view_statements(view: View) -> Iterator[str]:
    """CREATE VIEW, then a comment on the view and the comments of the table on its columns."""
    table, name = TABLES[view.table], quoted(view.name)
    yield f"CREATE VIEW {name} AS FROM {quoted(table.info.qualified_name)} WHERE {quoted(view.condition)}"
    yield f"COMMENT ON VIEW {name} IS {literal(view.description)}"
    for column, declared in table.columns().items():
        yield f"COMMENT ON COLUMN {name}.{quoted(column)} IS {literal(declared.description or '')}"
