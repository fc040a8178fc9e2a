"""Making a bundle of a published database: which files it has, and in which order they can be made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.lineage.hashing import file_sha256
from pipelines.publishing.bundle import checksums
from pipelines.publishing.bundle.checksums import RUN_SUMS, SUMS, TABLE_SUMS
from pipelines.publishing.bundle.citation import citation
from pipelines.publishing.bundle.content import AboutDatabase, BundledTable, about_database, bundled_tables, opened
from pipelines.publishing.bundle.croissant import croissant
from pipelines.publishing.bundle.datapackage import datapackage
from pipelines.publishing.bundle.environment import ENVIRONMENT, LOCK, environment, lock_text, unlike_lock, write_json
from pipelines.publishing.bundle.place import DATAPACKAGE, built_beside, place_of
from pipelines.publishing.bundle.readme import readme
from pipelines.publishing.bundle.tables import write_inputs, write_parquet
from pipelines.publishing.ddl import literal


@dataclass(frozen=True)
class Bundle:
    """A bundle that was made: its folder, the content fingerprint of the database, the rows of each table by qualified
    name, and the SHA-256 of SHA256SUMS, which stands for the bytes of all its files."""

    folder: Path
    content_fingerprint: str
    row_counts: Mapping[str, int]
    sums_sha256: str


def export_bundle(database: Path, folder: Path) -> Bundle:
    """Write the bundle of a published database as a new folder, or in the place of an earlier bundle.

    The database is only read. Two exports of one database by one checkout are equal, byte for byte. Raises
    NewsledgerError, and leaves the folder as it was, when the database was not published by newsledger, the folder is
    something else, or the disk is full; OSError when the folder cannot be written.
    """
    place = place_of(folder)
    lock = lock_text()
    with opened(database) as connection:
        about = about_database(connection)
        tables = bundled_tables(connection)
        with built_beside(place) as (new, scratch):
            connection.execute(f"SET temp_directory = {literal(str(scratch))}")  # not beside the database
            table_sums, run_sums = _write_tables(connection, new, scratch, tables)
            _describe(connection, new, about, tables, lock, {TABLE_SUMS: table_sums, RUN_SUMS: run_sums})
            sums_sha256 = file_sha256(new / SUMS)
            place_of(folder)  # once more: somebody may have put something there in the meantime
    return Bundle(
        folder, about.content_fingerprint, {table.qualified_name: table.row_count for table in tables}, sums_sha256
    )


def _write_tables(
    connection: duckdb.DuckDBPyConnection, new: Path, scratch: Path, tables: Sequence[BundledTable]
) -> tuple[str, str]:
    """The Parquet files, and the texts of the checksums of the rows: of tables with content, and of tables of runs."""
    (new / "tables").mkdir()
    of_tables: dict[str, str] = {}
    of_runs: dict[str, str] = {}
    for table in tables:
        write_parquet(connection, table, new)
        hashes = of_tables if table.is_content else of_runs
        hashes[checksums.csv_path(table)] = checksums.csv_sha256(connection, table, scratch / "table.csv")
    return checksums.sums(of_tables.items()), checksums.sums(of_runs.items())


def _describe(
    connection: duckdb.DuckDBPyConnection,
    new: Path,
    about: AboutDatabase,
    tables: Sequence[BundledTable],
    lock: str,
    sums: Mapping[str, str],
) -> None:
    """Everything that is said about the tables, and last the checksums of all files."""
    write_inputs(connection, new)
    described = {path: (size, sha256) for path, size, sha256 in _files(new)}
    write_json(new / DATAPACKAGE, datapackage(about, tables, described))
    write_json(new / "croissant.json", croissant(about, tables, described))
    write_json(new / ENVIRONMENT, environment(connection, about, lock))
    texts = {
        LOCK: lock,
        "CITATION.cff": citation(about),
        "tables.sql": checksums.tables_sql(tables),
        "csv.sql": checksums.csv_sql(tables),
        "README.md": readme(about, tables, [name for name, _ in unlike_lock(about, lock)]),
        **sums,
    }
    for name, text in texts.items():
        (new / name).write_text(text, "utf-8", newline="\n")
    (new / SUMS).write_text(checksums.sums((path, sha256) for path, _, sha256 in _files(new)), "utf-8", newline="\n")


def _files(folder: Path) -> list[tuple[str, int, str]]:
    """Path, size and SHA-256 of every file, in the order of the paths."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(f.relative_to(folder).as_posix(), f.stat().st_size, file_sha256(f)) for f in files]
