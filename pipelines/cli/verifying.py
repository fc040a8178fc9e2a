"""The command that verifies a database."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.app import DatabaseOption, FieldNamesOption, app, existing, told_names
from pipelines.settings import Settings


@app.command()
def verify(
    articles: Annotated[
        list[Path] | None,
        typer.Option("--articles", help="Files and folders that the database was made from [default: seeds/articles]"),
    ] = None,
    database: DatabaseOption = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes that read [default: cores]")
    ] = None,
    field_names: FieldNamesOption = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild/--no-rebuild", help="Also make the database again from the files, and compare")
    ] = True,
) -> None:
    """Prove every row against the source files, and make all of it again from them: exit code 1 if anything differs."""
    from rich.console import Console

    from pipelines.engine.verify import PROBLEMS_SHOWN
    from pipelines.engine.verify import verify as verified
    from pipelines.terminal import ProgressReporter, table_of

    settings = Settings.from_environment()
    settings = replace(
        settings,
        articles=tuple(articles) if articles else settings.articles,
        database=existing(database),
        workers=workers or settings.workers,
        field_names=settings.field_names if field_names is None else told_names(field_names),
    )
    console = Console(highlight=False)
    with ProgressReporter(console) as reporter:
        found = verified(settings, reporter, rebuild=rebuild)
    if found.problems:
        console.print("Rows that do not walk back to their bytes", style="bold")
        console.print(table_of(("file", "article", "field", "problem"), found.problems))
        if len(found.problems) == PROBLEMS_SHOWN:
            console.print(f"These are the first {PROBLEMS_SHOWN}.")
    elif found.without_text:
        console.print("The files are those that were read. Without texts, rows were not proven one by one.")
    else:
        console.print("Every sentence, mention, correction and edit walks back to the bytes of its source file.")
    if found.problems and all("not among the articles" in problem.problem for problem in found.problems):
        console.print("Name the files that the database was made from with --articles.")
    if found.differences:
        console.print("Tables that come out differently when they are made again", style="bold")
        rows = ((d.table, d.only_in_one, d.only_in_other, ", ".join(d.articles)) for d in found.differences)
        columns = ("table", "rows only in the database", "rows only when made again", "articles (the first)")
        console.print(table_of(columns, rows))
        if any(d.table == "lineage.processes" for d in found.differences):
            console.print(
                "The program, the model or a reference table is not the one that made this database (lineage.processes "
                "has them): run again with these, or name those with NEWSLEDGER_MODEL, NEWSLEDGER_REFERENCE and --map."
            )
    elif found.differences is not None:
        console.print("Made again from the source files, every table is equal.")
    else:
        console.print("Entities, aggregates and metadata were not looked at: that needs making the database again.")
    if not found.is_sound:
        raise typer.Exit(1)
