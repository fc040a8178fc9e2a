"""Surnames and first names that stand alone in an article: whose they are is told by nothing in the article itself.

Where one person of the corpus bears the name, and the article has others in common with those about that person, it is
that person. Where several bear it, it is nobody's: mentions.is_ambiguous says so."""

import polars as pl

from pipelines.resolution.corpus.company import shared_company
from pipelines.resolution.corpus.links import links

# Of the names that stood alone by leaving out the full name, in 530 articles of many outlets, so many shared others
# told the right person in 93 of 100 cases, and nearly all of the rest were the same person under another full name.
_SHARED = 2


def bearers(uses: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """key, into_id: every person of the corpus whose surname it may be, or whom an article calls by it as a first name;
    for what is nobody's surname, every person whose first name it is."""
    whole = names.filter(pl.col("entity_class") == "person", pl.col("is_whole"))
    into = pl.col("id").alias("into_id")
    surnames = whole.select(pl.col("surnames").alias("key"), into).explode("key", empty_as_null=False)
    called = uses.filter(pl.col("rule") == "first_name").select(
        pl.col("form_key").alias("key"), pl.col("at").alias("into_id")
    )
    called = called.join(whole.select(into), on="into_id", how="semi")
    first = whole.select(pl.col("key").str.split(" ").list.first(), into)
    return pl.concat([surnames, called, first.join(surnames, on="key", how="anti")]).unique()


def lone_names(uses: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """article_id, from_id, place, key: names of people that are no whole names, once for each article."""
    lone = names.filter(pl.col("entity_class") == "person", ~pl.col("is_whole")).select(pl.col("id").alias("at"), "key")
    return (
        uses.join(lone, on="at").group_by("article_id", pl.col("at").alias("from_id"), "key").agg(pl.col("place").min())
    )


def surnames(uses: pl.DataFrame, names: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Proposals for lone names that one person bears, and (from_id, bearer_count) of those that several bear."""
    lone = lone_names(uses, names)
    known = bearers(uses, names)
    counts = known.group_by("key").agg(pl.len().cast(pl.Int64).alias("bearer_count"))
    counted = lone.join(counts, on="key")
    several = counted.filter(pl.col("bearer_count") > 1).select("from_id", "bearer_count").unique()
    articles = names.select("id", "article_count")
    # A name that mostly stands alone is all of it: Rihanna is no "Singer Rihanna".
    one = (
        counted.filter(pl.col("bearer_count") == 1)
        .join(known, on="key")
        .join(articles, left_on="from_id", right_on="id")
        .join(articles, left_on="into_id", right_on="id", suffix="_of_bearer")
        .filter(pl.col("article_count") <= pl.col("article_count_of_bearer"))
        .with_row_index("pair")
    )
    shared = shared_company(one, uses)
    shown = one.join(shared.filter(pl.col("shared_count") >= _SHARED), on="pair")
    rows = shown.select(
        "article_id",
        "from_id",
        "into_id",
        pl.col("article_id").alias("evidence_article_id"),
        pl.col("place").alias("evidence_place"),
    )
    return links(rows, "only_bearer", 5), several


def middle_names(uses: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Proposals for people whose name another one has with the initial of a middle name (Paul Ryan, Paul D. Ryan),
    where their articles have others in common."""
    whole = names.filter(pl.col("entity_class") == "person", pl.col("is_whole"))
    words = pl.col("key").str.split(" ")
    ends = whole.select("id", words.list.first().alias("first"), words.list.last().alias("last"), words.alias("words"))
    short = ends.filter(pl.col("words").list.len() == 2).select("first", "last", pl.col("id").alias("from_id"))
    long = ends.filter(
        pl.col("words").list.len() == 3, pl.col("words").list.get(1, null_on_oob=True).str.len_chars() == 1
    ).select("first", "last", pl.col("id").alias("into_id"))
    pairs = short.join(long, on=["first", "last"]).select("from_id", "into_id").with_row_index("pair")
    articles = uses.select("article_id", pl.col("at").alias("from_id"), "place")
    shown = pairs.join(articles, on="from_id")
    shared = shared_company(shown, uses).filter(pl.col("shared_count") >= _SHARED)
    first = shown.join(shared, on="pair").sort("article_id", "place").unique("pair", keep="first", maintain_order=True)
    rows = first.select(
        "from_id",
        "into_id",
        pl.col("article_id").alias("evidence_article_id"),
        pl.col("place").alias("evidence_place"),
    )
    return links(rows, "middle_name", 5)
