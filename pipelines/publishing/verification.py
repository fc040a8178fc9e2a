"""Proving a published database against the source files: every row, down to the bytes, with nothing taken on trust."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import duckdb
import polars as pl

from pipelines.ingestion.objects import SourceFile, digest
from pipelines.ingestion.opening import Opener
from pipelines.ingestion.readers import READERS
from pipelines.limits import Limits
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


def unproven(
    database: Path, files: Sequence[SourceFile], limits: Limits, *, without_text: bool = False
) -> Iterator[Problem]:
    """Everything in the database that does not walk back to the bytes of the files, members of archives among them.

    Without texts there is nothing to prove bytes against: then only files and the ties between tables are looked at.
    Raises NewsledgerError when the database cannot be read as one of newsledger.
    """
    try:
        with duckdb.connect(str(database), read_only=True) as connection, Opener(limits) as opener:
            found = _Files({file.path: file for file in files}, opener, limits)
            yield from _unproven(connection, found, without_text)
    except duckdb.Error as error:
        reason = " ".join(str(error).split())[:300]
        raise NewsledgerError(f"{database} cannot be read as a database of newsledger: {reason}") from error


class _Files(NamedTuple):
    """The files that are there now, by path; members in the order of their archive."""

    by_path: Mapping[str, SourceFile]
    opener: Opener
    limits: Limits

    def in_order(self, paths: Iterable[str]) -> list[str]:
        """The paths in the order in which they are read in one pass; what is not there, last."""
        rank = {path: number for number, path in enumerate(self.by_path)}
        return sorted(paths, key=lambda path: (rank.get(path, len(rank)), path))


def _unproven(connection: duckdb.DuckDBPyConnection, files: _Files, without_text: bool) -> Iterator[Problem]:
    changed = dict(_changed_objects(connection, files))
    yield from (Problem(path, None, None, problem) for path, problem in changed.items())
    yield from _untied(connection, without_text)
    if without_text:
        return
    found = connection.sql(
        "SELECT path, article_id, byte_start, byte_end, encoding, media_type FROM inputs "
        "WHERE status = 'article' ORDER BY path, byte_start"
    ).fetchall()
    of_path = {path: list(rows) for path, rows in groupby(found, key=lambda row: str(row[0]))}
    present = [path for path in of_path if path in files.by_path and path not in changed]
    inputs = [row for path in files.in_order(present) for row in of_path[path]]
    for start in range(0, len(inputs), _ARTICLES_AT_A_TIME):
        batch = inputs[start : start + _ARTICLES_AT_A_TIME]
        fields = _fields(connection, [str(row[1]) for row in batch])
        for path, rows in groupby(batch, key=lambda row: str(row[0])):
            with files.opener.open(files.by_path[path]) as stream:
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
        for name in (
            "source_segments",
            "text_edits",
            "spelling_corrections",
            "spelling_vetoes",
            "sentences",
            "mentions",
            "source_texts",
        )
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


def _changed_objects(connection: duckdb.DuckDBPyConnection, files: _Files) -> Iterator[tuple[str, str]]:
    """Paths of source objects that are not there any more, or hold other bytes, and which of the two."""
    objects = dict(connection.sql("SELECT path, object_sha256 FROM lineage.source_objects ORDER BY path").fetchall())
    for path in files.in_order(objects):
        file = files.by_path.get(path)
        if file is None:
            yield path, "the file is not among the articles any more"
            continue
        try:
            if file.problem:
                raise OSError(file.problem)
            with files.opener.open(file) as stream:
                if digest(stream, files.limits.object_bytes)[0] != objects[path]:
                    yield path, "the file holds other bytes than those that were read"
        except OSError as error:
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
