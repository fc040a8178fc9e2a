"""Runs compared: the chain's part in what `pipelines.publishing.changes` finds."""

import polars as pl

from pipelines.engine.chain import CHAIN
from pipelines.engine.tables import TableFolder
from pipelines.lineage.processes import Process
from pipelines.lineage.runs import RunRecord
from pipelines.publishing.changes.compare import changes_between
from pipelines.publishing.changes.nodes import Making
from pipelines.publishing.changes.sides import RunTables
from pipelines.schemas.lineage import Changes
from pipelines.settings import Settings


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
