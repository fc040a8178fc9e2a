"""The one way in which ids and keys are hashed."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl


def sha256_hex(fields: Iterable[str | bytes | None]) -> str:
    """SHA-256 over length-prefixed fields, as 64 hex digits.

    Text is hashed as UTF-8 (lone surrogates as they are). The prefix keeps ("ab", "c") apart from ("a", "bc"),
    and None apart from "".
    """
    digest = hashlib.sha256()
    for value in fields:
        if value is None:
            digest.update(b"-;")
            continue
        data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        digest.update(b"%d;" % len(data))
        digest.update(data)
    return digest.hexdigest()


def short_hash(*fields: str | bytes | None) -> str:
    """The first 16 hex digits of `sha256_hex`: the ids of articles and everything coarser."""
    return sha256_hex(fields)[:16]


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, as 64 hex digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def with_hash(
    rows: pl.LazyFrame,
    name: str,
    columns: Sequence[str],
    function: Callable[[Mapping[str, Any]], str] = lambda values: short_hash(*values.values()),
) -> pl.LazyFrame:
    """Add a column of ids, made of other columns by a function of their values by name.

    Polars' plan does not show what a Python function reads. It is given one column, whose place its result takes:
    that much can be told from a plan (`pipelines.lineage.polars_plan`).
    """
    given = rows.with_columns(pl.struct(*columns).alias(name))
    return given.with_columns(pl.col(name).map_elements(function, return_dtype=pl.String))
