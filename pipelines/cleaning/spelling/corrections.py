"""Applying frozen decisions to one text.

Belongs here: finding the occurrences to correct, those that are left as they stand, and where they are. What the words
around an occurrence say is ``occurrence.py``'s, and the text is not changed: the caller turns corrections into edits.
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


class Veto(NamedTuple):
    """One occurrence of a form with a decision that allows a correction, which stays as it stands in this place.

    ``candidate`` is the word that was likeliest meant, ``score`` log10 of the odds that it was, null where nothing was
    weighed; ``reason`` is one of VETO_REASONS.
    """

    start: int
    end: int
    original: str
    candidate: str
    score: Decimal | None
    reason: str


def correct(text: str, decisions: Mapping[str, Decision]) -> list[Correction]:
    """Find the corrections that ``decisions`` (by exact word form) ask for, by position, never overlapping."""
    return [ruling for ruling in judged(text, decisions) if isinstance(ruling, Correction)]


def judged(text: str, decisions: Mapping[str, Decision]) -> list[Correction | Veto]:
    """What ``decisions`` come to at every occurrence of a form that they do not keep, by position."""
    found: list[Correction | Veto] = []
    words = TextWords(text)
    for token in word_tokens(text):
        decision = decisions.get(token.word)
        if decision is not None and decision.decision != "keep":
            ruling = _applied(text, token, decision, words)
            found += [ruling] if ruling else []
    return found


def _applied(text: str, token: Token, decision: Decision, words: TextWords) -> Correction | Veto | None:
    """What a decision comes to in one place; None where it names no word.

    Where the form is corrected anywhere, the words around it may still veto that; where it is left to the context, they
    choose between the candidates.
    """
    if decision.decision == "correct" and not decision.candidates:
        if decision.replacement is None:
            return None
        return Correction(*token, decision.replacement, decision.score, decision.reason)
    is_settled = decision.decision == "correct"
    choices = [c for c in decision.candidates if not is_settled or c.word == decision.replacement]
    if not choices:
        return None
    around = surroundings(text, token.start, token.end)
    placed = choose(token.word, choices, around, words, is_settled=is_settled)
    score = None if placed.score is None else Decimal(f"{placed.score:.4f}")
    if placed.kept_for is not None:
        return Veto(*token, placed.word, score, placed.kept_for)
    return Correction(*token, placed.word, score, decision.reason if is_settled else "fits_context")
