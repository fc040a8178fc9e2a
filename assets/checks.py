"""Checks, one for each that a step declares. A table that fails a blocking one stops everything that follows from it;
the others warn."""

from collections.abc import Iterator

import dagster as dg

from pipelines.engine.step import Outcome, Step


def check_specs(step: Step) -> list[dg.AssetCheckSpec]:
    """The checks on all tables of a step."""
    described = {(check.table, check.name): check.description for check in step.checks}
    blocking = [
        dg.AssetCheckSpec(
            name,
            asset=table,
            blocking=True,
            description=described.get((table, name), _declared(name)),
        )
        for table in step.makes
        for name in step.check_names(table)
    ]
    return blocking + [
        dg.AssetCheckSpec(check.name, asset=check.table, blocking=False, description=check.description)
        for check in step.warning_checks
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
    yield from (_warning(table, check.name, outcome) for check in outcome.step.warning_checks if check.table == table)


def _warning(table: str, name: str, outcome: Outcome) -> dg.AssetCheckResult:
    """The result of a check that only warns; a table that failed a blocking check has not been looked at."""
    warned = next((w for w in outcome.warned if (w.table, w.check) == (table, name)), None)
    lines = warned.lines if warned else ("not looked at: a blocking check failed",)
    return dg.AssetCheckResult(
        asset_key=table,
        check_name=name,
        passed=not lines,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={**(warned.figures if warned else {}), "warnings": dg.MetadataValue.json(list(lines))},
    )


def _declared(name: str) -> str:
    if name == "declaration":
        return "types, nulls, keys and values are as declared in pipelines/schemas"
    return "every value is found in the table it refers to"
