"""The vocabulary of a corpus: sums over the words of its texts, and the first places of each form.

Belongs here: what all texts together say of a word form. All of it is a sum, a number of different values, or the least
few, so that the order in which texts come, or came into the corpus, does not matter. What one text says is in
`spelling/word_counts.py`.
"""

import polars as pl

from pipelines.cleaning.touched import read_articles
from pipelines.schemas.decisions import Vocabulary

MOST_CONTEXTS = 3
_CONTEXT_CHARACTERS = 40
# No text is as long.
_MOST_CHARACTERS = 1 << 31


def vocabulary(units: pl.LazyFrame, texts: pl.LazyFrame, words: pl.LazyFrame) -> pl.LazyFrame:
    """The table, of the articles in languages that are read. `units` have the column source, `texts` and `words` are
    those of NORMALISED_TABLES."""
    read = units.join(read_articles(units, texts), on="article_id", how="semi").with_columns(
        (pl.col("article_id") + pl.col("field")).rank("dense").cast(pl.Int64).alias("place")
    )
    counted = (
        read.select("article_id", "source", "unit", "place")
        .join(words, on="unit")
        .group_by("word")
        .agg(
            pl.col("occurrence_count").sum(),
            pl.col("article_id").n_unique().alias("article_count"),
            pl.col("source").n_unique().alias("source_count"),
            pl.col("sentence_start_count").sum(),
            (pl.col("place") * _MOST_CHARACTERS + pl.col("first_start")).bottom_k(MOST_CONTEXTS).alias("first"),
        )
    )
    each = pl.col("word").repeat_by(pl.col("first").list.len()).explode()
    contexts = _contexts(counted.select(each, pl.col("first").explode()), read, texts)
    return Vocabulary.conform(counted.pipe(_with_casing).join(contexts, on="word", how="left"))


def _with_casing(counted: pl.LazyFrame) -> pl.LazyFrame:
    """Add how often the form occurs in each case, its own among them."""
    lower, upper = pl.col("word").str.to_lowercase(), pl.col("word").str.to_uppercase()
    is_lower = pl.col("word") == lower
    is_upper = (pl.col("word") == upper) & is_lower.not_()
    cases = {"lower_count": is_lower, "upper_count": is_upper, "capitalised_count": (is_lower | is_upper).not_()}
    times = pl.col("occurrence_count")
    in_any_case = counted.group_by(lower.alias("lower")).agg(
        pl.when(is_case).then(times).otherwise(0).sum().alias(name) for name, is_case in cases.items()
    )
    return counted.with_columns(lower.alias("lower")).join(in_any_case, on="lower")


def _contexts(first: pl.LazyFrame, read: pl.LazyFrame, texts: pl.LazyFrame) -> pl.LazyFrame:
    """word and contexts, from word and the packed place and position of a first occurrence."""
    start = (pl.col("position") - _CONTEXT_CHARACTERS).clip(lower_bound=0)
    length = pl.col("position") - start + pl.col("word").str.len_chars() + _CONTEXT_CHARACTERS
    return (
        first.select(
            "word",
            (pl.col("first") // _MOST_CHARACTERS).alias("place"),
            (pl.col("first") % _MOST_CHARACTERS).alias("position"),
        )
        .join(read.select("place", "article_id", "field", "unit"), on="place")
        .join(texts.select("unit", pl.col("text").alias("whole")), on="unit")
        .with_columns(pl.col("whole").str.slice(start, length).str.replace_all("\n", " ", literal=True).alias("text"))
        .sort("word", "place")
        .group_by("word", maintain_order=True)
        .agg(pl.struct("article_id", "field", "text").alias("contexts"))
    )
