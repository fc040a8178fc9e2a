"""Content fingerprints: equal rows give an equal fingerprint, whatever their order, file or time."""

import duckdb

from pipelines.lineage.hashing import sha256_hex
from pipelines.lineage.parquet import bounded_connection, parquet_rows
from pipelines.places import Place
from pipelines.schemas import Table


def fingerprint(table: type[Table], parquet: Place) -> tuple[int, str]:
    """Row count and fingerprint of a table's Parquet file.

    The fingerprint is a SHA-256 over the table's name, the row count and the sum of DuckDB's row hashes, so the
    order of rows does not count. Comparable within one DuckDB version. Columns that differ by nature (run ids)
    are left out.
    """
    with bounded_connection() as connection:
        columns = (duckdb.ColumnExpression(name) for name in table.fingerprinted_columns())
        rows = parquet_rows(connection, parquet).select(*columns)
        rows.create_view("r")
        totals = connection.sql("SELECT count(*), coalesce(sum(hash(r)), 0)::VARCHAR FROM r")
        row_count, hash_sum = totals.fetchall()[0]
    return row_count, sha256_hex((table.info.name, str(row_count), hash_sum))


def combined(fingerprints: dict[str, str]) -> str:
    """One fingerprint over many tables, by name."""
    return sha256_hex(part for name in sorted(fingerprints) for part in (name, fingerprints[name]))
