"""Applying frozen decisions to one text.

Belongs here: finding the occurrences to correct, and where they stand. Nothing is decided here, and the text is not
changed: the caller turns corrections into edits.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from pipelines.cleaning.spelling.tokens import word_tokens


class Decision(NamedTuple):
    """The part of a row of ``spelling_decisions`` that a text needs."""

    word: str
    decision: str
    replacement: str | None
    score: Decimal | None
    reason: str


class Correction(NamedTuple):
    """One correction in a text: ``text[start:end] == original``, in Unicode code points, half-open."""

    start: int
    end: int
    original: str
    replacement: str
    score: Decimal | None
    reason: str


def correct(text: str, decisions: Mapping[str, Decision]) -> list[Correction]:
    """Find the corrections that ``decisions`` (by exact word form) ask for, by position, never overlapping."""
    found = []
    for token in word_tokens(text):
        decision = decisions.get(token.word)
        if decision is not None and decision.decision == "correct" and decision.replacement is not None:
            found.append(
                Correction(token.start, token.end, token.word, decision.replacement, decision.score, decision.reason)
            )
    return found
