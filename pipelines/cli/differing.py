"""The command that says what changed between two runs, and why."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.app import app
from pipelines.cli.telling import MarkdownOption, show
from pipelines.settings import Settings


@app.command()
def diff(
    runs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[RUN_A] [RUN_B]", help="Run ids or their beginnings [default: the last two runs]"),
    ] = None,
    data: Annotated[Path | None, typer.Option("--data", help="Folder for tables and done work [default: data]")] = None,
    with_articles: Annotated[bool, typer.Option("--articles", help="Also list the articles")] = False,
    as_markdown: MarkdownOption = False,
    with_exit_code: Annotated[bool, typer.Option("--exit-code", help="End with 1 when anything changed")] = False,
) -> None:
    """Say what changed between two runs, and why. One run is compared with the one before it."""
    asked = runs or []
    if len(asked) > 2:
        raise typer.BadParameter("name at most two runs")
    from pipelines.engine.differences import compare_runs

    settings = Settings.from_environment()
    if data:
        settings = replace(settings, data=data)
    compared = compare_runs(settings, asked, with_articles=with_articles)
    show(compared.sections, as_markdown)
    if with_exit_code and compared.has_changes:
        raise typer.Exit(1)
