"""Aggregation: one step for each analysis table and its SQL file."""

from collections.abc import Mapping
from functools import partial

import polars as pl

from pipelines.aggregation.queries import sql_of
from pipelines.engine.step import Step
from pipelines.engine.workspace import Workspace
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


STEPS: tuple[Step, ...] = (
    _aggregate_step("entity_attention_daily", "articles", "mentions"),
    _aggregate_step("entity_pairs", "articles", "mentions"),
    _aggregate_step("source_profiles", "articles", "spelling_corrections"),
)
