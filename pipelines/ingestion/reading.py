"""Reading: the bytes of source objects to rows of records, with the ids that follow from what each record says. What
follows from where an object lies, and from other objects, is in `inputs.py`."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import polars as pl
from polars.io.plugins import register_io_source

from pipelines.ingestion import identity
from pipelines.ingestion.dates import Published, parse_published
from pipelines.ingestion.objects import SourceFile, digest
from pipelines.ingestion.opening import Opener
from pipelines.ingestion.options import DEFAULT_OPTIONS, ReadOptions
from pipelines.ingestion.pieces import damage_of, doubtful_from
from pipelines.ingestion.readers import READERS, Reader
from pipelines.ingestion.records import Record, Reject
from pipelines.ingestion.source_segments import SEGMENTS, proven_rows
from pipelines.lineage.hashing import short_hash
from pipelines.schemas.units import UNIT, Row

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
    options: ReadOptions = DEFAULT_OPTIONS


def unit_of(object_sha256: str, extension: str, damage: str | None) -> str:
    """The id of the work on an object: what comes of it follows from its bytes, its format, and why it ends where it
    does when that is not its true end."""
    return short_hash(object_sha256, extension, *([damage] if damage else []))


def read_batch(configuration: RecordConfiguration, batch: pl.DataFrame) -> dict[str, pl.LazyFrame]:
    """The records and rejects of each object, at least one, and the units that were done.

    `batch` has the columns unit, object_sha256, location (of the file, as bytes), places and member (in an archive),
    damage and extension. An object that is not, or does not stay, what its hash says is left out of the units.
    """
    done: list[str] = []
    columns = ("location", "places", "member", "unit", "object_sha256", "extension", "damage")
    # Members of an archive one after the other, in its order.
    objects = sorted(batch.select(columns).iter_rows(), key=lambda row: row[:2])

    def rows() -> Iterator[Row]:
        with Opener(configuration.options.limits) as opener:
            for location, places, member, *known in objects:
                file = SourceFile("", Path(os.fsdecode(location)), places=tuple(places), member=member)
                yield from _rows_of(file, _Known(*known), opener, configuration, done)

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


class _Known(NamedTuple):
    """What is known of an object before it is read."""

    unit: str
    sha256: str
    extension: str
    damage: str | None


def _rows_of(
    file: SourceFile, known: _Known, opener: Opener, configuration: RecordConfiguration, done: list[str]
) -> Iterator[Row]:
    """Rows of one object; its unit goes to those that are done when the object is, and stays, what its hash says."""
    reader, options = READERS[known.extension], configuration.options
    try:
        before = file.state()
        with opener.open(file) as stream:
            sha256, size = digest(stream, options.limits.object_bytes)
            if (sha256, damage_of(stream)) != (known.sha256, known.damage):
                return
            doubtful = doubtful_from(stream)
            stream.seek(0)
            results: Iterable[Record | Reject] = _survived(reader.read(stream, options), size)
            if known.damage:
                results = _until_damage(results, size, known.damage, doubtful)
            for number, result in enumerate(results):
                found = _bounded(result, options.limits.text_characters)
                values = _values(found, reader, configuration.forgotten)
                place = identity.input_id(known.sha256, found.locator)
                values |= {"unit": known.unit, "number": number, "input_id": place}
                yield tuple(values.get(name) for name in _NAMES)
        if file.state() == before:
            done.append(known.unit)
    except OSError:
        return


def _survived(results: Iterable[Record | Reject], size: int) -> Iterator[Record | Reject]:
    """What a reader gives, and a reject for the rest should it fail: no file may end the run, whatever it holds."""
    end = 0
    try:
        for result in results:
            end = max(end, result.byte_end)
            yield result
    except OSError:
        raise
    except Exception as error:
        yield Reject("reader_failed", f"{type(error).__name__}: {error}"[:200], "rest", min(end, size), size)


def _until_damage(
    results: Iterable[Record | Reject], size: int, damage: str, doubtful: int | None
) -> Iterator[Record | Reject]:
    """What was read before the object broke off, and a reject for the rest. What ends where the object does was cut."""
    sure = size - 1 if doubtful is None else doubtful
    rest = size if doubtful is None else doubtful
    for result in results:
        if result.byte_end <= sure:
            yield result
        else:
            rest = min(rest, result.byte_start)
    error = f"cannot be decompressed after byte {size}: {damage}"
    if doubtful is not None:
        error = f"its checksum is wrong, so any byte from {doubtful} on may be; what follows is not read ({damage})"
    yield Reject("bad_compression", error, "rest" if rest else "whole", rest, size)


def _bounded(result: Record | Reject, most: int) -> Record | Reject:
    """The record, unless its text is longer than any article: the model's memory grows with it."""
    if isinstance(result, Reject) or len(result.text) <= most:
        return result
    error = f"the text has {len(result.text)} characters, an article may have {most}: split the file"
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
