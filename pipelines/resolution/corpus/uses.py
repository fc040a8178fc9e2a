"""Mentions grouped by article and name: what identities across the corpus are decided on. Nothing is decided here."""

import polars as pl

# (article_id, entity_id, form) is the key. `entity_id` and `name` are what the article alone says; `form` is the name
# as written; `place` where it stands first, titles before texts.
USE_KEY = ("article_id", "entity_id", "form")
USES = pl.Schema(
    {
        "article_id": pl.String(),
        "entity_id": pl.String(),
        "form": pl.String(),
        "name": pl.String(),
        "label": pl.String(),
        "rule": pl.String(),
        "country_code": pl.String(),
        "place": pl.Int64(),
        "mention_count": pl.Int64(),
    }
)
# What is to be known of each mention.
MENTIONED = ("article_id", "form", "place", "label", "rule", "entity_id", "entity_name", "country_code")
_LONGEST_TEXT = 1 << 40


def place() -> pl.Expr:
    """Where a mention begins in its article, as one number: the title comes before the text."""
    return (pl.col("field") == "text").cast(pl.Int64) * _LONGEST_TEXT + pl.col("char_start")


def form() -> pl.Expr:
    """The mention as written, without article, possessive and line ends."""
    return pl.col("text").str.replace_all(r"\s+", " ").str.replace(r"^(?i:the|an?) ", "").str.replace(r"['’]s?$", "")


def name_uses(mentions: pl.LazyFrame) -> pl.LazyFrame:
    """USES of rows with article_id, form, place, label, rule, entity_id, entity_name and country_code (MENTIONED);
    those without an identity are left out, and articles are looked at one by one. Row order is not kept."""
    counts = mentions.drop_nulls("entity_id").group_by(*USE_KEY).agg(
        pl.len().cast(pl.Int64).alias("mention_count"), pl.col("place").min(), _commonest("entity_name").alias("name"),
        _commonest("label"), _commonest("rule"), _commonest("country_code"),
    )  # fmt: skip
    return counts.select(pl.col(name).cast(dtype) for name, dtype in USES.items())


def _commonest(column: str) -> pl.Expr:
    """The most frequent value, the least of several; null where there is none."""
    return pl.col(column).drop_nulls().mode().min()
