"""Merges that hold everywhere because some article of the corpus spells them out: an acronym and what it stands for, a
firm with and without its legal form, a person with and without a middle name."""

import polars as pl

from pipelines.lineage.dealings import Dealt
from pipelines.resolution.corpus.links import links

_SPELLED_OUT = ("article_id", "at", "place", "rule", "form_name", "country_code")
_IN_FULLER_FORM = ("article_id", "at", "place", "rule", "form_id")
_FULLER = ("fuller_name", "legal_form")
_EVIDENCE = (
    pl.col("at").alias("into_id"),
    pl.col("article_id").alias("evidence_article_id"),
    pl.col("place").alias("evidence_place"),
)


def spelled_out(uses: Dealt, names: pl.DataFrame) -> pl.DataFrame:
    """`acronym`, `into_id` and the mention that shows it, once for each: "United Nations (UN)"."""
    return _first(uses.only(*_SPELLED_OUT).of_each(_spelled_out), "acronym", "into_id").join(
        names.select(pl.col("id").alias("into_id")), on="into_id", how="semi"
    )


def _spelled_out(uses: pl.DataFrame) -> pl.DataFrame:
    shown = uses.filter(pl.col("rule") == "acronym").with_columns(
        pl.col("form_name").str.replace_all(".", "", literal=True).alias("acronym")
    )
    bare = shown.filter(pl.col("country_code").is_null(), pl.col("acronym").str.contains("^[A-Z]{2,7}$"))
    return _first(bare.select("acronym", *_EVIDENCE), "acronym", "into_id")


def acronyms(shown: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Proposals for names that are acronyms which some article spells out."""
    bare = names.filter(pl.col("country_code").is_null(), pl.col("entity_class") != "group")
    found = bare.select(pl.col("id").alias("from_id"), "acronym").drop_nulls().join(shown, on="acronym")
    return links(found, "acronym", 2)


def fuller_forms(uses: Dealt, names: pl.DataFrame) -> list[pl.DataFrame]:
    """Proposals for names that an article has in a fuller form as well; and for organisations of several words that
    another article has with their legal form."""
    known = names.select(pl.col("id").alias("from_id"))
    proposals = []
    shown = _first(uses.only(*_IN_FULLER_FORM).of_each(_in_fuller_form), "rule", "from_id", "into_id").join(
        known, on="from_id", how="semi"
    )
    for rule in _FULLER:
        proposals.append(links(shown.filter(pl.col("rule") == rule), rule, 3))
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


def _in_fuller_form(uses: pl.DataFrame) -> pl.DataFrame:
    shown = uses.filter(pl.col("rule").is_in(_FULLER))
    rows = shown.select("rule", pl.col("form_id").alias("from_id"), *_EVIDENCE)
    return _first(rows, "rule", "from_id", "into_id")


def _first(rows: pl.DataFrame, *key: str) -> pl.DataFrame:
    """The first evidence, in order of article and place, for each key."""
    ordered = rows.sort(*key, "evidence_article_id", "evidence_place")
    return ordered.unique(key, keep="first", maintain_order=True)
