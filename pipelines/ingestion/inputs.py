"""Files to the tables source_objects, inputs, raw_articles and source_segments."""

import gzip
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from pipelines.ingestion import identity
from pipelines.ingestion.dates import Published, parse_published
from pipelines.ingestion.duplicates import Candidate, find_duplicates
from pipelines.ingestion.forgotten import REASON, rejected_as_forgotten
from pipelines.ingestion.objects import OversizeError, SourceFile, digest
from pipelines.ingestion.readers import READERS
from pipelines.ingestion.records import Record, Reject
from pipelines.ingestion.source_segments import SegmentRows
from pipelines.schemas import Table
from pipelines.schemas.ingestion import Inputs, RawArticles, SourceObjects

# Larger objects are refused, so that a small compressed file cannot fill the memory.
MAX_OBJECT_BYTES = 2 << 30
# Ten times the longest newspaper features; reading one of this length takes minutes and gigabytes.
MAX_TEXT_CHARACTERS = 500_000
UNKNOWN_SHA256 = "0" * 64
UNKNOWN_SOURCE = "unknown"

Row = dict[str, object]


class Ingested(NamedTuple):
    """The tables of the step."""

    source_objects: pl.DataFrame
    inputs: pl.DataFrame
    raw_articles: pl.DataFrame
    source_segments: pl.DataFrame


class _Found(NamedTuple):
    """A record or reject with the file it was found in."""

    file: SourceFile
    object_sha256: str
    result: Record | Reject


def ingest(
    files: Sequence[SourceFile], progress: Callable[[int], None] = lambda _: None, forgotten: Collection[str] = ()
) -> Ingested:
    """Read every file. `progress` is told after each file how many are done; `forgotten` are the article_ids of which
    nothing is to be kept."""
    objects: list[Row] = []
    found: list[_Found] = []
    segments = SegmentRows()
    for done, file in enumerate(files, start=1):
        for one in _read(file, objects):
            result = one.result
            if isinstance(result, Record):
                segments.add(len(found), result, READERS[file.extension])
                result = replace(result, below={})  # they are rows now
            found.append(one._replace(result=result))
        progress(done)
    published = {id(f.result): _published(f.result) for f in found if isinstance(f.result, Record)}
    candidates = [_candidate(f, f.result, published[id(f.result)][0]) for f in found if isinstance(f.result, Record)]
    duplicates = find_duplicates(candidates)
    to_forget = rejected_as_forgotten(candidates, duplicates, forgotten)
    inputs: list[Row] = []
    articles: list[Row] = []
    numbers: dict[int, str] = {}
    for number, f in enumerate(found):
        row = _input_row(f)
        if isinstance(f.result, Record):
            time, notes = published[id(f.result)]
            key = str(row["input_id"]), f.file.path
            duplicate = duplicates.get(key)
            if error := to_forget.get(key):
                row |= {"status": "rejected", "reason": REASON, "error": error, "article_id": None}
            elif duplicate:
                row |= {
                    "status": "duplicate",
                    "reason": duplicate.reason,
                    "error": f"repeats article {duplicate.article_id}",
                    "article_id": duplicate.article_id,
                }
            else:
                row |= {"reason": "unusable_field" if notes else None, "error": "; ".join(notes) or None}
                articles.append(_article_row(f, f.result, time))
                numbers[number] = identity.article_id(f.result)
        inputs.append(row)
    return Ingested(
        _frame(SourceObjects, objects),
        _frame(Inputs, inputs),
        _frame(RawArticles, articles),
        segments.table(numbers),
    )


def every_input_has_one_state(inputs: pl.LazyFrame, raw_articles: pl.LazyFrame) -> int:
    """How far inputs and articles are from adding up; 0 when nothing is lost and nothing is doubled.

    #inputs = #article + #duplicate + #rejected, each input with status article has its one row in raw_articles, and
    each duplicate names an article that is there.
    """
    counts = inputs.group_by("status").len().collect()
    by_status: Mapping[str, int] = dict(counts.iter_rows())
    known = sum(by_status.get(status, 0) for status in ("article", "duplicate", "rejected"))
    articles = inputs.filter(pl.col("status") == "article").select("article_id")
    duplicates = inputs.filter(pl.col("status") == "duplicate").select("article_id")
    unmatched = (
        articles.join(raw_articles, on="article_id", how="anti").select(pl.len()).collect().item()
        + raw_articles.join(articles, on="article_id", how="anti").select(pl.len()).collect().item()
        + duplicates.join(raw_articles, on="article_id", how="anti").select(pl.len()).collect().item()
    )
    row_difference = abs(by_status.get("article", 0) - raw_articles.select(pl.len()).collect().item())
    return int(counts["len"].sum() - known + unmatched + row_difference)


def _read(file: SourceFile, objects: list[Row]) -> Iterator[_Found]:
    """The records and rejects of one file; its object goes into `objects`."""
    reader = READERS.get(file.extension)
    sha = UNKNOWN_SHA256
    try:
        if file.problem:
            raise OSError(file.problem)
        before = file.state()
        with file.open() as stream:
            sha, size = digest(stream, MAX_OBJECT_BYTES)
            objects.append(
                {
                    "object_sha256": sha,
                    "path": file.path,
                    "media_type": _media_type(file),
                    "compression": "gzip" if file.is_gzip else None,
                    "byte_count": size,
                }
            )
            if reader is None:
                known = ", ".join(READERS)
                error = f"no reader for {file.extension or 'no extension'!r}; known: {known}"
                yield _Found(file, sha, Reject("unknown_format", error))
                return
            stream.seek(0)
            found = [_Found(file, sha, _bounded(result)) for result in reader.read(stream)]
        if file.state() != before:  # what was read is not what was hashed
            found = [_Found(file, sha, Reject("changed_while_read", "the file changed while it was read: run again"))]
        yield from found
    except OversizeError as error:
        yield _Found(file, sha, Reject("too_large", str(error)))
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        yield _Found(file, sha, Reject("bad_compression", f"cannot be decompressed: {error}"))
    except OSError as error:
        yield _Found(file, sha, Reject("unreadable", error.strerror or str(error)))


def _bounded(result: Record | Reject) -> Record | Reject:
    """The record, unless its text is longer than any article: the model's memory grows with it."""
    if isinstance(result, Reject) or len(result.text) <= MAX_TEXT_CHARACTERS:
        return result
    error = f"the text has {len(result.text)} characters, an article may have {MAX_TEXT_CHARACTERS}: split the file"
    return Reject("too_long", error, result.locator, result.byte_start, result.byte_end, result.encoding)


def _media_type(file: SourceFile) -> str:
    reader = READERS.get(file.extension)
    return reader.media_type if reader else "application/octet-stream"


def _input_row(f: _Found) -> Row:
    result = f.result
    return {
        # A file that could not be read has no bytes to be known by; its path keeps it apart from others.
        "input_id": identity.input_id(
            f.object_sha256 if f.object_sha256 != UNKNOWN_SHA256 else f.file.path, result.locator
        ),
        "path": f.file.path,
        "object_sha256": f.object_sha256,
        "locator": result.locator,
        "byte_start": result.byte_start,
        "byte_end": result.byte_end,
        "media_type": _media_type(f.file),
        "encoding": result.encoding,
        "status": "article" if isinstance(result, Record) else "rejected",
        "reason": result.reason if isinstance(result, Reject) else None,
        "error": result.error if isinstance(result, Reject) else None,
        "article_id": identity.article_id(result) if isinstance(result, Record) else None,
    }


def _published(record: Record) -> tuple[Published, tuple[str, ...]]:
    """Time of publication and all notes about the record."""
    if not record.published_at:
        return Published(), record.notes
    try:
        return parse_published(record.published_at), record.notes
    except ValueError as error:
        return Published(), (*record.notes, f"published_at: {error}")


def _candidate(f: _Found, record: Record, time: Published) -> Candidate:
    return Candidate(
        identity.article_id(record),
        identity.input_id(f.object_sha256, record.locator),
        f.file.path,
        identity.record_content(record),
        record.external_id,
        record.url,
        time.at,
    )


def _article_row(f: _Found, record: Record, time: Published) -> Row:
    source = record.source or UNKNOWN_SOURCE
    return {
        "article_id": identity.article_id(record),
        "document_id": identity.document_id(record, source, f.file.path),
        "external_id": record.external_id,
        "source": source,
        "url": record.url,
        "title": record.title,
        "authors": list(record.authors),
        "published_at": time.at,
        "published_date": time.day,
        "published_precision": time.precision,
        "text": record.text,
        "content_sha256": identity.content_sha256(record),
    }


def _frame(table: type[Table], rows: Iterable[Row]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=table.dtypes(), orient="row")
