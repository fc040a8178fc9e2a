"""RSS and Atom: one article an item or entry, with the fullest text that it gives. Items are read by their tags, so a
feed that is not well-formed, or cut, gives what can be read of it; entities that it defines are not expanded."""

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

from pipelines.ingestion.byte_layer import byte_segments
from pipelines.ingestion.decoding import UndecodableError
from pipelines.ingestion.options import DEFAULT_OPTIONS, ReadOptions
from pipelines.ingestion.readers.blocks import MAX_ELEMENT_BYTES, Block, Blocks, Encoding
from pipelines.ingestion.readers.fields import Fields
from pipelines.ingestion.readers.markup import Shown, page_text, stands_for, tokens, unwrapped
from pipelines.ingestion.readers.wide import markup_encoding, wide_blocks
from pipelines.ingestion.records import Record, Reject
from pipelines.lineage.segments import Segment, compose

_PIECE = 1 << 18
# Of several texts the first that is not blank: whole articles come before summaries.
_TEXTS = ("content:encoded", "content", "body", "description", "summary")
_DATES = ("pubdate", "published", "issued", "dc:date", "date", "created", "updated", "modified")
_IDS = ("guid", "id", "dc:identifier")
_AUTHORS = ("dc:creator", "creator", "author", "itunes:author")
_TITLE = re.compile(r"<(?:\w+:)?title(?:\s[^<>]*)?>(.{0,2000}?)</(?:\w+:)?title\s*>", re.IGNORECASE | re.DOTALL)
_NAME = re.compile(r"<(?:\w+:)?name\s*>(.{0,500}?)</(?:\w+:)?name\s*>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"""\s([\w:.-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')""")
# RSS gives an author as an address with the name after it.
_ADDRESS = re.compile(r"[^\s@]{1,256}@[^\s@()]{1,256}\s{0,16}\((.+)\)\s{0,16}")


class _Child(NamedTuple):
    """An element of an item: its attributes, and where its content stands."""

    attributes: dict[str, str]
    start: int
    end: int


class _Feed(NamedTuple):
    """What all items of a feed share."""

    encoding: Encoding
    wide: str | None
    title: str | None


def read(stream: BinaryIO, options: ReadOptions = DEFAULT_OPTIONS) -> Iterator[Record | Reject]:
    """One record or reject for each item; the outlet is the feed's title, unless the item names its own."""
    most = min(options.limits.record_bytes, MAX_ELEMENT_BYTES)
    encoding = markup_encoding(stream.read(4))
    stream.seek(0)
    blocks = Blocks(("item", "entry"), most)
    found = wide_blocks(stream, blocks, encoding, options.limits.record_bytes) if encoding else blocks.read(stream)
    number = end = 0
    feed: _Feed | None = None
    try:
        for number, block in enumerate(found, start=1):
            feed = feed or _feed(blocks.head, encoding)
            yield _item(block, f"record:{number}", feed)
            end = block.end
    except UnicodeError as error:
        size = end + sum(map(len, iter(lambda: stream.read(_PIECE), b"")))
        yield Reject("undecodable", str(error)[:200], "whole", 0, max(size, stream.tell()))
        return
    if not number:
        reason = "no_text" if re.search(rb"<(?:rss|feed|rdf:RDF|channel)\b", blocks.head) else "not_a_feed"
        yield Reject(reason, "there is no item and no entry in the file", "whole", 0, blocks.size)


def decodes(written: str, text: str) -> bool:
    """Whether a stretch of an item shows a piece of text."""
    return stands_for(lambda markup: page_text(unwrapped(markup).text).text, written, text) or stands_for(
        lambda markup: unwrapped(markup).text, written, text
    )


def _item(block: Block, locator: str, feed: _Feed) -> Record | Reject:
    start, end = block.start, block.end
    if block.data is None:
        return Reject("too_large", f"the item has more than {MAX_ELEMENT_BYTES} bytes", locator, start, end)
    try:
        text, encoding = (block.data.decode(feed.wide), feed.wide) if feed.wide else feed.encoding.decode(block.data)
    except UndecodableError as error:
        return Reject(error.reason, str(error), locator, start, end)
    if not block.is_closed:
        return Reject("bad_item", "the item has no end", locator, start, end, encoding)
    children = _children(text)
    body = next(
        (shown for name in _TEXTS for child in children.get(name, ()) if (shown := _text(text, child)).text), None
    )
    if body is None:
        return Reject("no_text", "the item has no text", locator, start, end, encoding)
    title = next((_text(text, child) for child in children.get("title", ())), Shown("", []))
    layer = byte_segments(text, encoding, block.data, start)
    below: dict[str, Sequence[Segment]] = {
        "text": compose(body.segments, layer),
        "title": compose(title.segments, layer),
    }
    values = {
        "id": _first(text, children, _IDS),
        "title": title.text,
        "source": _first(text, children, ("source",)) or feed.title,
        "url": _url(text, children),
        "authors": _authors(text, children),
        "published_at": _first(text, children, _DATES),
    }
    return Fields(values).record(body.text, block.data, encoding, below, locator, start)


def _children(text: str) -> dict[str, list[_Child]]:
    """The elements right below the item, by name without the prefixes that stand for the feed's own language."""
    children: dict[str, list[_Child]] = {}
    after = 0
    open_name, open_at, attributes = "", 0, dict[str, str]()
    lower, never_closed = text.lower(), set[str]()
    for token in tokens(text):
        if token.kind != "tag" or token.start < after:
            continue
        name = token.text.removeprefix("/").removeprefix("rss:").removeprefix("atom:")
        if not after:  # the item's own tag
            after = token.end
        elif not open_name and not token.text.startswith("/"):
            is_closed = name not in never_closed and lower.find(f"</{token.text}", token.end) >= 0
            written = text[token.start : token.end]
            attributes = {
                match.group(1).lower(): match.group(2) or match.group(3) or "" for match in _ATTRIBUTE.finditer(written)
            }
            if written.endswith("/>"):
                children.setdefault(name, []).append(_Child(attributes, token.end, token.end))
            elif is_closed:
                open_name, open_at = name, token.end
            else:
                never_closed.add(name)
        elif token.text.startswith("/") and name == open_name:
            children.setdefault(name, []).append(_Child(attributes, open_at, token.start))
            open_name = ""
    return children


def _text(text: str, child: _Child) -> Shown:
    """What a child's content shows, with segments over the text of the item."""
    if child.attributes.get("type") in ("xhtml", "application/xhtml+xml"):
        inner = text[child.start : child.end]
        over = [Segment("copied", 0, len(inner), child.start, child.end)] if inner else []
        shown = page_text(inner)
        return Shown(shown.text, compose(shown.segments, over))
    carried = unwrapped(text, child.start, child.end)
    if child.attributes.get("type") in ("text", "text/plain"):
        return carried if carried.text.strip() else Shown("", [])
    shown = page_text(carried.text)
    return Shown(shown.text, compose(shown.segments, carried.segments))


def _first(text: str, children: dict[str, list[_Child]], names: Sequence[str]) -> str | None:
    found = (_text(text, child).text for name in names for child in children.get(name, ()))
    return next(filter(None, found), None)


def _url(text: str, children: dict[str, list[_Child]]) -> str | None:
    """The item's address: a link that is not to something else, or an id that is one."""
    links = [*children.get("feedburner:origlink", ()), *children.get("link", ())]
    for link in links:
        address = unwrapped(link.attributes.get("href", "")).text or _text(text, link).text
        if address and link.attributes.get("rel", "alternate") == "alternate":
            return address
    for guid in children.get("guid", ()):
        address = _text(text, guid).text
        if guid.attributes.get("ispermalink", "true") == "true" and address.startswith(("http://", "https://")):
            return address
    return None


def _authors(text: str, children: dict[str, list[_Child]]) -> list[str]:
    """The names of the first kind of author that the item has."""
    for kind in _AUTHORS:
        names = []
        for child in children.get(kind, ()):
            inner = text[child.start : child.end]
            written = [page_text(unwrapped(name).text).text for name in _NAME.findall(inner)] or [
                _text(text, child).text
            ]
            names += [match.group(1) if (match := _ADDRESS.fullmatch(name)) else name for name in written if name]
        if names:
            return names
    return []


def _feed(head: bytes, wide: str | None) -> _Feed:
    """What the feed says before its first item; the head of a wide one is UTF-8 by then."""
    encoding = Encoding(b"" if wide else head)
    try:
        match = _TITLE.search(encoding.decode(head).text)
    except UndecodableError:
        match = None
    title = page_text(unwrapped(match.group(1)).text).text if match else ""
    return _Feed(encoding, wide, title or None)
