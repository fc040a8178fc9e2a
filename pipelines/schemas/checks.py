"""Checks that follow from the declarations: types, nulls, keys, values and references of one table. Checks that
need to understand a stage (replaying edits, say) live with that stage."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.schemas.table import Table

_ROWS_AT_A_TIME = 100_000
_HASHES_AT_A_TIME = 5_000_000
_KEY_RULE = "primary_key"  # as dataframely calls it


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
    results = [_check_declaration(table, scan(name))]
    for column, target in table.info.references.items():
        other, key = target.split(".")
        known = scan(other).select(pl.col(key).alias(column))
        orphans = (
            scan(name)
            .select(column)
            .drop_nulls()
            .join(known, on=column, how="anti")
            .select(pl.len(), pl.col(column).min().alias("example"))
            .collect(engine="streaming")
        )
        count, example = orphans.row(0)
        detail = f"{column} {example!r} is not in {target}" if count else ""
        results.append(CheckResult(name, f"{column}_is_known", count, detail))
    return results


def _check_declaration(table: type[Table], rows: pl.LazyFrame) -> CheckResult:
    """Rows that break a type, null, key or value rule of the declaration, looked at a stretch at a time."""
    height = int(rows.select(pl.len()).collect().item())
    if dict(rows.collect_schema()) != table.dtypes():
        return CheckResult(table.info.name, "declaration", max(height, 1), "columns or types differ")
    counts: Counter[str] = Counter()
    failed = 0
    for start in range(0, height, _ROWS_AT_A_TIME):
        _, failures = table.filter(rows.slice(start, _ROWS_AT_A_TIME).collect())
        counts.update(failures.counts())
        failed += len(failures)
    key = table.primary_key()
    if key and height > _ROWS_AT_A_TIME:  # rows with one key may stand in different stretches
        doubled = _doubled(rows, key, height)
        if doubled > counts[_KEY_RULE]:
            failed += doubled - counts[_KEY_RULE]
            counts[_KEY_RULE] = doubled
    detail = ", ".join(f"{rule}: {count}" for rule, count in sorted(counts.items()))
    return CheckResult(table.info.name, "declaration", failed, detail)


def _doubled(rows: pl.LazyFrame, key: Sequence[str], height: int) -> int:
    """How many of so many rows have a key that another one has. Hashes are held, some of them at a time; the keys
    themselves only where two hashes are equal."""
    parts = -(-height // _HASHES_AT_A_TIME)
    hashed = pl.struct(*key).hash()
    of_parts = (rows.select(hashed.alias("key")).filter(pl.col("key") % parts == part) for part in range(parts))
    distinct = sum(hashes.collect(engine="streaming")["key"].n_unique() for hashes in of_parts)
    if distinct == height:
        return 0
    repeated = rows.group_by(key).len().filter(pl.col("len") > 1)
    return int(repeated.select(pl.col("len").sum()).collect(engine="streaming").item())
