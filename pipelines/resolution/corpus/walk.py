"""The way of every use of a name to its identity, step by step."""

from collections.abc import Sequence

import polars as pl

from pipelines.lineage.dealings import Dealt
from pipelines.resolution.corpus.links import chosen, roots, without
from pipelines.resolution.corpus.persons import Decided
from pipelines.resolution.corpus.uses import USE_KEY

# What is known of a use from the beginning.
_KNOWN = (
    *(*USE_KEY, "name", "label", "rule", "country_code", "place", "mention_count"),
    *("form_name", "form_key", "form_id", "own_id", "own_name"),
)
_EVERYWHERE, _IN_ARTICLE = ["from_id"], ["article_id", "from_id"]


class Walk:
    """Uses on their way to an identity: `uses` with `at`, where each has come to, and `steps` (USE_KEY, from_id,
    from_name, rule, evidence_article_id, evidence_place, mention_count), all those that led there."""

    def __init__(self, uses: Dealt, decided: Decided) -> None:
        self.uses = uses
        self.steps = [uses.each(_steps_within)]
        self._known = uses.only(*_KNOWN)
        self._apart = decided.apart

    def go(self, proposals: Sequence[pl.DataFrame]) -> None:
        """Follow the proposals that are agreed upon, and that nobody forbids, to their ends, in all articles."""
        links = _followed(proposals, self._apart, _EVERYWHERE).drop("article_id")
        self.steps.append(self.uses.each(lambda rows: _steps(rows, links, _EVERYWHERE)))
        at = self.uses.only("at").each(lambda rows: _arrived(rows, links, _EVERYWHERE))
        self.uses = self._known.beside(at)

    def go_in_articles(self, proposals: Dealt) -> None:
        """The same, each in its article."""
        links = proposals.each(lambda rows: _followed([rows], self._apart, _IN_ARTICLE))
        self.steps.append(self.uses.each(lambda rows, found: _steps(rows, found, _IN_ARTICLE), links))
        there = self.uses.only("article_id", "at")
        self.uses = self._known.beside(there.each(lambda rows, found: _arrived(rows, found, _IN_ARTICLE), links))


def _steps_within(uses: pl.DataFrame) -> pl.DataFrame:
    """The steps that articles took by themselves."""
    moved = uses.filter(
        pl.col("form_id") != pl.col("own_id"),
        pl.col("form_name").str.to_lowercase() != pl.col("own_name").str.to_lowercase(),  # a country's own name
        pl.col("rule").is_not_null(),
    )
    return moved.select(
        *USE_KEY,
        pl.col("form_id").alias("from_id"),
        pl.col("form_name").alias("from_name"),
        "rule",
        pl.col("article_id").alias("evidence_article_id"),
        pl.col("place").alias("evidence_place"),
        "mention_count",
    )


def _followed(proposals: Sequence[pl.DataFrame], apart: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The LINKS that are followed, with root_id, where they end."""
    links = chosen([without(rows, apart) for rows in proposals], by)
    ends = roots(links, by)
    forbidden = ends.join(apart, left_on=["from_id", "root_id"], right_on=["from_id", "into_id"], how="semi")
    if forbidden.height:  # by way of others
        links = links.join(forbidden, on=by, how="anti")
        ends = roots(links, by)
    return links.join(ends, on=by)


def _steps(uses: pl.DataFrame, links: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    moved = uses.join(links, left_on=[*by[:-1], "at"], right_on=by, suffix="_link")
    return moved.select(
        *USE_KEY,
        pl.col("at").alias("from_id"),
        pl.col("own_name").alias("from_name"),
        pl.col("rule_link").alias("rule"),
        "evidence_article_id",
        "evidence_place",
        "mention_count",
    )


def _arrived(uses: pl.DataFrame, links: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """`at` of the uses, in their order."""
    ends = links.select(*by, "root_id")
    arrived = uses.join(ends, left_on=[*by[:-1], "at"], right_on=by, how="left", maintain_order="left")
    return arrived.select(pl.coalesce("root_id", "at").alias("at"))
