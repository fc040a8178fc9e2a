"""Proving a published database against the source files: every row, down to the bytes, with nothing taken on trust."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import duckdb
import polars as pl

from pipelines.ingestion.inputs import MAX_OBJECT_BYTES
from pipelines.ingestion.objects import SourceFile, digest
from pipelines.ingestion.readers import READERS
from pipelines.lineage.proof import Bytes, bytes_problem
from pipelines.lineage.proofs import READS, field_problem, segments_of, with_rows
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


def unproven(database: Path, files: Sequence[SourceFile]) -> Iterator[Problem]:
    """Everything in the database that does not walk back to the bytes of the files.

    Raises NewsledgerError for a database that was made without texts: it has nothing to prove bytes against.
    """
    by_path = {file.path: file for file in files}
    with duckdb.connect(str(database), read_only=True) as connection:
        if connection.sql("SELECT 1 FROM lineage.source_texts WHERE text IS NULL LIMIT 1").fetchall():
            raise NewsledgerError(f"{database} was made without texts: only the run that made it can be verified")
        changed = dict(_changed_objects(connection, by_path))
        yield from (Problem(path, None, None, problem) for path, problem in changed.items())
        found = connection.sql(
            "SELECT path, article_id, byte_start, byte_end, encoding, media_type FROM inputs "
            "WHERE status = 'article' ORDER BY path, byte_start"
        ).fetchall()
        inputs = [row for row in found if row[0] not in changed]
        for start in range(0, len(inputs), _ARTICLES_AT_A_TIME):
            batch = inputs[start : start + _ARTICLES_AT_A_TIME]
            fields = _fields(connection, [str(row[1]) for row in batch])
            for path, rows in groupby(batch, key=lambda row: str(row[0])):
                with by_path[path].open() as stream:
                    for _, article_id, *where in rows:
                        data = _stretch(stream, *where)
                        for field in fields.get(article_id, ()):
                            if problem := record_problem(field, data):
                                yield Problem(path, article_id, field["field"], problem)


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
        try:
            if file is None:
                yield path, "the file is not among the articles any more"
                continue
            with file.open() as stream:
                if digest(stream, MAX_OBJECT_BYTES)[0] != sha256:
                    yield path, "the file holds other bytes than those that were read"
        except (OSError, EOFError) as error:
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
