"""Terms of a text, which are counted text by text and remembered; and sums of terms and entities over the outlets and
months of the corpus, which keyness compares."""

from collections.abc import Mapping

import polars as pl

from pipelines.schemas.keyness import ItemCounts
from pipelines.schemas.units import UNIT

# A run of letters, with the apostrophes inside it; the database's macros look for the same.
TERM = r"\p{L}+(?:['’]\p{L}+)*"
COUNTED_TABLES = {"terms": UNIT | {"term": pl.String(), "occurrence_count": pl.Int64()}}
_SCOPE = ["scope_kind", "scope"]


def count_batch(_: None, batch: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """How often each term stands in each text. `batch`: unit, text."""
    terms = (
        batch.select("unit", pl.col("text").str.to_lowercase().str.extract_all(TERM).alias("term"))
        .explode("term", empty_as_null=False)
        .group_by("unit", "term")
        .agg(pl.len().cast(pl.Int64).alias("occurrence_count"))
        .sort("unit", "term")
    )
    return {"terms": terms}


def counted_items(articles: pl.LazyFrame, mentions: pl.LazyFrame, terms: pl.LazyFrame) -> Mapping[str, pl.LazyFrame]:
    """`counted`: sums over each outlet and each month, of these articles, if they are unique. `terms` has the counts of
    each text that is read, with its article_id."""
    unique = articles.filter("is_unique")
    scopes = pl.concat(
        [
            unique.select("article_id", pl.lit("source").alias("scope_kind"), pl.col("source").alias("scope")),
            unique.filter(pl.col("published_date").is_not_null()).select(
                "article_id",
                pl.lit("month").alias("scope_kind"),
                pl.col("published_date").dt.strftime("%Y-%m").alias("scope"),
            ),
        ]
    )
    of_entities = (
        mentions.filter(pl.col("entity_id").is_not_null())
        .group_by("article_id", pl.lit("entity").alias("item_kind"), pl.col("entity_id").alias("item"))
        .agg(pl.len().cast(pl.Int64).alias("occurrence_count"))
    )
    of_terms = terms.group_by("article_id", pl.lit("term").alias("item_kind"), pl.col("term").alias("item")).agg(
        pl.col("occurrence_count").sum()
    )
    counted = (
        scopes.join(pl.concat([of_entities, of_terms]), on="article_id")
        .group_by(*_SCOPE, "item_kind", "item")
        .agg(pl.col("occurrence_count").sum(), pl.len().cast(pl.Int64).alias("article_count"))
    )
    return {"counted": counted}


def item_counts(counted: pl.LazyFrame) -> pl.LazyFrame:
    """The table, from the rows of `counted_items` for all articles."""
    sums = counted.group_by(*_SCOPE, "item_kind", "item").agg(
        pl.col("occurrence_count").sum(), pl.col("article_count").sum()
    )
    return ItemCounts.conform(sums)
