"""Lines that were cut at a fixed width, as wires and e-mail do, put together again.

What belongs here: telling a wrapped text from one whose lines are its paragraphs, and which of its line ends are cuts.
A cut becomes a space (or nothing, after a hyphen), so that sentences and names are whole. Whether the hyphen itself
belongs to the word is asked in `broken_words`. Tables, verse, lists and the ends of paragraphs stay as they are.
"""

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from pipelines.cleaning.broken_words import WordsOf, is_broken, mends
from pipelines.lineage.edits import Replacement

# Typewriters, terminals and e-mail wrap between these; shorter lines are verse or columns, longer ones paragraphs.
_NARROWEST, _WIDEST = 40, 100
# Of the lines that break off in mid-sentence nearly all are full in a wrapped text; lines of verse seldom are.
_LEAST_FULL_SHARE = 0.5
# A wrapped text may hold a table that is wider, but not many lines that are.
_MOST_WIDER_SHARE = 0.15
_LINE = re.compile(r"[^\n]+")
_FIRST_WORD = re.compile(r"\S+")
_ENDED = re.compile(r"""[.!?:;][)\]"'’”]*$""")
_ONE_WORD = re.compile(r"[\w'’-]+")
_MARKER = re.compile(r"(?:[-–—*•·o+>|#=_~]+|\(?(?:\d{1,3}|[A-Za-z])[.)])(?:\s|$)")
# Columns are set apart by several spaces; what is mostly figures is a row of them.
_COLUMNS = re.compile(r"\S\s{3,}\S|\.{5,}|-{4,}|_{4,}|\|")
_MOST_FIGURES = 0.4
_FIGURES, _LETTERS = string.digits.encode(), string.ascii_letters.encode()


@dataclass(frozen=True)
class _Line:
    """A line without the space around it: where it stands, how far it is indented, and its width with that."""

    start: int
    text: str
    indent: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def width(self) -> int:
        return self.indent + len(self.text)

    @cached_property
    def is_prose(self) -> bool:
        """Whether it is a line of words: no row of a table. Few lines are asked, in a text that is not wrapped."""
        figures, letters = _counts(self.text)
        return bool(self.text) and not _COLUMNS.search(self.text) and figures <= _MOST_FIGURES * (figures + letters)


def hard_wraps(text: str) -> Iterator[Replacement]:
    """A space for each line end that cuts a sentence in a text that is wrapped."""
    lines = [_line(match) for match in _LINE.finditer(text)]
    pairs = [(a, b) for a, b in pairwise(lines) if a.text and b.text and text.count("\n", a.end, b.start) == 1]
    width = _wrap_width(lines, pairs)
    if width is None:
        return
    base = min(line.indent for line in lines if line.text)
    words = WordsOf(text)
    for one, other in pairs:
        if other.indent <= base and _is_cut(one, other, width):
            yield _joined(one, other, words)


def _line(match: re.Match[str]) -> _Line:
    written = match.group()
    bare = written.strip()
    indent = len(written) - len(written.lstrip()) if bare else 0
    return _Line(match.start() + indent, bare, indent)


def _counts(line: str) -> tuple[int, int]:
    """How many characters are figures, and how many are letters."""
    if line.isascii():  # the same, at a tenth of the time
        written = line.encode("ascii")
        without_figures = written.translate(None, _FIGURES)
        rest = without_figures.translate(None, _LETTERS)
        return len(written) - len(without_figures), len(without_figures) - len(rest)
    return sum(map(str.isdigit, line)), sum(map(str.isalpha, line))


def _wrap_width(lines: Sequence[_Line], pairs: Sequence[tuple[_Line, _Line]]) -> int | None:
    """The width at which the text is wrapped, None when it is not."""
    broken = [(a, b) for a, b in pairs if _breaks_off(a, b) and a.is_prose and b.is_prose]
    if not broken:
        return None
    widths = sorted(a.width for a, _ in broken)
    width = widths[(len(widths) * 9) // 10]
    if not _NARROWEST <= width <= _WIDEST:
        return None
    full = sum(_is_full(a, b, width) for a, b in broken)
    written = [line for line in lines if line.text]
    wider = sum(line.width > width + 10 for line in written)
    is_wrapped = full >= _LEAST_FULL_SHARE * len(broken) and wider <= _MOST_WIDER_SHARE * len(written)
    return width if is_wrapped else None


def _breaks_off(one: _Line, other: _Line) -> bool:
    """Whether the second line plainly goes on with the sentence of the first."""
    return other.text[0].islower() and not _ENDED.search(one.text) and not _MARKER.match(other.text)


def _is_full(one: _Line, other: _Line, width: int) -> bool:
    """Whether the first word of the second line would not have fitted on the first line any more."""
    word = _FIRST_WORD.match(other.text)
    return one.width + 1 + (len(word.group()) if word else 0) > width


def _is_cut(one: _Line, other: _Line, width: int) -> bool:
    """Whether the line end between two lines of one block is a cut."""
    if not one.is_prose or _COLUMNS.search(other.text) or _MARKER.match(other.text):
        return False
    if _breaks_off(one, other):
        return one.width >= width // 2
    is_sign_off = bool(_ENDED.search(one.text)) and _ONE_WORD.fullmatch(other.text) is not None
    return one.width >= _NARROWEST and _is_full(one, other, width) and not is_sign_off


def _joined(one: _Line, other: _Line, words: WordsOf) -> Replacement:
    """The edit for one cut."""
    if not is_broken(one.text, other.text):
        return Replacement(one.end, other.start, " ", "hard_wrap")
    if mends(one.text, other.text, words):
        return Replacement(one.end - 1, other.start, "", "broken_word")
    return Replacement(one.end, other.start, "", "hard_wrap")
