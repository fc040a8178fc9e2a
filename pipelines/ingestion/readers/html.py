"""HTML pages: the body of the article, and what the page says about itself.

What is on the page but not of the article is left out by the page's own elements (page_body). Nothing is changed in
what is left: that is the cleaning stage's.
"""

from collections.abc import Iterator
from typing import BinaryIO

from pipelines.ingestion.byte_layer import byte_segments
from pipelines.ingestion.decoding import UndecodableError
from pipelines.ingestion.readers.page_alignment import align, align_title, shows
from pipelines.ingestion.readers.page_blocks import blocks
from pipelines.ingestion.readers.page_body import LIST_MARK, read_body
from pipelines.ingestion.readers.page_encoding import decode_page
from pipelines.ingestion.readers.page_metadata import read_metadata
from pipelines.ingestion.readers.page_text import PageText, shown, solid
from pipelines.ingestion.readers.page_tree import PageTooComplexError, parse_page
from pipelines.ingestion.readers.page_values import shown_in_json
from pipelines.ingestion.records import Record, Reject
from pipelines.lineage.segments import Segment, compose

# The largest of 205 real pages has 2 MB; twenty are parsed and searched in seconds.
MAX_PAGE_BYTES = 20_000_000
_PIECE = 1 << 20
# A page whose lines are all shorter is a list of links: no article is without one sentence of this length. The second
# figure is for languages that put no spaces between words.
_SENTENCE_WORDS = 8
_SENTENCE_CHARACTERS = 20
_NO_TEXT = "no article text was found on the page"


def read(stream: BinaryIO) -> Iterator[Record | Reject]:
    """One record or one reject.

    The text is the article's body, one paragraph a line. Title, source, url, authors and published_at are taken from
    the page's JSON-LD and tags; external_id is null, for a page carries none.
    """
    data = stream.read(MAX_PAGE_BYTES + 1)
    if len(data) > MAX_PAGE_BYTES:
        size = len(data) + sum(map(len, iter(lambda: stream.read(_PIECE), b"")))
        yield Reject("too_large", f"the page has {size} bytes; up to {MAX_PAGE_BYTES} are read", byte_end=size)
        return
    yield _page(data)


def _page(data: bytes) -> Record | Reject:
    end = len(data)
    if not data.strip():
        return Reject("empty", "the file is empty", byte_end=end)
    try:
        page, encoding, notes = decode_page(data)
    except UndecodableError as error:
        return Reject(error.reason, str(error), byte_end=end)
    try:
        tree = parse_page(page)
    except PageTooComplexError as error:
        return Reject("too_complex", str(error), byte_end=end, encoding=encoding)
    if tree is None:
        return Reject("no_text", _NO_TEXT, byte_end=end, encoding=encoding)
    try:
        lines = blocks(tree)
        metadata = read_metadata(tree, lines)
        text = read_body(tree, lines, metadata)
    # A page that trips the extractor over costs that page only, whatever the fault.
    except Exception as error:
        message = f"the extractor failed: {type(error).__name__}: {error}"[:200]
        return Reject("extraction_failed", message, byte_end=end, encoding=encoding)
    if not any(map(_may_be_sentence, text.splitlines())):
        return Reject("no_text", _NO_TEXT, byte_end=end, encoding=encoding)
    return Record(
        locator="whole",
        byte_start=0,
        byte_end=end,
        data=data,
        encoding=encoding,
        text=text,
        title=metadata.title,
        source=metadata.source,
        url=metadata.url,
        authors=metadata.authors,
        published_at=metadata.published_at,
        notes=(*notes, *metadata.notes),
        below=_below(text, metadata.title, page, encoding, data),
    )


def _below(text: str, title: str | None, page: str, encoding: str, data: bytes) -> dict[str, list[Segment]]:
    """Segments of title and text over the bytes of the page."""
    layer, shown = byte_segments(page, encoding, data), PageText(page)
    return {"text": compose(align(text, shown), layer), "title": compose(align_title(title or "", shown), layer)}


def _may_be_sentence(line: str) -> bool:
    words = line.split()
    return len(words) >= _SENTENCE_WORDS or (len(words) == 1 and len(line) >= _SENTENCE_CHARACTERS)


def decodes(written: str, text: str) -> bool:
    """Whether a stretch of the page shows a piece of text, and no more than it needs to.

    White space may be made of any white space and markup, or of nothing; so may the mark before an item of a list.
    """
    if solid(text) in ("", LIST_MARK):
        return not (solid(shown(written)) and solid(shown_in_json(written)))
    is_tight = not (written[:1].isspace() or written[-1:].isspace())
    return is_tight and shows(written, text)
