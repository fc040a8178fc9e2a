"""Reading: the bytes of source objects to rows of records, with the ids that follow from what each record says. What
follows from where an object lies, and from other objects, is in `inputs.py`."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from pipelines.ingestion import identity
from pipelines.ingestion.dates import Published, parse_published
from pipelines.ingestion.objects import MAX_OBJECT_BYTES, SourceFile, digest
from pipelines.ingestion.readers import READERS, Reader
from pipelines.ingestion.records import Record, Reject
from pipelines.ingestion.source_segments import SEGMENTS, proven_rows
from pipelines.lineage.hashing import short_hash
from pipelines.schemas.units import UNIT, Row

# Ten times the longest newspaper features; reading one of this length takes minutes and gigabytes.
MAX_TEXT_CHARACTERS = 500_000
UNKNOWN_SOURCE = "unknown"
# Records are handed on in frames of so many, so that memory does not grow with the object.
_RECORDS_IN_A_FRAME = 2_000

# A row is a record or, with a reason, a reject. `own_id` is the article_id that the record has unless it repeats
# another; `content`, `id_hash` and `url_hash` tell whether it does. `document_id` is null where it follows from the
# path. Of a record that is to be forgotten, only what names it to the machine is there.
RECORD_TABLES: dict[str, dict[str, pl.DataType]] = {
    "records": UNIT
    | {
        "number": pl.Int64(),
        "input_id": pl.String(),
        "locator": pl.String(),
        "byte_start": pl.Int64(),
        "byte_end": pl.Int64(),
        "encoding": pl.String(),
        "reason": pl.String(),
        "error": pl.String(),
        "own_id": pl.String(),
        "content": pl.String(),
        "id_hash": pl.String(),
        "url_hash": pl.String(),
        "published_at": pl.Datetime("us"),
        "published_date": pl.Date(),
        "published_precision": pl.String(),
        "document_id": pl.String(),
        "external_id": pl.String(),
        "source": pl.String(),
        "url": pl.String(),
        "title": pl.String(),
        "authors": pl.List(pl.String),
        "text": pl.String(),
        "content_sha256": pl.String(),
        "segments": pl.List(pl.Struct(SEGMENTS)),
    }
}
_NAMES = tuple(RECORD_TABLES["records"])


@dataclass(frozen=True)
class RecordConfiguration:
    """`forgotten` are the article_ids of which nothing is to be kept."""

    forgotten: frozenset[str] = frozenset()


def unit_of(object_sha256: str, extension: str) -> str:
    """The id of the work on an object: what comes of it follows from its bytes and its format."""
    return short_hash(object_sha256, extension)


def read_batch(configuration: RecordConfiguration, batch: pl.DataFrame) -> dict[str, pl.LazyFrame]:
    """The records and rejects of each object, at least one, and the units that were done.

    `batch` has the columns unit, object_sha256, location (of the file, as bytes) and extension. An object that is not,
    or does not stay, what its hash says is left out of the units.
    """
    done: list[str] = []

    def rows() -> Iterator[Row]:
        for unit, sha256, location, extension in batch.select(
            "unit", "object_sha256", "location", "extension"
        ).iter_rows():
            file = SourceFile("", Path(os.fsdecode(location)))
            yield from _rows_of(file, sha256, extension, unit, configuration.forgotten, done)

    return {
        "records": _lazily(rows, RECORD_TABLES["records"]),
        "units": _lazily(lambda: ((unit,) for unit in done), UNIT),
    }


def _lazily(rows: Callable[[], Iterator[Row]], schema: dict[str, pl.DataType]) -> pl.LazyFrame:
    def frames(
        columns: list[str] | None, predicate: pl.Expr | None, limit: int | None, size: int | None
    ) -> Iterator[pl.DataFrame]:
        waiting: list[Row] = []
        for row in rows():
            waiting.append(row)
            if len(waiting) == _RECORDS_IN_A_FRAME:
                yield pl.DataFrame(waiting, schema=schema, orient="row")
                waiting.clear()
        yield pl.DataFrame(waiting, schema=schema, orient="row")

    return register_io_source(frames, schema=schema)


def _rows_of(
    file: SourceFile, sha256: str, extension: str, unit: str, forgotten: frozenset[str], done: list[str]
) -> Iterator[Row]:
    """Rows of one object; its unit goes to those that are done when the object is, and stays, what its hash says."""
    reader = READERS[extension]
    try:
        before = file.state()
        with file.open() as stream:
            if digest(stream, MAX_OBJECT_BYTES)[0] != sha256:
                return
            stream.seek(0)
            for number, found in enumerate(map(_bounded, reader.read(stream))):
                values = _values(found, reader, forgotten)
                values |= {"unit": unit, "number": number, "input_id": identity.input_id(sha256, found.locator)}
                yield tuple(values.get(name) for name in _NAMES)
        if file.state() == before:
            done.append(unit)
    except OSError:
        return


def _bounded(result: Record | Reject) -> Record | Reject:
    """The record, unless its text is longer than any article: the model's memory grows with it."""
    if isinstance(result, Reject) or len(result.text) <= MAX_TEXT_CHARACTERS:
        return result
    error = f"the text has {len(result.text)} characters, an article may have {MAX_TEXT_CHARACTERS}: split the file"
    return Reject("too_long", error, result.locator, result.byte_start, result.byte_end, result.encoding)


def _values(found: Record | Reject, reader: Reader, forgotten: frozenset[str]) -> dict[str, object]:
    """Values of a row by column; what is not in it is null."""
    place: dict[str, object] = {
        name: getattr(found, name) for name in ("locator", "byte_start", "byte_end", "encoding")
    }
    if isinstance(found, Reject):
        return place | {"reason": found.reason, "error": found.error}
    time, notes = _published(found)
    own_id = identity.article_id(found)
    to_compare: dict[str, object] = {
        "own_id": own_id,
        "content": identity.record_content(found),
        "id_hash": found.external_id and short_hash(found.external_id),
        "url_hash": found.url and short_hash(found.url),
        "published_at": time.at,
    }
    if own_id in forgotten:
        return place | to_compare
    source = found.source or UNKNOWN_SOURCE
    said: dict[str, object] = {
        "reason": "unusable_field" if notes else None,
        "error": "; ".join(notes) or None,
        "published_date": time.day,
        "published_precision": time.precision,
        "document_id": identity.document_id(found, source),
        "external_id": found.external_id,
        "source": source,
        "url": found.url,
        "title": found.title,
        "authors": list(found.authors),
        "text": found.text,
        "content_sha256": identity.content_sha256(found),
        "segments": proven_rows(found, reader),
    }
    return place | to_compare | said


def _published(record: Record) -> tuple[Published, tuple[str, ...]]:
    """Time of publication and all notes about the record."""
    if not record.published_at:
        return Published(), record.notes
    try:
        return parse_published(record.published_at), record.notes
    except ValueError as error:
        return Published(), (*record.notes, f"published_at: {error}")
