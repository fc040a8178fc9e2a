"""How much likelier it is that an unknown form is a slip for some word than that it is a word itself.

Belongs here: what a corpus makes of the evidence on one lower-case form. Gathering it is ``evidence.py``'s; the rules
that keep a form whatever it weighs, and the table of decisions, are in ``decisions.py``; what the words around an
occurrence add is in ``occurrence.py``.

The model is a noisy channel (Kernighan, Church & Gale 1990) fitted as one conditional logit: the form as it stands and
each word near it are the alternatives, the form has weight 1, and a word 10 to its score. The weights, here, in
``evidence.py`` and ``occurrence.py``, are those of the regression on development data, rounded;
``docs/decisions/0003-spelling.md`` has the figures.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipelines.cleaning.spelling.lexicon import is_same_word
from pipelines.schemas.decisions import LEAST_SPELLING_SCORE

# A form is corrected when one word is likelier by so much than the form and all other words together.
LEAST_SCORE = LEAST_SPELLING_SCORE

_PER_ZIPF = 0.75
# The corpus outweighs wordfreq on how common a word is from about this many words on.
_WEIGHT_OF_WORDFREQ = 10_000_000
# A form that one writer repeats, and a form that many share: it is a slip only where the word it would be a slip for is
# so many times as frequent.
_PER_TENFOLD_REPEATS = -1.6
_PER_TENFOLD_ARTICLES = -1.5
_FAR_MORE_FREQUENT = 50


class Near(NamedTuple):
    """A word near a form: log10 of how likely it is to be written so (up to a constant), its Zipf frequency in
    wordfreq, and whether a list of misspellings names it, and no other word, for the form."""

    word: str
    slip: float
    zipf: float
    is_listed: bool


class Evidence(NamedTuple):
    """What speaks against a slip (log10, negative): that the form is in use, that it is well formed; with that, all
    there is to say of the form without the corpus (``of_form``); and the words near it."""

    of_form: float
    in_use: float
    formed: float
    near: Sequence[Near]


class Choice(NamedTuple):
    """A word that may have been meant, and log10 of how much likelier that is than the form as it stands."""

    word: str
    score: float


class Verdict(NamedTuple):
    """What weighing one form came to: the words near it, best first, without other spellings of a better one; log10 of
    the odds of the best one against the form and all other words; and what its recurring in the corpus took off."""

    choices: tuple[Choice, ...]
    score: float
    recurrence: float


class Scorer:
    """Weighs forms against the word counts of one corpus."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """Take the corpus as a mapping from plain lower-case form to its number of occurrences."""
        self._counts = counts
        self._size = sum(counts.values())

    def weigh(self, evidence: Evidence, article_count: int, occurrence_count: int) -> Verdict | None:
        """Weigh a lower-case form that no dictionary has, with its counts in the corpus; None when no word is near."""
        weighed = [Choice(n.word, n.slip + _PER_ZIPF * self._zipf(n) + evidence.of_form) for n in evidence.near]
        weighed.sort(key=lambda choice: (-choice.score, choice.word))
        choices: list[Choice] = []
        for choice in weighed:
            if not any(is_same_word(choice.word, better.word) for better in choices[:2]):
                choices.append(choice)
        if not choices:
            return None
        recurrence = 0.0
        if self._counts.get(choices[0].word, 0) < _FAR_MORE_FREQUENT * occurrence_count:
            recurrence = -_PER_TENFOLD_REPEATS * math.log10(occurrence_count / article_count)
            recurrence -= _PER_TENFOLD_ARTICLES * math.log10(article_count)
        settled = tuple(Choice(word, score - recurrence) for word, score in choices)
        return Verdict(settled, odds(settled)[1], recurrence)

    def _zipf(self, near: Near) -> float:
        """Zipf frequency of a word by wordfreq and the corpus together, each weighted with its size."""
        expected = 10 ** (near.zipf - 9) * _WEIGHT_OF_WORDFREQ
        together = (expected + self._counts.get(near.word, 0)) / (_WEIGHT_OF_WORDFREQ + self._size)
        return math.log10(together) + 9


def odds(choices: Sequence[Choice]) -> tuple[str, float]:
    """The best of at least one choice, and log10 of the odds that it was meant and nothing else."""
    best = min(choices, key=lambda choice: (-choice.score, choice.word))
    others = sum(10**choice.score for choice in choices if choice is not best)
    return best.word, best.score - math.log10(1 + others)
