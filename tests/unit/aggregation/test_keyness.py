"""What is typical of an outlet or a month, from counts small enough to reckon by hand."""

from datetime import date
from math import log, log2
from pathlib import Path

import polars as pl
import pytest

from pipelines.aggregation.queries import aggregate
from pipelines.aggregation.terms import count_batch, counted_items, item_counts
from pipelines.schemas import TABLES

X, Y = "1" * 16, "2" * 16
Count = tuple[str, str, str, str, int, int]


def keyness(folder: Path, counts: list[Count]) -> list[dict[str, object]]:
    """Rows of the table from item_counts: scope_kind, scope, item_kind, item, occurrences, articles."""
    frames = {
        "item_counts": pl.DataFrame(counts, schema=TABLES["item_counts"].dtypes(), orient="row"),
        "entities": pl.DataFrame({"entity_id": [X], "name": ["Xenia"]}),
    }
    for name, frame in frames.items():
        frame.write_parquet(folder / f"{name}.parquet")
    found = aggregate("keyness", {name: folder / f"{name}.parquet" for name in frames}).collect()
    TABLES["keyness"].validate(found)
    return found.sort("scope_kind", "scope", "item").to_dicts()


def of_outlet(outlet: str, item: str, occurrences: int, articles: int = 2, kind: str = "term") -> Count:
    return ("source", outlet, kind, item, occurrences, articles)


def test_likelihood_and_ratio_by_hand(tmp_path: Path) -> None:
    """40 of 1,000 here, 10 of 2,000 there: expected are 50/3 and 100/3."""
    counts = [
        of_outlet("here", "ferry", 40, 9), of_outlet("here", "rest", 960),
        of_outlet("there", "ferry", 10, 3), of_outlet("there", "rest", 1990),
    ]  # fmt: skip
    here = next(row for row in keyness(tmp_path, counts) if row["scope"] == "here")
    assert here["item"] == here["name"] == "ferry"
    expected = 2 * (40 * log(40 / (50 / 3)) + 10 * log(10 / (100 / 3)))
    assert float(str(here["log_likelihood"])) == pytest.approx(expected, abs=0.005)
    assert float(str(here["log_ratio"])) == pytest.approx(log2(0.04 / 0.005), abs=0.00005)
    assert [here[name] for name in ("occurrence_count", "article_count", "rest_occurrence_count")] == [40, 9, 10]
    assert here["rest_article_count"] == 3
    assert [float(str(here[name])) for name in ("per_million", "rest_per_million")] == [40_000, 5_000]


def test_what_is_nowhere_else_counts_half_an_occurrence_there(tmp_path: Path) -> None:
    counts = [of_outlet("here", "ferry", 20), of_outlet("here", "rest", 80), of_outlet("there", "rest", 100)]
    (ferry,) = [row for row in keyness(tmp_path, counts) if row["item"] == "ferry"]
    assert float(str(ferry["log_ratio"])) == pytest.approx(log2(0.2 / 0.005), abs=0.00005)
    assert ferry["rest_occurrence_count"] == 0


def test_left_out_is_what_is_rarer_here_what_chance_explains_and_what_one_article_carries(tmp_path: Path) -> None:
    counts = [
        of_outlet("here", "rarer", 10), of_outlet("there", "rarer", 200),
        of_outlet("here", "chance", 12), of_outlet("there", "chance", 9),
        of_outlet("here", "burst", 90, 1),
        of_outlet("here", "rest", 888), of_outlet("there", "rest", 791),
    ]  # fmt: skip
    listed = {(row["scope"], row["item"]) for row in keyness(tmp_path, counts)}
    assert listed == {("there", "rarer")}


def test_an_outlet_by_itself_has_nothing_to_differ_from(tmp_path: Path) -> None:
    assert keyness(tmp_path, [of_outlet("here", "ferry", 40), of_outlet("here", "rest", 10)]) == []
    assert keyness(tmp_path, []) == []


def test_entities_are_compared_with_entities_and_have_their_names(tmp_path: Path) -> None:
    """As a share of mentions: next to all the words that there are it would be as rare as anything."""
    counts = [
        of_outlet("here", X, 40, kind="entity"), of_outlet("here", Y, 10, kind="entity"),
        of_outlet("there", X, 10, kind="entity"), of_outlet("there", Y, 40, kind="entity"),
        of_outlet("here", "word", 100_000), of_outlet("there", "word", 50),
    ]  # fmt: skip
    found = {(row["scope"], row["item"]): row["name"] for row in keyness(tmp_path, counts)}
    assert found == {("here", X): "Xenia", ("there", Y): Y}


def test_months_and_outlets_are_not_mixed(tmp_path: Path) -> None:
    counts = [of_outlet("2026-03", "ferry", 50), ("month", "2026-03", "term", "rest", 1000, 2)]
    assert keyness(tmp_path, counts) == []


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("The ferry, the FERRY and the ferry's crew", {"the": 3, "ferry": 2, "and": 1, "ferry's": 1, "crew": 1}),
        ("“Don’t” said 3 of 12 co-workers", {"don’t": 1, "said": 1, "of": 1, "co": 1, "workers": 1}),
        ("Ça và: naïve café", {"ça": 1, "và": 1, "naïve": 1, "café": 1}),
        ("", {}),
        ("1,234 £ – …", {}),
    ],
)  # fmt: skip
def test_terms_of_a_text(text: str, terms: dict[str, int]) -> None:
    counted = count_batch(None, pl.DataFrame({"unit": ["u"], "text": [text]}))["terms"]
    assert {term: count for _, term, count in counted.iter_rows()} == terms


def test_sums_over_outlets_and_months_leave_out_copies_undated_months_and_mentions_without_entity() -> None:
    articles = pl.LazyFrame(
        [
            ("a", "wire", date(2026, 3, 4), True),
            ("b", "wire", None, True),
            ("c", "paper", date(2026, 3, 30), True),
            ("copy", "paper", date(2026, 3, 30), False),
        ],
        schema={"article_id": pl.String, "source": pl.String, "published_date": pl.Date, "is_unique": pl.Boolean},
        orient="row",
    )
    mentions = pl.LazyFrame({"article_id": ["a", "a", "b", "c", "copy"], "entity_id": [X, X, X, None, X]})
    units = pl.LazyFrame({"article_id": ["a", "a", "b", "copy"], "unit": ["title", "text", "text", "text"]})
    terms = pl.LazyFrame(
        {"unit": ["title", "text", "text"], "term": ["ferry", "ferry", "late"], "occurrence_count": [1, 2, 5]}
    )
    of_articles = units.join(terms, on="unit")
    halves = [
        counted_items(articles.filter(half), mentions.filter(half), of_articles.filter(half))["counted"]
        for half in (pl.col("article_id") == "a", pl.col("article_id") != "a")
    ]
    found = item_counts(pl.concat(halves)).collect()
    TABLES["item_counts"].validate(found)
    assert sorted(found.rows()) == [
        ("month", "2026-03", "entity", X, 2, 1),
        ("month", "2026-03", "term", "ferry", 3, 1),
        ("month", "2026-03", "term", "late", 5, 1),
        ("source", "wire", "entity", X, 3, 2),
        ("source", "wire", "term", "ferry", 5, 2),
        ("source", "wire", "term", "late", 10, 2),
    ]
