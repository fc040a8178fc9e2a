"""One row for each name of the corpus: what it is, how often it occurs, and where first."""

import polars as pl

from pipelines.lineage.dealings import Dealt

# What the table is made of, but for `at`.
OF_NAMES = ("article_id", "place", "own_id", "own_name", "label", "country_code", "mention_count")


def name_table(uses: Dealt, known: pl.DataFrame) -> pl.DataFrame:
    """id, name, label, country_code, the FACTS of the name, article_count, mention_count, the first mention
    (evidence_article_id, evidence_place), and is_also_place: whether it is, or the corpus also has, a
    place of that name.

    `uses` has the columns of USES, `at` (the id that the use has come to), and own_id and own_name, which it began
    with; `known` the FACTS of their names. Described is an id by the uses that began there, counted by all.
    """
    own = uses.only("at", "own_id", "own_name", "label", "country_code", "mention_count").of_each(_own)
    described = _most_used(own, ["own_name", "label"]).rename({"own_name": "name"})
    codes = _most_used(own.drop_nulls("country_code"), ["country_code"])
    counts = (
        uses.only("at", "article_id", "place", "mention_count")
        .of_each(_counted)
        .group_by("id")
        .agg(pl.col("article_count", "mention_count").sum(), *_first("evidence_article_id", "evidence_place"))
    )
    table = (
        described.join(codes, on="id", how="left").join(counts, on="id").join(known, on=["name", "label"]).sort("id")
    )
    is_settled = pl.col("label").is_in(["GPE", "LOC"])
    places = table.filter(pl.col("entity_class") == "place")["key"]
    is_named_so = (pl.col("entity_class") != "place") & pl.col("key").is_in(places.implode())
    return table.with_columns((is_settled | is_named_so).alias("is_also_place"))


def _own(uses: pl.DataFrame) -> pl.DataFrame:
    """How often which name, label and country are used for an id by uses that began there."""
    own = uses.filter(pl.col("at") == pl.col("own_id"))
    return own.group_by("at", "own_name", "label", "country_code").agg(pl.col("mention_count").sum())


def _counted(uses: pl.DataFrame) -> pl.DataFrame:
    """Of each id, how often it is used in some articles, and where first."""
    there = uses.group_by("at", "article_id").agg(pl.col("place").min(), pl.col("mention_count").sum())
    return there.group_by(pl.col("at").alias("id")).agg(
        pl.len().cast(pl.Int64).alias("article_count"), pl.col("mention_count").sum(), *_first("article_id", "place")
    )


def _first(article_id: str, place: str) -> tuple[pl.Expr, pl.Expr]:
    """The first mention in the order of articles, of rows with one for each."""
    return (
        pl.col(article_id).min().alias("evidence_article_id"),
        pl.col(place).sort_by(article_id).first().alias("evidence_place"),
    )


def _most_used(uses: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """id and the values that most of its mentions have; of several, those not all in capitals, then the least."""
    counted = uses.group_by(pl.col("at").alias("id"), *columns).agg(pl.col("mention_count").sum())
    capitals = (pl.col(columns[0]).str.to_uppercase() == pl.col(columns[0])).alias("capitals")
    order = [False, True, False] + [False] * len(columns)
    ordered = counted.with_columns(capitals).sort("id", "mention_count", "capitals", *columns, descending=order)
    return ordered.unique("id", keep="first", maintain_order=True).select("id", *columns)
