"""Which inputs repeat an article: the same record again, or the same content under no other id or address."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple


@dataclass(frozen=True)
class Candidate:
    """What decides whether an input is an article of its own."""

    article_id: str
    input_id: str
    path: str
    content: str
    external_id: str | None
    url: str | None
    published_at: datetime | None


class Duplicate(NamedTuple):
    """The article that is repeated, and why: `same_record` or `same_content`."""

    article_id: str
    reason: str


def find_duplicates(candidates: Iterable[Candidate]) -> Mapping[tuple[str, str], Duplicate]:
    """Duplicates by (input_id, path); every candidate not in it is an article.

    Of several inputs the one kept has the least (published_at, article_id, input_id), dated ones first; among
    byte-identical copies, the one that lies least deep. No two that conflict are ever duplicates of one article. The
    result does not depend on order.
    """
    duplicates: dict[tuple[str, str], Duplicate] = {}
    distinct: list[Candidate] = []
    for _, copies in _groups(candidates, lambda c: c.article_id):
        distinct.append(copies[0])
        for copy in copies[1:]:
            duplicates[copy.input_id, copy.path] = Duplicate(copies[0].article_id, "same_record")
    for _, equals in _groups(distinct, lambda c: c.content):
        merged: list[list[Candidate]] = []
        for candidate in equals:
            same = next((m for m in merged if not any(_conflict(other, candidate) for other in m)), None)
            if same is None:
                merged.append([candidate])
            else:
                same.append(candidate)
                key = candidate.input_id, candidate.path
                duplicates[key] = Duplicate(same[0].article_id, "same_content")
    # A copy of a record that is itself a duplicate points on to the article that is kept.
    moved = {c.article_id: d.article_id for c in distinct if (d := duplicates.get((c.input_id, c.path)))}
    return {key: d._replace(article_id=moved.get(d.article_id, d.article_id)) for key, d in duplicates.items()}


def _order(candidate: Candidate) -> tuple[object, ...]:
    return (
        candidate.published_at is None,
        candidate.published_at or datetime.min,  # noqa: DTZ901 (only compared with its like)
        candidate.article_id,
        candidate.input_id,
        candidate.path.count("/"),
        candidate.path,
    )


def _groups(candidates: Iterable[Candidate], key) -> Iterable[tuple[Hashable, Sequence[Candidate]]]:  # type: ignore[no-untyped-def]
    """Candidates by key, each group in the order of preference."""
    ordered = sorted(candidates, key=lambda c: (key(c), _order(c)))
    return [(value, list(group)) for value, group in groupby(ordered, key=key)]


def _conflict(a: Candidate, b: Candidate) -> bool:
    """Whether two records carry different ids or different addresses."""
    return any(x and y and x != y for x, y in ((a.external_id, b.external_id), (a.url, b.url)))
