"""Surnames and first names that stand alone in an article: whose they are is told by nothing in the article itself.

Where one person of the corpus bears the name, and the article has others in common with those about that person, it is
that person. Where several bear it, it is nobody's: mentions.is_ambiguous says so."""

import polars as pl

from pipelines.lineage.dealings import Dealt
from pipelines.resolution.corpus.company import shared_company
from pipelines.resolution.corpus.links import links

# Of the names that stood alone by leaving out the full name, in 530 articles of many outlets, so many shared others
# told the right person in 93 of 100 cases, and nearly all of the rest were the same person under another full name.
_SHARED = 2


def bearers(uses: Dealt, names: pl.DataFrame) -> pl.DataFrame:
    """key, into_id: every person of the corpus whose surname it may be, or whom an article calls by it as a first name;
    for what is nobody's surname, every person whose first name it is."""
    whole = names.filter(pl.col("entity_class") == "person", pl.col("is_whole"))
    into = pl.col("id").alias("into_id")
    surnames = whole.select(pl.col("surnames").alias("key"), into).explode("key", empty_as_null=False)
    called = uses.only("rule", "form_key", "at").of_each(_called).join(whole.select(into), on="into_id", how="semi")
    first = whole.select(pl.col("key").str.split(" ").list.first(), into)
    return pl.concat([surnames, called, first.join(surnames, on="key", how="anti")]).unique()


def _called(uses: pl.DataFrame) -> pl.DataFrame:
    by_first_name = uses.filter(pl.col("rule") == "first_name")
    return by_first_name.select(pl.col("form_key").alias("key"), pl.col("at").alias("into_id")).unique()


def surnames(uses: Dealt, names: pl.DataFrame) -> tuple[Dealt, pl.DataFrame]:
    """Proposals for lone names that one person bears, and (from_id, bearer_count) of those that several bear."""
    lone = names.filter(pl.col("entity_class") == "person", ~pl.col("is_whole"))
    known = bearers(uses, names)
    counts = known.group_by("key").agg(pl.len().cast(pl.Int64).alias("bearer_count"))
    counted = lone.select(pl.col("id").alias("from_id"), "key", "article_count").join(counts, on="key")
    several = counted.filter(pl.col("bearer_count") > 1).select("from_id", "bearer_count")
    articles = names.select(pl.col("id").alias("into_id"), pl.col("article_count").alias("article_count_of_bearer"))
    # A name that mostly stands alone is all of it: Rihanna is no "Singer Rihanna".
    of_one = (
        counted.filter(pl.col("bearer_count") == 1)
        .join(known, on="key")
        .join(articles, on="into_id")
        .filter(pl.col("article_count") <= pl.col("article_count_of_bearer"))
        .select(pl.col("from_id").alias("at"), "into_id")
    )
    there = uses.only("article_id", "at", "place")
    one = there.each(lambda rows: _in_their_articles(rows, of_one)).numbered("pair")
    shared = shared_company(one, uses).filter(pl.col("shared_count") >= _SHARED)
    return one.each(lambda rows: links(rows.join(shared, on="pair"), "only_bearer", 5)), several


def _in_their_articles(uses: pl.DataFrame, of_one: pl.DataFrame) -> pl.DataFrame:
    """article_id, from_id, into_id and the first place, of names (at, into_id) once for each article."""
    there = uses.join(of_one, on="at").group_by("article_id", pl.col("at").alias("from_id"), "into_id")
    return there.agg(pl.col("place").min().alias("evidence_place")).with_columns(evidence_article_id="article_id")


def middle_names(uses: Dealt, names: pl.DataFrame) -> pl.DataFrame:
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
    there = uses.only("article_id", "at")
    shown = there.each(lambda rows: rows.join(pairs, left_on="at", right_on="from_id"))
    shared = shared_company(shown, uses).filter(pl.col("shared_count") >= _SHARED)
    first = names.select(pl.col("id").alias("from_id"), "evidence_article_id", "evidence_place")
    return links(pairs.join(shared, on="pair").join(first, on="from_id"), "middle_name", 5)
