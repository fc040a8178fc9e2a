"""Texts to what a model reads at a time: pieces of texts that are longer than it can read, and groups of pieces that
fill its memory evenly."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

# Where a text may be divided, the best place first: between paragraphs, lines, words.
_BORDERS = (re.compile(r"\n\s*\n\s*"), re.compile(r"\n"), re.compile(r"\s"))


class Piece(NamedTuple):
    """A stretch of a text, all of it as a rule, and the character at which it begins."""

    unit: str
    start: int
    text: str


def pieces_of(unit: str, text: str, most: int) -> Iterator[Piece]:
    """The text, or, where it has more than so many characters, pieces that end at the last border of paragraphs within
    them; at that of lines or words where there is no other. Together they are the text."""
    start = 0
    while len(text) - start > most:
        end = _last_border(text, start, start + most)
        yield Piece(unit, start, text[start:end])
        start = end
    yield Piece(unit, start, text[start:])


def groups_of(pieces: Sequence[Piece], most: int) -> Iterator[Sequence[Piece]]:
    """Neighbours with at most so many characters together; one at least."""
    start = total = 0
    for position, piece in enumerate(pieces):
        if position > start and total + len(piece.text) > most:
            yield pieces[start:position]
            start, total = position, 0
        total += len(piece.text)
    if start < len(pieces):
        yield pieces[start:]


def _last_border(text: str, start: int, end: int) -> int:
    for border in _BORDERS:
        ends = [found.end() for found in border.finditer(text, start + 1, end)]
        if ends:
            return ends[-1]
    return end
