"""From the vocabulary of a corpus to one decision for every unknown word form.

Belongs here: the guards that keep a form whatever the scores say, the thresholds, and the table. How a form is
weighed is in ``scoring.py``; what is done with a decision in a text is in ``corrections.py``.
"""

import math
from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

import polars as pl

from pipelines.cleaning.spelling.evidence import EVIDENCE, gather
from pipelines.cleaning.spelling.lexicon import plain
from pipelines.cleaning.spelling.run_ons import RunOn, is_likelier, kept_for
from pipelines.cleaning.spelling.scoring import LEAST_SCORE, Choice, Evidence, Near, Scorer, Verdict, odds

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

# All on the log10 scale of the scores. A form is corrected wherever it stands at a hundred to one; to that, no words
# around it would say otherwise, if they are English. Below one to a hundred none would save it.
_SURE = 2.0
_OPEN = -2.0
_MOST_CANDIDATES = 5
# A listed misspelling with a capital, inside a sentence: at a thousand to one. Short ones are names as well: "Benn" is
# no "been", "Sammon" no "salmon".
_SURE_OF_LISTED, _SHORTEST_LISTED = 3.0, 7


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
    candidates: tuple[Choice, ...] = ()


def decide(vocabulary: pl.DataFrame, overrules: pl.DataFrame, evidence: pl.DataFrame | None = None) -> pl.DataFrame:
    """Decide for every unknown word form of a corpus whether it is corrected, and to what.

    ``vocabulary``: ``word`` (String, exact form as ``word_tokens`` gives it, each once), ``occurrence_count`` and
    ``article_count`` (Int64). ``overrules``: as ``read_overrules`` gives it; they are matched on the exact form, win
    over everything, and give a known word a row too. Overrules of forms that the vocabulary lacks are ignored.
    ``evidence``: rows of ``EVIDENCE`` for the forms of the vocabulary (and maybe more); gathered here when not given.

    Returns ``SCHEMA``, sorted by ``word``, the same whatever the order of the input: ``decision`` is ``correct``,
    ``keep``, or ``in_context`` when the words around each occurrence are to settle it; ``replacement`` the best
    candidate, null for keep; ``candidates`` at most five, best first, with how much likelier each is than the form as
    it stands (log10, to one decimal: a corpus that grows by an article leaves them as they are); ``score`` log10 of the
    odds that the best was meant and nothing else; ``reason`` what settled it. Raises ValueError when the vocabulary or
    the overrules list a form twice.
    """
    rows = vocabulary.select("word", "article_count", "occurrence_count").sort("word").rows()
    forms = [_Form(*row) for row in rows]
    for one, other in pairwise(forms):
        if one.word == other.word:
            raise ValueError(f"the vocabulary lists {one.word!r} twice: sum its counts first")
    by_person: dict[str, str | None] = dict(overrules.select("word", "replacement").rows())
    if len(by_person) < overrules.height:
        raise ValueError("the overrules list a form twice: read them with read_overrules, which says where")
    found = gather(form.word for form in forms) if evidence is None else evidence
    rows_of: dict[str, tuple[Any, ...]] = {row[0]: row[1:] for row in found.select(*EVIDENCE).iter_rows()}
    court = _Court(forms)
    table = []
    for form in forms:
        if form.word in by_person:
            table.append(_row(form, _overruled(by_person[form.word])))
        elif form.word in rows_of:
            finding, before, unknown, after, contracted, of_form, in_use, formed, near, run_on = rows_of[form.word]
            in_question = form._replace(unknown=unknown, before=before, after=after)
            listed = Evidence(of_form, in_use, formed, [Near(**word) for word in near])
            ran_together = RunOn(**run_on) if run_on else None
            table.append(_row(form, court.rule(in_question, finding, contracted, listed, ran_together)))
    return pl.DataFrame(table, schema=SCHEMA, orient="row")


class _Court:
    """Rules on forms, knowing the whole vocabulary."""

    def __init__(self, forms: Iterable[_Form]) -> None:
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
        self._scorer = Scorer(self._counts)

    def rule(
        self, form: _Form, finding: str, contracted: list[str], evidence: Evidence, run_on: RunOn | None = None
    ) -> _Ruling:
        """The ruling on a form that is no known word."""
        if finding == "missing_apostrophe":
            word = self._apostrophe.join(contracted)
            return _Ruling("correct", form.before + word + form.after, finding)
        if finding == "capitalised":
            return self._rule_on_capitalised(form, evidence)
        if finding != "unknown":
            return _keep(finding)
        if form.unknown.capitalize() in self._exact or form.unknown.upper() in self._exact:
            return _keep("capitalised_elsewhere")
        verdict = self._verdict(form, evidence)
        if run_on and form.unknown == form.word and is_likelier(run_on, verdict.score if verdict else None):
            return _run_on_ruling(run_on, form, verdict)
        if verdict is None:
            return _keep("no_candidate")
        if verdict.score < _OPEN + math.log10(form.article_count) <= verdict.score + verdict.recurrence:
            return _keep("recurs_in_corpus", verdict)
        if verdict.score < _OPEN:
            return _keep(_objection(evidence, verdict), verdict)
        replacement = verdict.choices[0].word
        if verdict.score >= _SURE:
            return _Ruling("correct", replacement, "clear_winner", verdict.score, verdict.choices)
        is_tie = verdict.score < LEAST_SCORE <= verdict.choices[0].score
        reason = "likely" if verdict.score >= LEAST_SCORE else "too_close_to_call" if is_tie else "doubtful"
        return _Ruling("in_context", replacement, reason, verdict.score, verdict.choices)

    def _rule_on_capitalised(self, form: _Form, evidence: Evidence) -> _Ruling:
        """A capitalised form is kept as a name, but may be a slip at the beginning of a sentence if it occurs once; and
        anywhere if it is long, and known as a misspelling of one word only."""
        verdict = self._verdict(form, evidence) if form.occurrence_count == 1 else None
        if verdict is None or verdict.score < LEAST_SCORE:
            return _keep("capitalised")
        listed = {near.word.capitalize() for near in evidence.near if near.is_listed}
        best = verdict.choices[0].word
        if best in listed and len(form.word) >= _SHORTEST_LISTED and verdict.score >= _SURE_OF_LISTED:
            return _Ruling("correct", best, "known_misspelling", verdict.score, verdict.choices)
        return _Ruling("in_context", verdict.choices[0].word, "capitalised", verdict.score, verdict.choices)

    def _verdict(self, form: _Form, evidence: Evidence) -> Verdict | None:
        """The weighing, with the candidates as they would stand in the text."""
        verdict = self._scorer.weigh(evidence, form.article_count, form.occurrence_count)
        if verdict is None:
            return None
        change = str.lower if form.word.islower() else str.capitalize
        choices = tuple(
            Choice(form.before + change(choice.word) + form.after, round(choice.score, 1))
            for choice in verdict.choices[:_MOST_CANDIDATES]
        )
        return verdict._replace(choices=choices, score=odds(choices)[1])


def _run_on_ruling(run_on: RunOn, form: _Form, verdict: Verdict | None) -> _Ruling:
    candidates = (Choice(run_on.words, run_on.score), *(verdict.choices if verdict else ()))
    kept = kept_for(run_on, form.article_count, form.occurrence_count)
    if kept is None:
        return _Ruling("correct", run_on.words, "run_on", run_on.score, candidates)
    return _Ruling("keep", None, kept, run_on.score, candidates)


def _objection(evidence: Evidence, verdict: Verdict) -> str:
    """Why a form is kept although a word is near."""
    return "derived_word" if verdict.score - evidence.formed >= LEAST_SCORE else "too_unlikely"


def _overruled(replacement: str | None) -> _Ruling:
    if replacement:
        return _Ruling("correct", replacement, "overruled_correct")
    return _keep("overruled_keep")


def _keep(reason: str, verdict: Verdict | None = None) -> _Ruling:
    if verdict is None:
        return _Ruling("keep", None, reason)
    return _Ruling("keep", None, reason, verdict.score, verdict.choices)


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
