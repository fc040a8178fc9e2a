"""Which of the frozen candidates of a form fits one place of a text, if any does.

Belongs here: what the words around an occurrence say. It is read off the text alone, so that two texts with the same
words get the same answer, whatever else is in the corpus. How a form is weighed without context is in ``scoring.py``,
and the weights here come of the same regression.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from pipelines.cleaning.spelling.collocation import load_collocations
from pipelines.cleaning.spelling.lexicon import Lexicon, load_lexicon, plain
from pipelines.cleaning.spelling.scoring import LEAST_SCORE, Choice, odds

_PER_ASSOCIATION = 0.75
_PER_ODD_NEIGHBOUR = -1.05
_PER_FOREIGN_NEIGHBOUR = -0.35
# A sentence that begins with a small letter has lost its first one: "espite the", "ariff increases".
_LOST_FIRST_LETTER = 0.6
# Of words with a capital most are names: the first word of a sentence or of a quotation is put right at a hundred to
# one, and when the next word has none.
_LEAST_SCORE_OF_CAPITALISED = 2.0
# Twice as frequent abroad as in English, and more: "de" and "la", not "a" and "me".
_MORE_FREQUENT_ABROAD = 0.7
_NEIGHBOURS = 2
# An article that means a word uses it, or one that begins with the same five letters, elsewhere as well: a third and a
# fifth of the time, against a twentieth and a tenth when a form is no slip.
_WORD_IS_ELSEWHERE = 0.7
_KIN_IS_ELSEWHERE = 0.4
_NEITHER_IS_ELSEWHERE = -0.15
_BEGINNING = 5
_LEAST_WORDS_OF_ARTICLE = 100
_REACH = 120

_WORD = re.compile(r"[^\W\d_]+")
_WORD_BEFORE = re.compile(r"([A-Za-z]+(?:['’][a-z]+)?) +[\"'“‘(]?$")
_WORD_AFTER = re.compile(r" +([A-Za-z]+(?:['’][a-z]+)?)")
_SENTENCE_BEGINS = re.compile(r"(?:(?:^|[.!?:…][\"'”’)\]]*[ \n]+|\n\s*)[\"'“‘(\[]*| [\"“‘])$")
_QUOTE_OPENS = re.compile(r"[\"'“‘«`*_]$")
_QUOTE_CLOSES = re.compile(r"[.,]?[\"'”’»`*_]")
_GENUS = re.compile(r"([A-Z][a-z]+)\.? $")
_EPITHET = re.compile(r"[a-z]*(?:us|um|is|a|ae|ii?|ans|ens|es|or)")
# Vowels drawn out, as in "huuuge" and "sooo".
_DRAWN_OUT = re.compile(r"([aeiouy])\1\1|(.)\2\2\2")


class Surroundings(NamedTuple):
    """What stands around an occurrence.

    ``left`` and ``right`` are the words at its sides (lower case, empty where none is next to it); a sentence or a
    quotation begins with it; a word with a capital follows; so many of its neighbours are no English words, or are
    commoner abroad; it is set apart as a quotation, a term, or the name of a species.
    """

    left: str
    right: str
    begins_sentence: bool
    begins_name: bool
    odd: int
    foreign: int
    is_set_apart: bool


class Placed(NamedTuple):
    """What one occurrence comes to: the word that was likeliest meant, log10 of the odds that it was (None where
    nothing was weighed), and why the form stays all the same (None where the word is put in)."""

    word: str
    score: float | None
    kept_for: str | None


class TextWords:
    """The words of one text, gathered when first asked for: an article uses its words again."""

    def __init__(self, text: str) -> None:
        self._text = text

    def evidence(self, form: str, word: str) -> float:
        """log10 of how much likelier a word is meant for a form in a text that has the word elsewhere, or one that
        begins as it does; and less likely in an article that has neither. A sentence or two say nothing."""
        if word in self._words:
            return _WORD_IS_ELSEWHERE
        kin = self._by_beginning.get(word[:_BEGINNING], set()) if len(word) > _BEGINNING else set()
        if any(other != word and not other.startswith(form) for other in kin):
            return _KIN_IS_ELSEWHERE
        return _NEITHER_IS_ELSEWHERE if len(self._words) >= _LEAST_WORDS_OF_ARTICLE else 0.0

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self._text.lower()))

    @cached_property
    def _by_beginning(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for word in self._words:
            found.setdefault(word[:_BEGINNING], set()).add(word)
        return found


def surroundings(text: str, start: int, end: int) -> Surroundings:
    """Read what stands around ``text[start:end]``."""
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    lexicon = load_lexicon()
    left, right = _WORD_BEFORE.search(before), _WORD_AFTER.match(after)
    near = _WORD.findall(before)[-_NEIGHBOURS:] + _WORD.findall(after)[:_NEIGHBOURS]
    return Surroundings(
        left[1].lower() if left else "",
        right[1].lower() if right else "",
        _SENTENCE_BEGINS.search(before) is not None,
        right is not None and right[1][:1].isupper(),
        sum(_is_odd(word, lexicon) for word in near),
        sum(_is_foreign(word, lexicon) for word in near),
        _is_quoted(before, after) or _is_species(before, text[start:end], lexicon),
    )


def choose(
    form: str, choices: Sequence[Choice], around: Surroundings, words: TextWords, *, is_settled: bool = False
) -> Placed:
    """The choice (there is at least one, best first) that fits, or why the form is kept in this place.

    A capitalised form that is settled may stand anywhere but among foreign words: "la Cooperacion Internacional"."""
    is_capitalised = not form.islower()
    if around.is_set_apart:
        return Placed(choices[0].word, None, "set_apart")
    if is_capitalised and _looks_like_name(around, is_settled=is_settled):
        return Placed(choices[0].word, None, "may_be_a_name")
    against = _PER_ODD_NEIGHBOUR * around.odd + _PER_FOREIGN_NEIGHBOUR * around.foreign
    weighed = [
        Choice(c.word, c.score + against + _fit(form, c.word, around) + words.evidence(form.lower(), c.word.lower()))
        for c in choices
    ]
    best, score = odds(weighed)
    if _DRAWN_OUT.search(form) and len(form) - len(best) > 1:
        return Placed(best, score, "drawn_out")
    least = _LEAST_SCORE_OF_CAPITALISED if is_capitalised else LEAST_SCORE
    return Placed(best, score, None if score >= least else "unlikely_here")


def _looks_like_name(around: Surroundings, *, is_settled: bool) -> bool:
    if is_settled:
        return bool(around.odd or around.foreign)
    return around.begins_name or not around.begins_sentence


def _fit(form: str, word: str, around: Surroundings) -> float:
    if "-" in form:
        return 0.0
    table, meant = load_collocations(), word.lower()
    left = table.association(around.left, meant) if around.left else 0.0
    right = table.association(meant, around.right) if around.right else 0.0
    is_headless = around.begins_sentence and word[1:] == form
    return _PER_ASSOCIATION * (left + right) + _LOST_FIRST_LETTER * is_headless


def _is_odd(word: str, lexicon: Lexicon) -> bool:
    return not word.isascii() or (word.islower() and not lexicon.is_known(plain(word)))


def _is_foreign(word: str, lexicon: Lexicon) -> bool:
    return word.islower() and lexicon.foreign_zipf(word) > lexicon.zipf(word) + _MORE_FREQUENT_ABROAD


def _is_quoted(before: str, after: str) -> bool:
    """Whether a word alone stands in quotes, or in the marks of italics."""
    return bool(_QUOTE_OPENS.search(before) and _QUOTE_CLOSES.match(after))


def _is_species(before: str, form: str, lexicon: Lexicon) -> bool:
    """Whether a form with a Latin ending follows a capitalised word that no dictionary has: Eubalaena australis."""
    genus = _GENUS.search(before)
    if genus is None or not _EPITHET.fullmatch(form):
        return False
    return not lexicon.is_known(genus[1].lower()) and not lexicon.has_name(genus[1])
