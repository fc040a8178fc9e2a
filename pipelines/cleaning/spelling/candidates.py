"""What an unknown form may have been meant to be: words a slip or two away, and what those slips cost.

Belongs here: the index of words that a correction may lead to, and the weighted edit distance. Whether a candidate
is good enough to act on is decided in ``decisions.py``.
"""

from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from string import ascii_lowercase
from typing import NamedTuple

from pipelines.cleaning.spelling.lexicon import Lexicon, load_lexicon
from pipelines.cleaning.spelling.misspellings import named_for
from pipelines.cleaning.spelling.neighbours import MOST_SLIPS, Neighbours, slips_between

# A correction leads to a word that is in use: rarer words are as likely to be the misspelling of something else.
_LEAST_ZIPF = 1.5
# Words newer than the frequency dictionary (website, email) are taken from wordfreq where Hunspell vouches for them.
_LEAST_ZIPF_OF_NEW = 3.0

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = frozenset("aeiouy")
# Letters which stand for the same sound in English, so that one is written for the other by ear.
_SOUND_ALIKE = frozenset(
    frozenset(pair) for pair in ("cs", "ck", "sz", "gj", "fv", "kq", "dt", "bp", "mn", "cx", "uw", "iy")
)

_TRANSPOSED = 0.8
_DOUBLED = 0.5
_LEFT_OUT = 1.0
_PUT_IN = 1.0
_NEIGHBOUR_PUT_IN = 0.8
_WRONG_VOWEL = 0.8
_WRONG_NEIGHBOUR = 0.9
_WRONG_SOUND_ALIKE = 0.9
_WRONG_LETTER = 1.4
# People rarely get the first letter wrong (Pollock & Zamora 1984: 8% of misspellings).
_FIRST_LETTER = 0.7

# Weights of the regression (see scoring.py).
_PER_COST = -1.45
_PER_FURTHER_SLIP = -0.9
_ONLY_SWAPPED = 0.4
_LETTER_TOO_MANY = -0.8
_INFLECTED = -0.35
# What differs from a word at its end only may be another form of it that no dictionary has.
_AT_THE_END = -0.5
_IN_ONE_PIECE = 0.75
# The list of misspellings names the word for the form. One that it names beyond the reach of the index was misspelled
# so often that somebody wrote it down: its slips are as cheap as two.
_LISTED = 1.05
_LISTED_BEYOND_REACH = 2.2


def _neighbours() -> frozenset[frozenset[str]]:
    """Pairs of keys which touch on a QWERTY keyboard: beside each other, or half a key apart in the next row."""
    pairs = {frozenset(pair) for row in _ROWS for pair in pairwise(row)}
    for upper, lower in pairwise(_ROWS):
        for at, key in enumerate(lower):
            pairs |= {frozenset((key, other)) for other in upper[at : at + 2]}
    return frozenset(pairs)


_NEIGHBOURS = _neighbours()


class Nearby(NamedTuple):
    """A word that a form may have been meant to be, and their Damerau distance; whether the list of misspellings names
    it for the form, and whether only that list does."""

    word: str
    slips: int
    is_listed: bool = False
    is_beyond_reach: bool = False


def edit_cost(written: str, meant: str) -> float:
    """Cost of having written ``written`` for ``meant``: a weighted Damerau distance, 0 for equal forms.

    Optimal string alignment (Damerau 1964), with weights by kind of slip: cheapest are a letter doubled or left
    single and two letters swapped, dearest an unrelated letter; a slip at the first letter costs more.
    """
    left_out = [_left_out(meant, j) for j in range(len(meant))]
    row = [0.0]
    for j, cost in enumerate(left_out):
        row.append(row[-1] + cost + (_FIRST_LETTER if j == 0 else 0.0))
    before: list[float] = []  # the row before the last
    for i, letter in enumerate(written):
        put_in, replaced = _put_in(written, i), _REPLACED.get(letter) or {letter: 0.0}
        swapped = written[i - 1] if i else ""
        last = row[0] + put_in + _FIRST_LETTER
        new = [last]
        for j, other in enumerate(meant):
            cost = replaced.get(other, _WRONG_LETTER)
            best = row[j] + (cost + _FIRST_LETTER if j == 0 and cost else cost)
            best = min(best, row[j + 1] + put_in, last + left_out[j] + (_FIRST_LETTER if j == 0 else 0.0))
            if other == swapped and j and meant[j - 1] == letter:
                best = min(best, before[j - 1] + _TRANSPOSED + (_FIRST_LETTER if j == 1 else 0.0))
            last = best
            new.append(last)
        before, row = row, new
    return row[-1]


def _replaced(one: str, other: str) -> float:
    """Cost of one letter instead of another."""
    if one == other:
        return 0.0
    pair = frozenset((one, other))
    if pair <= _VOWELS:
        return _WRONG_VOWEL
    if pair in _NEIGHBOURS:
        return _WRONG_NEIGHBOUR
    return _WRONG_SOUND_ALIKE if pair in _SOUND_ALIKE else _WRONG_LETTER


# By the letter that was written, and the one that was meant; any others are no more alike than unrelated ones.
_REPLACED = {one: {other: _replaced(one, other) for other in ascii_lowercase} for one in ascii_lowercase}


def _put_in(written: str, i: int) -> float:
    around = written[max(0, i - 1) : i] + written[i + 1 : i + 2]
    if written[i] in around:
        return _DOUBLED
    return _NEIGHBOUR_PUT_IN if any(frozenset((written[i], key)) in _NEIGHBOURS for key in around) else _PUT_IN


def _left_out(meant: str, j: int) -> float:
    return _DOUBLED if meant[j] in meant[max(0, j - 1) : j] + meant[j + 1 : j + 2] else _LEFT_OUT


def likelihood(nearby: Nearby, written: str, *, is_inflected: bool) -> float:
    """log10 of how likely a word is to be written so, up to a constant; ``is_inflected`` says that both are regular
    forms of one base, so that the first may well be meant."""
    meant = nearby.word
    longer, shorter = (written, meant) if len(written) > len(meant) else (meant, written)
    return (
        _PER_COST * edit_cost(written, meant)
        + _PER_FURTHER_SLIP * (nearby.slips - 1)
        + _ONLY_SWAPPED * (sorted(written) == sorted(meant))
        + _LETTER_TOO_MANY * (longer is written and len(longer) > len(shorter))
        + _INFLECTED * is_inflected
        + _AT_THE_END * (shorter in (longer[:-1], longer[:-2]) or written[:-1] == meant[:-1])
        + _IN_ONE_PIECE * _is_one_piece_longer(longer, shorter)
        + _LISTED * nearby.is_listed
        + _LISTED_BEYOND_REACH * nearby.is_beyond_reach
    )


def _is_one_piece_longer(longer: str, shorter: str) -> bool:
    """Whether two or more letters in a row make the difference: a syllable left out, or written twice."""
    size = len(longer) - len(shorter)
    return size > 1 and any(longer[:at] + longer[at + size :] == shorter for at in range(1, len(shorter) + 1))


@dataclass(frozen=True)
class CandidateIndex:
    """The words that corrections may lead to, searchable by edit distance."""

    words: Neighbours = field(repr=False)

    def near(self, form: str, most_slips: int = MOST_SLIPS) -> list[Nearby]:
        """Words within a Damerau distance of a lower-case form: at most 2, and 1 for four letters; and at any distance
        those that the list of misspellings names for it. In a form of five letters two slips leave too little of the
        word, unless its letters are all there."""
        listed = [word for word in named_for(form) if word in self.words]
        found = self._within(form, most_slips)
        beyond = [Nearby(word, slips_between(form, word), True, True) for word in listed if word not in found]
        return sorted([Nearby(word, slips, word in listed) for word, slips in found.items()] + beyond)

    def _within(self, form: str, most_slips: int) -> dict[str, int]:
        distance = min(most_slips, MOST_SLIPS if len(form) >= 5 else 1)
        return {
            word: slips
            for word, slips in self.words.near(form, distance).items()
            if slips == 1 or len(form) > 5 or sorted(word) == sorted(form)
        }


@cache
def load_candidates() -> CandidateIndex:
    """Index the words of the lexicon, once per process (a quarter of a second beyond the lexicon)."""
    return CandidateIndex(Neighbours(_targets(load_lexicon())))


def _targets(lexicon: Lexicon) -> set[str]:
    in_use = {word for word in lexicon.common if lexicon.zipf(word) >= _LEAST_ZIPF}
    newer = {
        word
        for word, zipf in lexicon.english.items()
        if zipf >= _LEAST_ZIPF_OF_NEW and word not in lexicon.common and word.isascii() and word.isalpha()
    }
    return in_use | {word for word in newer if lexicon.hunspell.lookup(word)}
