"""Resolution: raw mentions to mentions and entities."""

from collections.abc import Mapping

import polars as pl

from pipelines.engine.reference import file_sha256, read_reference
from pipelines.engine.stages.extraction import reading_process
from pipelines.engine.step import Step
from pipelines.engine.store import BatchWork
from pipelines.engine.workspace import Workspace
from pipelines.lineage.processes import Process, process
from pipelines.resolution.batch import RESOLVED_TABLES, ResolveConfiguration, resolve_batch
from pipelines.resolution.corpus.identities import IDENTITIES, identities
from pipelines.resolution.corpus.uses import MENTIONED, name_uses
from pipelines.resolution.countries import read_countries
from pipelines.resolution.known_names import read_known_names
from pipelines.resolution.overrules import read_overrules
from pipelines.resolution.places.table import PLACES_PATH, read_places
from pipelines.resolution.short_names import read_short_names
from pipelines.resolution.tables import (
    identities_of_mentions,
    located_mentions,
    mentions_of_articles,
    resolved_tables,
    units_to_resolve,
)
from pipelines.settings import Settings


def _resolving(settings: Settings) -> Process:
    return process(
        "resolving",
        ["pipelines.resolution.batch"],
        {
            "countries": file_sha256(settings.reference / "countries.csv"),
            "places": file_sha256(PLACES_PATH),
            "names": file_sha256(settings.reference / "names.csv"),
            # The model's mentions are part of what is resolved, and they follow from the text and the model.
            "reading": reading_process(settings).process_id,
        },
    )


def _resolution(settings: Settings) -> Process:
    return process(
        "resolution",
        [
            __name__,
            "pipelines.resolution.corpus.identities",
            "pipelines.resolution.overrules",
            "pipelines.resolution.short_names",
            "pipelines.resolution.tables",
        ],
        {
            "entities": file_sha256(settings.reference / "entities.csv"),
            "short_names": file_sha256(settings.reference / "short_names.csv"),
            "resolving": _resolving(settings).process_id,
        },
    )


def _make_mentions(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    tables, settings = workspace.tables, workspace.settings
    articles = tables.scan("articles")
    raw_mentions = tables.scan("raw_mentions")
    listed = workspace.by_article(units_to_resolve, articles=articles, raw_mentions=raw_mentions)
    units = workspace.kept(listed["units"])
    configuration = ResolveConfiguration(
        read_reference(read_countries, settings.reference / "countries.csv"),
        PLACES_PATH,
        read_reference(read_known_names, settings.reference / "names.csv"),
    )
    read_reference(read_places, PLACES_PATH)  # what is wrong with it is said here, not by a worker
    work = BatchWork(_resolving(settings), resolve_batch, configuration, RESOLVED_TABLES)
    asked, of_articles = units.drop("article_id"), units.select("article_id", "unit")
    resolved = workspace.compute(work, asked, of_articles, seen_in="mentions")
    short_names = read_reference(read_short_names, settings.reference / "short_names.csv")
    overrules = read_reference(read_overrules, settings.reference / "entities.csv")
    rows = workspace.kept(mentions_of_articles(units, resolved))
    decided = workspace.by_dealings(
        lambda uses: identities(uses, short_names, overrules), name_uses, rows.select(MENTIONED), IDENTITIES
    )
    located = workspace.by_article(
        located_mentions,
        mentions=rows,
        decided=identities_of_mentions(decided),
        sentences=tables.scan("sentences"),
        text_edits=tables.scan("text_edits"),
        source_segments=tables.scan("source_segments"),
        articles=articles.select("article_id", "published_at"),
    )
    return resolved_tables(**located, identities=decided)._asdict()


STEPS: tuple[Step, ...] = (
    Step(
        "mentions",
        "resolution",
        ("source_segments", "articles", "text_edits", "sentences", "raw_mentions"),
        ("mentions", "entities", "entity_aliases", "entity_merges"),
        _resolution,
        _make_mentions,
        works=(_resolving,),
    ),
)
