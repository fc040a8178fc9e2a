"""Articles that repeat another: the table near_duplicates, put together from what is known of each text."""

import polars as pl

from pipelines.lineage.hashing import with_hash
from pipelines.schemas.ingestion import NearDuplicates


def text_units(raw_articles: pl.LazyFrame) -> pl.LazyFrame:
    """article_id, document_id, published_at, text and unit of every article; equal texts are one unit."""
    return with_hash(raw_articles.select("article_id", "document_id", "published_at", "text"), "unit", ("text",))


def candidate_shingles(candidates: pl.LazyFrame, sketches: pl.LazyFrame, shingles: pl.LazyFrame) -> pl.LazyFrame:
    """text_key, shingles and figures of each text among the candidate pairs, once."""
    keys = pl.concat([candidates.select("text_key"), candidates.select(text_key="other_key")]).unique()
    units = sketches.join(keys, on="text_key", how="semi").group_by("text_key").agg(pl.col("unit").min())
    return units.join(shingles, on="unit").select("text_key", "shingles", "figures")


def repeating_articles(units: pl.LazyFrame, originals: pl.LazyFrame) -> pl.LazyFrame:
    """The rows of near_duplicates: all but versions of the original's own document."""
    documents = units.select("article_id", "document_id")
    of_original = documents.rename({"article_id": "duplicate_of", "document_id": "document_of_original"})
    rows = originals.join(documents, on="article_id").join(of_original, on="duplicate_of")
    return NearDuplicates.conform(rows.filter(pl.col("document_id") != pl.col("document_of_original")))
