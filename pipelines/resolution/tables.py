"""The tables of the resolution stage, put together from articles and the results of resolution."""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from pipelines.lineage.hashing import with_hash
from pipelines.lineage.spans import with_byte_spans, with_ids, with_raw_spans
from pipelines.resolution.batch import MENTION
from pipelines.resolution.corpus.identities import MENTION as OF_MENTIONS
from pipelines.resolution.corpus.identities import MERGE as OF_MERGES
from pipelines.resolution.corpus.uses import USE_KEY, form, place
from pipelines.schemas.resolution import Entities, EntityAliases, EntityMerges, Mentions


class Resolved(NamedTuple):
    """The tables that resolution makes together."""

    mentions: pl.LazyFrame
    entities: pl.LazyFrame
    entity_aliases: pl.LazyFrame
    entity_merges: pl.LazyFrame


def units_to_resolve(articles: pl.LazyFrame, raw_mentions: pl.LazyFrame) -> Mapping[str, pl.LazyFrame]:
    """`units`: article_id, unit, title, text and mentions (a list of structs) of the articles with mentions.

    Resolution sees the whole article, so its unit is title and text together.
    """
    listed = (
        raw_mentions.sort("article_id", "field", "char_start", "char_end")
        .group_by("article_id", maintain_order=True)
        .agg(pl.struct(*MENTION).alias("mentions"))
    )
    units = articles.select("article_id", "title", "text").join(listed, on="article_id")
    return {"units": with_hash(units, "unit", ("title", "text"))}


def mentions_of_articles(units: pl.LazyFrame, resolved: dict[str, pl.LazyFrame]) -> pl.LazyFrame:
    """The results by unit as rows of articles, with the form of the name and its place in the article."""
    rows = units.select("article_id", "unit").join(resolved["resolved"], on="unit").drop("unit")
    return rows.with_columns(form().alias("form"), place().alias("place"))


def identities_of_mentions(identities: pl.LazyFrame) -> pl.LazyFrame:
    """What was decided on each use of a name, by USE_KEY."""
    return identities.filter(pl.col("step") == OF_MENTIONS).select(
        *USE_KEY, "into_id", pl.col("name").alias("canonical"), pl.col("label").alias("kind"),
        pl.col("country_code").alias("country"), "is_open", pl.lit(True).alias("is_name"),
    )  # fmt: skip


def located_mentions(
    mentions: pl.LazyFrame,
    decided: pl.LazyFrame,
    sentences: pl.LazyFrame,
    text_edits: pl.LazyFrame,
    source_segments: pl.LazyFrame,
    articles: pl.LazyFrame,
) -> Mapping[str, pl.LazyFrame]:
    """`mentions`: the columns of that table, and what was decided on them; and what they are counted to, for these
    articles: `entities`, a row for each, and `forms`, a row for each form of each.

    From the rows of `mentions_of_articles`, those of `identities_of_mentions`, and what the mentions stand on;
    `articles` has article_id and published_at.
    """
    known = mentions.join(decided, on=USE_KEY, how="left")
    # No article says whose it is (the rule), or the corpus has several of the name.
    is_ambiguous = pl.col("rule").str.starts_with("ambiguous_").fill_null(False) | (
        pl.col("is_name").fill_null(False) & pl.col("into_id").is_null()
    )
    named = known.with_columns(
        pl.col("into_id").alias("entity_id"),
        is_ambiguous.alias("is_ambiguous"),
        # Of a mention it is the country in which the place lies; of an entity the country that it is.
        pl.col("place_country").alias("country_code"),
    )
    starts = sentences.select("article_id", "field", "sentence_id", "char_start").sort("char_start")
    located = named.pipe(with_raw_spans, text_edits).pipe(with_byte_spans, source_segments).pipe(with_ids, "mention_id")
    in_sentences = located.sort("char_start").join_asof(
        starts, on="char_start", by=["article_id", "field"], strategy="backward", check_sortedness=False
    )
    return {"mentions": in_sentences, **_counted(in_sentences.drop_nulls("entity_id"), articles)}


def _counted(named: pl.LazyFrame, articles: pl.LazyFrame) -> Mapping[str, pl.LazyFrame]:
    counts = (pl.len().alias("mention_count"), pl.col("article_id").n_unique().alias("article_count"))
    dated = named.join(articles, on="article_id")
    return {
        "entities": dated.group_by("entity_id").agg(
            pl.col("canonical").min(),
            pl.col("kind").min(),
            pl.col("country").min(),
            pl.col("is_open").max(),
            pl.col("published_at").min().alias("first_published_at"),
            pl.col("published_at").max().alias("last_published_at"),
            *counts,
        ),
        "forms": named.group_by("entity_id", "form").agg(*counts),
    }


def resolved_tables(
    mentions: pl.LazyFrame, entities: pl.LazyFrame, forms: pl.LazyFrame, identities: pl.LazyFrame
) -> Resolved:
    """Mentions, entities, aliases and merges, from the frames of `located_mentions` for all articles and the identities
    of names."""
    counted = forms.group_by("entity_id", "form").agg(pl.col("mention_count", "article_count").sum())
    return Resolved(
        Mentions.conform(mentions),
        _entities(entities, counted),
        _aliases(counted),
        _merges(identities.filter(pl.col("step") == OF_MERGES), identities_of_mentions(identities), mentions),
    )


def _entities(counted: pl.LazyFrame, forms: pl.LazyFrame) -> pl.LazyFrame:
    """One row for each entity_id. Ties are broken by the text itself, so the order of rows does not count."""
    aliases = (
        forms.sort("entity_id", "mention_count", "form", descending=[False, True, False])
        .group_by("entity_id", maintain_order=True)
        .agg(pl.col("form").alias("aliases"))
    )
    totals = counted.group_by("entity_id").agg(
        pl.col("canonical").min().alias("name"),
        pl.col("kind").min().alias("label"),
        pl.col("country").min().alias("country_code"),
        pl.col("is_open").max().alias("is_ambiguous"),
        pl.col("mention_count", "article_count").sum(),
        pl.col("first_published_at").min(),
        pl.col("last_published_at").max(),
    )
    return Entities.conform(totals.join(aliases, on="entity_id"))


def _aliases(forms: pl.LazyFrame) -> pl.LazyFrame:
    """One row for each entity and form."""
    counted = forms.rename({"form": "alias"})
    bearers = counted.group_by("alias").agg(pl.len().alias("bearers"))
    shared = counted.join(bearers, on="alias").with_columns((pl.col("bearers") > 1).alias("is_shared"))
    return EntityAliases.conform(shared)


def _merges(steps: pl.LazyFrame, decided: pl.LazyFrame, located: pl.LazyFrame) -> pl.LazyFrame:
    """One row for each name, entity and rule, with the first mention that shows it."""
    key = ("from_id", "into_id", "rule")
    counted = steps.group_by(*key).agg(
        pl.col("from_name").min(),
        pl.col("mention_count").sum(),
        pl.col("article_id").n_unique().alias("article_count"),
    )
    first = steps.group_by(*key).agg(pl.col("evidence_article_id").min())
    shown = (
        steps.join(first, on=[*key, "evidence_article_id"])
        .group_by(*key, pl.col("evidence_article_id").alias("article_id"))
        .agg(pl.col("evidence_place").min().alias("place"))
        .join(located.select("article_id", "place", "mention_id"), on=["article_id", "place"])
    )
    evidence = shown.group_by(*key).agg(pl.col("mention_id").min())
    into = decided.group_by("into_id").agg(pl.col("canonical").min().alias("into_name"))
    merged = counted.join(evidence, on=key).join(into, on="into_id")
    return EntityMerges.conform(merged.rename({"from_id": "from_entity_id", "into_id": "into_entity_id"}))
