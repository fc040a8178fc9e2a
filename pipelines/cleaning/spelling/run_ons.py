"""Two words that ran together for want of a space ("inwhich", "ofthe", "exactsame").

Belongs here: what speaks for reading an unknown form as two words, on the log10 scale of the scores in ``scoring.py``,
and why it is kept all the same. English writes new compounds together ("heatsink", "rollout"), so a pair must be one
that is common in running text, far more so than the form; a word of grammar as one of the two makes a compound
unlikely, unless it is one that compounds begin with ("onstart", "inbox"). The table of decisions is ``decisions.py``'s.
"""

import math
from functools import cache
from typing import NamedTuple

from pipelines.cleaning.spelling.frequencies import pair_counts, word_counts
from pipelines.cleaning.spelling.lexicon import Lexicon

_GRAMMAR_LIST = (
    "a an the of to at for from with and or but nor is are was were be been has have had will would can could that "
    "this these those which who whom whose what when where while if than as its it he she they we you his their our my "
    "not in on by so into about after before"
)
_GRAMMAR = frozenset(_GRAMMAR_LIST.split())
# Words of grammar that compounds and derivations begin with: onlooker, inmate, bystander, aforesaid, notwithstanding.
_BEGINS_LIST = "a an at in on by for to so into after about he she it as or be my we"
_BEGINS_COMPOUNDS = frozenset(_BEGINS_LIST.split())
# Those that neither begin nor end a word: they need no count of the pair to be told.
_STANDS_ALONE_LIST = "the and that which who whose was were has had have with from this these those they"
_STANDS_ALONE = frozenset(_STANDS_ALONE_LIST.split())

# How often a pair must be counted in a billion words (log10) before it weighs anything.
_USUAL_PAIR = 3.5
_COMPOUND = 1.0
# Of pairs that are not counted: how much rarer than by chance they are taken to be.
_UNCOUNTED = 0.5
_LEAST_FORM_ZIPF = 1.0
_PER_FORM_ZIPF = 1.0
_PER_FOREIGN_ZIPF = 1.0
_LEAST_FOREIGN_ZIPF = 2.0
_LEAST_PART_ZIPF = 3.5
_SHORTEST = 4
# From here on the score speaks for two words. Over the best single word they need a lead: what ends in a short word of
# grammar may be an inflection with a slip ("lookas", "slowin").
_LEAST_SCORE = 0.5
_LEAST_LEAD = 0.65
# Each tenfold number of articles that share the form asks for so much more.
_PER_TENFOLD_ARTICLES = 1.5


class RunOn(NamedTuple):
    """The two words with a space between them, and how much likelier they are than the form as it stands (log10)."""

    words: str
    score: float


def find_run_on(form: str, lexicon: Lexicon) -> RunOn | None:
    """The likeliest two words that a lower-case form of ASCII letters, which no dictionary has, may have run together
    from; None when nothing speaks for two words."""
    if len(form) < _SHORTEST:
        return None
    against = _PER_FORM_ZIPF * max(0.0, lexicon.zipf(form) - _LEAST_FORM_ZIPF)
    against += _PER_FOREIGN_ZIPF * max(0.0, lexicon.foreign_zipf(form) - _LEAST_FOREIGN_ZIPF)
    found = [
        RunOn(f"{form[:at]} {form[at:]}", score - against)
        for at in range(1, len(form))
        if (score := _weigh(form[:at], form[at:], lexicon)) is not None
    ]
    best = max(found, key=lambda run_on: (run_on.score, run_on.words), default=None)
    return best if best and best.score > 0 else None


def is_likelier(run_on: RunOn, best_word: float | None) -> bool:
    """Whether two words are the better reading of a form whose best single word, if there is one, has this score."""
    return best_word is None or (run_on.score >= _LEAST_SCORE and run_on.score >= best_word + _LEAST_LEAD)


def kept_for(run_on: RunOn, article_count: int, occurrence_count: int) -> str | None:
    """Why a form is kept although two words are its best reading, or None."""
    if run_on.score < _LEAST_SCORE:
        return "too_unlikely"
    recurs = run_on.score < _LEAST_SCORE + _PER_TENFOLD_ARTICLES * math.log10(article_count)
    return "recurs_in_corpus" if recurs or occurrence_count >= 2 * article_count else None


def rule_of(original: str, replacement: str) -> str:
    """Name of the rule in text_edits: a word written apart is no misspelling, whoever decided it."""
    return "spelling:run_on" if replacement.replace(" ", "") == original else "spelling"


def _weigh(first: str, second: str, lexicon: Lexicon) -> float | None:
    """How common the pair is beyond what a chance resemblance or a compound would be; None for no pair of words."""
    counts = word_counts()
    if any(part not in counts or (len(part) == 1 and part != "a") for part in (first, second)):
        return None
    count = pair_counts().get(f"{first} {second}")
    is_grammar = second in _GRAMMAR or (first in _GRAMMAR and first not in _BEGINS_COMPOUNDS)
    if count is not None:
        return math.log10(count / _size()) + 9 - _USUAL_PAIR - (0.0 if is_grammar else _COMPOUND)
    if not {first, second} & _STANDS_ALONE or min(lexicon.zipf(first), lexicon.zipf(second)) < _LEAST_PART_ZIPF:
        return None
    return lexicon.zipf(first) + lexicon.zipf(second) - 9 - _UNCOUNTED


@cache
def _size() -> int:
    return sum(word_counts().values())
