"""Spelling decisions of a database that a person should look at, and the places in the articles that they are about.

What belongs here: the choice, the order, and finding the places. Writing an answer down is
`pipelines.cleaning.spelling.answers`'s.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from pipelines.cleaning.language import READ_LANGUAGES
from pipelines.cleaning.spelling.tokens import word_tokens
from pipelines.schemas.decisions import LEAST_SPELLING_SCORE
from pipelines.settings import NewsledgerError

_CONTEXT_CHARACTERS = 60
# Occurrences that are expected to be decided wrongly, by their scores where they were weighed in their places, else by
# that of the form. A score is the logarithm of odds, so that those of a mistake are about even at the threshold, and
# one in ten, in a hundred, and so on, beyond it.
_WORTH_A_LOOK = """
    WITH placed AS (
        SELECT original AS word, sum(coalesce(1 / (1 + pow(10, abs(score::DOUBLE - $threshold))), 0)) AS mistakes
        FROM (
            SELECT original, score FROM spelling_corrections
            UNION ALL
            SELECT original, score FROM spelling_vetoes
        )
        GROUP BY original
    )
    SELECT word, decision, coalesce(replacement, candidates[1].word) AS candidate, score, reason, article_count,
        occurrence_count, replacement, candidates
    FROM spelling_decisions
    LEFT JOIN placed USING (word)
    WHERE score IS NOT NULL AND NOT starts_with(reason, 'overruled')
    ORDER BY
        round(
            coalesce(mistakes, occurrence_count / (1 + pow(10, abs(score::DOUBLE - $threshold)))), 6
        ) DESC,
        article_count DESC,
        word
    LIMIT $most
"""
_ONE = """
    SELECT word, decision, coalesce(replacement, candidates[1].word) AS candidate, score, reason, article_count,
        occurrence_count, replacement, candidates
    FROM spelling_decisions
    WHERE word = ?
"""
# Those that were put right come before those that were looked at and left.
_JUDGED = """
    SELECT p.article_id, a.source, p.field, CASE p.field WHEN 'title' THEN a.title ELSE a.text END AS text,
        p.char_start, p.char_end, p.replacement, p.score, p.reason
    FROM (
        SELECT article_id, field, char_start, char_end, replacement, score, reason
        FROM spelling_corrections
        WHERE original = $word
        UNION ALL
        SELECT article_id, field, char_start, char_end, NULL, score, reason
        FROM spelling_vetoes
        WHERE original = $word
    ) AS p
    JOIN articles AS a ON a.article_id = p.article_id
    ORDER BY p.replacement IS NULL, p.article_id, p.field, p.char_start
    LIMIT $most
"""
_HOLDING = """
    SELECT article_id, source, title, text
    FROM articles
    WHERE list_contains(?, language) AND (contains(title, ?) OR contains(text, ?))
    ORDER BY article_id
"""


class Context(NamedTuple):
    """One occurrence of a word in the clean text: what stands left and right of it, what it was replaced by, and, where
    it was weighed in its place, with which score and why it was replaced or left."""

    article_id: str
    source: str
    field: str
    left: str
    word: str
    right: str
    replacement: str | None
    score: Decimal | None = None
    reason: str | None = None


class Reviewed(NamedTuple):
    """A decision, what it replaces the word by or would (`candidate`), all candidates with their scores, best first,
    and the first places it is about."""

    word: str
    decision: str
    candidate: str | None
    score: Decimal | None
    reason: str
    article_count: int
    occurrence_count: int
    replacement: str | None
    candidates: tuple[tuple[str, Decimal], ...]
    contexts: tuple[Context, ...]


def worth_a_look(database: Path, most: int, most_contexts: int = 1) -> list[Reviewed]:
    """The decisions that are likeliest to be wrong somewhere: nearest to the threshold, in the places where they were
    weighed, and most frequent first.

    Those that a person made are left out. Raises NewsledgerError for what is no database of newsledger.
    """
    with _opened(database) as connection:
        parameters = {"threshold": LEAST_SPELLING_SCORE, "most": most}
        rows = connection.execute(_WORTH_A_LOOK, parameters).fetchall()
        return [_reviewed(row, _contexts(connection, row[0], most_contexts)) for row in rows]


def decision_on(database: Path, word: str, most_contexts: int) -> Reviewed | None:
    """What was decided about one word form and where it stands; None when there is neither decision nor place."""
    with _opened(database) as connection:
        rows = connection.execute(_ONE, [word]).fetchall()
        contexts = _contexts(connection, word, most_contexts)
        if rows:
            return _reviewed(rows[0], contexts)
        articles = len({context.article_id for context in contexts})
        if not contexts:
            return None
        return Reviewed(word, "keep", None, None, "known_word", articles, len(contexts), None, (), contexts)


def _reviewed(row: tuple[Any, ...], contexts: tuple[Context, ...]) -> Reviewed:
    *plain, candidates = row
    return Reviewed._make((*plain, tuple((c["word"], c["score"]) for c in candidates), contexts))


@contextmanager
def _opened(database: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database opened for reading; what DuckDB says becomes a NewsledgerError."""
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            yield connection
    except duckdb.Error as error:
        reason = " ".join(str(error).split())[:300]
        raise NewsledgerError(f"{database} cannot be read as a database of newsledger: {reason}") from error


def _contexts(connection: duckdb.DuckDBPyConnection, word: str, most: int) -> tuple[Context, ...]:
    """The first places of a word: those where it was replaced, those where it was left, then others where it stands."""
    rows = [row for row in connection.execute(_JUDGED, {"word": word, "most": most}).fetchall() if row[3]]
    found = [_judged(word, row) for row in rows]
    if len(found) < most:
        told = {(article_id, field, start) for article_id, _, field, _, start, *_ in rows}
        holding = connection.cursor().execute(_HOLDING, [list(READ_LANGUAGES), word, word])
        others = (context for place, context in _standing(holding, word) if place not in told)
        found += islice(others, most - len(found))
    return tuple(found)


def _judged(word: str, row: tuple[Any, ...]) -> Context:
    article_id, source, field, text, start, end, replacement, score, reason = row
    return Context(article_id, source, field, *_around(text, start, end, word), replacement, score, reason)


def _standing(holding: duckdb.DuckDBPyConnection, word: str) -> Iterator[tuple[tuple[str, str, int], Context]]:
    while rows := holding.fetchmany(100):
        for article_id, source, title, body in rows:
            for field, text in (("title", title), ("text", body)):
                for token in word_tokens(text or ""):
                    if token.word == word:
                        around = _around(text, token.start, token.end, word)
                        yield (article_id, field, token.start), Context(article_id, source, field, *around, None)


def _around(text: str, start: int, end: int, word: str) -> tuple[str, str, str]:
    left, right = text[max(0, start - _CONTEXT_CHARACTERS) : start], text[end : end + _CONTEXT_CHARACTERS]
    return " ".join(left.split("\n")), word, " ".join(right.split("\n"))
