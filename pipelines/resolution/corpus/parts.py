"""Merges that one article is the evidence for, and that hold in it alone: a shorter name of what the article also gives
in full, two letters that are its initials, one name under two labels."""

import polars as pl

from pipelines.lineage.dealings import Dealt
from pipelines.resolution.corpus.kinds import KINDS, may_be_one
from pipelines.resolution.corpus.links import found_links, links, without_own

_INITIALS = 2
_PART_OF_NAME = "part_of_name"
_IS_PART = pl.col("rule") == _PART_OF_NAME


def in_articles(uses: Dealt, names: pl.DataFrame) -> Dealt:
    """Proposals for names of single articles. `uses` has article_id, at (an id), place; `names` the facts by id."""
    there = uses.only("article_id", "at", "place")
    proposed = there.each(lambda rows: _proposed(rows, names))
    # What mostly stands without a longer name is a name of its own: Google is not Google Maps.
    parts = proposed.of_each(
        lambda rows: rows.filter(_IS_PART).group_by("from_id").agg(pl.col("article_id").n_unique())
    )
    explained = parts.group_by("from_id").agg(pl.col("article_id").sum().alias("explained"))
    counted = explained.join(names.select(pl.col("id").alias("from_id"), "article_count"), on="from_id")
    not_explained = counted.filter(pl.col("explained") * 2 <= pl.col("article_count"))["from_id"].implode()
    return proposed.each(lambda rows: without_own(rows).filter(~(_IS_PART & pl.col("from_id").is_in(not_explained))))


def _proposed(uses: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    there = uses.group_by("article_id", pl.col("at").alias("id")).agg(pl.col("place").min()).join(names, on="id")
    return pl.concat(
        [
            links(_two_labels(there), "same_name", 1),
            links(_initials(there), "initials", 2),
            found_links(_parts(there), _PART_OF_NAME, 3),
        ]
    )


def _as_links(pairs: pl.DataFrame) -> pl.DataFrame:
    """`pairs` has the short name's columns, and the long one's id as into_id."""
    return pairs.select(
        "article_id",
        pl.col("id").alias("from_id"),
        "into_id",
        pl.col("article_id").alias("evidence_article_id"),
        pl.col("place").alias("evidence_place"),
    )


def _parts(there: pl.DataFrame) -> pl.DataFrame:
    """Short names that are the end or the beginning of a long one of the same class. Places that the corpus has under
    that name are not what is named after them: a city is not its team."""
    long = (
        there.filter(pl.col("word_count") > 1, pl.col("country_code").is_null())
        .select("article_id", "entity_class", pl.col("id").alias("into_id"), pl.col("parts").alias("key"))
        .explode("key", empty_as_null=False)
    )
    short = there.filter(
        ~pl.col("entity_class").is_in(["person", "group", "language"]),
        pl.col("country_code").is_null(),
        ~pl.col("is_also_place"),
    )
    return _as_links(short.join(long, on=["article_id", "entity_class", "key"]))


def _initials(there: pl.DataFrame) -> pl.DataFrame:
    """Two letters, where the article has named an organisation with these initials before; in-article rules know the
    longer ones."""
    long = there.filter(pl.col("word_count") > 1).select(
        "article_id",
        pl.col("id").alias("into_id"),
        pl.col("place").alias("introduced"),
        pl.col("initials").alias("acronym"),
    )
    short = there.filter(
        pl.col("acronym").str.len_chars() == _INITIALS, pl.col("label") == "ORG", pl.col("country_code").is_null()
    )
    pairs = short.join(long.explode("acronym", empty_as_null=False), on=["article_id", "acronym"])
    return _as_links(pairs.filter(pl.col("introduced") < pl.col("place")))


def _two_labels(there: pl.DataFrame) -> pl.DataFrame:
    """One name under two labels in one article, into the one that more articles of the corpus have."""
    other = there.select("article_id", "key", *(pl.col(name).alias(f"other_{name}") for name in ("id", *KINDS)))
    pairs = there.join(other, on=["article_id", "key"]).filter(pl.col("id") != pl.col("other_id"), may_be_one())
    return _as_links(pairs.rename({"other_id": "into_id"}))
