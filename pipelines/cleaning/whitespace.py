"""Rules for spaces and line ends. A rule takes a text and proposes replacements in it, sorted and not overlapping."""

import re
from collections.abc import Iterator

from pipelines.cleaning.characters import places
from pipelines.lineage.edits import Replacement

_LINE_END = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
# Every space but the plain one: tab, no-break, figure, thin, ideographic and their like.
_ODD_SPACE = re.compile(r"[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SPACES = re.compile(r"(?<= ) +")
_AT_LINE_EDGE = re.compile(r"(?<=\n) ++|(?<! ) ++(?=\n)")
_BLANK_LINES = re.compile(r"(?<=\n\n)\n+")


def line_ends(text: str) -> Iterator[Replacement]:
    """One way to end a line."""
    return (Replacement(m.start(), m.end(), "\n", "line_end") for m in places(text, _LINE_END))


def odd_spaces(text: str) -> Iterator[Replacement]:
    """One kind of space."""
    return (Replacement(m.start(), m.end(), " ", "odd_space") for m in places(text, _ODD_SPACE))


def repeated_spaces(text: str) -> Iterator[Replacement]:
    """One space where there are several."""
    found = _SPACES.finditer(text) if "  " in text else ()
    return (Replacement(m.start(), m.end(), "", "repeated_space") for m in found)


def edges(text: str) -> Iterator[Replacement]:
    """No space at the edges of lines, and no space or blank line at the edges of the text."""
    stripped = text.strip(" \n")
    start = text.index(stripped) if stripped else len(text)
    end = start + len(stripped)
    if start:
        yield Replacement(0, start, "", "edge_space")
    for m in _AT_LINE_EDGE.finditer(text, start, end) if "\n " in text or " \n" in text else ():
        yield Replacement(m.start(), m.end(), "", "edge_space")
    if end < len(text):
        yield Replacement(end, len(text), "", "edge_space")


def blank_lines(text: str) -> Iterator[Replacement]:
    """At most one blank line between paragraphs."""
    found = _BLANK_LINES.finditer(text) if "\n\n\n" in text else ()
    return (Replacement(m.start(), m.end(), "", "blank_line") for m in found)
