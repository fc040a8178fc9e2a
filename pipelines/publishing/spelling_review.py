"""Spelling decisions of a database that a person should look at, and the places in the articles that they are about.

What belongs here: the choice, the order, and finding the places. Writing an answer down is
`pipelines.cleaning.spelling.answers`'s.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from pipelines.cleaning.language import READ_LANGUAGES
from pipelines.cleaning.spelling.tokens import word_tokens
from pipelines.schemas.decisions import LEAST_SPELLING_SCORE
from pipelines.settings import NewsledgerError

_CONTEXT_CHARACTERS = 60
# Occurrences that are expected to be decided wrongly: the score is the logarithm of odds, so that the odds of a mistake
# are even at the threshold, and one in ten, in a hundred, and so on, beyond it.
_WORTH_A_LOOK = """
    SELECT word, decision, coalesce(replacement, candidates[1].word) AS candidate, score, reason, article_count,
        occurrence_count, replacement
    FROM spelling_decisions
    WHERE score IS NOT NULL AND NOT starts_with(reason, 'overruled')
    ORDER BY round(occurrence_count / (1 + pow(10, abs(score::DOUBLE - ?))), 6) DESC, article_count DESC, word
    LIMIT ?
"""
_ONE = """
    SELECT word, decision, coalesce(replacement, candidates[1].word) AS candidate, score, reason, article_count,
        occurrence_count, replacement
    FROM spelling_decisions
    WHERE word = ?
"""
_CORRECTED = """
    SELECT c.article_id, a.source, c.field, CASE c.field WHEN 'title' THEN a.title ELSE a.text END AS text,
        c.char_start, c.char_end, c.replacement
    FROM spelling_corrections c
    JOIN articles a ON a.article_id = c.article_id
    WHERE c.original = ?
    ORDER BY c.article_id, c.field, c.char_start
    LIMIT ?
"""
_HOLDING = """
    SELECT article_id, source, title, text
    FROM articles
    WHERE list_contains(?, language) AND (contains(title, ?) OR contains(text, ?))
    ORDER BY article_id
"""


class Context(NamedTuple):
    """One occurrence of a word in the clean text: what stands left and right of it, and what it was replaced by."""

    article_id: str
    source: str
    field: str
    left: str
    word: str
    right: str
    replacement: str | None


class Reviewed(NamedTuple):
    """A decision, what it replaces the word by or would (`candidate`), and the first places it is about."""

    word: str
    decision: str
    candidate: str | None
    score: Decimal | None
    reason: str
    article_count: int
    occurrence_count: int
    replacement: str | None
    contexts: tuple[Context, ...]


def worth_a_look(database: Path, most: int, most_contexts: int = 1) -> list[Reviewed]:
    """The decisions that are likeliest to be wrong somewhere: nearest to the threshold and most frequent first.

    Those that a person made are left out. Raises NewsledgerError for what is no database of newsledger.
    """
    with _opened(database) as connection:
        rows = connection.execute(_WORTH_A_LOOK, [LEAST_SPELLING_SCORE, most]).fetchall()
        return [Reviewed._make((*row, _contexts(connection, row[0], most_contexts))) for row in rows]


def decision_on(database: Path, word: str, most_contexts: int) -> Reviewed | None:
    """What was decided about one word form and where it stands; None when there is neither decision nor place."""
    with _opened(database) as connection:
        rows = connection.execute(_ONE, [word]).fetchall()
        contexts = _contexts(connection, word, most_contexts)
        if rows:
            return Reviewed._make((*rows[0], contexts))
        articles = len({context.article_id for context in contexts})
        if not contexts:
            return None
        return Reviewed(word, "keep", None, None, "known_word", articles, len(contexts), None, contexts)


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
    """The first places of a word: those where it was replaced, then those where it stands."""
    found = [_corrected(word, row) for row in connection.execute(_CORRECTED, [word, most]).fetchall() if row[3]]
    if len(found) < most:
        holding = connection.cursor().execute(_HOLDING, [list(READ_LANGUAGES), word, word])
        for context in _standing(holding, word):
            found.append(context)
            if len(found) == most:
                break
    return tuple(found)


def _corrected(word: str, row: tuple[Any, ...]) -> Context:
    article_id, source, field, text, start, end, replacement = row
    return Context(article_id, source, field, *_around(text, start, end, word), replacement)


def _standing(holding: duckdb.DuckDBPyConnection, word: str) -> Iterator[Context]:
    while rows := holding.fetchmany(100):
        for article_id, source, title, body in rows:
            for field, text in (("title", title), ("text", body)):
                for token in word_tokens(text or ""):
                    if token.word == word:
                        yield Context(article_id, source, field, *_around(text, token.start, token.end, word), None)


def _around(text: str, start: int, end: int, word: str) -> tuple[str, str, str]:
    left, right = text[max(0, start - _CONTEXT_CHARACTERS) : start], text[end : end + _CONTEXT_CHARACTERS]
    return " ".join(left.split("\n")), word, " ".join(right.split("\n"))
