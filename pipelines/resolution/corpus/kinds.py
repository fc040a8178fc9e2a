"""One name under labels of different kinds: when the labels are the model's wavering, and when there are two things of
one name (a city and its team, a founder and the firm)."""

import polars as pl

from pipelines.resolution.corpus.links import links

KINDS = ("entity_class", "label", "word_count", "is_whole", "country_code", "article_count", "mention_count")
# Of two labels of a name, equally frequent, this one is kept.
_ORDER = ("person", "organisation", "place", "product", "event", "work", "law")
# The rarer label is taken for an error when the other one has so many times its articles.
_TIMES = 4


def weight(prefix: str = "") -> pl.Expr:
    """What is greater for the label that is kept."""
    order = pl.col(f"{prefix}entity_class").replace_strict(
        {name: len(_ORDER) - number for number, name in enumerate(_ORDER)}, default=0, return_dtype=pl.Int64
    )
    return (pl.col(f"{prefix}article_count") * (1 << 31) + pl.col(f"{prefix}mention_count")) * 16 + order


def may_be_one() -> pl.Expr:
    """Whether a name's label may be an error for its `other_` one, which weighs more.

    Countries and groups are what the reference table says. A place is not what is named after it: it takes nothing
    from organisations, and gives them only several words (Manchester United as a place). Single words name people and
    places at once (Lincoln).
    """
    classes = [pl.col("entity_class"), pl.col("other_entity_class")]
    known = pl.all_horizontal(c.is_in(_ORDER) for c in classes) & pl.all_horizontal(
        pl.col(name).is_null() for name in ("country_code", "other_country_code")
    )
    is_place = pl.col("label").is_in(["GPE", "LOC"])
    other_is_place = pl.col("other_label").is_in(["GPE", "LOC"])
    several = pl.col("word_count") > 1
    fits = (
        pl.when(other_is_place)
        .then((pl.col("entity_class") != "organisation") & several)
        .when(is_place)
        .then(several)
        .otherwise(True)
    )
    return known & (classes[0] != classes[1]) & fits & (weight() < weight("other_"))


def same_names(names: pl.DataFrame) -> pl.DataFrame:
    """Proposals for names of several words whose label is rare beside another one of the corpus, everywhere."""
    several = names.filter(pl.col("word_count") > 1)
    other = several.select("key", *(pl.col(name).alias(f"other_{name}") for name in ("id", *KINDS)))
    pairs = several.join(other, on="key").filter(
        may_be_one(), pl.col("article_count") * _TIMES <= pl.col("other_article_count")
    )
    return links(
        pairs.select(
            pl.col("id").alias("from_id"),
            pl.col("other_id").alias("into_id"),
            "evidence_article_id",
            "evidence_place",
        ),
        "same_name",
        4,
    )
