"""Proving: that every row of the articles' tables walks back to its bytes."""

from collections.abc import Mapping

import polars as pl

from pipelines.engine.step import Check, Step, Workspace
from pipelines.engine.store import BatchWork
from pipelines.lineage.processes import Process, process
from pipelines.lineage.proofs import PROVEN_TABLES, READS, fields_to_prove, proofs, prove_batch, with_rows
from pipelines.lineage.spans import FIELD_KEY
from pipelines.settings import Settings


def _proving(settings: Settings) -> Process:
    # The hash that a proof is remembered under is comparable within one version of DuckDB.
    return process("proving", ["pipelines.lineage.proofs"], packages=["duckdb"])


def _make_proofs(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    tables = workspace.tables
    fields = fields_to_prove({name: tables.path(name) for name in READS}).lazy()
    work = BatchWork(_proving(workspace.settings), prove_batch, None, PROVEN_TABLES, size="source")
    # The rows themselves are fetched for what is not proven yet; for the rest the hash says that nothing has changed.
    unproven = fields.join(workspace.store.known_units(work), on="unit", how="anti")
    rows = with_rows(unproven, {name: tables.scan(name) for name in READS})
    units = fields.select("unit", *FIELD_KEY).join(rows.drop(FIELD_KEY), on="unit", how="left")
    return {"proofs": proofs(fields, workspace.compute(work, units)["proofs"])}


STEPS: tuple[Step, ...] = (
    Step(
        "proofs",
        "publishing",
        READS,
        ("proofs",),
        _proving,
        _make_proofs,
        (
            Check(
                "proofs",
                "every_row_is_proven",
                "every row walks back to its bytes; the column problem of this table says which does not, and why",
                lambda scan: int(scan("proofs").select(pl.col("problem").count()).collect().item()),
            ),
        ),
    ),
)
