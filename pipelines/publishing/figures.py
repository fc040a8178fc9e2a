"""Figures of a stage that are worth following over runs: a jump in one of them is the first sign that something is
wrong with the input or with a rule."""

from collections.abc import Callable

import polars as pl

Scan = Callable[[str], pl.LazyFrame]
Figures = dict[str, float]


def figures_of(table: str, scan: Scan) -> Figures:
    """Name and value of each figure of a table; none for tables that have none. `scan` gives a table's rows by name."""
    figures = _FIGURES.get(table)
    return figures(scan) if figures else {}


def _inputs(scan: Scan) -> Figures:
    return _counts(scan("inputs"), "status", "inputs")


def _corrections(scan: Scan) -> Figures:
    corrections = scan("spelling_corrections").select(pl.len()).collect().item()
    words = scan("articles").select(pl.col("word_count").sum()).collect().item()
    return {"corrections_per_100k_words": round(100_000 * corrections / words, 2)} if words else {}


def _edits(scan: Scan) -> Figures:
    return _counts(scan("text_edits").with_columns(pl.col("rule").str.split(":").list.first()), "rule", "edits")


def _mentions(scan: Scan) -> Figures:
    return _counts(scan("mentions"), "label", "mentions")


def _articles(scan: Scan) -> Figures:
    words, undated = (
        scan("articles").select(pl.col("word_count").sum(), pl.col("published_date").is_null().sum()).collect().row(0)
    )
    return {"words": words, "articles_undated": undated} | _counts(scan("articles"), "language", "articles")


_FIGURES: dict[str, Callable[[Scan], Figures]] = {
    "inputs": _inputs,
    "articles": _articles,
    "text_edits": _edits,
    "spelling_corrections": _corrections,
    "mentions": _mentions,
}


def _counts(rows: pl.LazyFrame, column: str, name: str) -> Figures:
    """Rows by the values of a column."""
    counted = rows.group_by(column).len().sort(column).collect()
    return {f"{name}_{value}": count for value, count in counted.iter_rows()}
