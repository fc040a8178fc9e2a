"""The `newsledger` command. What belongs here: arguments, and how errors end. Imports are made where they are needed,
so that help is there at once."""

import io
import math
import signal
import sys
import time
from dataclasses import replace
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from pipelines.settings import NewsledgerError, Settings

app = typer.Typer(
    help="Turns a pile of raw news articles into a DuckDB analysis database, with lineage to the source files.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

EXAMPLE_QUERY = """
SELECT name, label, mention_count, article_count
FROM entities
ORDER BY mention_count DESC, name
LIMIT 5
""".strip()

# With less room, a table breaks its values into pieces that nobody can read.
_NARROWEST_COLUMN = 10

DatabaseOption = Annotated[
    Path | None, typer.Option("--database", help="DuckDB file [default: data/newsledger.duckdb]")
]


class Format(StrEnum):
    """How `newsledger sql` prints."""

    table = "table"
    csv = "csv"
    json = "json"


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        typer.echo(f"newsledger {version('newsledger')}")
        raise typer.Exit


@app.callback()
def newsledger(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    """Options of the command itself."""


@app.command()
def run(
    articles: Annotated[
        list[Path] | None, typer.Option("--articles", help="Files and folders to read [default: seeds/articles]")
    ] = None,
    more_articles: Annotated[list[Path] | None, typer.Argument(metavar="PATH", help="More files and folders")] = None,
    database: DatabaseOption = None,
    data: Annotated[Path | None, typer.Option("--data", help="Folder for tables and done work [default: data]")] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes that read [default: cores]")
    ] = None,
) -> None:
    """Make the database from the articles: only what is new or changed is worked on."""
    started = time.monotonic()
    from rich.console import Console

    from pipelines.engine.run import run_chain
    from pipelines.terminal import ProgressReporter, safe, table_of

    settings = Settings.from_environment()
    if data:
        settings = replace(settings, data=data, database=data / "newsledger.duckdb")
    if paths := [*(articles or ()), *(more_articles or ())]:
        settings = replace(settings, articles=tuple(paths))
    settings = replace(settings, database=database or settings.database, workers=workers or settings.workers)
    console = Console(highlight=False)
    with ProgressReporter(console) as reporter:
        published = run_chain(settings, reporter)
    console.print(table_of(("table", "rows"), published.row_counts.items()))
    columns, rows = _query(published.database, EXAMPLE_QUERY, 5)
    console.print(f"\n{EXAMPLE_QUERY}", markup=False)
    console.print(table_of(columns, rows))
    counts = published.row_counts
    summary = f"{counts['inputs']:,} inputs, {counts['articles']:,} articles in {time.monotonic() - started:.1f} s"
    console.print(f"{summary}\ndatabase: {safe(published.database)}", markup=False, soft_wrap=True)


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One SQL query, in DuckDB's dialect")],
    database: DatabaseOption = None,
    format_: Annotated[Format, typer.Option("--format", help="How to print")] = Format.table,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Most rows to print as a table")] = 100,
) -> None:
    """Ask the database. It is opened for reading only."""
    path = _existing(database)
    if format_ is Format.table:
        from rich.console import Console

        from pipelines.terminal import records_of, table_of

        columns, rows = _query(path, query, limit + 1)
        console = Console(highlight=False)
        if len(columns) * _NARROWEST_COLUMN > console.width:
            for record in records_of(columns, rows[:limit]):
                console.print(record, "")
        else:
            console.print(table_of(columns, rows[:limit]))
        if len(rows) > limit:
            console.print(f"more than {limit} rows: use --limit, or --format csv")
        return
    columns, rows = _query(path, query, None)
    if format_ is Format.csv:
        import csv

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([columns, *rows])
    else:
        import json

        if len(set(columns)) < len(columns):
            raise NewsledgerError("two columns of the answer have one name, and JSON has room for one: use AS")
        for row in rows:
            values = (str(v) if isinstance(v, float) and not math.isfinite(v) else v for v in row)
            typer.echo(json.dumps(dict(zip(columns, values, strict=True)), default=str, ensure_ascii=False))


@app.command()
def trace(
    mention_id: Annotated[str, typer.Argument(help="mention_id of a row of mentions")], database: DatabaseOption = None
) -> None:
    """Walk one mention back to its place in the source file."""
    from rich.console import Console

    from pipelines.terminal import traced

    columns, rows = _query(_existing(database), "FROM trace_mention(?)", None, [mention_id])
    if not rows:
        raise NewsledgerError(f"no mention has the id {mention_id!r}: take one from the column mentions.mention_id")
    console = Console(highlight=False, soft_wrap=True)
    for part in traced(dict(zip(columns, rows[0], strict=True))):
        console.print(part)


def _existing(database: Path | None) -> Path:
    path = database or Settings.from_environment().database
    if not path.is_file():
        raise NewsledgerError(
            f"there is no database at {path}: make it with `newsledger run`, or name it with --database"
        )
    return path


def _query(
    database: Path, query: str, most: int | None, parameters: list[object] | None = None
) -> tuple[list[str], list[tuple[object, ...]]]:
    """Column names and rows (at most `most`) of a query. Raises NewsledgerError with what DuckDB says."""
    import duckdb

    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            if not connection.extract_statements(query):
                raise NewsledgerError('the query is empty: write one, for example "SELECT * FROM about"')
            cursor = connection.execute(query, parameters or [])
            columns = [str(column[0]) for column in cursor.description or ()]
            rows = cursor.fetchall() if most is None else cursor.fetchmany(most)
    except (duckdb.Error, RuntimeError) as error:  # a query that is interrupted ends in a plain RuntimeError
        raise NewsledgerError(" ".join(str(error).split())[:1000]) from error
    return columns, rows


def _interrupted(signal_number: int, frame: object) -> None:
    raise NewsledgerError("interrupted: what is finished is kept, the next run goes on from there")


def main() -> None:
    """Run the command; end with 0 on success, 1 with one line on an error, 2 on wrong usage."""
    signal.signal(signal.SIGINT, _interrupted)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show a character shows its code
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except NewsledgerError as error:
        message = str(error)
    except OSError as error:
        message = f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}"
    else:
        return
    from pipelines.terminal import safe

    sys.stderr.write(f"newsledger: {safe(message)}\n")
    sys.exit(1)
