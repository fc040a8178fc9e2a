"""The word forms of one text, counted: how often each occurs, how often first in a sentence, and where first.

Belongs here: what one text says of its own forms. The corpus is the sum over its texts, in `vocabulary.py`.
"""

import re
from bisect import bisect_right
from collections import Counter
from typing import NamedTuple

from pipelines.cleaning.pieces import Pieces, pieces_of
from pipelines.cleaning.spelling.tokens import FORMS_OF

# The beginning of the text or of a line, or what follows an end mark, with the quotes and brackets that open there. An
# abbreviation's point looks the same, so that a count of them is a hint and no more.
_SENTENCE_BEGINS = re.compile(r"(?:\A|\n|[.!?:…][\"'”’)\]]*[ \n])[ \n\"'“‘(\[]*")


class WordCounts(NamedTuple):
    """The forms of a text, each once, column by column; `first_start` is where the first occurrence of a form begins,
    in code points."""

    word: list[str]
    occurrence_count: list[int]
    sentence_start_count: list[int]
    first_start: list[int]


def word_counts(text: str) -> WordCounts:
    """The forms that `word_tokens` finds, in the order in which they appear."""
    pieces = pieces_of(text)
    # Of equal pieces the first one is set last.
    first_of = dict(zip(reversed(pieces.written), reversed(pieces.starts), strict=True))
    counts: dict[str, int] = {}
    first_starts: dict[str, int] = {}
    # Pieces are counted in the order in which they appear, so that a form is met where it is first.
    for (piece, count), forms in zip(pieces.counts.items(), map(FORMS_OF.__getitem__, pieces.counts), strict=True):
        for start, _, word in forms:
            if word in counts:
                counts[word] += count
            else:
                counts[word] = count
                first_starts[word] = first_of[piece] + start
    begun = _sentence_starts(text, pieces)
    begins = [begun[word] for word in counts]
    return WordCounts(list(counts), list(counts.values()), begins, list(first_starts.values()))


def _sentence_starts(text: str, pieces: Pieces) -> Counter[str]:
    """How often each form is the first of a sentence."""
    found: Counter[str] = Counter()
    for begin in {match.end() for match in _SENTENCE_BEGINS.finditer(text)}:
        at = bisect_right(pieces.starts, begin) - 1
        start_in_piece = begin - pieces.starts[at]
        found.update(word for start, _, word in FORMS_OF[pieces.written[at]] if start == start_in_piece)
    return found
