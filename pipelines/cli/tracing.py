"""The command that walks a row back to its bytes."""

import json
import re
from typing import Annotated

import typer

from pipelines.cli.app import DatabaseOption, app, existing, query_rows
from pipelines.settings import NewsledgerError

# What an id alone says of its table, and the key's column; the first that has it is meant.
_IDENTIFIED = (
    ("mentions", "mention_id"),
    ("sentences", "sentence_id"),
    ("entities", "entity_id"),
    ("articles", "article_id"),
)


@app.command()
def trace(
    what: Annotated[str, typer.Argument(help="Id of a mention, sentence, entity or article; or the name of a table")],
    key: Annotated[
        list[str] | None, typer.Argument(metavar="COLUMN=VALUE", help="Key of the row, when a table is named")
    ] = None,
    database: DatabaseOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most places to show")] = 5,
) -> None:
    """Walk a row back to the bytes of its source files."""
    from rich.console import Console

    from pipelines.terminal import traced

    table, named = what, _key(key or [])
    path = existing(database)
    if not key:
        table, named = next(
            (
                (table, {column: what})
                for table, column in _IDENTIFIED
                if query_rows(path, f"SELECT 1 FROM {table} WHERE {column} = ?", 1, [what])[1]  # noqa: S608 (fixed names)
            ),
            ("", {}),
        )
    if not table:
        raise NewsledgerError(
            f"no mention, sentence, entity or article has the id {what!r}; for a row of another table, give the table "
            "and its key: newsledger trace entity_pairs entity_id_a=... entity_id_b=..."
        )
    columns, rows = query_rows(path, "FROM trace_row(?, ?::JSON)", None, [table, json.dumps(named)])
    if not rows:
        raise NewsledgerError(f"{table} has no row with the key {json.dumps(named)}, or it comes from no text")
    console = Console(highlight=False, soft_wrap=True)
    for number, row in enumerate(rows[:limit], start=1):
        if len(rows) > 1:
            console.rule(f"place {number} of {len(rows)}", align="left")
        for part in traced(dict(zip(columns, row, strict=True))):
            console.print(part)
    if len(rows) > limit:
        console.print(f"{len(rows) - limit:,} more places: use --limit, or newsledger sql with trace_row")


def _key(pairs: list[str]) -> dict[str, str]:
    """The key that is written as column=value. Raises BadParameter for anything else."""
    key = {}
    for pair in pairs:
        if not re.match(r"[a-z_]+=", pair):
            raise typer.BadParameter(f"{pair!r} is no part of a key: write column=value, source=unknown say")
        column, _, value = pair.partition("=")
        key[column] = value
    return key
