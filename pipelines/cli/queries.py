"""The command that asks a database."""

import json
import math
import sys
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import typer

from pipelines.cli.app import DatabaseOption, app, existing, query_rows
from pipelines.settings import NewsledgerError

# With less room, a table breaks its values into pieces that nobody can read.
_NARROWEST_COLUMN = 10


class Format(StrEnum):
    """How `newsledger sql` prints."""

    table = "table"
    csv = "csv"
    json = "json"


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One SQL query, in DuckDB's dialect")],
    database: DatabaseOption = None,
    format_: Annotated[Format, typer.Option("--format", help="How to print")] = Format.table,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most rows to print as a table")] = 100,
) -> None:
    """Ask the database. It is opened for reading only."""
    path = existing(database)
    if format_ is Format.table:
        from rich.console import Console

        from pipelines.terminal import records_of, table_of

        columns, rows = query_rows(path, query, limit + 1)
        console = Console(highlight=False)
        if len(columns) * _NARROWEST_COLUMN > console.width:
            for record in records_of(columns, rows[:limit]):
                console.print(record, "")
        else:
            console.print(table_of(columns, rows[:limit]))
        if len(rows) > limit:
            console.print(f"more than {limit} rows: use --limit, or --format csv")
        return
    columns, rows = query_rows(path, query, None)
    if format_ is Format.csv:
        import csv

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(map(_csv_value, row) for row in rows)
    else:
        if len(set(columns)) < len(columns):
            raise NewsledgerError("two columns of the answer have one name, and JSON has room for one: use AS")
        for row in rows:
            values = (str(v) if isinstance(v, float) and not math.isfinite(v) else v for v in row)
            typer.echo(as_json(dict(zip(columns, values, strict=True))))


def _csv_value(value: object) -> object:
    """A value as other programs write it: truth in small letters, lists and structs as JSON."""
    if isinstance(value, bool):
        return str(value).lower()
    return as_json(value) if isinstance(value, list | dict) else value


def as_json(value: object) -> str:
    """JSON in which a decimal is a number, and what JSON has no kind for is a text."""
    return json.dumps(value, default=lambda v: float(v) if isinstance(v, Decimal) else str(v), ensure_ascii=False)
