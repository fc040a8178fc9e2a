"""The lines that a page shows, in its order, each with the element it stands in: what the rules about pages look at.

What a reader never sees (scripts, menus to choose from, comments) is no line. Nothing is judged here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from pipelines.ingestion.readers.page_text import solid
from pipelines.ingestion.readers.page_tree import Element

# Elements that do not begin a new line.
# fmt: off
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "var", "wbr",
))
_UNSHOWN = frozenset((
    "script", "style", "noscript", "template", "iframe", "noembed", "noframes", "xmp", "textarea", "plaintext",
    "head", "svg", "math", "object", "select",
))
# fmt: on
_LINK, _SLANT, _BOLD = 1, 2, 4
_STYLES = {"a": _LINK, "em": _SLANT, "i": _SLANT, "cite": _SLANT, "b": _BOLD, "strong": _BOLD}


@dataclass
class Block:
    """One line of a page. `element` is the nearest that is no inline element; linked, slanted and bold say how many of
    the line's solid characters stand in links, in italics and in bold type."""

    element: Element
    parts: list[str] = field(default_factory=list)
    linked: int = 0
    slanted: int = 0
    bold: int = 0

    @cached_property
    def text(self) -> str:
        """On one line, white space as single blanks."""
        return " ".join("".join(self.parts).split())

    @cached_property
    def solid(self) -> str:
        """The text as it is compared: without white space."""
        return solid(self.text)

    def is_all(self, count: int, share: float = 0.9) -> bool:
        """Whether so many of its characters are nearly all of the line."""
        return count >= share * len(self.solid)


def blocks(tree: Element) -> list[Block]:
    """The page's lines; blank ones are missing."""
    found: list[Block] = []
    current: Block | None = None
    for text, element, styles in _texts(tree):
        if text is None:
            current = None
        else:
            if current is None:
                current = Block(element)
                found.append(current)
            current.parts.append(text)
            size = len(solid(text))
            current.linked += size * bool(styles & _LINK)
            current.slanted += size * bool(styles & _SLANT)
            current.bold += size * bool(styles & _BOLD)
    return [block for block in found if block.solid]


def _texts(tree: Element) -> Iterator[tuple[str | None, Element, int]]:
    """Texts in order, each with its line's element and styles; None where a line ends."""
    stack: list[tuple[Element, bool, Element, int]] = [(tree, False, tree, 0)]
    while stack:
        node, is_over, line, styles = stack.pop()
        is_inline = node.tag in _INLINE
        if not is_inline:
            yield None, line, 0
        if is_over:
            if node.tail:
                yield node.tail, line, styles
            continue
        if node is not tree:
            stack.append((node, True, line, styles))
        if node.tag in _UNSHOWN:
            continue
        if not is_inline and node.tag != "br":
            line = node
        styles |= _STYLES.get(node.tag, 0)
        if node.text:
            yield node.text, line, styles
        stack += [(child, False, line, styles) for child in reversed(list(node))]
