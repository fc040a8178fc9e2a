"""The command that makes a database."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.cli.app import DatabaseOption, FieldNamesOption, app, query_rows, told_bucket, told_engine, told_names
from pipelines.settings import Settings

EXAMPLE_QUERY = """
SELECT name, label, mention_count, article_count
FROM entities
ORDER BY mention_count DESC, name
LIMIT 5
""".strip()
REJECTED_QUERY = "SELECT path, locator, reason, error FROM inputs WHERE status = 'rejected'"


def rejected(database: Path) -> str:
    """One line about the inputs that gave no article, and where to look; empty when each gave one."""
    query = "SELECT reason, count(*) FROM inputs WHERE status = 'rejected' GROUP BY ALL ORDER BY count(*) DESC, reason"
    rows: Sequence[tuple[Any, ...]] = query_rows(database, query, None)[1]
    if not rows:
        return ""
    listed = ", ".join(f"{reason} {count:,}" for reason, count in rows[:5])
    more = f", {len(rows) - 5} more reasons" if len(rows) > 5 else ""
    total = sum(count for _, count in rows)
    return f'{total:,} rejected ({listed}{more}): newsledger sql "{REJECTED_QUERY}"'


@app.command()
def run(
    articles: Annotated[
        list[Path] | None, typer.Option("--articles", help="Files and folders to read [default: seeds/articles]")
    ] = None,
    more_articles: Annotated[list[Path] | None, typer.Argument(metavar="PATH", help="More files and folders")] = None,
    database: DatabaseOption = None,
    data: Annotated[Path | None, typer.Option("--data", help="Folder for tables and done work [default: data]")] = None,
    bucket: Annotated[
        str | None,
        typer.Option("--bucket", help="s3://bucket/prefix for tables and work [default: the data folder]"),
    ] = None,
    workers: Annotated[
        int | None, typer.Option("--workers", min=1, help="Processes that read [default: cores]")
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option("--engine", help="Where they are: local, or ray (make install-ray; heeds RAY_ADDRESS) [local]"),
    ] = None,
    without_text: Annotated[
        bool | None,
        typer.Option("--without-text/--with-text", help="Leave the articles' texts out of the database"),
    ] = None,
    field_names: FieldNamesOption = None,
) -> None:
    """Make the database from the articles: only what is new or changed is worked on."""
    started = time.monotonic()
    from rich.console import Console

    from pipelines.engine.run import run_chain
    from pipelines.engine.worked_on import worked_on
    from pipelines.terminal import ProgressReporter, safe, table_of

    settings = Settings.from_environment()
    if data:
        settings = replace(settings, data=data, database=data / "newsledger.duckdb")
    if paths := [*(articles or ()), *(more_articles or ())]:
        settings = replace(settings, articles=tuple(paths))
    settings = replace(
        settings,
        database=database or settings.database,
        workers=workers or settings.workers,
        bucket=told_bucket(bucket) if bucket else settings.bucket,
        engine=told_engine(engine) if engine else settings.engine,
        without_text=settings.without_text if without_text is None else without_text,
        field_names=settings.field_names if field_names is None else told_names(field_names),
    )
    console = Console(highlight=False)
    with ProgressReporter(console) as reporter:
        published = run_chain(settings, reporter)
    console.print(table_of(("table", "rows"), published.row_counts.items()))
    columns, rows = query_rows(published.database, EXAMPLE_QUERY, 5)
    console.print(f"\n{EXAMPLE_QUERY}", markup=False)
    console.print(table_of(columns, rows))
    counts = published.row_counts
    summary = f"{counts['inputs']:,} inputs, {counts['articles']:,} articles in {time.monotonic() - started:.1f} s"
    if rejects := rejected(published.database):
        summary += f"\n{rejects}"
    worked = worked_on(reporter.worked) or "nothing new to work on"
    console.print(f"{summary}\n{worked}\ndatabase: {safe(published.database)}", markup=False, soft_wrap=True)
