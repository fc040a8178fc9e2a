"""JSON Lines: one JSON object a line, an article each. A line that cannot be read is a reject; the others count."""

from collections.abc import Iterator
from typing import BinaryIO

from pipelines.ingestion.options import DEFAULT_OPTIONS, ReadOptions
from pipelines.ingestion.readers.json_record import decodes, json_record
from pipelines.ingestion.readers.lines import read_lines
from pipelines.ingestion.records import Record, Reject

__all__ = ["decodes", "read"]


def read(stream: BinaryIO, options: ReadOptions = DEFAULT_OPTIONS) -> Iterator[Record | Reject]:
    """One record or reject for each line that is not blank.

    Fields: id, title, text (required), source, url, authors (text or list) and published_at, or as they are called
    elsewhere (`pipelines.field_names`).
    """
    is_blank, end = True, 0
    for line in read_lines(stream, options.limits.record_bytes):
        locator, end = f"line:{line.number}", line.end
        if line.is_too_long:
            is_blank = False
            error = f"the line has {line.end - line.start} bytes; up to {options.limits.record_bytes} are read"
            yield Reject("too_large", error, locator, line.start, line.end)
            continue
        data = _without_end(line.data, line.encoding)
        if data.strip(b" \t\r\n\0" if line.encoding else None):
            is_blank = False
            yield json_record(data, locator, line.start, options, line.encoding)
    if is_blank:
        yield Reject("empty", "the file is empty", byte_end=end)


def _without_end(data: bytes, encoding: str | None) -> bytes:
    """The line without the characters that end it."""
    if encoding is None:
        return data.rstrip(b"\r\n")
    for character in ("\n", "\r"):
        data = data.removesuffix(character.encode(encoding))
    return data
