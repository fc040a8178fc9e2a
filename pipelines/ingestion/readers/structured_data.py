"""JSON-LD (schema.org) of a page: which node is the article, and plain values out of its many ways to say a thing."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.ingestion.readers.fields import is_valid_unicode
from pipelines.ingestion.readers.page_tree import Element

Node = dict[str, object]

_ARTICLE = re.compile(r"Article$|Posting$|^Report$")
# A review or a recipe is an article only where the page is about nothing else.
_KIN = re.compile(r"^(Review|Recipe|VideoObject|WebPage|FAQPage|VideoGame)$")
# Below these a node is about the page itself; below others (itemListElement, comment) it is about something else.
_ABOUT_THE_PAGE = ("@graph", "mainEntity", "mainEntityOfPage")
# What pages of the time of XHTML put around scripts.
_OPENINGS = ("<!--", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "<![CDATA[")
_CLOSINGS = (";", "-->", "//]]>", "// ]]>", "/*]]>*/", "]]>")
_TAG = re.compile(r"<[^<>]*>")
# Nodes beyond this are not looked at: a page describes itself early, and a hostile one without end.
_MAX_NODES = 5_000
_MAX_NAMES = 50
_MAX_LEVELS = 3


@dataclass
class StructuredData:
    """The nodes of a page's JSON-LD that are about the page, in order, and notes about scripts that are no JSON."""

    nodes: list[Node] = field(default_factory=list)
    by_id: dict[str, Node] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def article(self, names: set[str]) -> Node:
        """The node of the article; {} if there is none. `names` are addresses and titles that the page goes by.

        A node that carries one of the names comes before others, an article before its kin, the first before the next.
        """

        def rank(node: Node) -> tuple[bool, bool]:
            own = {text for key in ("url", "@id", "mainEntityOfPage", "headline") for text in self.texts(node.get(key))}
            return not own & names, not _is_a(node, _ARTICLE)

        return min((n for n in self.nodes if _is_a(n, _ARTICLE) or _is_a(n, _KIN)), key=rank, default={})

    def texts(self, value: object) -> list[str]:
        """The names that a value gives: a text, a node's name, the node that an @id stands for, or a list of these."""
        return [text for text in map(_plain, self._names(value, depth=0)) if text]

    def first(self, value: object) -> str | None:
        return next(iter(self.texts(value)), None)

    def _names(self, value: object, depth: int) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list) and depth < _MAX_LEVELS:
            for item in value[:_MAX_NAMES]:
                yield from self._names(item, depth + 1)
        elif isinstance(value, dict):
            identity = str(value.get("@id", ""))
            node = value if value.get("name") else self.by_id.get(identity, value)
            yield from _strings(node.get("name") or node.get("url") or identity)[:_MAX_NAMES]


def read_structured_data(tree: Element) -> StructuredData:
    """All JSON-LD of a page. A script that is no JSON costs only itself, and leaves a note."""
    data = StructuredData()
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not (script.text or "").strip():
            continue
        try:
            # strict=False: line breaks inside texts are common, and harmless.
            value = json.loads(_unwrapped(script.text or ""), strict=False)
        except (ValueError, RecursionError) as error:
            data.notes.append(f"JSON-LD is not JSON: {ascii(str(error))[1:-1][:80]}")
            continue
        _collect(value, data)
    return data


def _unwrapped(script: str) -> str:
    text = script.strip().removeprefix("\ufeff")
    for opening in _OPENINGS:
        text = text.removeprefix(opening).lstrip()
    for closing in _CLOSINGS:
        text = text.removesuffix(closing).rstrip()
    return text


def _collect(value: object, data: StructuredData) -> None:
    """Every node into `by_id`, those about the page into `nodes`; level by level, so that the outermost come first."""
    level: list[tuple[object, bool]] = [(value, True)]
    seen = 0
    while level and seen < _MAX_NODES:
        below: list[tuple[object, bool]] = []
        for item, is_about_page in level[:_MAX_NODES]:
            seen += 1
            if isinstance(item, list):
                below += ((part, is_about_page) for part in item)
            elif isinstance(item, dict):
                if item.get("name") and isinstance(item.get("@id"), str):
                    data.by_id.setdefault(str(item["@id"]), item)
                if is_about_page:
                    data.nodes.append(item)
                below += ((part, is_about_page and key in _ABOUT_THE_PAGE) for key, part in item.items())
        level = [(item, about) for item, about in below if isinstance(item, dict | list)]


def _is_a(node: Node, kinds: re.Pattern[str]) -> bool:
    kind = node.get("@type")
    return any(kinds.search(name.rpartition("/")[2]) for name in _strings(kind))


def _strings(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]


def _plain(text: str) -> str:
    """Text without the markup and entities that some publishers write into JSON, on one line; blank if no text."""
    if not is_valid_unicode(text):
        return ""
    return " ".join(_TAG.sub("", html.unescape(text[:10_000])).split())
