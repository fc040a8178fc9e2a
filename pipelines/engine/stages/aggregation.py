"""Aggregation: one step for each analysis table and its SQL file, and what is counted text by text for one of them."""

from collections.abc import Mapping
from functools import partial

import polars as pl

from pipelines.aggregation.queries import sql_of
from pipelines.aggregation.terms import COUNTED_TABLES, count_batch, counted_items, item_counts
from pipelines.engine.step import Step
from pipelines.engine.store import BatchWork
from pipelines.engine.workspace import Workspace
from pipelines.extraction.tables import units_to_read
from pipelines.lineage.processes import Process, process
from pipelines.schemas import TABLES
from pipelines.settings import Settings


def _aggregation(table: str, settings: Settings) -> Process:
    return process(table, [__name__, "pipelines.aggregation.queries"], {"sql": sql_of(table)}, ["duckdb"])


def _make_aggregate(table: str, reads: tuple[str, ...], workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    return {table: workspace.by_query(sql_of(table), reads, TABLES[table].dtypes())}


def _aggregate_step(table: str, *reads: str) -> Step:
    return Step(
        table,
        "aggregation",
        reads,
        (table,),
        partial(_aggregation, table),
        partial(_make_aggregate, table, reads),
    )


def _counting(settings: Settings) -> Process:
    return process("counting", ["pipelines.aggregation.terms"], packages=["polars"])


def _item_counts(settings: Settings) -> Process:
    return process(
        "item_counts", [__name__, "pipelines.extraction.tables"], {"counting": _counting(settings).process_id}
    )


def _make_item_counts(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    articles = workspace.tables.scan("articles")
    units = workspace.kept(units_to_read(articles))
    work = BatchWork(_counting(workspace.settings), count_batch, None, COUNTED_TABLES)
    counted = workspace.compute(work, units.select("unit", "text"))
    terms = units.select("article_id", "unit").join(counted["terms"], on="unit").drop("unit")
    mentions = workspace.tables.scan("mentions")
    made = workspace.by_article(
        counted_items,
        articles=articles.select("article_id", "source", "published_date", "is_unique"),
        mentions=mentions.select("article_id", "entity_id"),
        terms=terms,
    )
    return {"item_counts": item_counts(made["counted"])}


STEPS: tuple[Step, ...] = (
    _aggregate_step("entity_attention_daily", "articles", "mentions"),
    _aggregate_step("entity_pairs", "articles", "mentions"),
    _aggregate_step("country_attention_daily", "articles", "mentions"),
    Step(
        "item_counts",
        "aggregation",
        ("articles", "mentions"),
        ("item_counts",),
        _item_counts,
        _make_item_counts,
        works=(_counting,),
    ),
    _aggregate_step("keyness", "entities", "item_counts"),
    _aggregate_step("source_profiles", "articles", "spelling_corrections"),
)
