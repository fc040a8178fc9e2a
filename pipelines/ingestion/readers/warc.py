"""Web archives, .warc and its .wat and .wet: every record is an input, and the pages among the responses are articles.

The records are found here rather than by a library, since every byte has to be accounted for: where a header is broken
the libraries stop, or go on at the next without a word. `test_archives_of_pages.py` compares.
"""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from pipelines.ingestion.byte_layer import byte_segments
from pipelines.ingestion.decoding import UndecodableError, decode
from pipelines.ingestion.options import DEFAULT_OPTIONS, ReadOptions
from pipelines.ingestion.readers import html
from pipelines.ingestion.readers.http_message import Place, cut, headers_of, host_of, page, page_in_response
from pipelines.ingestion.records import Record, Reject
from pipelines.limits import Limits

_PIECE = 1 << 18
_LINE = 1 << 16
_MOST_HEADER_LINES = 1_000
_BLANK = (b"\r\n", b"\n")


class _Head(NamedTuple):
    """The header of a record, and where its content begins; without a length it is broken."""

    fields: dict[str, str]
    start: int
    length: int | None


def read(stream: BinaryIO, options: ReadOptions = DEFAULT_OPTIONS) -> Iterator[Record | Reject]:
    """One record or reject for each record of the archive, and one for each stretch that is none.

    A page's bytes are those of the body of its response; where that is chunked or compressed, its characters have none.
    """
    position = number = 0
    junk: int | None = None
    line = b""
    while line := stream.readline(_LINE):
        start, position = position, position + len(line)
        if not line.startswith(b"WARC/"):
            junk = start if junk is None and line not in _BLANK else junk
            continue
        if junk is not None:
            number += 1
            yield Reject("bad_record", "no record of a web archive", f"record:{number}", junk, start)
            junk = None
        number += 1
        head = _head(stream, position)
        position = head.start
        if head.length is None:
            error = "the record's header is broken, or says no length"
            yield Reject("bad_record", error, f"record:{number}", start, position)
            continue
        most = options.limits.record_bytes
        content = stream.read(min(head.length, most)) if _is_wanted(head) else b""
        size = len(content) + _passed(stream, head.length - len(content))
        position += size
        place = Place(f"record:{number}", head.fields.get("warc-target-uri", "").strip("<>") or None)
        if size < head.length:
            error = f"the record ends after {size} of {head.length} bytes"
            yield Reject("truncated", error, place.locator, start, position)
        elif size > len(content) and _is_wanted(head):
            error = f"the record has {size} bytes; up to {most} are read"
            yield Reject("too_large", error, place.locator, start, position)
        elif size > len(content):
            yield Reject("not_an_article", _what(head), place.locator, start, position)
        else:
            found = _article(head, content, place, options.limits)
            why = head.fields.get("warc-truncated")
            yield cut(found, f"WARC-Truncated is {ascii(why)[:40]}") if why else found
    if junk is not None:
        yield Reject("bad_record", "no record of a web archive", f"record:{number + 1}", junk, position)
    elif not number:
        yield Reject("empty", "the file is empty", byte_end=position)


decodes = html.decodes


def _article(head: _Head, content: bytes, place: Place, limits: Limits) -> Record | Reject:
    kind, media_type = head.fields.get("warc-type", "").lower(), _media_type(head)
    if kind == "response" and media_type == "application/http":
        return page_in_response(content, head.start, place, limits)
    if kind in ("response", "resource", "conversion") and media_type in ("text/html", "application/xhtml+xml"):
        return page(content, head.start, place, limits)
    if kind == "conversion" and media_type == "text/plain":
        return _plain_text(content, head.start, place)
    return Reject("not_an_article", _what(head), place.locator, head.start, head.start + len(content))


def _plain_text(content: bytes, start: int, place: Place) -> Record | Reject:
    """The text of a page as the makers of the archive took it out (WET): an article, chrome and all."""
    end = start + len(content)
    try:
        text, encoding = decode(content)
    except UndecodableError as error:
        return Reject(error.reason, str(error), place.locator, start, end)
    if not text.strip():
        return Reject("no_text", "the record is blank", place.locator, start, end, encoding)
    below = {"text": byte_segments(text, encoding, content, start)}
    source = host_of(place.url)
    return Record(place.locator, start, end, content, encoding, text, source=source, url=place.url, below=below)


def _head(stream: BinaryIO, position: int) -> _Head:
    """The header below its first line."""
    lines: list[bytes] = []
    while (line := stream.readline(_LINE)) and line not in _BLANK:
        position += len(line)
        lines.append(line)
        if len(lines) == _MOST_HEADER_LINES:
            return _Head({}, position, None)
    fields = headers_of(b"".join(lines))
    length = fields.get("content-length", "")
    is_usable = line in _BLANK and length.isascii() and length.isdigit() and len(length) < 19
    return _Head(fields, position + len(line), int(length) if is_usable else None)


def _media_type(head: _Head) -> str:
    return head.fields.get("content-type", "").split(";")[0].strip().lower()


def _is_wanted(head: _Head) -> bool:
    return head.fields.get("warc-type", "").lower() in ("response", "resource", "conversion")


def _what(head: _Head) -> str:
    return f"a record of type {ascii(head.fields.get('warc-type', ''))[:40]} ({ascii(_media_type(head))[:60]})"


def _passed(stream: BinaryIO, count: int) -> int:
    """How many of the next bytes there were."""
    passed = 0
    while passed < count and (piece := stream.read(min(_PIECE, count - passed))):
        passed += len(piece)
    return passed
