"""Merges that hold everywhere because some article of the corpus spells them out: an acronym and what it stands for, a
firm with and without its legal form, a person with and without a middle name."""

import polars as pl

from pipelines.resolution.corpus.links import links


def spelled_out(uses: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """`acronym`, `into_id` and the mention that shows it, once for each: "United Nations (UN)"."""
    shown = uses.filter(pl.col("rule") == "acronym").with_columns(
        pl.col("form_name").str.replace_all(".", "", literal=True).alias("acronym")
    )
    return (
        shown.filter(pl.col("country_code").is_null(), pl.col("acronym").str.contains("^[A-Z]{2,7}$"))
        .sort("acronym", "at", "article_id", "place")
        .unique(["acronym", "at"], keep="first", maintain_order=True)
        .select(
            "acronym",
            pl.col("at").alias("into_id"),
            pl.col("article_id").alias("evidence_article_id"),
            pl.col("place").alias("evidence_place"),
        )
        .join(names.select(pl.col("id").alias("into_id")), on="into_id", how="semi")
    )


def acronyms(shown: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Proposals for names that are acronyms which some article spells out."""
    bare = names.filter(pl.col("country_code").is_null(), pl.col("entity_class") != "group")
    found = bare.select(pl.col("id").alias("from_id"), "acronym").drop_nulls().join(shown, on="acronym")
    return links(found, "acronym", 2)


def fuller_forms(uses: pl.DataFrame, names: pl.DataFrame) -> list[pl.DataFrame]:
    """Proposals for names that an article has in a fuller form as well; and for organisations of several words that
    another article has with their legal form."""
    known = names.select(pl.col("id").alias("form_id"))
    proposals = []
    for rule in ("fuller_name", "legal_form"):
        shown = uses.filter(pl.col("rule") == rule).join(known, on="form_id", how="semi")
        rows = shown.select(
            pl.col("form_id").alias("from_id"),
            pl.col("at").alias("into_id"),
            pl.col("article_id").alias("evidence_article_id"),
            pl.col("place").alias("evidence_place"),
        )
        proposals.append(links(rows, rule, 3))
    legal = names.drop_nulls("short_key").select(
        pl.col("short_key").alias("key"),
        pl.col("id").alias("into_id"),
        "entity_class",
        "evidence_article_id",
        "evidence_place",
    )
    short = names.filter(pl.col("word_count") > 1).select(pl.col("id").alias("from_id"), "key", "entity_class")
    proposals.append(links(short.join(legal, on=["key", "entity_class"]), "legal_form", 3))
    return proposals
