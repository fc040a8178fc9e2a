"""What the commands share: the program itself, options, and the way to a database."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from pipelines.field_names import parse_field_names
from pipelines.settings import ENGINES, NewsledgerError, Settings

# No sentence is as long.
_LONGEST_SENTENCE = 1_000


class Group(TyperGroup):
    """Commands that are listed with the whole sentence that says what each does."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list into the help."""
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [(name, found.get_short_help_str(_LONGEST_SENTENCE)) for name, found in commands if found]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


app = typer.Typer(
    cls=Group,
    help="Turns a pile of raw news articles into a DuckDB analysis database, with lineage to the source files.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # help in boxes would take twice as long to be there as all else together
)

DatabaseOption = Annotated[
    Path | None, typer.Option("--database", help="DuckDB file [default: data/newsledger.duckdb]")
]
FieldNamesOption = Annotated[
    str | None,
    typer.Option("--map", metavar="FIELD=NAME,...", help="What fields are called: text=body,published_at=date"),
]


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        from importlib.metadata import version

        typer.echo(f"newsledger {version('newsledger')}")
        raise typer.Exit


@app.callback()
def newsledger(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    """Options of the command itself."""


def told_names(written: str) -> tuple[tuple[str, str], ...]:
    """The pairs of field and name in --map. Raises BadParameter for what names no field."""
    try:
        return parse_field_names(written)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--map") from error


def told_engine(written: str) -> str:
    """What --engine names. Raises BadParameter for what is no engine."""
    if written not in ENGINES:
        raise typer.BadParameter(f"{written!r} is not {' or '.join(ENGINES)}", param_hint="--engine")
    return written


def told_bucket(written: str) -> str:
    """What --bucket names. Raises BadParameter for what is no address of a bucket."""
    from pipelines.places import is_address

    if not is_address(written):
        raise typer.BadParameter(f"{written!r} is not of the form s3://bucket/prefix", param_hint="--bucket")
    return written


def existing(database: Path | None) -> Path:
    path = database or Settings.from_environment().database
    if not path.is_file():
        raise NewsledgerError(
            f"there is no database at {path}: make it with `newsledger run`, or name it with --database"
        )
    return path


def query_rows(
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
