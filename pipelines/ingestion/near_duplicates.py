"""Pairs of articles with the same body: the table near_duplicates."""

import polars as pl

from pipelines.schemas.ingestion import NearDuplicates


def find_near_duplicates(raw_articles: pl.LazyFrame) -> pl.LazyFrame:
    """Each article whose body equals that of an earlier one, with the earliest.

    The earliest has the least (published_at, article_id); articles without a date come last.
    """
    order = ["published_at", "article_id"]
    ranked = (
        raw_articles.select("article_id", "content_sha256", "published_at")
        .sort("content_sha256", *order, nulls_last=True)
        .with_columns(pl.col("article_id").first().over("content_sha256").alias("duplicate_of"))
        .filter(pl.col("article_id") != pl.col("duplicate_of"))
    )
    return NearDuplicates.conform(ranked.with_columns(pl.lit(1).alias("similarity"), pl.lit("exact").alias("method")))
