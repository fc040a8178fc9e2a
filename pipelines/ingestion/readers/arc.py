"""Web archives of the kind before WARC: a line with address, date, type and length, then the response."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from pipelines.ingestion.options import DEFAULT_OPTIONS, ReadOptions
from pipelines.ingestion.readers import html
from pipelines.ingestion.readers.http_message import Place, page_in_response
from pipelines.ingestion.records import Record, Reject

_LINE = 1 << 16
_PIECE = 1 << 18
# Address, IP, date, type, and in version 2 five more, then the length. Addresses now and then hold spaces.
_HEADER = re.compile(rb"(\S.{0,8000}?) (\S{1,45}) (\d{8,14}) (\S*) (?:\S+ \S+ \S+ \S+ \S+ )??(\d{1,18})\r?\n")
_BLANK = (b"\r\n", b"\n")


def read(stream: BinaryIO, options: ReadOptions = DEFAULT_OPTIONS) -> Iterator[Record | Reject]:
    """One record or reject for each record of the archive, and one for each stretch that is none."""
    position = number = 0
    most = options.limits.record_bytes
    junk: int | None = None
    while line := stream.readline(_LINE):
        start, position = position, position + len(line)
        header = _HEADER.fullmatch(line)
        if not header:
            junk = start if junk is None and line not in _BLANK else junk
            continue
        if junk is not None:
            number += 1
            yield Reject("bad_record", "no record of a web archive", f"record:{number}", junk, start)
            junk = None
        number += 1
        length = int(header.group(5))
        content = stream.read(min(length, most + 1))
        content_start = position
        position += len(content)
        end = content_start + length
        while position < end and (piece := stream.read(min(_PIECE, end - position))):
            position += len(piece)
        place = Place(f"record:{number}", header.group(1).decode("utf-8", "replace"))
        if position < end:
            error = f"the record ends after {position - content_start} of {length} bytes"
            yield Reject("truncated", error, place.locator, start, position)
        elif length > most:
            yield Reject(
                "too_large", f"the record has {length} bytes; up to {most} are read", place.locator, start, position
            )
        elif not place.url or not place.url.startswith(("http:", "https:")):
            error = f"a record of {ascii(place.url)[:60]}"
            yield Reject("not_an_article", error, place.locator, content_start, position)
        else:
            yield page_in_response(content, content_start, place, options.limits)
    if junk is not None:
        yield Reject("bad_record", "no record of a web archive", f"record:{number + 1}", junk, position)
    elif not number:
        yield Reject("empty", "the file is empty", byte_end=position)


decodes = html.decodes
