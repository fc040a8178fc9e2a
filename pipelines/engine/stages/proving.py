"""Proving: that every row of the articles' tables walks back to its bytes."""

from collections.abc import Mapping

import polars as pl

from pipelines.engine.step import Check, Step
from pipelines.engine.store import BatchWork
from pipelines.engine.workspace import Workspace
from pipelines.lineage.processes import Process, process
from pipelines.lineage.proofs import (
    FIELDS,
    FIELDS_QUERY,
    PROVEN_TABLES,
    READS,
    ROWS_OF,
    proofs,
    prove_batch,
    with_rows,
    without_proven,
)
from pipelines.lineage.spans import FIELD_KEY
from pipelines.settings import Settings

# What is in doubt goes to a worker with all its rows.
_MOST_FIELDS = 500


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
        _proving(workspace.settings),
        prove_batch,
        None,
        PROVEN_TABLES,
        size="is_in_doubt",
        most_units=_MOST_FIELDS,
        one_each=("proofs",),
    )
    # The rows themselves are fetched for what is not proven yet; for the rest the hash says that nothing has changed.
    not_done = workspace.kept(workspace.not_done(work, fields))
    asked = not_done.select("article_id").unique()
    of_them = {name: tables.scan(name).join(asked, on="article_id", how="semi") for name in ROWS_OF}
    rows = workspace.by_article(_rows_of_fields, fields=not_done, **of_them)["rows"]
    articles = fields.select("article_id", "unit")
    done = fields.join(not_done, on="unit", how="anti").select("unit", *FIELD_KEY)
    units = pl.concat([done, rows], how="diagonal")
    return {"proofs": proofs(fields, workspace.compute(work, units, articles, seen_in="proofs")["proofs"])}


def _rows_of_fields(fields: pl.LazyFrame, **tables: pl.LazyFrame) -> Mapping[str, pl.LazyFrame]:
    return {"rows": without_proven(with_rows(fields, tables))}


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
