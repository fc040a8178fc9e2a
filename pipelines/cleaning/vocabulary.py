"""The vocabulary of a corpus: sums over the words of its texts, and the first places of each form.

Belongs here: what all texts together say of a word form. All of it is a sum, a number of different values, or the least
few, so that the order in which texts come, or came into the corpus, does not matter. What one text says is in
`spelling/word_counts.py`.
"""

from collections.abc import Mapping

import polars as pl

from pipelines.cleaning.touched import read_articles
from pipelines.schemas.decisions import Vocabulary

MOST_CONTEXTS = 3
_CONTEXT_CHARACTERS = 40
# No text is as long.
_MOST_CHARACTERS = 1 << 31


def read_units(units: pl.LazyFrame, texts: pl.LazyFrame) -> pl.LazyFrame:
    """The units (with the column source) of articles in languages that are read, with their `place` among all of them.
    `texts` are those of NORMALISED_TABLES."""
    return units.join(read_articles(units, texts), on="article_id", how="semi").with_columns(
        (pl.col("article_id") + pl.col("field")).rank("dense").cast(pl.Int64).alias("place")
    )


def words_of_articles(read: pl.LazyFrame, words: pl.LazyFrame) -> pl.LazyFrame:
    """The words of texts (of NORMALISED_TABLES) as rows of articles, with the first place of each as one number."""
    first = pl.col("place") * _MOST_CHARACTERS + pl.col("first_start")
    of_articles = read.select("article_id", "source", "unit", "place").join(words, on="unit")
    return of_articles.select(
        "article_id", "source", "word", "occurrence_count", "sentence_start_count", first.alias("first")
    )


def counted_words(words: pl.LazyFrame) -> Mapping[str, pl.LazyFrame]:
    """What can be counted of words_of_articles for some articles at a time: `counted`, a row for each form, and
    `outlets`, one for each form and outlet."""
    counted = words.group_by("word").agg(
        pl.col("occurrence_count").sum(),
        pl.col("article_id").n_unique().alias("article_count"),
        pl.col("sentence_start_count").sum(),
        pl.col("first").bottom_k(MOST_CONTEXTS),
    )
    return {"counted": counted, "outlets": words.select("word", "source").unique()}


def vocabulary(counted: pl.LazyFrame, outlets: pl.LazyFrame, read: pl.LazyFrame, texts: pl.LazyFrame) -> pl.LazyFrame:
    """The table, of the rows of `counted_words` for all articles, of `read_units`, and of the texts."""
    sums = counted.group_by("word").agg(
        pl.col("occurrence_count").sum(), pl.col("article_count").sum(), pl.col("sentence_start_count").sum()
    )
    of_outlets = outlets.unique().group_by("word").agg(pl.len().alias("source_count"))
    each = counted.select(pl.col("word").repeat_by(pl.col("first").list.len()).explode(), pl.col("first").explode())
    first = each.group_by("word").agg(pl.col("first").bottom_k(MOST_CONTEXTS))
    places = first.select(pl.col("word").repeat_by(pl.col("first").list.len()).explode(), pl.col("first").explode())
    contexts = _contexts(places, read, texts)
    found = sums.join(of_outlets, on="word").pipe(_with_casing).join(contexts, on="word", how="left")
    return Vocabulary.conform(found)


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
