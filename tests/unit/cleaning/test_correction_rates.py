"""When a correction rate has risen, and when it only looks so."""

from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning.correction_rates import BEFORE, OTHERS, Count, chance_of_rise, counts, rises
from pipelines.publishing.published_counts import published_counts

ARTICLES = pl.LazyFrame(
    [
        ("a", "Courier", "en", True, 100),
        ("b", "Courier", "und", True, 50),
        ("c", "Courier", "de", True, 1000),
        ("d", "Courier", "en", False, 1000),
        ("e", "Wire", "en", True, 200),
    ],
    schema=["article_id", "source", "language", "is_unique", "word_count"],
    orient="row",
)
CORRECTIONS = pl.LazyFrame(
    [("a", "teh"), ("a", "teh"), ("a", "wtih"), ("b", "teh"), ("c", "teh"), ("d", "teh")],
    schema=["article_id", "original"],
    orient="row",
)


def test_a_mistake_counts_once_an_article_and_copies_do_not() -> None:
    assert counts(ARTICLES, CORRECTIONS) == {"Courier": Count(150, 3), "Wire": Count(200, 0)}


def test_the_published_database_is_counted_in_the_same_way(tmp_path: Path) -> None:
    database = tmp_path / "some.duckdb"
    assert published_counts(database) is None
    tables = {"articles": ARTICLES.collect(), "spelling_corrections": CORRECTIONS.collect()}
    with duckdb.connect(str(database)) as connection:
        for name, rows in tables.items():
            connection.register("rows", rows)
            connection.execute(f"CREATE TABLE {name} AS FROM rows")
    assert published_counts(database) == counts(ARTICLES, CORRECTIONS)
    database.write_bytes(b"no database")
    assert published_counts(database) is None


def test_the_chance_is_that_of_the_exact_test() -> None:
    # Of 4 corrections all in half of the words: 1/16. Of 5, at least 4: 6/32.
    assert chance_of_rise(Count(1000, 4), Count(1000, 0)) == pytest.approx(1 / 16)
    assert chance_of_rise(Count(1000, 4), Count(1000, 1)) == pytest.approx(6 / 32)
    # With a quarter of the words, 2 of 2: 1/16.
    assert chance_of_rise(Count(1000, 2), Count(3000, 0)) == pytest.approx(1 / 16)
    assert chance_of_rise(Count(1000, 0), Count(3000, 9)) == 1


def test_a_rise_against_the_run_before_is_told_of_the_run_and_of_the_outlet() -> None:
    before = {"Courier": Count(100_000, 10), "Wire": Count(100_000, 12)}
    found = rises({"Courier": Count(100_000, 60), "Wire": Count(100_000, 12)}, before)
    assert [(rise.source, rise.against) for rise in found] == [(None, BEFORE), ("Courier", BEFORE)]
    assert "in Courier have risen to 60.0 per 100,000 words (60 in 100,000), against 10.0" in str(found[1])


def test_an_outlet_is_compared_with_the_others_when_nothing_was_before() -> None:
    now = {"Courier": Count(100_000, 60), "Wire": Count(100_000, 12), "Globe": Count(50_000, 5)}
    assert [(rise.source, rise.against) for rise in rises(now, None)] == [("Courier", OTHERS)]


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ({"A": Count(1000, 4)}, {"A": Count(1_000_000, 0)}),  # too few to tell
        ({"A": Count(10_000_000, 1500)}, {"A": Count(10_000_000, 1000)}),  # sure, but not much more
        ({"A": Count(100_000, 12)}, {"A": Count(100_000, 6)}),  # twice as many, by chance
        ({"A": Count(100_000, 5)}, {"A": Count(100_000, 50)}),
        ({"A": Count(100_000, 50)}, {}),
        ({"A": Count(100_000, 50)}, None),
        ({"A": Count(0, 0)}, {"A": Count(0, 0)}),
        ({}, None),
    ],
)
def test_what_is_no_rise(now: dict[str, Count], before: dict[str, Count] | None) -> None:
    assert rises(now, before) == []


@given(st.dictionaries(st.sampled_from("ABCD"), st.builds(Count, st.integers(1, 10**7), st.integers(0, 3000))))
def test_the_same_run_again_has_not_risen(now: dict[str, Count]) -> None:
    assert not [rise for rise in rises(now, now) if rise.against == BEFORE]
