"""How much likelier it is that an unknown form is a slip for some word than that it is a word itself.

Belongs here: the weighing of frequencies, edit costs and word formation for one lower-case form. The rules that
keep a form whatever it weighs, and the table of decisions, are in ``decisions.py``.

The model is a noisy channel (Kernighan, Church & Gale 1990) on a log10 scale: the frequency of the candidate less
the cost of the slips, against the evidence that the form is in use. The weights are those of a logistic regression
on development data, rounded; ``docs/decisions/0003-spelling.md`` has the figures.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.cleaning.spelling.candidates import CandidateIndex, edit_cost
from pipelines.cleaning.spelling.derivation import Formation, formation, is_inflected
from pipelines.cleaning.spelling.lexicon import Lexicon

_PER_COST = 1.25
_PER_FURTHER_EDIT = 1.25
_PER_ZIPF_OF_FORM = 1.25
_PER_FOREIGN_ZIPF = 0.5
_PER_FORMATION_ZIPF = 0.5
_FORMED_AND_IN_USE = 1.0
# A formation expected to be more frequent than this would be listed if it existed.
_MOST_FORMATION_ZIPF = 2.5
# Long forms are seldom near another word by chance; short ones always are.
_PER_LETTER = 0.4
_USUAL_LENGTH, _LONG = 8, 10
_PER_MARGIN = 0.25
_FULL_MARGIN = 3.0

# wordfreq's English list ends at a Zipf frequency of 1, its lists of other languages at 3.
_LEAST_ENGLISH_ZIPF = 0.8
_LEAST_FOREIGN_ZIPF = 3.0
# The corpus outweighs wordfreq on how common a word is from about this many words on.
_WEIGHT_OF_WORDFREQ = 10_000_000


class Candidate(NamedTuple):
    """A word that may have been meant, and how much likelier that is than the form as it stands (log10)."""

    word: str
    score: float
    slips: int


@dataclass(frozen=True)
class Verdict:
    """What weighing one form came to.

    ``candidates`` best first, without other spellings of a better one; ``score`` the best one's score and its lead
    over the second; ``margin`` that lead; ``without_formation`` and ``without_foreign`` the score if the form could
    not be a new formation, or were unknown abroad: they tell which evidence kept a form.
    """

    candidates: tuple[Candidate, ...]
    score: float
    margin: float
    without_formation: float
    without_foreign: float
    is_inflected: bool


class Scorer:
    """Weighs forms against the dictionaries and the word counts of one corpus."""

    def __init__(self, lexicon: Lexicon, index: CandidateIndex, counts: Mapping[str, int]) -> None:
        """Take the corpus as a mapping from plain lower-case form to its number of occurrences."""
        self._lexicon = lexicon
        self._index = index
        self._counts = counts
        self._size = sum(counts.values())

    def weigh(self, form: str) -> Verdict | None:
        """Weigh a lower-case form that no dictionary has; None when no word is near."""
        candidates = self._candidates(form)
        if not candidates:
            return None
        made = formation(form, self._lexicon)
        formed, foreign = self._formed(form, made), self._foreign(form)
        kept = self._in_use(form) + formed + foreign
        scored = tuple(Candidate(word, score - kept, slips) for word, score, slips in candidates)
        best = scored[0]
        margin = best.score - scored[1].score if len(scored) > 1 else _FULL_MARGIN
        score = best.score + _PER_MARGIN * min(margin, _FULL_MARGIN)
        return Verdict(
            candidates=scored,
            score=score,
            margin=margin,
            without_formation=score + formed,
            without_foreign=score + foreign,
            is_inflected=is_inflected(form, best.word, self._lexicon),
        )

    def _candidates(self, form: str) -> list[Candidate]:
        """The words near a form by likelihood; of two spellings of one word only the corpus's own."""
        near = [
            Candidate(
                word,
                self._zipf(word) - _PER_COST * edit_cost(form, word) - _PER_FURTHER_EDIT * (slips - 1),
                slips,
            )
            for word, slips in self._index.near(form)
            if not self._lexicon.is_name(word)
        ]
        near.sort(key=lambda c: (-c.score, c.word))
        found: list[Candidate] = []
        for candidate in near:
            if not any(self._lexicon.is_same_word(candidate.word, better.word) for better in found[:2]):
                found.append(candidate)
        return found

    def _zipf(self, word: str) -> float:
        """Zipf frequency of a word by wordfreq and the corpus together, each weighted with its size."""
        expected = 10 ** (self._lexicon.zipf(word) - 9) * _WEIGHT_OF_WORDFREQ
        together = (expected + self._counts.get(word, 0)) / (_WEIGHT_OF_WORDFREQ + self._size)
        return math.log10(together) + 9

    def _in_use(self, form: str) -> float:
        """Evidence from English: misspellings are on frequency lists too, but rarely far up."""
        length = min(len(form), _LONG) - _USUAL_LENGTH
        return _PER_ZIPF_OF_FORM * max(self._lexicon.zipf(form), _LEAST_ENGLISH_ZIPF) - _PER_LETTER * length

    def _foreign(self, form: str) -> float:
        """Evidence from other languages, for loans and quoted phrases."""
        return _PER_FOREIGN_ZIPF * max(0.0, self._lexicon.foreign_zipf(form) - _LEAST_FOREIGN_ZIPF)

    def _formed(self, form: str, made: Formation | None) -> float:
        """Evidence from word formation: stronger when the form is in use as well."""
        if made is None:
            return 0.0
        return _PER_FORMATION_ZIPF * min(max(0.0, made.zipf), _MOST_FORMATION_ZIPF) + _FORMED_AND_IN_USE * (
            self._lexicon.zipf(form) > 1
        )
