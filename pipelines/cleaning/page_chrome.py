"""Page chrome: lines at the edges of a text that belong to the page, not to the article ("Leave a comment").

The lines are data, in seeds/reference/page_chrome.csv, where people can read and change them.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipelines.lineage.edits import Replacement
from pipelines.schemas.reference import read_rows

# A line of the article that happens to match a pattern with wildcards is longer than what a page says about itself.
_MAX_LINE = 160
_LINE = re.compile(r"[^\n]+")


class Pattern(NamedTuple):
    """A whole line, letter case and final punctuation aside; * stands for anything."""

    line: str
    kind: str


def read_patterns(path: Path) -> tuple[Pattern, ...]:
    """The rows of page_chrome.csv: line, kind, note.

    Raises ValueError with file and line for a row that cannot be used.
    """
    patterns = []
    for number, (written, kind, _) in read_rows(path, ("line", "kind", "note")):
        line = _key(written)
        if not line.strip("* "):
            raise ValueError(f"{path}, line {number}: 'line' is empty or matches every line")
        patterns.append(Pattern(line, kind or "chrome"))
    return tuple(patterns)


class PageChrome:
    """The rule: removes lines from both edges inwards for as long as they are chrome."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._matchers = [(_matcher(pattern.line), pattern.kind) for pattern in patterns]

    def __call__(self, text: str) -> Iterator[Replacement]:
        lines = [
            (m.start(), m.end(), kind) for m in _LINE.finditer(text) if (kind := self._kind(m.group())) is not None
        ]
        first = next((i for i, (_, _, kind) in enumerate(lines) if not kind), len(lines))
        last = next((i for i in range(len(lines), first, -1) if not lines[i - 1][2]), first)
        if first == last:  # nothing but chrome: leave it to people rather than empty an article
            return
        for start, end, kind in (*lines[:first], *lines[last:]):
            yield Replacement(start, end, "", f"page_chrome:{kind}")

    def _kind(self, line: str) -> str | None:
        """Kind of chrome, '' for a line of the article, None for a blank one."""
        key = _key(line)
        if not key:
            return None
        if len(key) > _MAX_LINE:
            return ""
        return next((kind for matcher, kind in self._matchers if matcher.fullmatch(key)), "")


def _matcher(line: str) -> re.Pattern[str]:
    """The line as it stands, but for *, which is anything."""
    return re.compile(".*".join(map(re.escape, line.split("*"))))


def _key(line: str) -> str:
    return " ".join(line.casefold().split()).strip(" .:!>»…-–—|")
