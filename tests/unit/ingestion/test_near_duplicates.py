"""Articles with the same body, paired with the earliest of them."""

from datetime import datetime

import polars as pl

from pipelines.ingestion.near_duplicates import find_near_duplicates
from pipelines.schemas.ingestion import NearDuplicates

Given = tuple[str, str, str | None]


def pairs(*articles: Given) -> list[tuple[str, str]]:
    rows = [(name, content, datetime.fromisoformat(at) if at else None) for name, content, at in articles]
    schema = {"article_id": pl.String(), "content_sha256": pl.String(), "published_at": pl.Datetime("us")}
    found = find_near_duplicates(pl.LazyFrame(rows, schema=schema, orient="row")).collect()
    assert dict(found.schema) == NearDuplicates.dtypes()
    assert set(found["method"]) <= {"exact"}
    assert set(map(str, found["similarity"])) <= {"1.000000"}
    return sorted(found.select("article_id", "duplicate_of").iter_rows())


def test_articles_of_their_own_have_no_pair() -> None:
    assert pairs() == []
    assert pairs(("a", "x", "2026-03-04"), ("b", "y", "2026-03-04")) == []


def test_all_are_paired_with_the_earliest() -> None:
    found = pairs(("a", "x", "2026-03-05"), ("b", "x", "2026-03-04"), ("c", "x", None), ("d", "y", "2026-03-01"))
    assert found == [("a", "b"), ("c", "b")]


def test_of_equally_old_and_of_undated_ones_the_least_id_is_the_original() -> None:
    assert pairs(("b", "x", "2026-03-04"), ("a", "x", "2026-03-04")) == [("b", "a")]
    assert pairs(("b", "x", None), ("a", "x", None)) == [("b", "a")]
