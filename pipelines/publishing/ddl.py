"""SQL that follows from the declarations: CREATE TABLE and COMMENT statements. Names and texts come from this
project's own declarations, never from articles; they are quoted all the same."""

from collections.abc import Iterator

import polars as pl

from pipelines.schemas import Table

_SCALARS: dict[type[pl.DataType], str] = {
    pl.String: "VARCHAR",
    pl.Int64: "BIGINT",
    pl.Date: "DATE",
    pl.Datetime: "TIMESTAMP",
    pl.Boolean: "BOOLEAN",
}


def statements(table: type[Table], *, without_text: bool = False) -> Iterator[str]:
    """CREATE TABLE with its keys, then a comment on the table and on every column.

    Without text, the columns that hold running text may be null, and say why they are.
    """
    left_out = table.text_columns() if without_text else []
    name = quoted(table.info.qualified_name)
    columns = [
        f"{quoted(column)} {sql_type(declared.dtype)}{'' if declared.nullable or column in left_out else ' NOT NULL'}"
        for column, declared in table.columns().items()
    ]
    if table.info.primary_key and table.primary_key():
        columns.append(f"PRIMARY KEY ({', '.join(map(quoted, table.primary_key()))})")
    yield f"CREATE TABLE {name} ({', '.join(columns)})"
    yield f"COMMENT ON TABLE {name} IS {literal(f'{table.description()} One row: {table.info.grain}.')}"
    for column, declared in table.columns().items():
        unit = (declared.metadata or {}).get("unit")
        text = f"{declared.description or ''}{f' [{unit}]' if unit else ''}"
        if column in left_out:
            text += " Null: this database was made without texts."
        yield f"COMMENT ON COLUMN {name}.{quoted(column)} IS {literal(text)}"


def sql_type(dtype: pl.DataType) -> str:
    """DuckDB's type for a declared Polars type. Raises KeyError for one that no table uses yet."""
    if isinstance(dtype, pl.Decimal):
        return f"DECIMAL({dtype.precision}, {dtype.scale})"
    if isinstance(dtype, pl.List):
        return f"{sql_type(_inner(dtype.inner))}[]"
    if isinstance(dtype, pl.Struct):
        return f"STRUCT({', '.join(f'{quoted(f.name)} {sql_type(_inner(f.dtype))}' for f in dtype.fields)})"
    return _SCALARS[type(dtype)]


def quoted(name: str) -> str:
    """An identifier, or a dotted one."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _inner(dtype: object) -> pl.DataType:
    """A nested type as an instance; polars also allows the bare class there."""
    return dtype() if isinstance(dtype, type) else dtype  # type: ignore[return-value]
