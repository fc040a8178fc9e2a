"""Proving: that every row of the articles' tables walks back to its bytes."""

from collections.abc import Mapping

import polars as pl

from pipelines.engine.step import Check, Step
from pipelines.engine.store import BatchWork
from pipelines.engine.workspace import Workspace
from pipelines.lineage.processes import Process, process
from pipelines.lineage.proofs import FIELDS, FIELDS_QUERY, PROVEN_TABLES, READS, proofs, prove_batch, with_rows
from pipelines.lineage.spans import FIELD_KEY
from pipelines.settings import Settings


def _proofs(settings: Settings) -> Process:
    modules = [__name__, "pipelines.lineage.proofs"]
    return process("proofs", modules, {"proving": _proving(settings).process_id, "fields": FIELDS_QUERY})


def _proving(settings: Settings) -> Process:
    # The hash that a proof is remembered under is comparable within one version of DuckDB.
    return process("proving", ["pipelines.lineage.proofs"], packages=["duckdb"])


def _make_proofs(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    tables = workspace.tables
    fields = workspace.by_query(FIELDS_QUERY, READS, FIELDS).with_columns(pl.col("rows_sha256").alias("unit"))
    work = BatchWork(
        _proving(workspace.settings), prove_batch, None, PROVEN_TABLES, size="source", one_each=("proofs",)
    )
    # The rows themselves are fetched for what is not proven yet; for the rest the hash says that nothing has changed.
    rows = with_rows(workspace.not_done(work, fields), {name: tables.scan(name) for name in READS})
    articles = fields.select("article_id", "unit")
    units = fields.select("unit", *FIELD_KEY).join(rows.drop(FIELD_KEY), on="unit", how="left")
    return {"proofs": proofs(fields, workspace.compute(work, units, articles, seen_in="proofs")["proofs"])}


STEPS: tuple[Step, ...] = (
    Step(
        "proofs",
        "publishing",
        READS,
        ("proofs",),
        _proofs,
        _make_proofs,
        (
            Check(
                "proofs",
                "every_row_is_proven",
                "every row walks back to its bytes; the column problem of this table says which does not, and why",
                lambda scan: int(scan("proofs").select(pl.col("problem").count()).collect().item()),
            ),
        ),
        works=(_proving,),
    ),
)
