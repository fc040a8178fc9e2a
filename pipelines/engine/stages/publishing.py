"""Publishing: what the database says about itself. The database file itself is made by `pipelines.engine.publish`."""

from collections.abc import Mapping

import polars as pl

from pipelines.engine.column_edges import SOURCE_FILES, edges_of
from pipelines.engine.stages import aggregation, cleaning, extraction, ingestion, proving, resolution
from pipelines.engine.step import Step
from pipelines.engine.tables import TableFolder
from pipelines.engine.workspace import Workspace
from pipelines.lineage.fingerprints import combined
from pipelines.lineage.processes import Process, installed_model, process
from pipelines.publishing.about import about_row
from pipelines.schemas import TABLES
from pipelines.schemas.lineage import Assets, Columns, Processes
from pipelines.settings import Settings

CONTENT: tuple[Step, ...] = (
    *ingestion.STEPS,
    *cleaning.STEPS,
    *extraction.STEPS,
    *resolution.STEPS,
    *aggregation.STEPS,
    *proving.STEPS,
)
_PUBLISHED = tuple(name for step in CONTENT for name in step.makes if TABLES[name].info.is_published)


def content_fingerprint(tables: TableFolder) -> str:
    """One fingerprint over everything that is made from the articles and published."""
    return combined({name: tables.required(name).fingerprint for name in _PUBLISHED})


def _about(settings: Settings) -> Process:
    listed = {"processes": [p.process_id for p in _all_processes(settings)]}
    modules = [__name__, "pipelines.publishing.about"]  # edges follow from every stage
    return process("about", modules, listed, model=installed_model(settings.model))


def _make_about(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    tables, settings = workspace.tables, workspace.settings
    model = installed_model(settings.model)
    about = about_row(
        tables.scan("inputs"),
        tables.scan("articles"),
        tables.scan("mentions"),
        workspace.content_fingerprint(_PUBLISHED),
        model,
        workspace.run.run_id,
    )
    # Not a frame at hand: the edges of this step are among the rows.
    columns = workspace.by_python(lambda: _columns(settings), (), Columns.dtypes())
    return {"about": about, "processes": _processes(settings), "assets": _assets(settings), "columns": columns}


def _all_processes(settings: Settings) -> list[Process]:
    """Every process that has a part in the rows of the database."""
    return [work(settings) for step in CONTENT for work in (step.process, *step.works)]


def _processes(settings: Settings) -> pl.LazyFrame:
    rows = [
        {
            "process_id": p.process_id,
            "step": p.step,
            "code_sha256": p.code_sha256,
            "configuration": p.configuration,
            "packages": p.packages,
            "model": f"{p.model.name} {p.model.version}" if p.model else None,
            "model_sha256": p.model.sha256 if p.model else None,
        }
        for p in _all_processes(settings)
    ]
    return pl.LazyFrame(rows, schema=Processes.dtypes())


def _assets(settings: Settings) -> pl.LazyFrame:
    """Every edge of the chain."""
    made_by = {step: step.process(settings).process_id for step in CONTENT}
    rows = [
        (TABLES[made].info.qualified_name, read, step.name, process_id)
        for step, process_id in made_by.items()
        for made in step.makes
        for read in ([TABLES[name].info.qualified_name for name in step.reads] or [SOURCE_FILES])
    ]
    return pl.LazyFrame(rows, schema=Assets.dtypes(), orient="row")


def _columns(settings: Settings) -> pl.DataFrame:
    """Every edge between columns."""
    made_by = {step: step.process(settings).process_id for step in (*CONTENT, *STEPS)}
    rows = [
        (
            TABLES[edge.table].info.qualified_name,
            edge.column,
            TABLES[edge.reads_table].info.qualified_name if edge.reads_table in TABLES else edge.reads_table,
            edge.reads_column,
            edge.role,
            step.name,
            process_id,
        )
        for step, process_id in made_by.items()
        for edge in edges_of(step, settings)
    ]
    return pl.DataFrame(rows, schema=Columns.dtypes(), orient="row")


STEPS: tuple[Step, ...] = (
    Step("about", "publishing", _PUBLISHED, ("about", "processes", "assets", "columns"), _about, _make_about),
)
