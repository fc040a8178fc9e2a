"""Ingestion: source files to source_objects, inputs, raw_articles, source_segments; near_duplicates."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from pipelines.engine.step import Check, Step, Workspace
from pipelines.ingestion.inputs import every_input_has_one_state, ingest
from pipelines.ingestion.near_duplicates import find_near_duplicates
from pipelines.ingestion.objects import find_files
from pipelines.lineage.processes import Process, process
from pipelines.settings import NewsledgerError, Settings


def _ingestion(settings: Settings) -> Process:
    return process(
        "ingestion",
        ["pipelines.ingestion.inputs"],
        packages=["charset-normalizer", "lxml", "python-dateutil", "pyyaml", "trafilatura"],
    )


def _near_duplicates(settings: Settings) -> Process:
    return process("near_duplicates", ["pipelines.ingestion.near_duplicates"])


def _make_inputs(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    settings = workspace.settings
    try:
        files = [file for file in find_files(settings.articles) if not _is_made(file.absolute, settings)]
    except OSError as error:
        raise NewsledgerError(f"cannot read the articles: {error}") from error
    if not files:
        paths = ", ".join(map(str, settings.articles))
        raise NewsledgerError(
            f"there is no file in {paths}: put .txt, .jsonl or .html files there, or name another folder"
        )
    tables = ingest(files, lambda done: workspace.reporter.progress("inputs", done, len(files), 0))
    return {name: frame.lazy() for name, frame in tables._asdict().items()}


def _is_made(path: Path, settings: Settings) -> bool:
    """Whether a file is one that newsledger makes itself: articles may lie in the same folder."""
    made = (settings.data.absolute() / name for name in ("tables", "store", "runs", "openlineage", "dagster", ".lock"))
    database = settings.database.absolute()
    is_beside = path.parent == database.parent and path.name.lstrip(".").startswith(database.name)
    return is_beside or any(path.is_relative_to(folder) for folder in made)


def _make_near_duplicates(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    return {"near_duplicates": find_near_duplicates(workspace.tables.scan("raw_articles"))}


STEPS: tuple[Step, ...] = (
    Step(
        "inputs",
        "ingestion",
        (),
        ("source_objects", "inputs", "raw_articles", "source_segments"),
        _ingestion,
        _make_inputs,
        (
            Check(
                "inputs",
                "every_input_has_one_state",
                "inputs = articles + duplicates + rejected, and each article has its one row in raw_articles",
                lambda scan: every_input_has_one_state(scan("inputs"), scan("raw_articles")),
            ),
        ),
        reads_files=True,
    ),
    Step(
        "near_duplicates",
        "ingestion",
        ("raw_articles",),
        ("near_duplicates",),
        _near_duplicates,
        _make_near_duplicates,
    ),
)
