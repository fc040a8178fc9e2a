"""Page chrome: lines that belong to the page, not to the article ("Leave a comment").

The lines are data, where people can read and change them: patterns in seeds/reference/page_chrome.csv, and lines that
recur in an outlet in the table chrome_decisions, which seeds/reference/outlet_lines.csv overrules
(`pipelines.cleaning.recurring_lines`).
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pipelines.lineage.edits import Replacement
from pipelines.schemas.reference import read_rows

# Patterns are looked up by so many characters of their beginning.
_BEGINNING = 3
# A line of the article that happens to match a pattern with wildcards is longer than what a page says about itself ...
_MAX_LINE = 160
# ... but for what names people, rights and reasons at length.
_MAX_LONG_LINE = 700
_LONG_KINDS = frozenset(("author", "copyright", "credit", "editor_note", "newsletter", "tip_line"))
# Lines of this kind stand in the middle of articles too ("Story continues below"), and are none of it anywhere.
INTERRUPTION = "interruption"
_LINE = re.compile(r"[^\n]+")
_STRIPPED = " .:!>»…-–—|•*_~"
_STRAIGHT = str.maketrans("‘’ʼ“”\xa0", "'''\"\" ")


class Pattern(NamedTuple):
    """A whole line, letter case, curled quotes and final punctuation aside; * stands for anything."""

    line: str
    kind: str


class Line(NamedTuple):
    """A line of a text that says something: where it stands, and its key."""

    start: int
    end: int
    key: str


def read_patterns(path: Path) -> tuple[Pattern, ...]:
    """The rows of page_chrome.csv: line, kind, note.

    Raises ValueError with file and line for a row that cannot be used.
    """
    patterns = []
    for number, (written, kind, _) in read_rows(path, ("line", "kind", "note")):
        line = line_key(written, "*")
        if not line.strip("* "):
            raise ValueError(f"{path}, line {number}: 'line' is empty or matches every line")
        patterns.append(Pattern(line, kind or "chrome"))
    return tuple(patterns)


class PageChrome:
    """The rule: removes lines from both edges inwards for as long as they are chrome, and interruptions anywhere.

    `recurring` are the keys of lines which recur in the outlet and were decided to be chrome. A text of which nothing
    would be left stays as it is, for people to look at.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        numbered = [(number, _Matcher(pattern.line), pattern.kind) for number, pattern in enumerate(patterns)]
        self._interruptions = [matcher for _, matcher, kind in numbered if kind == INTERRUPTION]
        # Hundreds of patterns, of which few come into question for a line: those that begin like it, or with a star.
        self._by_beginning: dict[str, list[tuple[int, _Matcher, str]]] = {}
        for one in numbered:
            self._by_beginning.setdefault(one[1].beginning, []).append(one)
        # A line is asked about when chrome is removed, and when what is left is looked at; and outlets repeat theirs.
        self._fitting = lru_cache(maxsize=1 << 12)(self._fitting_kind)

    def __call__(self, text: str, recurring: Collection[str] = ()) -> Iterator[Replacement]:
        lines = _lines(text)
        first, last = self._edges(lines, recurring)
        if first == last:
            return
        for line in (*lines[:first], *(li for li in lines[first:last] if self._interrupts(li)), *lines[last:]):
            yield Replacement(line.start, line.end, "", f"page_chrome:{self._kind(line.key, recurring)}")

    def article_lines(self, text: str) -> list[Line]:
        """The lines between the edges that are chrome by the patterns."""
        lines = _lines(text)
        first, last = self._edges(lines, ())
        return list(lines[first:last])

    def _edges(self, lines: Sequence[Line], recurring: Collection[str]) -> tuple[int, int]:
        """Index of the article's first line, and of the line after its last."""
        first = 0
        while first < len(lines) and self._kind(lines[first].key, recurring):
            first += 1
        last = len(lines)
        while last > first and self._kind(lines[last - 1].key, recurring):
            last -= 1
        return first, last

    def _kind(self, key: str, recurring: Collection[str]) -> str:
        """Kind of chrome, '' for a line of the article."""
        kind = self._fitting(key) if len(key) <= _MAX_LONG_LINE else ""
        return kind or ("recurring" if key in recurring else "")

    def _fitting_kind(self, key: str) -> str:
        """Kind of the first pattern that fits."""
        candidates = {key[:length] for length in range(_BEGINNING + 1)}
        listed = sorted(one for beginning in candidates for one in self._by_beginning.get(beginning, ()))
        for _, matcher, kind in listed:
            if matcher.part in key and (len(key) <= _MAX_LINE or kind in _LONG_KINDS) and matcher(key):
                return kind
        return ""

    def _interrupts(self, line: Line) -> bool:
        return len(line.key) <= _MAX_LINE and any(matcher(line.key) for matcher in self._interruptions)


@lru_cache(maxsize=2)
def _lines(text: str) -> tuple[Line, ...]:
    found = (Line(match.start(), match.end(), line_key(match.group())) for match in _LINE.finditer(text))
    return tuple(line for line in found if line.key)


class _Matcher:
    """Whether a whole line is the pattern's. Looks for the parts between the stars in order, so that the time it takes
    grows with the line's length alone."""

    def __init__(self, pattern: str) -> None:
        self._first, *rest = pattern.split("*")
        self._is_exact = not rest
        self._last = rest.pop() if rest else ""
        self._inner = [part for part in rest if part]
        self.beginning = self._first[:_BEGINNING]
        # Of the parts, the one that the fewest lines have: the others are not looked for in the rest.
        self.part = max((self._first, *self._inner, self._last), key=len)

    def __call__(self, line: str) -> bool:
        if self._is_exact:
            return line == self._first
        if not line.startswith(self._first) or len(line) < len(self._first) + len(self._last):
            return False
        end = len(line) - len(self._last)
        if not line.endswith(self._last):
            return False
        position = len(self._first)
        for part in self._inner:
            found = line.find(part, position, end)
            if found < 0:
                return False
            position = found + len(part)
        return True


def line_key(line: str, kept: str = "") -> str:
    """A line as it is compared: case folded, quotes straight, one kind of space, without punctuation at its ends.

    Characters in `kept` are not stripped.
    """
    stripped = "".join(c for c in _STRIPPED if c not in kept) if kept else _STRIPPED
    straight = line if line.isascii() else line.translate(_STRAIGHT)
    return " ".join(straight.casefold().split()).strip(stripped)
