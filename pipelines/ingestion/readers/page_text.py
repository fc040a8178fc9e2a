"""What a page shows, and which characters of the page each shown character came from: the text between tags, with
character references resolved."""

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from pipelines.ingestion.readers.page_tokens import tokens

# Also `&amp;quot;`: the extractor resolves what publishers have escaped twice. A name needs two letters.
_REFERENCE = r"&(?:amp;)?(?:\#[0-9]{1,30};?|\#[xX][0-9a-fA-F]{1,30};?|[a-zA-Z][a-zA-Z0-9]{1,31};?)"
_REFERENCES = re.compile(_REFERENCE)
_PIECE = re.compile(rf"({_REFERENCE})|[^\s&]+|&")
# Stands in the solid text where nothing can be matched across. No solid text has it: it cannot be printed.
BREAK = "\0"


class Run(NamedTuple):
    """Solid characters and the stretch of characters below. A plain run is the same, character for character."""

    solid: str
    start: int
    end: int
    is_plain: bool


class Placed(NamedTuple):
    """Runs, and where each begins in the solid text that holds them."""

    starts: list[int]
    runs: list[Run]


class Node(NamedTuple):
    """A stretch of text between two tags: its span in the solid text, and its span on the page."""

    start: int
    end: int
    page_start: int
    page_end: int


def shown(markup: str) -> str:
    """What a stretch of a page shows, white space as it is; the stretch begins outside of tags."""
    return "".join(decoded(markup[start:end]) for name, start, end in tokens(markup) if not name)


def decoded(raw: str) -> str:
    """The characters with character references resolved, as often as the extractor does it: twice."""
    return _REFERENCES.sub(_of_reference, raw) if "&" in raw else raw


def _of_reference(reference: re.Match[str]) -> str:
    return html.unescape(html.unescape(reference[0]))


def solid(text: str) -> str:
    """The text as it is compared: without white space and what cannot be printed (zero-width spaces, soft hyphens)."""
    found = "".join(text.split())
    return found if found.isprintable() else "".join(filter(str.isprintable, found))


def runs(raw: str, offset: int = 0) -> list[Run]:
    """The solid characters that a stretch of page without tags shows, which begins at `offset`."""
    found = []
    position = 0
    while piece := _PIECE.search(raw, position):
        start, position = piece.span()
        if piece[1]:
            width, text = _reference(piece[1])
            position = start + width
            if text := solid(text):
                found.append(Run(text, offset + start, offset + position, False))
            if width:
                continue
            position = piece.end()
        word = raw[start:position]
        if word.isprintable():
            found.append(Run(word, offset + start, offset + position, True))
        else:
            found += (
                Run(word[at], offset + start + at, offset + start + at + 1, True)
                for at in range(len(word))
                if word[at].isprintable()
            )
    return found


def placed(found: list[Run], start: int = 0) -> Placed:
    """Runs that follow each other, the first at `start`."""
    return Placed(list(accumulate((len(run.solid) for run in found[:-1]), initial=start)), found)


def _reference(raw: str) -> tuple[int, str]:
    """How many characters of what looks like a reference are one, and what it stands for."""
    text = html.unescape(html.unescape(raw))
    same = 0
    while same < min(len(raw), len(text)) and raw[-1 - same] == text[-1 - same]:
        same += 1
    width = len(raw) - same
    if html.unescape(html.unescape(raw[:width])) != text[: len(text) - same]:
        return len(raw), text
    return width, text[: len(text) - same]


class PageText:
    """The characters that a page shows, in its order, with the page's characters that each came from.

    solid: what is shown, as compared. node_starts: where text nodes begin in it, ascending. headings and titles:
    stretches of it that h1 and title elements hold. metas and scripts: stretches of the page that are meta tags, and
    contents of JSON-LD scripts.
    """

    def __init__(self, page: str) -> None:
        self.page = page
        self.headings: list[tuple[int, int]] = []
        self.titles: list[tuple[int, int]] = []
        self.metas: list[tuple[int, int]] = []
        self.scripts: list[tuple[int, int]] = []
        self._nodes: list[Node] = []
        self._latest: tuple[Node, Placed] | None = None
        self.node_starts: list[int] = []
        self.solid = "".join(self._take(page))

    def _take(self, page: str) -> Iterator[str]:
        length = 0
        opened: dict[str, int] = {}
        is_data = False
        for name, start, end in tokens(page, blanks=False):
            if not name:
                if text := self._node(start, end, length):
                    yield text
                    length += len(text)
            elif name in ("h1", "title"):
                opened.setdefault(name, length)
            elif name in ("/h1", "/title"):
                if (begin := opened.pop(name[1:], length)) < length:
                    (self.headings if name == "/h1" else self.titles).append((begin, length))
            elif name == "meta":
                self.metas.append((start, end))
            elif name == "script":
                is_data = "ld+json" in page[start:end].lower()
            elif name == "#script" and is_data:
                self.scripts.append((start, end))
            elif name == "#break":
                yield BREAK
                length += 1

    def _node(self, start: int, end: int, length: int) -> str:
        """The solid text of one text node, which is noted down if it has any."""
        raw = self.page[start:end]
        text = "" if raw.isspace() else solid(decoded(raw))
        if text:
            self.node_starts.append(length)
            self._nodes.append(Node(length, length + len(text), start, end))
        return text

    def nodes(self, start: int, end: int) -> list[Node]:
        """The text nodes that hold this stretch of the solid text."""
        return self._nodes[max(bisect_right(self.node_starts, start) - 1, 0) : bisect_left(self.node_starts, end)]

    def runs(self, node: Node) -> Placed:
        """The runs of one text node. The latest are kept, for a long node may be asked for many times in turn."""
        if self._latest is None or self._latest[0] != node:
            found = runs(self.page[node.page_start : node.page_end], node.page_start)
            self._latest = node, placed(found, node.start)
        return self._latest[1]
