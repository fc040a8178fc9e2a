"""Applying frozen decisions to one text.

Belongs here: finding the occurrences to correct, and where they stand. What the words around an occurrence say is
``occurrence.py``'s, and the text is not changed: the caller turns corrections into edits.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from pipelines.cleaning.spelling.occurrence import TextWords, choose, surroundings
from pipelines.cleaning.spelling.scoring import Choice
from pipelines.cleaning.spelling.tokens import Token, word_tokens


class Decision(NamedTuple):
    """The part of a row of ``spelling_decisions`` that a text needs. Without candidates (a person's decision, a lost
    apostrophe) it holds wherever the form stands."""

    word: str
    decision: str
    replacement: str | None
    score: Decimal | None
    reason: str
    candidates: tuple[Choice, ...] = ()


class Correction(NamedTuple):
    """One correction in a text: ``text[start:end] == original``, in Unicode code points, half-open.

    ``score`` is log10 of the odds that the replacement was meant in this place, null where nothing was weighed."""

    start: int
    end: int
    original: str
    replacement: str
    score: Decimal | None
    reason: str


def correct(text: str, decisions: Mapping[str, Decision]) -> list[Correction]:
    """Find the corrections that ``decisions`` (by exact word form) ask for, by position, never overlapping."""
    found = []
    words = TextWords(text)
    for token in word_tokens(text):
        decision = decisions.get(token.word)
        if decision is not None and decision.decision != "keep":
            correction = _applied(text, token, decision, words)
            found += [correction] if correction else []
    return found


def _applied(text: str, token: Token, decision: Decision, words: TextWords) -> Correction | None:
    """What a decision comes to in one place.

    Where the form is corrected anywhere, the words around it may still veto that; where it is left to the context, they
    choose between the candidates.
    """
    if decision.decision == "correct" and not decision.candidates:
        assert decision.replacement is not None  # noqa: S101
        return Correction(*token, decision.replacement, decision.score, decision.reason)
    is_settled = decision.decision == "correct"
    choices = [c for c in decision.candidates if not is_settled or c.word == decision.replacement]
    if not choices:
        return None
    chosen = choose(token.word, choices, surroundings(text, token.start, token.end), words)
    if chosen is None:
        return None
    reason = decision.reason if is_settled else "fits_context"
    return Correction(*token, chosen.word, Decimal(f"{chosen.score:.4f}"), reason)
