"""Extraction: articles to sentences and raw_mentions."""

from collections.abc import Mapping

import polars as pl

from pipelines.engine.step import Step
from pipelines.engine.store import BatchWork
from pipelines.engine.workspace import Workspace
from pipelines.extraction.reading import READ_TABLES, ReadConfiguration, read_batch
from pipelines.extraction.tables import located_sentences, units_to_read
from pipelines.lineage.processes import Process, installed_model, process
from pipelines.schemas.extraction import RawMentions
from pipelines.settings import NewsledgerError, Settings


def reading_process(settings: Settings) -> Process:
    try:
        model = installed_model(settings.model)
    except LookupError as error:
        raise NewsledgerError(str(error)) from error
    return process("reading", ["pipelines.extraction.reading"], packages=["numpy", "spacy", "thinc"], model=model)


def _extraction(settings: Settings) -> Process:
    return process(
        "extraction", [__name__, "pipelines.extraction.tables"], {"reading": reading_process(settings).process_id}
    )


def _make_sentences(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    tables = workspace.tables
    units = workspace.kept(units_to_read(tables.scan("articles")))
    configuration = ReadConfiguration(workspace.settings.model)
    work = BatchWork(reading_process(workspace.settings), read_batch, configuration, READ_TABLES)
    articles = units.select("article_id", "unit")
    read = workspace.compute(work, units.select("unit", "text"), articles, seen_in="sentences")
    keys = units.select("article_id", "field", "unit")
    located = workspace.by_article(
        located_sentences,
        sentences=keys.join(read["sentences"], on="unit"),
        text_edits=tables.scan("text_edits"),
        source_segments=tables.scan("source_segments"),
    )
    return {**located, "raw_mentions": RawMentions.conform(keys.join(read["raw_mentions"], on="unit"))}


STEPS: tuple[Step, ...] = (
    Step(
        "sentences",
        "extraction",
        ("source_segments", "articles", "text_edits"),
        ("sentences", "raw_mentions"),
        _extraction,
        _make_sentences,
        works=(reading_process,),
    ),
)
