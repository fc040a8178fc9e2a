"""Proving a published database against the source files: every row, down to the bytes, with nothing taken on trust."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import duckdb
import polars as pl

from pipelines.ingestion.objects import MAX_OBJECT_BYTES, SourceFile, digest
from pipelines.ingestion.readers import READERS
from pipelines.lineage.proof import Bytes, bytes_problem
from pipelines.lineage.proofs import FIELDS, FIELDS_QUERY, READS, field_problem, segments_of, with_rows
from pipelines.schemas import TABLES
from pipelines.settings import NewsledgerError

_ARTICLES_AT_A_TIME = 500
_DECODES = {reader.media_type: reader.decodes for reader in READERS.values()}


class Problem(NamedTuple):
    """Something that is not proven: where, and why."""

    path: str
    article_id: str | None
    field: str | None
    problem: str


def unproven(database: Path, files: Sequence[SourceFile], *, without_text: bool = False) -> Iterator[Problem]:
    """Everything in the database that does not walk back to the bytes of the files.

    Without texts there is nothing to prove bytes against: then only files and the ties between tables are looked at.
    Raises NewsledgerError when the database cannot be read as one of newsledger.
    """
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            yield from _unproven(connection, {file.path: file for file in files}, without_text)
    except duckdb.Error as error:
        reason = " ".join(str(error).split())[:300]
        raise NewsledgerError(f"{database} cannot be read as a database of newsledger: {reason}") from error


def _unproven(
    connection: duckdb.DuckDBPyConnection, files: Mapping[str, SourceFile], without_text: bool
) -> Iterator[Problem]:
    changed = dict(_changed_objects(connection, files))
    yield from (Problem(path, None, None, problem) for path, problem in changed.items())
    yield from _untied(connection, without_text)
    if without_text:
        return
    found = connection.sql(
        "SELECT path, article_id, byte_start, byte_end, encoding, media_type FROM inputs "
        "WHERE status = 'article' ORDER BY path, byte_start"
    ).fetchall()
    inputs = [row for row in found if row[0] in files and row[0] not in changed]
    for start in range(0, len(inputs), _ARTICLES_AT_A_TIME):
        batch = inputs[start : start + _ARTICLES_AT_A_TIME]
        fields = _fields(connection, [str(row[1]) for row in batch])
        for path, rows in groupby(batch, key=lambda row: str(row[0])):
            with files[path].open() as stream:
                for _, article_id, *where in rows:
                    for field in fields.get(article_id, ()):
                        if problem := _problem(field, stream, *where):
                            yield Problem(path, article_id, field["field"], problem)


def _problem(field: Mapping[str, Any], stream: BinaryIO, *where: Any) -> str | None:
    try:
        return record_problem(field, _stretch(stream, *where))
    except (KeyError, LookupError, TypeError, ValueError, OverflowError) as error:  # a value that no run writes
        return f"its rows cannot be read: {type(error).__name__}: {error}"[:200]


def _untied(connection: duckdb.DuckDBPyConnection, without_text: bool) -> Iterator[Problem]:
    """Rows that are not those that were proven, or that no proof speaks of."""
    # The queries name tables without their schema.
    connection.execute("SET search_path = 'main,lineage'")
    spans = " UNION ".join(
        f"SELECT article_id, field FROM {name}"  # noqa: S608 (own names)
        for name in ("source_segments", "text_edits", "spelling_corrections", "sentences", "mentions", "source_texts")
    )
    queries = {
        "its rows stand on no text that is proven": f"({spans}) EXCEPT SELECT article_id, field FROM proofs",  # noqa: S608
        "no proof speaks of it": "SELECT article_id, 'text' FROM articles EXCEPT SELECT article_id, field FROM proofs",
        "its source object is not listed": (
            "SELECT article_id, NULL FROM inputs "
            "ANTI JOIN source_objects USING (path, object_sha256) WHERE status = 'article'"
        ),
    }
    if not without_text:
        proven = ", ".join(FIELDS)
        queries |= {
            "its rows are not those that were proven": (
                f"SELECT article_id, field FROM (SELECT {proven} FROM ({FIELDS_QUERY}) "  # noqa: S608 (own names)
                f"EXCEPT SELECT {proven} FROM proofs UNION "
                f"(SELECT {proven} FROM proofs EXCEPT SELECT {proven} FROM ({FIELDS_QUERY})))"
            ),
            "its source text is not that of its hash": (
                "SELECT article_id, field FROM source_texts "
                "WHERE text IS NULL OR text_sha256 <> sha256(text) OR character_count <> length(text)"
            ),
            "its text is missing": (
                "SELECT article_id, field FROM (SELECT article_id, field, text FROM sentences "
                "UNION ALL SELECT article_id, field, text FROM mentions "
                "UNION ALL SELECT article_id, field, replacement FROM spelling_corrections) WHERE text IS NULL"
            ),
        }
    for problem, query in queries.items():
        found = connection.execute(f"SELECT DISTINCT * FROM ({query}) ORDER BY ALL LIMIT 100").fetchall()  # noqa: S608
        paths = dict(connection.execute("SELECT article_id, min(path) FROM inputs GROUP BY article_id").fetchall())
        yield from (Problem(str(paths.get(row[0], "")), row[0], row[1], problem) for row in found)


def record_problem(field: Mapping[str, Any], data: Bytes) -> str | None:
    """Why a title or text, with all rows that stand on it, does not walk back to its record's bytes; None when it does.

    `field` is a row of `lineage.proofs.with_rows`.
    """
    return bytes_problem(field["source"], segments_of(field), data) or field_problem(field)


def _changed_objects(
    connection: duckdb.DuckDBPyConnection, files: Mapping[str, SourceFile]
) -> Iterator[tuple[str, str]]:
    """Paths of source objects that are not there any more, or hold other bytes, and which of the two."""
    objects = connection.sql("SELECT path, object_sha256 FROM lineage.source_objects ORDER BY path").fetchall()
    for path, sha256 in objects:
        file = files.get(path)
        if file and file.problem:
            yield path, f"the file cannot be read: {file.problem}"
            continue
        try:
            if file is None:
                yield path, "the file is not among the articles any more"
                continue
            with file.open() as stream:
                if digest(stream, MAX_OBJECT_BYTES)[0] != sha256:
                    yield path, "the file holds other bytes than those that were read"
        except (OSError, EOFError, zlib.error) as error:
            yield path, f"the file cannot be read: {error}"


def _fields(connection: duckdb.DuckDBPyConnection, article_ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    """What is to be proven of each title and text, by article."""
    tables = {}
    for name in READS:
        rows = (
            f"FROM {TABLES[name].info.qualified_name} SEMI JOIN (SELECT unnest($ids) AS article_id) USING (article_id)"
        )
        tables[name] = connection.sql(rows, params={"ids": article_ids}).pl().lazy()
    keys = tables["source_texts"].select("article_id", "field", pl.lit("").alias("unit"))
    listed: dict[str, list[dict[str, Any]]] = {}
    for row in with_rows(keys, tables).collect().iter_rows(named=True):
        listed.setdefault(row["article_id"], []).append(row)
    return listed


def _stretch(stream: BinaryIO, start: int, end: int, encoding: str, media_type: str) -> Bytes:
    """The bytes of one record. Records come in the order of the file, so that a compressed one is read once."""
    stream.seek(start)
    return Bytes(stream.read(end - start), start, encoding, _DECODES[media_type])
