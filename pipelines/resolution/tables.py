"""The tables of the resolution stage, put together from articles and the results of resolution."""

from typing import NamedTuple

import polars as pl

from pipelines.lineage.hashing import with_hash
from pipelines.lineage.spans import with_byte_spans, with_ids, with_raw_spans
from pipelines.resolution.batch import MENTION
from pipelines.schemas.resolution import Entities, Mentions


class Resolved(NamedTuple):
    """The two tables that resolution makes together."""

    mentions: pl.LazyFrame
    entities: pl.LazyFrame


def units_to_resolve(articles: pl.LazyFrame, raw_mentions: pl.LazyFrame) -> pl.LazyFrame:
    """article_id, unit, title, text and mentions (a list of structs) of the articles with mentions.

    Resolution sees the whole article, so its unit is title and text together.
    """
    listed = (
        raw_mentions.sort("article_id", "field", "char_start", "char_end")
        .group_by("article_id", maintain_order=True)
        .agg(pl.struct(*MENTION).alias("mentions"))
    )
    units = articles.select("article_id", "title", "text").join(listed, on="article_id")
    return with_hash(units, "unit", ("title", "text"))


def resolved_tables(
    units: pl.LazyFrame,
    resolved: dict[str, pl.LazyFrame],
    articles: pl.LazyFrame,
    sentences: pl.LazyFrame,
    text_edits: pl.LazyFrame,
    source_segments: pl.LazyFrame,
) -> Resolved:
    """Mentions and entities, from the results by unit."""
    rows = units.select("article_id", "unit").join(resolved["resolved"], on="unit").drop("unit")
    starts = sentences.select("article_id", "field", "sentence_id", "char_start").sort("char_start")
    mentions = (
        rows.pipe(with_raw_spans, text_edits)
        .pipe(with_byte_spans, source_segments)
        .pipe(with_ids, "mention_id")
        .sort("char_start")
        .join_asof(starts, on="char_start", by=["article_id", "field"], strategy="backward", check_sortedness=False)
    )
    # Of a mention it is the country in which the place lies; of an entity the country that it is.
    mentions = mentions.with_columns(pl.col("place_country").alias("country_code"))
    return Resolved(Mentions.conform(mentions), _entities(rows, articles))


def _entities(rows: pl.LazyFrame, articles: pl.LazyFrame) -> pl.LazyFrame:
    """One row for each entity_id. Ties are broken by the text itself, so the order of rows does not count."""
    named = rows.drop_nulls("entity_id").join(articles.select("article_id", "published_at"), on="article_id")
    alias = pl.col("text").str.replace_all(r"\s+", " ").str.replace(r"^(?i:the|an?) ", "").str.replace(r"['’]s?$", "")
    named = named.with_columns(alias.alias("alias"))
    aliases = (
        _by_frequency(named, "alias").group_by("entity_id", maintain_order=True).agg(pl.col("alias").alias("aliases"))
    )
    totals = named.group_by("entity_id").agg(
        pl.len().alias("mention_count"),
        pl.col("article_id").n_unique().alias("article_count"),
        pl.col("country_code").min(),
        pl.col("published_at").min().alias("first_published_at"),
        pl.col("published_at").max().alias("last_published_at"),
    )
    return Entities.conform(
        totals.join(_most_frequent(named, "entity_name").rename({"entity_name": "name"}), on="entity_id")
        .join(_most_frequent(named, "label"), on="entity_id")
        .join(aliases, on="entity_id")
    )


def _by_frequency(named: pl.LazyFrame, column: str) -> pl.LazyFrame:
    """entity_id and the values of a column, most frequent first, then in order of the alphabet."""
    return (
        named.group_by("entity_id", column)
        .len("count")
        .sort("entity_id", "count", column, descending=[False, True, False])
        .select("entity_id", column)
    )


def _most_frequent(named: pl.LazyFrame, column: str) -> pl.LazyFrame:
    return _by_frequency(named, column).unique("entity_id", keep="first", maintain_order=True)
