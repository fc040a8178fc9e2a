"""Reading the spelling decisions that a person made.

Belongs here: the file ``seeds/reference/spelling.csv`` and its validation. What an overrule does is in
``decisions.py``.
"""

from pathlib import Path

import polars as pl

from pipelines.cleaning.spelling.tokens import word_tokens
from pipelines.schemas.reference import read_rows

SCHEMA = pl.Schema({"word": pl.String(), "replacement": pl.String(), "note": pl.String()})


def read_overrules(path: Path) -> pl.DataFrame:
    """Read a CSV file of overrules: UTF-8, with the header ``word,replacement,note``.

    ``word`` is an exact word form, ``replacement`` what it becomes (empty: keep it), ``note`` free text. Returns
    ``SCHEMA`` sorted by ``word``, with null for an empty replacement and an empty string for no note. Raises
    ValueError with one line (file, line, what to do) for a header or a row that cannot be meant.
    """
    rows: dict[str, tuple[str, str | None, str]] = {}
    lines: dict[str, int] = {}
    for number, fields in read_rows(path, SCHEMA.names()):
        word, replacement, note = checked_row(fields, f"{path}, line {number}")
        if word in rows:
            raise ValueError(f"{path}, line {number}: {word!r} is also on line {lines[word]}; remove one of them")
        rows[word] = (word, replacement, note)
        lines[word] = number
    return pl.DataFrame(sorted(rows.values()), schema=SCHEMA, orient="row")


def checked_row(fields: tuple[str, ...], where: str) -> tuple[str, str | None, str]:
    """Word, replacement (None: keep it) and note of one row. Raises ValueError, which begins with `where`, for what
    cannot be meant."""
    word, replacement, note = fields
    if not word.strip():
        raise ValueError(f"{where}: the word is empty; fill it in or remove the line")
    if [token.word for token in word_tokens(word)] != [word]:
        raise ValueError(f"{where}: {word!r} is not one word form (letters, inner hyphens and apostrophes, no 's)")
    if replacement != replacement.strip() or any(mark in replacement for mark in "\n\r\t"):
        raise ValueError(
            f"{where}: the replacement {replacement!r} has stray white space; leave it empty to keep the word"
        )
    if replacement == word:
        raise ValueError(f"{where}: {word!r} replaces itself; leave the replacement empty to keep the word")
    return word, replacement or None, note.strip()
