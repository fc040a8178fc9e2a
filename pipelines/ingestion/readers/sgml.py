"""Collections in SGML, such as Reuters-21578: one article a <REUTERS> or <DOC>, its text in <BODY> or <TEXT>."""

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from pipelines.ingestion.byte_layer import byte_segments
from pipelines.ingestion.decoding import UndecodableError
from pipelines.ingestion.options import DEFAULT_OPTIONS, ReadOptions
from pipelines.ingestion.readers.blocks import MAX_ELEMENT_BYTES, Block, Blocks, Encoding
from pipelines.ingestion.readers.fields import Fields
from pipelines.ingestion.readers.markup import plain, stands_for
from pipelines.ingestion.records import Record, Reject
from pipelines.lineage.segments import Segment, compose

_ID = re.compile(r"""\A<[^<>]*?\s(?:NEWID|ID)\s*=\s*["']?([^\s"'<>]+)""", re.IGNORECASE)
_IN_TEXT = r"(?:(?!</?(?:TEXT|BODY)\b).)"
# What has matched is never given back, for a text with many titles and no end would be tried from each.
# The place and date that stand before the first sentence are part of the text, as they were printed.
_BODIES = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"(?P<body><DATELINE>(?:(?!</?TEXT\b|<DATELINE>).)*?<BODY>(?:(?!</?BODY>).)*)</BODY>",
        r"<BODY>(?P<body>(?:(?!</?BODY>).)*)</BODY>",
        rf"<TEXT(?:\s[^<>]*)?>(?>(?:{_IN_TEXT}*</(?:TITLE|HEADLINE)>)?)(?P<body>(?>{_IN_TEXT}*))</TEXT>",
    )
)


def _element(*names: str) -> re.Pattern[str]:
    name = "|".join(names)
    return re.compile(rf"<(?:{name})(?:\s[^<>]*)?>((?:(?!</?(?:{name})\b).)*)</(?:{name})>", re.IGNORECASE | re.DOTALL)


_TITLE = _element("TITLE", "HEADLINE", "HEAD")
_DATE = _element("DATE", "DATE_TIME", "DATETIME")
_AUTHOR = _element("AUTHOR", "BYLINE")
_DOC_ID = _element("DOCNO", "DOCID")
# Reuters writes "26-FEB-1987 15:01:01.79".
_HUNDREDTHS = re.compile(r"(\d{1,2}-[A-Z]{3}-\d{4} \d\d:\d\d:\d\d)\.\d+")


def read(stream: BinaryIO, options: ReadOptions = DEFAULT_OPTIONS) -> Iterator[Record | Reject]:
    """One record or reject for each document."""
    blocks = Blocks(("reuters", "doc"), min(options.limits.record_bytes, MAX_ELEMENT_BYTES))
    number = 0
    for number, block in enumerate(blocks.read(stream), start=1):
        yield _document(block, f"record:{number}", blocks.head)
    if not number:
        reason = "no_text" if blocks.head.strip() else "empty"
        yield Reject(reason, "there is no <REUTERS> and no <DOC> in the file", "whole", 0, blocks.size)


def decodes(written: str, text: str) -> bool:
    """Whether an entity stands for a character."""
    return stands_for(lambda markup: plain(markup).text, written, text) or plain(written).text == text


def _document(block: Block, locator: str, head: bytes) -> Record | Reject:
    start, end = block.start, block.end
    if block.data is None:
        return Reject("too_large", f"the document has more than {MAX_ELEMENT_BYTES} bytes", locator, start, end)
    try:
        text, encoding = Encoding(head).decode(block.data)
    except UndecodableError as error:
        return Reject(error.reason, str(error), locator, start, end)
    if not block.is_closed:
        return Reject("bad_item", "the document has no end", locator, start, end, encoding)
    match = next(filter(None, (pattern.search(text) for pattern in _BODIES)), None)
    body = plain(text, *match.span("body")) if match else None
    if body is None or not body.text.strip(" \t\r\n\3"):
        return Reject("no_text", "the document has no text", locator, start, end, encoding)
    titled = _TITLE.search(text)
    title = plain(text, *titled.span(1)) if titled else None
    layer = byte_segments(text, encoding, block.data, start)
    below: dict[str, Sequence[Segment]] = {
        "text": compose(body.segments, layer),
        "title": compose(title.segments, layer) if title else [],
    }
    numbered = _ID.match(text)
    values = {
        "id": numbered.group(1) if numbered else _said(_DOC_ID, text),
        "title": title.text if title else None,
        "authors": _said(_AUTHOR, text),
        "published_at": _HUNDREDTHS.sub(r"\1", _said(_DATE, text) or ""),
        "source": "Reuters" if text[1:8].upper() == "REUTERS" else None,
    }
    return Fields(values).record(body.text, block.data, encoding, below, locator, start)


def _said(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return " ".join(plain(match.group(1)).text.split()) if match else None
