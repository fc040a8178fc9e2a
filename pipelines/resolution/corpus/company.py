"""Whom a name is mentioned with: the evidence that a name of one article is somebody of other articles."""

import polars as pl

from pipelines.lineage.dealings import Dealt

# Entities that so many of the articles have (one in twenty) tell nothing about whom they are mentioned with.
_COMMON = 20


def shared_company(pairs: Dealt, uses: Dealt) -> pl.DataFrame:
    """`pairs` (pair, article_id, into_id) with shared_count: how many others, of those that are not everywhere, the
    article and the articles of into_id have in common. A pair may have several rows, one for each of its articles.

    Returns one row (pair, shared_count) for each pair with some in common. `uses` has article_id and at, and the same
    articles in each dealing as `pairs`.
    """
    there = uses.only("article_id", "at").each(pl.DataFrame.unique)
    common = _common(there)
    asked = pairs.only("into_id").of_each(pl.DataFrame.unique).unique()
    here = pairs.each(lambda rows, known: _here(rows, known, common), there)
    company = there.each(lambda rows: _company(rows, asked, common))
    counted = [_shared(**frames) for frames in there.by("into_id", here=here, company=company)]
    return pl.concat(counted)


def _common(there: Dealt) -> pl.DataFrame:
    """at, of those that are everywhere."""
    counts = there.only("at").of_each(lambda rows: rows.group_by("at").len()).group_by("at").agg(pl.col("len").sum())
    articles = there.only("article_id").of_each(lambda rows: rows.select(pl.all().n_unique()))["article_id"].sum()
    return counts.filter(pl.col("len") > max(2, articles // _COMMON)).select("at")


def _here(pairs: pl.DataFrame, there: pl.DataFrame, common: pl.DataFrame) -> pl.DataFrame:
    """pair, into_id, at: who else is in the articles of the pairs."""
    telling = there.join(common, on="at", how="anti")
    asked = pairs.select("pair", "article_id", "into_id").unique()
    return asked.join(telling, on="article_id").select("pair", "into_id", "at").unique()


def _company(there: pl.DataFrame, asked: pl.DataFrame, common: pl.DataFrame) -> pl.DataFrame:
    """into_id, at: who is in the articles of those asked for."""
    articles = asked.join(there, left_on="into_id", right_on="at")
    telling = there.join(common, on="at", how="anti")
    return articles.join(telling, on="article_id").select("into_id", "at").unique()


def _shared(here: pl.LazyFrame, company: pl.LazyFrame) -> pl.DataFrame:
    others = here.filter(pl.col("at") != pl.col("into_id"))
    shared = others.join(company, on=["into_id", "at"], how="semi")
    return shared.group_by("pair").agg(pl.col("at").n_unique().cast(pl.Int64).alias("shared_count")).collect()
