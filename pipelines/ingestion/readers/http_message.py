"""HTTP responses as web archives keep them: the page in one, at its place in the archive."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlsplit

from pipelines.ingestion.readers import html
from pipelines.ingestion.readers.http_body import COMPRESSIONS, decoded_body
from pipelines.ingestion.readers.page_process import read_page
from pipelines.ingestion.records import Record, Reject
from pipelines.limits import Limits
from pipelines.lineage.segments import Segment

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? (\d{3})")
_MOST_HEAD = 1 << 16
_PAGE_TYPES = ("text/html", "application/xhtml+xml")


class Place(NamedTuple):
    """Where a record lies in its archive, and the address that it is of."""

    locator: str
    url: str | None


def headers_of(head: bytes) -> dict[str, str]:
    """Header fields by name in lower case; the first of several counts. Lines that are none are left out."""
    fields: dict[str, str] = {}
    for line in head.split(b"\n"):
        name, colon, value = line.partition(b":")
        if colon:
            fields.setdefault(name.strip().lower().decode("latin-1"), value.strip().decode("utf-8", "replace"))
    return fields


def page_in_response(content: bytes, start: int, place: Place, limits: Limits) -> Record | Reject:
    """The article of the page in an HTTP response, whose first byte is byte `start` of the archive."""
    whole = Reject("not_an_article", "", place.locator, start, start + len(content))
    status = _STATUS.match(content)
    end = _HEAD_END.search(content, 0, _MOST_HEAD)
    if not status or not end:
        return replace(whole, reason="bad_response", error="the record holds no HTTP response")
    if status.group(1) != b"200":
        return replace(whole, error=f"the server answered {status.group(1).decode()}, not with a page")
    fields = headers_of(content[: end.start()])
    if not _is_page(fields):
        return replace(whole, error=f"no page, but {ascii(fields.get('content-type', 'of no type'))[:80]}")
    body, offset = content[end.end() :], start + end.end()
    encoding = fields.get("content-encoding", "identity").lower()
    if encoding not in (*COMPRESSIONS, "identity", ""):
        return replace(whole, reason="unknown_encoding", error=f"the page is compressed as {ascii(encoding)[:40]}")
    decoded = decoded_body(body, fields, html.MAX_PAGE_BYTES)
    found = page(decoded.data, offset, place, limits)
    if decoded.data != body:
        found = _unaligned(found, body, offset)
    return cut(found, decoded.problem) if decoded.problem else found


def cut(found: Record | Reject, problem: str) -> Record | Reject:
    """The same with a note that the page is not whole."""
    if isinstance(found, Reject):
        return found
    return replace(found, notes=(*found.notes, f"text: the page is cut in the archive: {problem}"))


def page(body: bytes, start: int, place: Place, limits: Limits) -> Record | Reject:
    """The article of a page whose bytes stand in the archive as they are, from `start` on."""
    end = start + len(body)
    if len(body) > html.MAX_PAGE_BYTES:
        error = f"the page has {len(body)} bytes; up to {html.MAX_PAGE_BYTES} are read"
        return Reject("too_large", error, place.locator, start, end)
    found = read_page(body, limits.page_seconds)
    if isinstance(found, Reject):
        return replace(found, locator=place.locator, byte_start=start, byte_end=end)
    below = {field: _moved(segments, start) for field, segments in found.below.items()}
    url, source = found.url or place.url, found.source or host_of(place.url)
    return replace(found, locator=place.locator, byte_start=start, byte_end=end, below=below, url=url, source=source)


def host_of(url: str | None) -> str | None:
    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None


def _is_page(fields: Mapping[str, str]) -> bool:
    return fields.get("content-type", _PAGE_TYPES[0]).split(";")[0].strip().lower() in _PAGE_TYPES


def _moved(segments: Iterable[Segment], by: int) -> list[Segment]:
    return [
        Segment(kind, start, end, below_start + by, below_end + by) if kind != "unaligned" else segment
        for segment in segments
        for kind, start, end, below_start, below_end in (segment,)
    ]


def _unaligned(found: Record | Reject, body: bytes, start: int) -> Record | Reject:
    """The same for a page that does not stand in the archive byte for byte: only the record has a place."""
    end = start + len(body)
    if isinstance(found, Reject):
        return replace(found, byte_end=end)
    note = "bytes: the page is chunked or compressed in the archive, so its characters have no bytes of their own"
    return replace(found, byte_end=end, data=body, below={}, notes=(*found.notes, note))
