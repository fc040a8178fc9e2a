"""The word forms of one text, counted: how often each occurs, how often first in a sentence, and where first.

Belongs here: what one text says of its own forms. The corpus is the sum over its texts, in `vocabulary.py`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.cleaning.spelling.tokens import word_starts

# The beginning of the text or of a line, or what follows an end mark, with the quotes and brackets that open there. An
# abbreviation's point looks the same, so that a count of them is a hint and no more.
_SENTENCE_BEGINS = re.compile(r"(?:\A|\n|[.!?:…][\"'”’)\]]*[ \n])[ \n\"'“‘(\[]*")


class WordCount(NamedTuple):
    """One form of a text; `first_start` is where its first occurrence begins, in code points."""

    word: str
    occurrence_count: int
    sentence_start_count: int
    first_start: int


def word_counts(text: str) -> Iterator[WordCount]:
    """The forms that `word_tokens` finds, each once, in the order in which they appear."""
    begins = {match.end() for match in _SENTENCE_BEGINS.finditer(text)}
    for word, found in word_starts(text).items():
        yield WordCount(word, len(found), len(begins.intersection(found)), found[0])
