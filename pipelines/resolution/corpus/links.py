"""Proposals that one name is another's, and what becomes of many of them: one answer for each name, or none. What is
proposed, and on what evidence, is not decided here."""

from collections.abc import Sequence

import polars as pl

# A proposal: `from_id` is `into_id`, by `rule`, as the mention at `evidence_place` of `evidence_article_id` shows.
# Holds in the article `article_id`, or everywhere where that is null. The least `priority` is heard first.
LINKS = pl.Schema(
    {
        "article_id": pl.String(),
        "from_id": pl.String(),
        "into_id": pl.String(),
        "rule": pl.String(),
        "priority": pl.Int64(),
        "evidence_article_id": pl.String(),
        "evidence_place": pl.Int64(),
    }
)
# No chain of rules is as long: each leads to a fuller name, or to another class of the same.
_MOST_STEPS = 20


def links(rows: pl.DataFrame, rule: str, priority: int) -> pl.DataFrame:
    """LINKS of rows with from_id, into_id, evidence_article_id, evidence_place and, for one article, article_id."""
    return without_own(found_links(rows, rule, priority))


def without_own(rows: pl.DataFrame) -> pl.DataFrame:
    """But those of a name to itself."""
    return rows.filter(pl.col("from_id") != pl.col("into_id"))


def found_links(rows: pl.DataFrame, rule: str, priority: int) -> pl.DataFrame:
    """The same as `links`, a name's links to itself among them."""
    given = rows if "article_id" in rows.columns else rows.with_columns(pl.lit(None, pl.String).alias("article_id"))
    return given.select(
        (pl.lit(rule) if name == "rule" else pl.lit(priority) if name == "priority" else pl.col(name))
        .cast(dtype)
        .alias(name)
        for name, dtype in LINKS.items()
    )


def chosen(proposals: Sequence[pl.DataFrame], by: Sequence[str]) -> pl.DataFrame:
    """One proposal for each `by`, of those heard first: none where these lead to several. Of the evidence, the first
    in order of article and place."""
    rows = pl.concat([pl.DataFrame(schema=LINKS), *proposals])
    first = rows.filter(pl.col("priority") == pl.col("priority").min().over(by))
    agreed = first.filter(pl.col("into_id").n_unique().over(by) == 1)
    ordered = agreed.sort(*by, "rule", "evidence_article_id", "evidence_place")
    return ordered.unique(by, keep="first", maintain_order=True)


def without(proposals: pl.DataFrame, apart: pl.DataFrame) -> pl.DataFrame:
    """The proposals but those that a person forbids: `apart` has from_id and into_id, null for whatever it be."""
    everything = apart.filter(pl.col("into_id").is_null()).select("from_id")
    pairs = apart.drop_nulls("into_id").select("from_id", "into_id")
    return proposals.join(everything, on="from_id", how="anti").join(pairs, on=["from_id", "into_id"], how="anti")


def roots(chosen_links: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """`by` and `root_id`: where the links that start there end. What leads to itself is left out.

    `by` ends in from_id; what stands before it is the same for all links of a chain.
    """
    scope = list(by[:-1])
    steps = chosen_links.select(*scope, pl.col("from_id").alias("at"), pl.col("into_id").alias("next"))
    at = chosen_links.select(*by, pl.col("into_id").alias("root_id"))
    for _ in range(_MOST_STEPS):
        ahead = at.join(steps, left_on=[*scope, "root_id"], right_on=[*scope, "at"], how="left")
        if ahead["next"].null_count() == ahead.height:
            return at
        at = ahead.select(*by, pl.coalesce("next", "root_id").alias("root_id"))
    is_end = pl.struct(*scope, "root_id").is_in(
        steps.select(pl.struct(*scope, pl.col("at").alias("root_id"))).to_series().implode()
    )
    return at.filter(~is_end)
