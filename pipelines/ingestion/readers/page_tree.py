"""Markup to a tree, within bounds: the only place that knows lxml."""

import re
from collections.abc import Iterator
from typing import Protocol

from lxml import etree, html  # type: ignore[import-untyped]  # lxml has no types of its own

# Real pages have up to 140 levels, 5,000 elements and 40 attributes. Beyond these bounds the parser's time grows with
# the square of the number of attributes, and the extractor's with elements times levels.
MAX_LEVELS = 250
MAX_ELEMENTS = 50_000
MAX_ATTRIBUTES = 200
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SETTINGS = {"encoding": "utf-8", "huge_tree": True, "remove_comments": True, "remove_pis": True}


class PageTooComplexError(ValueError):
    """The markup is beyond the bounds within which a page is surely read in seconds."""


class Element(Protocol):
    """As much of an lxml element as the readers use."""

    tag: str
    text: str | None
    tail: str | None

    def __iter__(self) -> "Iterator[Element]": ...
    def getparent(self) -> "Element | None": ...
    def get(self, name: str) -> str | None: ...
    def iter(self, *tags: str) -> "Iterator[Element]": ...
    def iterancestors(self, *tags: str) -> "Iterator[Element]": ...
    def text_content(self) -> str: ...


def parse_page(page: str) -> Element | None:
    """The page's tree, forgiving as browsers are; None when there is nothing in it. Raises PageTooComplexError."""
    # As bytes, for lxml takes no text with an XML declaration.
    data = _NOT_XML.sub("", page).encode()
    try:
        etree.HTML(data, parser=etree.HTMLParser(target=_Bounds(), **_SETTINGS))
        tree: Element = html.document_fromstring(data, parser=html.HTMLParser(collect_ids=False, **_SETTINGS))
    except etree.LxmlError:
        return None
    return tree


class _Bounds:
    """Parser target that builds nothing, and stops at the bounds."""

    def __init__(self) -> None:
        self.elements = self.levels = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        self.levels += 1
        if self.levels > MAX_LEVELS:
            raise PageTooComplexError(f"markup is nested deeper than {MAX_LEVELS} levels")
        if self.elements > MAX_ELEMENTS:
            raise PageTooComplexError(f"the page has more than {MAX_ELEMENTS} elements")
        if len(attributes) > MAX_ATTRIBUTES:
            raise PageTooComplexError(f"an element has more than {MAX_ATTRIBUTES} attributes")

    def end(self, tag: str) -> None:
        self.levels -= 1

    def close(self) -> None:
        return None
