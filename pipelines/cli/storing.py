"""Commands on what newsledger remembers: the store of done work, and articles that are to be forgotten."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.app import Group, app
from pipelines.places import kept_in
from pipelines.settings import NewsledgerError, Settings

if TYPE_CHECKING:
    from pipelines.engine.forgetting import Forgotten

DataOption = Annotated[Path | None, typer.Option("--data", help="Folder for tables and done work [default: data]")]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Say what would go, and change nothing")]

store = typer.Typer(
    cls=Group, help="See what work is remembered, and remove what is not in use.", invoke_without_command=True
)
app.add_typer(store, name="store")


@store.callback()
def list_store(context: typer.Context, data: DataOption = None) -> None:
    """List what the store of done work holds, by step and process."""
    if context.invoked_subcommand:
        return
    from rich.console import Console

    from pipelines.engine.forgetting import settings_of_last_run
    from pipelines.engine.present import present_works
    from pipelines.engine.store import Store
    from pipelines.engine.tidying import contents
    from pipelines.terminal import table_of

    settings = settings_of_last_run(_settings(data))
    stored = contents(Store(kept_in(settings) / "store"), present_works(settings))
    columns = ("step", "process", "in the chain", "parts", "results", "in use", "bytes")
    rows = [
        (
            s.step,
            s.process_id,
            "yes" if s.is_present else "no",
            s.part_count,
            s.unit_count,
            s.wanted_count,
            s.byte_count,
        )
        for s in stored
    ]
    console = Console(highlight=False)
    console.print(table_of(columns, rows))
    console.print(f"{sum(s.byte_count for s in stored):,} bytes in {kept_in(settings) / 'store'}", markup=False)


@store.command("prune")
def prune_store(data: DataOption = None, is_dry: DryOption = False) -> None:
    """Remove results that the present tables were not put together from: other processes, other corpora."""
    from rich.console import Console

    from pipelines.engine.forgetting import settings_of_last_run
    from pipelines.engine.lock import run_lock
    from pipelines.engine.present import present_works
    from pipelines.engine.store import Store
    from pipelines.engine.tidying import prune
    from pipelines.terminal import table_of

    settings = settings_of_last_run(_settings(data))
    work = Store(kept_in(settings) / "store")
    if is_dry:
        removed = prune(work, present_works(settings), is_dry=True)
    else:
        with run_lock(settings):
            removed = prune(work, present_works(settings))
    console = Console(highlight=False)
    if removed:
        rows = [(r.step, r.process_id, r.unit_count, r.byte_count) for r in removed]
        console.print(table_of(("step", "process", "results", "bytes"), rows))
    verb = "would go" if is_dry else "removed"
    console.print(f"{sum(r.byte_count for r in removed):,} bytes {verb}")


@app.command()
def forget(
    article_id: Annotated[str, typer.Argument(metavar="ARTICLE_ID", help="An article's id, as the tables have it")],
    note: Annotated[str, typer.Option("--note", help="Why, for the list of forgotten articles")] = "",
    is_sure: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
    is_dry: DryOption = False,
    data: DataOption = None,
) -> None:
    """Remove an article and its copies from the tables, the store, the database and exported bundles, for good.

    Articles, model and database are those of the last run in the data folder.
    """
    from pipelines.engine import forgetting
    from pipelines.terminal import ProgressReporter, safe

    settings = forgetting.settings_of_last_run(_settings(data))
    found = forgetting.look(settings, article_id)
    if is_dry:
        _show(found, "would be removed")
        return
    if not is_sure:
        if not sys.stdin.isatty():
            raise NewsledgerError(
                f"this removes article {article_id} for good: say --yes, or look first with --dry-run"
            )
        typer.confirm(f"Forget article {safe(article_id)} and every copy of it?", abort=True)
    from rich.console import Console

    with ProgressReporter(Console(highlight=False)) as reporter:
        done = forgetting.forget(settings, article_id, note, reporter)
    _show(done, "removed")


def _show(found: "Forgotten", heading: str) -> None:
    """What goes or went, what still holds the article, and what else to look at."""
    from rich.console import Console

    from pipelines.terminal import safe, table_of

    console = Console(highlight=False)
    if found.removed:
        console.print(table_of((heading, ""), found.removed))
    else:
        console.print(f"nothing of article {found.article_ids[0]} is left to remove: it is on the list", markup=False)
    for place in found.still_held:
        console.print(f"still holds it, remove it yourself: {safe(place)}", markup=False, soft_wrap=True)
    for source in found.sources:
        where = f"{source.path}, record {source.locator}, bytes {source.byte_start} to {source.byte_end}"
        console.print(f"your own file holds it, and was not touched: {safe(where)}", markup=False, soft_wrap=True)
    for what, others in (("has the same text", found.same_text), ("is another version of it", found.other_versions)):
        for other in others:
            console.print(f"article {other} {what}, and stays", markup=False)


def _settings(data: Path | None) -> Settings:
    settings = Settings.from_environment()
    return replace(settings, data=data, database=data / "newsledger.duckdb") if data else settings
