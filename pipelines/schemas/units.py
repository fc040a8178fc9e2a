"""Per-text results, before they are put together into tables: frames with a column `unit`, the id of the work."""

from collections.abc import Mapping, Sequence

import polars as pl

UNIT: dict[str, pl.DataType] = {"unit": pl.String()}

Row = tuple[object, ...]
Schemas = Mapping[str, Mapping[str, pl.DataType]]


def frames(schemas: Schemas, rows: Mapping[str, Sequence[Row]]) -> dict[str, pl.DataFrame]:
    """Typed frames, by name, from rows of tuples."""
    return {name: pl.DataFrame(rows[name], schema=dict(schema), orient="row") for name, schema in schemas.items()}
