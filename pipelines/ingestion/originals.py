"""Which article is the original of which: articles whose texts match, gathered around the one published first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

ORIGINALS: dict[str, pl.DataType] = {
    "article_id": pl.String(),
    "duplicate_of": pl.String(),
    "matched_with": pl.String(),
    "method": pl.String(),
    "similarity": pl.Float64(),
    "containment": pl.Float64(),
}
_Order = tuple[bool, datetime, str]


@dataclass(frozen=True, order=True)
class _Match:
    """One text beside another; the best is the least."""

    distance: float
    order: _Order
    text: str
    method: str
    containment: float


def find_originals(articles: pl.DataFrame, matches: pl.DataFrame) -> pl.DataFrame:
    """Each article that has an original, as ORIGINALS, sorted by article_id.

    `articles` has article_id, published_at and text_key (null for a text of nothing), `matches` pairs of text keys as
    `matching` makes them. Texts that are near one another, over however many steps, are one cluster; a text that is a
    part of one joins the cluster of the earliest such text, but brings none of its own with it: a round-up does not
    make two reports one. The original has the least (published_at, article_id), those without a date last.
    `matched_with` is the article that the text was compared with: the original, or one that leads to it.
    """
    by_text = _by_text(articles, matches)
    order = {text: held[0] for text, held in by_text.items()}
    near, parts = _neighbours(matches, "near", order), _neighbours(matches, "part", order)
    rows: list[tuple[object, ...]] = []
    for texts in _clusters(order, near, parts):
        start = min(texts, key=order.__getitem__)
        original = order[start][2]
        rows += _copies(by_text[start], original, original, "exact", 1.0, 1.0)
        for text, match in _ways(start, texts, order, near, parts):
            scores = match.method, 1 - match.distance, match.containment
            rows += _copies(by_text[text], original, order[match.text][2], *scores)
    return pl.DataFrame(rows, schema=ORIGINALS, orient="row").sort("article_id")


def _by_text(articles: pl.DataFrame, matches: pl.DataFrame) -> Mapping[str, list[_Order]]:
    """Places in the order of publication of the articles that share a text or match another, by text."""
    matched = pl.concat([matches["text_key"], matches["other_key"]]).unique()
    repeated = pl.col("text_key").is_duplicated() | pl.col("text_key").is_in(matched.implode())
    found: dict[str, list[_Order]] = defaultdict(list)
    rows = articles.drop_nulls("text_key").filter(repeated).select("text_key", "published_at", "article_id")
    for text, published_at, article_id in rows.iter_rows():
        found[text].append((published_at is None, published_at or datetime.min, article_id))  # noqa: DTZ901 (compared only)
    for held in found.values():
        held.sort()
    return found


def _neighbours(matches: pl.DataFrame, method: str, order: Mapping[str, _Order]) -> Mapping[str, list[_Match]]:
    found: dict[str, list[_Match]] = defaultdict(list)
    for one, other, *scores in (
        matches.filter(pl.col("method") == method)
        .select("text_key", "other_key", "similarity", "containment")
        .iter_rows()
    ):
        for text, neighbour in ((one, other), (other, one)):
            found[text].append(_Match(1 - scores[0], order[neighbour], neighbour, method, scores[1]))
    return {text: sorted(neighbours) for text, neighbours in found.items()}


def _clusters(
    order: Mapping[str, _Order], near: Mapping[str, list[_Match]], parts: Mapping[str, list[_Match]]
) -> Iterator[set[str]]:
    """Texts that are near one another, with those that join them as parts or as what they are parts of."""
    groups: list[set[str]] = []
    group_of: dict[str, int] = {}
    for text in sorted(order, key=order.__getitem__):
        if text not in group_of:
            group = _reached(text, near)
            group_of |= dict.fromkeys(group, len(groups))
            groups.append(group)
    joined: dict[int, int] = {}
    for number, group in enumerate(groups):  # in the order of their earliest articles
        others = {group_of[match.text] for text in group for match in parts.get(text, ())}
        roots = [other for other in others if other < number and other not in joined]
        if roots:
            joined[number] = min(roots)
    members: dict[int, set[str]] = defaultdict(set)
    for number, group in enumerate(groups):
        members[joined.get(number, number)] |= group
    yield from members.values()


def _reached(start: str, near: Mapping[str, list[_Match]]) -> set[str]:
    reached, waiting = {start}, [start]
    while waiting:
        new = {match.text for match in near.get(waiting.pop(), ())} - reached
        reached |= new
        waiting += new
    return reached


def _ways(
    start: str,
    texts: set[str],
    order: Mapping[str, _Order],
    near: Mapping[str, list[_Match]],
    parts: Mapping[str, list[_Match]],
) -> Iterator[tuple[str, _Match]]:
    """Each other text of a cluster, with its best match among those one step nearer to the start."""
    reached, last = {start}, [start]
    while last:
        steps: dict[str, list[_Match]] = defaultdict(list)
        for text in last:
            for match in (*near.get(text, ()), *parts.get(text, ())):
                if match.text in texts and match.text not in reached:
                    steps[match.text].append(replace(match, order=order[text], text=text))
        last = sorted(steps, key=order.__getitem__)
        yield from ((text, min(steps[text])) for text in last)
        reached |= set(last)


def _copies(held: Iterable[_Order], original: str, matched_with: str, *scores: object) -> Iterator[tuple[object, ...]]:
    for _, _, article_id in held:
        if article_id != original:
            yield article_id, original, matched_with, *scores
