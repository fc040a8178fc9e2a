"""Commands that tell about a database: what its columns mean, what is in it, and how it differs from another."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.app import DatabaseOption, app, existing

if TYPE_CHECKING:
    from pipelines.publishing.summary import Section

MarkdownOption = Annotated[bool, typer.Option("--markdown", help="As Markdown, for a page or a CI server")]


@app.command()
def dictionary(
    table: Annotated[str | None, typer.Argument(help="One table [default: all]")] = None,
    as_markdown: MarkdownOption = False,
) -> None:
    """Say what every table and column means: type, key, unit, example."""
    from pipelines.publishing.dictionary import LABEL_COLUMNS, entries, entry, label_rows, markdown

    if as_markdown:
        typer.echo(markdown(), nl=False)
        return
    from rich.console import Console

    from pipelines.terminal import table_of

    console = Console(highlight=False)
    shown = [entry(table)] if table else entries()
    for found in shown:
        console.print(f"[bold]{found.name}[/bold]", f"{found.description} One row: {found.grain}.", sep="\n")
        console.print(table_of(("column", "type", "meaning", "example"), found.rows()), "")
    if any(column.name == "label" for found in shown for column in found.columns):
        console.print("[bold]labels[/bold]", table_of(LABEL_COLUMNS, label_rows()))


@app.command()
def compare(
    one: Annotated[Path, typer.Argument(metavar="DATABASE_A", help="A database")],
    other: Annotated[Path, typer.Argument(metavar="DATABASE_B", help="Another")],
    as_markdown: MarkdownOption = False,
) -> None:
    """Compare the fingerprints of the runs that made two databases: exit code 1 when a table differs."""
    from pipelines.publishing.summary import differences

    found = differences(one, other)
    show([found], as_markdown)
    if found.rows:
        raise typer.Exit(1)


@app.command()
def summary(
    database: DatabaseOption = None,
    against: Annotated[Path | None, typer.Option("--against", help="Older database: say what has changed")] = None,
    as_markdown: MarkdownOption = False,
) -> None:
    """Sum up a database: rows, corrections, rejected inputs, and what has changed since an older one."""
    from pipelines.publishing import summary as summaries

    show(summaries.summary(existing(database), against), as_markdown)


def show(sections: "Sequence[Section]", as_markdown: bool) -> None:
    """Print sections on the terminal, or as Markdown."""
    if as_markdown:
        from pipelines.publishing.summary import markdown_of

        typer.echo(markdown_of(sections))
        return
    from rich.console import Console

    from pipelines.terminal import table_of

    console = Console(highlight=False)
    for section in sections:
        console.print(section.heading, style="bold")
        if section.rows:
            console.print(table_of(section.columns, section.rows))
        if section.left_out:
            console.print(f"... and {section.left_out:,} more")
        console.print()
