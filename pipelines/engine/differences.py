"""Runs compared: the chain's part in what `pipelines.publishing.changes` finds."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import polars as pl

from pipelines.engine.chain import CHAIN
from pipelines.engine.tables import TableFolder
from pipelines.lineage.processes import Process
from pipelines.lineage.runs import RunFolder, RunRecord
from pipelines.places import kept_in
from pipelines.publishing.changes.compare import changes_between
from pipelines.publishing.changes.nodes import Making
from pipelines.publishing.changes.report import change_sections, first_run
from pipelines.publishing.changes.sides import RunTables
from pipelines.publishing.summary import Section
from pipelines.schemas.lineage import Changes
from pipelines.settings import NewsledgerError, Settings

_MOST_LISTED = 10


def chain_processes(settings: Settings) -> list[Process]:
    """Every process of the chain, once."""
    listed = (work(settings) for step in CHAIN for work in (step.process, *step.works))
    return list({process.process_id: process for process in listed}.values())


def chain_files(tables: TableFolder) -> dict[str, str]:
    """The file of every table of the chain. Raises NewsledgerError when one has not been made."""
    return {name: tables.required(name).file for step in CHAIN for name in step.makes}


def makings(settings: Settings) -> dict[str, Making]:
    """How each table of the chain is made."""
    return {
        name: Making(step.reads, step.makes, tuple(work(settings).step for work in (step.process, *step.works)))
        for step in CHAIN
        for name in step.makes
    }


def changes_since(
    previous: RunRecord | None, record: RunRecord, tables: TableFolder, settings: Settings
) -> pl.DataFrame:
    """Rows of lineage.changes: none for the first run, which has nothing to be compared with."""
    if previous is None:
        return pl.DataFrame(schema=Changes.dtypes())
    old, new = (RunTables(r, tables.folder) for r in (previous, record))
    return changes_between(old, new, makings(settings))


@dataclass(frozen=True)
class Compared:
    """Two runs compared: the report, and whether there is anything in it."""

    sections: list[Section]
    has_changes: bool


def compare_runs(settings: Settings, asked: Sequence[str], *, with_articles: bool = False) -> Compared:
    """The report on two runs of a data folder, the older one first.

    `asked` holds at most two run ids or beginnings of them: none stands for the last two runs, one for that run and the
    one before it. Raises NewsledgerError when there is no such run.
    """
    records = RunFolder(kept_in(settings) / "runs").read()
    if not records:
        raise NewsledgerError(f"no run has been published from {kept_in(settings)}: make one with `newsledger run`")
    new = _run(records, asked[-1]) if asked else records[-1]
    if len(asked) == 2:
        old = _run(records, asked[0])
    else:
        place = records.index(new)
        if place == 0:
            return Compared(first_run(new), has_changes=False)
        old = records[place - 1]
    before, after = (RunTables(record, kept_in(settings) / "tables") for record in (old, new))
    try:
        changes = changes_between(before, after, makings(settings))
        sections = change_sections(before, after, changes, with_articles=with_articles)
    except (duckdb.IOException, FileNotFoundError) as error:
        raise NewsledgerError("tables of these runs went while they were read, a run has ended: try again") from error
    return Compared(sections, not changes.is_empty())


def _run(records: list[RunRecord], asked: str) -> RunRecord:
    found = [record for record in records if record.run_id.startswith(asked)]
    if len(found) == 1:
        return found[0]
    listed = [record.run_id for record in reversed(found or records)]
    more = f" and {len(listed) - _MOST_LISTED} more" if len(listed) > _MOST_LISTED else ""
    problem = "several runs begin" if found else "no run begins"
    raise NewsledgerError(
        f"{problem} with {asked[:40]!r}: {'these' if found else 'known'}, newest first, are "
        f"{', '.join(listed[:_MOST_LISTED])}{more}"
    )
