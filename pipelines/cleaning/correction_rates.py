"""Whether spelling is suddenly corrected more often than before, in the run or in one outlet: a sign of a dictionary
or a rule that went wrong, of an outlet whose pages are read badly, or of one that has stopped proofreading.

What belongs here: counting, and the comparison of two rates. Nothing is decided about any word.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from pipelines.cleaning.language import READ_LANGUAGES

# Fewer corrections tell nothing; a smaller rise is nothing to worry about, however sure.
LEAST_CORRECTIONS = 5
LEAST_RATIO = 2.0
# Probability of so great a rise by chance in any of the comparisons of a run.
MOST_CHANCE = 0.01


class Count(NamedTuple):
    """Words, and corrections among them."""

    words: int
    corrections: int

    @property
    def per_100k(self) -> float:
        return 100_000 * self.corrections / self.words if self.words else 0.0

    def __add__(self, other: object) -> "Count":
        if not isinstance(other, Count):
            return NotImplemented
        return Count(self.words + other.words, self.corrections + other.corrections)


@dataclass(frozen=True)
class Rise:
    """A rate that has risen: of `source` (None: of all outlets together), against what, and how likely by chance."""

    source: str | None
    against: str
    now: Count
    then: Count
    chance: float

    def __str__(self) -> str:
        return (
            f"corrections in {self.source or 'all articles'} have risen to {self.now.per_100k:.1f} per 100,000 words "
            f"({self.now.corrections} in {self.now.words:,}), against {self.then.per_100k:.1f} {self.against}"
        )


BEFORE, OTHERS = "in the database before", "in the other outlets"


def counts(articles: pl.LazyFrame, corrections: pl.LazyFrame) -> dict[str, Count]:
    """Words and corrections by source, of articles in languages that are read and that are not copies of others.

    A word that is corrected several times in one article counts once: it is one mistake, made again.
    """
    counted = articles.filter(pl.col("is_unique") & pl.col("language").is_in(READ_LANGUAGES))
    mistakes = corrections.select("article_id", "original").unique().group_by("article_id").agg(pl.len().alias("n"))
    rows = (
        counted.join(mistakes, on="article_id", how="left")
        .group_by("source")
        .agg(pl.col("word_count").sum(), pl.col("n").sum())
        .sort("source")
        .collect()
    )
    return {source: Count(words, corrected) for source, words, corrected in rows.iter_rows()}


def rises(now: dict[str, Count], before: dict[str, Count] | None) -> list[Rise]:
    """What has risen against the run before (if there was one with words), all together and outlet by outlet, and each
    outlet against the others. Of one outlet only the first rise is told."""
    total = _sum(now)
    comparisons: list[tuple[str | None, str, Count, Count]] = []
    if before and _sum(before).words:
        comparisons.append((None, BEFORE, total, _sum(before)))
        comparisons += ((source, BEFORE, now[source], before[source]) for source in now if source in before)
    for outlet, count in now.items():
        others = Count(total.words - count.words, total.corrections - count.corrections)
        comparisons.append((outlet, OTHERS, count, others))
    comparisons = [compared for compared in comparisons if compared[2].words and compared[3].words]
    found: dict[str | None, Rise] = {}
    for source, against, one, other in comparisons:
        chance = chance_of_rise(one, other)
        is_large = one.corrections >= LEAST_CORRECTIONS and one.per_100k >= LEAST_RATIO * other.per_100k
        if is_large and chance * len(comparisons) < MOST_CHANCE:
            found.setdefault(source, Rise(source, against, one, other, chance))
    return list(found.values())


def chance_of_rise(now: Count, then: Count) -> float:
    """Probability of at least so many of the corrections in `now`, were the rates the same.

    The exact conditional test of two Poisson rates (Przyborowski & Wilenski 1940): of all corrections, those in `now`
    are binomial with its share of the words.
    """
    total = now.corrections + then.corrections
    share = now.words / (now.words + then.words)
    if share in (0.0, 1.0) or not now.corrections:
        return 1.0
    terms = (
        math.lgamma(total + 1)
        - math.lgamma(k + 1)
        - math.lgamma(total - k + 1)
        + k * math.log(share)
        + (total - k) * math.log1p(-share)
        for k in range(now.corrections, total + 1)
    )
    return min(1.0, math.fsum(map(math.exp, terms)))


def _sum(by_source: dict[str, Count]) -> Count:
    return sum(by_source.values(), Count(0, 0))
