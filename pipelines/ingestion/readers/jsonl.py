"""JSON Lines: one JSON object a line, an article each. A line that cannot be read is a reject; the others count."""

import json
from collections.abc import Iterator
from typing import BinaryIO

from pipelines.ingestion.byte_layer import byte_segments
from pipelines.ingestion.decoding import UndecodableError, decode
from pipelines.ingestion.readers.fields import Fields, is_valid_unicode
from pipelines.ingestion.readers.json_layer import string_segments, value_spans
from pipelines.ingestion.records import Record, Reject
from pipelines.lineage.segments import compose


def read(stream: BinaryIO) -> Iterator[Record | Reject]:
    """One record or reject for each line that is not blank.

    Known keys: id, title, text (required), source, url, authors (text or list) and published_at.
    """
    position = 0
    is_blank = True
    for number, line in enumerate(stream, start=1):
        data = line.rstrip(b"\r\n")
        if data.strip():
            is_blank = False
            yield _record(data, f"line:{number}", position)
        position += len(line)
    if is_blank:
        yield Reject("empty", "the file is empty", byte_end=position)


def _record(data: bytes, locator: str, start: int) -> Record | Reject:
    end = start + len(data)
    try:
        text, encoding = decode(data)
    except UndecodableError as error:
        return Reject(error.reason, str(error), locator, start, end)

    def reject(reason: str, error: str) -> Reject:
        return Reject(reason, error, locator, start, end, encoding)

    try:
        values = json.loads(text)
    except ValueError as error:
        return reject("invalid_json", str(error)[:200])
    except RecursionError:
        return reject("invalid_json", "nested too deeply")
    if not isinstance(values, dict):
        return reject("not_a_record", f"the line is a JSON {type(values).__name__}, not an object")
    body = values.get("text")
    if not isinstance(body, str) or not body.strip():
        return reject("no_text", "the record has no 'text', or it is not a text, or it is blank")
    if not is_valid_unicode(body):
        return reject("invalid_unicode", "'text' holds a lone surrogate (half of a character, such as \\ud83d)")
    layer = byte_segments(text, encoding, data, start)
    below = {
        field: compose(string_segments(text, *span), layer)
        for field, span in value_spans(text).items()
        if field in ("title", "text")
    }
    return Fields(values).record(body, data, encoding, below, locator, start)


def decodes(written: str, text: str) -> bool:
    """Whether a stretch of a JSON string stands for a piece of text."""
    try:
        return bool(json.loads(f'"{written}"', strict=False) == text)
    except ValueError:
        return False
