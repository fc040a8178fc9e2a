"""Checks that follow from the declarations: types, nulls, keys, values and references of one table. Checks that
need to understand a stage (replaying edits, say) live with that stage."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.schemas.table import Table


@dataclass(frozen=True)
class CheckResult:
    """Outcome of one check on one table. `failed_rows` counts rows, not tables; `detail` says what is wrong."""

    table: str
    check: str
    failed_rows: int
    detail: str = ""

    @property
    def passed(self) -> bool:
        return self.failed_rows == 0


def check_names(table: type[Table]) -> list[str]:
    """Names of the checks that `check_table` makes, known before there is any data."""
    return ["declaration", *(f"{column}_is_known" for column in table.info.references)]


def check_table(table: type[Table], scan: Callable[[str], pl.LazyFrame]) -> list[CheckResult]:
    """All declared checks on one table.

    `scan` returns the rows of a table by its name; the table itself and those it references are asked for.
    """
    name = table.info.name
    rows = scan(name).collect()
    results = [_check_declaration(table, rows)]
    for column, target in table.info.references.items():
        other, key = target.split(".")
        known = scan(other).select(pl.col(key).alias(column))
        orphans = (
            rows.lazy()
            .select(column)
            .drop_nulls()
            .join(known, on=column, how="anti")
            .select(pl.len(), pl.col(column).min().alias("example"))
            .collect()
        )
        count, example = orphans.row(0)
        detail = f"{column} {example!r} is not in {target}" if count else ""
        results.append(CheckResult(name, f"{column}_is_known", count, detail))
    return results


def _check_declaration(table: type[Table], rows: pl.DataFrame) -> CheckResult:
    """Rows that break a type, null, key or value rule of the declaration."""
    if dict(rows.schema) != table.dtypes():
        return CheckResult(table.info.name, "declaration", max(rows.height, 1), "columns or types differ")
    _, failures = table.filter(rows)
    counts: Mapping[str, int] = failures.counts()
    detail = ", ".join(f"{rule}: {count}" for rule, count in sorted(counts.items()))
    return CheckResult(table.info.name, "declaration", len(failures), detail)
