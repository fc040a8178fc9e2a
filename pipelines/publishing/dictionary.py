"""The data dictionary: what every published table and column means, derived from the declarations. No fact is stated
here that is stated there; the database's comments say the same words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.publishing.ddl import sql_type
from pipelines.publishing.markdown import table
from pipelines.publishing.views import VIEWS
from pipelines.schemas import TABLES, Table
from pipelines.schemas.columns import NAME_LABELS
from pipelines.schemas.labels import LABELS, OTHER
from pipelines.settings import NewsledgerError

LABEL_COLUMNS = ("label", "kind", "means", "to watch for")
# On a terminal; the page has room for all of it.
_EXAMPLE_CHARACTERS = 32
_HEAD = """# Data dictionary

Every table of the database, as `pipelines/schemas` declares it. This page is made by `make dictionary`; do not edit
it. The same words are in the database itself (`duckdb_tables()`, `duckdb_columns()`) and on the terminal
(`newsledger dictionary [TABLE]`).

Spans are half-open, 0-based, and count Unicode code points: `char_start` and `char_end` in the clean field,
`raw_start` and `raw_end` in the source text. An aggregate's description says which articles it counts. A column holds
null only where that is said. Examples are written as `newsledger sql --format json` prints them.
"""
_VIEWS_HEAD = """## Views

What people ask for so often that it has a name of its own. The database's comments say what each column means.
"""
_LABELS_HEAD = """## Labels

What `mentions.label`, `mentions.model_label` and `entities.label` say. Names have an entity (`mentions.entity_id`);
values have none. The label is a statistical model's, set right where the words around it or the rest of the article
say otherwise (`mentions.rule`).
"""


@dataclass(frozen=True)
class ColumnEntry:
    """A column, as the dictionary has it. `constraint` is 'key', 'null' where it may be null, or empty."""

    name: str
    type: str
    constraint: str
    unit: str
    meaning: str
    example: str


@dataclass(frozen=True)
class TableEntry:
    """A table, as the dictionary has it."""

    name: str
    schema: str
    grain: str
    description: str
    columns: tuple[ColumnEntry, ...]

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Name, type, meaning and example of each column, in few words, for a terminal."""
        return [
            (
                column.name,
                f"{column.type}{f', {column.constraint}' if column.constraint else ''}",
                f"{column.meaning}{f' [{column.unit}]' if column.unit else ''}",
                _cut(column.example),
            )
            for column in self.columns
        ]


def entries() -> list[TableEntry]:
    """Every published table: those of the schema main, then those of lineage, each in the order of the data's flow."""
    published = [_entry(declared) for declared in TABLES.values() if declared.info.is_published]
    return sorted(published, key=lambda entry: entry.schema != "main")


def entry(name: str) -> TableEntry:
    """The table of this name, with or without its schema. Raises NewsledgerError that names the known ones."""
    known = entries()
    for found in known:
        if name.lower() in (found.name, found.name.rpartition(".")[2]):
            return found
    raise NewsledgerError(f"there is no table {name!r}; known: {', '.join(found.name for found in known)}")


def label_rows() -> list[tuple[str, str, str, str]]:
    """Label, kind (name, value or neither), meaning and caveat."""
    kinds = dict.fromkeys(NAME_LABELS, "name") | {OTHER: "neither"}
    return [(name, kinds.get(name, "value"), *label) for name, label in LABELS.items()]


def markdown() -> str:
    """The text of docs/data_dictionary.md."""
    return "\n".join([_HEAD, *_overview(), *(_table_text(found) for found in entries()), _view_text(), _label_text()])


def _entry(declared: type[Table]) -> TableEntry:
    key = declared.primary_key()
    columns = []
    for name, column in declared.columns().items():
        metadata = column.metadata or {}
        constraint = "key" if name in key else "null" if column.nullable else ""
        columns.append(
            ColumnEntry(
                name,
                sql_type(column.dtype).replace('"', ""),  # names that need no quotes
                constraint,
                metadata.get("unit", ""),
                column.description or "",
                _shown(metadata.get("example", "")),
            )
        )
    info = declared.info
    return TableEntry(info.qualified_name, info.namespace, info.grain, declared.description(), tuple(columns))


def _cut(text: str) -> str:
    return text if len(text) <= _EXAMPLE_CHARACTERS else f"{text[:_EXAMPLE_CHARACTERS].rstrip(' …')}…"


def _shown(example: object) -> str:
    return example if isinstance(example, str) else json.dumps(example, ensure_ascii=False)


def _overview() -> Iterator[str]:
    rows = [(f"[`{found.name}`](#{found.name.replace('.', '')})", found.grain) for found in entries()]
    yield table(("table", "one row"), rows)


def _table_text(found: TableEntry) -> str:
    rows = (
        (
            f"`{column.name}`",
            f"`{column.type}`",
            column.constraint,
            column.unit,
            _plain(column.meaning),
            f"`{_code(column.example)}`" if column.example else "",
        )
        for column in found.columns
    )
    columns = table(("column", "type", "", "unit", "meaning", "example"), rows)
    return f"## {found.name}\n\n{_plain(found.description)} One row: {_plain(found.grain)}.\n\n{columns}"


def _view_text() -> str:
    reads = {view.name: ", ".join(f"`{name}`" for name in view.reads) for view in VIEWS}
    rows = ((f"`{view.name}`", reads[view.name], _plain(view.description)) for view in VIEWS)
    return f"{_VIEWS_HEAD}\n{table(('view', 'reads', 'what'), rows)}"


def _label_text() -> str:
    rows = ((f"`{name}`", kind, _plain(meaning), _plain(caveat)) for name, kind, meaning, caveat in label_rows())
    return f"{_LABELS_HEAD}\n{table(LABEL_COLUMNS, rows)}"


def _code(text: str) -> str:
    """The project's own words between backticks, in a table."""
    return text.replace("|", "\\|")


def _plain(text: str) -> str:
    """The project's own words, free of what Markdown would take for markup."""
    for sign in "\\|<*`":
        text = text.replace(sign, f"\\{sign}")
    return text
