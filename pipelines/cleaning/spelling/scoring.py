"""How much likelier it is that an unknown form is a slip for some word than that it is a word itself.

Belongs here: what a corpus makes of the evidence on one lower-case form. Gathering it is ``evidence.py``'s; the rules
that keep a form whatever it weighs, and the table of decisions, are in ``decisions.py``.

The model is a noisy channel (Kernighan, Church & Gale 1990) on a log10 scale: the frequency of the candidate less
the cost of the slips, against the evidence that the form is in use. The weights, here and in ``evidence.py``, are those
of a logistic regression on development data, rounded; ``docs/decisions/0003-spelling.md`` has the figures.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.cleaning.spelling.lexicon import is_same_word

_PER_COST = 1.25
_PER_FURTHER_EDIT = 1.25
_PER_MARGIN = 0.25
_FULL_MARGIN = 3.0
# The corpus outweighs wordfreq on how common a word is from about this many words on.
_WEIGHT_OF_WORDFREQ = 10_000_000


class Near(NamedTuple):
    """A word near a form: how many slips away and at what cost, its Zipf frequency in wordfreq, and whether the two are
    regular forms of one base."""

    word: str
    slips: int
    cost: float
    zipf: float
    is_inflected: bool


class Evidence(NamedTuple):
    """What speaks for a form as it stands (log10): its use in English, its formation, its use in other languages; and
    the words near it."""

    in_use: float
    formed: float
    foreign: float
    near: Sequence[Near]


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
    """Weighs forms against the word counts of one corpus."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """Take the corpus as a mapping from plain lower-case form to its number of occurrences."""
        self._counts = counts
        self._size = sum(counts.values())

    def weigh(self, evidence: Evidence) -> Verdict | None:
        """Weigh a lower-case form that no dictionary has; None when no word is near."""
        candidates = self._candidates(evidence.near)
        if not candidates:
            return None
        kept = evidence.in_use + evidence.formed + evidence.foreign
        scored = tuple(Candidate(word, score - kept, slips) for word, score, slips in candidates)
        best = scored[0]
        margin = best.score - scored[1].score if len(scored) > 1 else _FULL_MARGIN
        score = best.score + _PER_MARGIN * min(margin, _FULL_MARGIN)
        return Verdict(
            candidates=scored,
            score=score,
            margin=margin,
            without_formation=score + evidence.formed,
            without_foreign=score + evidence.foreign,
            is_inflected=any(near.is_inflected for near in evidence.near if near.word == best.word),
        )

    def _candidates(self, near: Sequence[Near]) -> list[Candidate]:
        """The words near a form by likelihood; of two spellings of one word only the corpus's own."""
        weighed = [
            Candidate(n.word, self._zipf(n) - _PER_COST * n.cost - _PER_FURTHER_EDIT * (n.slips - 1), n.slips)
            for n in near
        ]
        weighed.sort(key=lambda c: (-c.score, c.word))
        found: list[Candidate] = []
        for candidate in weighed:
            if not any(is_same_word(candidate.word, better.word) for better in found[:2]):
                found.append(candidate)
        return found

    def _zipf(self, near: Near) -> float:
        """Zipf frequency of a word by wordfreq and the corpus together, each weighted with its size."""
        expected = 10 ** (near.zipf - 9) * _WEIGHT_OF_WORDFREQ
        together = (expected + self._counts.get(near.word, 0)) / (_WEIGHT_OF_WORDFREQ + self._size)
        return math.log10(together) + 9
