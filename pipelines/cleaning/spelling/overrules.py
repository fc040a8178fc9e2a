"""Reading the spelling decisions that a person made.

Belongs here: the file ``seeds/reference/spelling.csv`` and its validation. What an overrule does is in
``decisions.py``.
"""

import csv
from pathlib import Path

import polars as pl

from pipelines.cleaning.spelling.tokens import word_tokens

SCHEMA = pl.Schema({"word": pl.String(), "replacement": pl.String(), "note": pl.String()})


def read_overrules(path: Path) -> pl.DataFrame:
    """Read a CSV file of overrules: UTF-8, with the header ``word,replacement,note``.

    ``word`` is an exact word form, ``replacement`` what it becomes (empty: keep it), ``note`` free text. Returns
    ``SCHEMA`` sorted by ``word``, with null for an empty replacement and an empty string for no note. Raises
    ValueError with one line (file, line, what to do) for a header or a row that cannot be meant.
    """
    rows: dict[str, tuple[str, str | None, str]] = {}
    lines: dict[str, int] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            header = next(reader, [])
            if header != SCHEMA.names():
                raise ValueError(f"{path}, line 1: the header must read {','.join(SCHEMA.names())}")
            for fields in reader:
                if fields:
                    word, replacement, note = _checked(fields, f"{path}, line {reader.line_num}")
                    if word in rows:
                        raise ValueError(
                            f"{path}, line {reader.line_num}: {word!r} is on line {lines[word]} too; remove one"
                        )
                    rows[word] = (word, replacement, note)
                    lines[word] = reader.line_num
        except csv.Error as error:
            raise ValueError(f"{path}, line {reader.line_num}: not CSV ({error}); check its quotation marks") from error
        except UnicodeDecodeError as error:
            raise ValueError(f"{path}: not UTF-8 (byte {error.start}); save the file as UTF-8") from error
    return pl.DataFrame(sorted(rows.values()), schema=SCHEMA, orient="row")


def _checked(fields: list[str], where: str) -> tuple[str, str | None, str]:
    """One row, valid, or a ValueError that says what to do."""
    if len(fields) != len(SCHEMA):
        raise ValueError(f"{where}: {len(fields)} fields instead of {len(SCHEMA)}; quote fields that hold a comma")
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
