"""Whom a name is mentioned with: the evidence that a name of one article is somebody of other articles."""

import polars as pl

# Entities that so many of the articles have (one in twenty) tell nothing about whom they are mentioned with.
_COMMON = 20


def shared_company(pairs: pl.DataFrame, uses: pl.DataFrame) -> pl.DataFrame:
    """`pairs` (pair, article_id, into_id) with shared_count: how many others, of those that are not everywhere, the
    article and the articles of into_id have in common. A pair may have several rows, one for each of its articles.

    Returns one row (pair, shared_count) for each pair. `uses` has article_id and at.
    """
    there = uses.select("article_id", "at").unique()
    most = max(2, there["article_id"].n_unique() // _COMMON)
    telling = there.filter(pl.len().over("at") <= most)
    asked = pairs.select("pair", "article_id", "into_id").unique()
    here = asked.join(telling, on="article_id").select("pair", "into_id", "at").unique()
    articles = asked.select("into_id").unique().join(there, left_on="into_id", right_on="at")
    company = articles.join(telling, on="article_id").select("into_id", "at").unique()
    shared = here.join(company, on=["into_id", "at"]).filter(pl.col("at") != pl.col("into_id"))
    counts = shared.group_by("pair").agg(pl.col("at").n_unique().cast(pl.Int64).alias("shared_count"))
    every = asked.select("pair").unique()
    return every.join(counts, on="pair", how="left").with_columns(pl.col("shared_count").fill_null(0))
