"""Blocking checks, one for each that a step declares: a table that fails stops everything that follows from it."""

from collections.abc import Iterator

import dagster as dg

from pipelines.engine.step import Outcome, Step


def check_specs(step: Step) -> list[dg.AssetCheckSpec]:
    """The checks on all tables of a step."""
    described = {(check.table, check.name): check.description for check in step.checks}
    return [
        dg.AssetCheckSpec(
            name,
            asset=table,
            blocking=True,
            description=described.get((table, name), _declared(name)),
        )
        for table in step.makes
        for name in step.check_names(table)
    ]


def check_results(table: str, outcome: Outcome) -> Iterator[dg.AssetCheckResult]:
    """The result of every check on one table."""
    failures = {failure.check: failure for failure in outcome.manifests[table].failures}
    for name in outcome.step.check_names(table):
        failure = failures.get(name)
        yield dg.AssetCheckResult(
            asset_key=table,
            check_name=name,
            passed=failure is None,
            severity=dg.AssetCheckSeverity.ERROR,
            metadata={"failed_rows": failure.failed_rows, "detail": failure.detail} if failure else {},
        )


def _declared(name: str) -> str:
    if name == "declaration":
        return "types, nulls, keys and values are as declared in pipelines/schemas"
    return "every value is found in the table it refers to"
