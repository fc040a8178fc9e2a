"""From the vocabulary of a corpus to one decision for every unknown word form.

Belongs here: the guards that keep a form whatever the scores say, the thresholds, and the table. How a form is
weighed is in ``scoring.py``; what is done with a decision in a text is in ``corrections.py``.
"""

import math
import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

import polars as pl

from pipelines.cleaning.spelling.candidates import load_candidates
from pipelines.cleaning.spelling.lexicon import Lexicon, load_lexicon, plain
from pipelines.cleaning.spelling.scoring import Candidate, Scorer, Verdict

_SCORE = pl.Decimal(9, 4)
SCHEMA = pl.Schema(
    {
        "word": pl.String(),
        "decision": pl.String(),
        "replacement": pl.String(),
        "candidates": pl.List(pl.Struct({"word": pl.String(), "score": _SCORE})),
        "score": _SCORE,
        "reason": pl.String(),
        "article_count": pl.Int64(),
        "occurrence_count": pl.Int64(),
    }
)

# Both are on the log10 scale of the scores. Below the margin, taking the best of two is guessing.
_LEAST_SCORE = 0.5
_LEAST_MARGIN = 0.25
_MOST_CANDIDATES = 5
_SHORTEST = 4
# Four letters near a word are as a rule a name or an abbreviation; swapped letters give a slip away even so.
_SHORTEST_WITHOUT_SWAP = 5
# A form that recurs is a slip only when the word it would be a slip for is this many times as frequent here.
_FAR_MORE_FREQUENT = 50
# Otherwise each tenfold number of articles that share the form asks for so much more of a score.
_PER_TENFOLD_ARTICLES = 1.5

_CONTRACTED = re.compile(
    "((?:do|does|did|is|was|are|were|has|have|had|would|could|should|might|must|need)n)(t)"
    "|((?:would|could|should|might|must))(ve)"
    "|((?:you|we|they))(re|ve|ll)"
    "|((?:that|there|here|what|where|who))(s)"
)


class _Form(NamedTuple):
    """One form of the vocabulary, with the lower-case part of it that is in question (all of it, mostly)."""

    word: str
    article_count: int
    occurrence_count: int
    unknown: str = ""
    before: str = ""
    after: str = ""


class _Ruling(NamedTuple):
    decision: str
    replacement: str | None
    reason: str
    score: float | None = None
    candidates: tuple[Candidate, ...] = ()


def decide(vocabulary: pl.DataFrame, overrules: pl.DataFrame) -> pl.DataFrame:
    """Decide for every unknown word form of a corpus whether it is corrected, and to what.

    ``vocabulary``: ``word`` (String, exact form as ``word_tokens`` gives it, each once), ``occurrence_count`` and
    ``article_count`` (Int64). ``overrules``: as ``read_overrules`` gives it; they are matched on the exact form, win
    over everything, and give a known word a row too. Overrules of forms that the vocabulary lacks are ignored.

    Returns ``SCHEMA``, sorted by ``word``, the same whatever the order of the input: ``decision`` is ``correct`` or
    ``keep``, ``replacement`` null for keep, ``candidates`` at most five, best first, with how much likelier each is
    than the form as it stands (log10), ``score`` that of the best with its lead over the second, ``reason`` what
    settled it. Raises ValueError when the vocabulary or the overrules list a form twice.
    """
    rows = vocabulary.select("word", "article_count", "occurrence_count").sort("word").rows()
    forms = [_Form(*row) for row in rows]
    for one, other in pairwise(forms):
        if one.word == other.word:
            raise ValueError(f"the vocabulary lists {one.word!r} twice: sum its counts first")
    by_person: dict[str, str | None] = dict(overrules.select("word", "replacement").rows())
    if len(by_person) < overrules.height:
        raise ValueError("the overrules list a form twice: read them with read_overrules, which says where")
    court = _Court(forms)
    table = []
    for form in forms:
        if form.word in by_person:
            ruling: _Ruling | None = _overruled(by_person[form.word])
        else:
            ruling = court.rule(form)
        if ruling is not None:
            table.append(_row(form, ruling))
    return pl.DataFrame(table, schema=SCHEMA, orient="row")


class _Court:
    """Rules on forms, knowing the whole vocabulary."""

    def __init__(self, forms: Iterable[_Form]) -> None:
        self._lexicon = load_lexicon()
        self._counts: dict[str, int] = {}
        self._exact: set[str] = set()
        apostrophes = dict.fromkeys("'’", 0)
        for form in forms:
            self._exact.add(form.word)
            lower = plain(form.word).lower()
            self._counts[lower] = self._counts.get(lower, 0) + form.occurrence_count
            for apostrophe in apostrophes:
                apostrophes[apostrophe] += form.occurrence_count * (apostrophe in form.word)
        self._apostrophe = max(apostrophes, key=lambda a: apostrophes[a])
        self._scorer = Scorer(self._lexicon, load_candidates(), self._counts)

    def rule(self, form: _Form) -> _Ruling | None:
        """The ruling on one form; None when it is a known word."""
        if not form.word.islower():
            return None if _is_known_in_any_case(form.word, self._lexicon) else _keep("capitalised")
        parts = re.split("([-‐‑])", form.word)
        unknown = [i for i, part in enumerate(parts) if not self._is_known_part(part, alone=len(parts) == 1)]
        if not unknown or (len(parts) > 1 and self._lexicon.lists(plain("".join(parts[::2])))):
            return None  # a hyphen too many (encourag-es) is not a matter of spelling
        if len(unknown) > 1:
            return _keep("several_unknown_parts")
        at = unknown[0]
        if not (parts[at].isascii() and parts[at].isalpha()):
            return _keep("foreign_letters" if not parts[at].isascii() else "unknown_contraction")
        before, after = "".join(parts[:at]), "".join(parts[at + 1 :])
        return self._rule_on_unknown(form._replace(unknown=parts[at], before=before, after=after))

    def _is_known_part(self, part: str, alone: bool) -> bool:
        """Parts of up to three letters (de-, al-, x-) pass in a compound: there is nothing to judge them by."""
        return (not alone and len(part) < _SHORTEST) or self._lexicon.is_known(plain(part))

    def _rule_on_unknown(self, form: _Form) -> _Ruling:
        unknown = form.unknown
        contraction = _CONTRACTED.fullmatch(unknown)
        if contraction:
            return self._correct(form, self._apostrophe.join(filter(None, contraction.groups())), "missing_apostrophe")
        if len(unknown) < _SHORTEST:
            return _keep("too_short")
        if unknown.capitalize() in self._exact or unknown.upper() in self._exact:
            return _keep("capitalised_elsewhere")
        verdict = self._scorer.weigh(unknown)
        if verdict is None:
            return _keep("no_candidate")
        best = verdict.candidates[0]
        kept_for = _objection(form, best, verdict)
        if kept_for is None and self._recurs(form, best, verdict):
            kept_for = "recurs_in_corpus"
        if kept_for is not None:
            return _keep(kept_for, verdict)
        return self._correct(form, best.word, "clear_winner", verdict)

    def _recurs(self, form: _Form, best: Candidate, verdict: Verdict) -> bool:
        """Whether the corpus itself speaks for a form: used again by one writer, or by more than slips explain."""
        if self._counts.get(best.word, 0) >= _FAR_MORE_FREQUENT * form.occurrence_count:
            return False
        if form.occurrence_count >= 2 * form.article_count:
            return True
        return verdict.score < _LEAST_SCORE + _PER_TENFOLD_ARTICLES * math.log10(form.article_count)

    def _correct(self, form: _Form, word: str, reason: str, verdict: Verdict | None = None) -> _Ruling:
        score, candidates = (verdict.score, verdict.candidates) if verdict else (None, ())
        return _Ruling("correct", form.before + word + form.after, reason, score, candidates)


def _objection(form: _Form, best: Candidate, verdict: Verdict) -> str | None:
    """Why a form is kept although a word is near, or None."""
    if verdict.is_inflected:
        return "derived_word"
    if verdict.score < _LEAST_SCORE:
        if verdict.without_formation >= _LEAST_SCORE:
            return "derived_word"
        return "foreign_word" if verdict.without_foreign >= _LEAST_SCORE else "too_unlikely"
    if verdict.margin < _LEAST_MARGIN:
        return "too_close_to_call"
    is_compound = bool(form.before or form.after)  # and may hold bits of names and abbreviations
    shortest = _SHORTEST_WITHOUT_SWAP + is_compound
    if len(form.unknown) < shortest and sorted(form.unknown) != sorted(best.word):
        return "too_short"
    return None


def _is_known_in_any_case(word: str, lexicon: Lexicon) -> bool:
    """Whether each part of a form with capitals is a known word, or a name that the dictionary has."""
    return all(
        lexicon.is_known(part.lower()) or lexicon.hunspell.lookup(part) for part in re.split("-", plain(word)) if part
    )


def _overruled(replacement: str | None) -> _Ruling:
    if replacement:
        return _Ruling("correct", replacement, "overruled_correct")
    return _keep("overruled_keep")


def _keep(reason: str, verdict: Verdict | None = None) -> _Ruling:
    if verdict is None:
        return _Ruling("keep", None, reason)
    return _Ruling("keep", None, reason, verdict.score, verdict.candidates)


def _row(form: _Form, ruling: _Ruling) -> tuple[object, ...]:
    candidates = [{"word": c.word, "score": _decimal(c.score)} for c in ruling.candidates[:_MOST_CANDIDATES]]
    score = None if ruling.score is None else _decimal(ruling.score)
    return (
        form.word,
        ruling.decision,
        ruling.replacement,
        candidates,
        score,
        ruling.reason,
        form.article_count,
        form.occurrence_count,
    )


def _decimal(score: float) -> Decimal:
    return Decimal(f"{score:.4f}")
