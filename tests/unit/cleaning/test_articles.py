"""The tables of the cleaning stage: units of work, and the check on every edit."""

from datetime import datetime

import polars as pl
import pytest

from pipelines.cleaning.articles import edits_replay, latest_versions, text_units
from pipelines.cleaning.normalise import EDIT_SCHEMA
from pipelines.lineage.edits import Edit


def articles(*rows: tuple[str, str | None, str]) -> pl.LazyFrame:
    schema = {"article_id": pl.String(), "title": pl.String(), "text": pl.String()}
    return pl.LazyFrame(rows, schema=schema, orient="row")


def test_every_title_and_text_there_is_has_a_unit() -> None:
    units = text_units(articles(("a", "T", "x"), ("b", None, "x"), ("c", "", ""))).collect()
    assert sorted(units.select("article_id", "field", "text").rows()) == [
        ("a", "text", "x"),
        ("a", "title", "T"),
        ("b", "text", "x"),
        ("c", "text", ""),
        ("c", "title", ""),
    ]


def test_equal_texts_share_a_unit_and_a_title_never_shares_with_a_text() -> None:
    units = text_units(articles(("a", "x", "x"), ("b", "x", "x"), ("c", "X", "x\n"))).collect()
    by_field = {(article, field): unit for article, field, _, unit in units.iter_rows()}
    assert by_field["a", "text"] == by_field["b", "text"]
    assert by_field["a", "title"] == by_field["b", "title"]
    assert units["unit"].n_unique() == 4


def test_units_of_no_articles_are_an_empty_table() -> None:
    assert text_units(articles()).collect().shape == (0, 4)


def test_the_latest_version_is_the_last_published_and_no_undated_one() -> None:
    rows = [
        ("b", "one", datetime.fromisoformat("2026-03-05")),
        ("c", "one", datetime.fromisoformat("2026-03-04")),
        ("d", "one", None),
        ("e", "same day", datetime.fromisoformat("2026-03-04")),
        ("f", "same day", datetime.fromisoformat("2026-03-04")),
        ("h", "undated", None),
        ("g", "undated", None),
    ]
    schema = {"article_id": pl.String(), "document_id": pl.String(), "published_at": pl.Datetime("us")}
    for given in (rows, rows[::-1]):
        found = latest_versions(pl.LazyFrame(given, schema=schema, orient="row")).collect()
        assert dict(found.select("article_id", "latest_id").rows()) == {
            **dict.fromkeys("bcd", "b"),
            **dict.fromkeys("ef", "f"),
            **dict.fromkeys("gh", "h"),
        }


SOURCE, CLEAN = "Teh\r\nend", "The\nend"
EDITS = (Edit("spelling", 0, 3, 0, 3, "Teh", "The"), Edit("line_end", 3, 5, 3, 4, "\r\n", "\n"))


def failures(source: str | None = SOURCE, clean: str | None = CLEAN, edits: tuple[Edit, ...] = EDITS) -> int:
    """The check over one article with a title that nothing changed."""
    key = {"article_id": pl.String(), "field": pl.String()}
    sources = [("a", "title", "T")] + ([("a", "text", source)] if source is not None else [])
    listed = [("a", "text", index, *edit) for index, edit in enumerate(edits)]
    return edits_replay(
        pl.LazyFrame(sources, schema=key | {"text": pl.String()}, orient="row"),
        pl.LazyFrame(listed[::-1], schema=key | {"edit_index": pl.Int64()} | EDIT_SCHEMA, orient="row"),
        articles(("a", "T", clean)) if clean is not None else articles(("a", "T", "x")).filter(pl.lit(False)),
    )


def test_a_true_account_passes() -> None:
    assert failures() == 0
    assert failures("same", "same", ()) == 0


@pytest.mark.parametrize(
    ("source", "clean", "edits"),
    [
        (SOURCE, "The\nenD", EDITS),
        ("Teh\r\nenD", CLEAN, EDITS),
        (SOURCE, CLEAN, EDITS[:1]),
        (SOURCE, CLEAN, ()),
        (SOURCE, CLEAN, EDITS[::-1]),
        (SOURCE, CLEAN, (EDITS[0]._replace(before="teh"), EDITS[1])),
        (SOURCE, CLEAN, (EDITS[0]._replace(after="Thx"), EDITS[1])),
        (SOURCE, CLEAN, (EDITS[0], EDITS[1]._replace(char_start=2, char_end=3))),
        (SOURCE, CLEAN, (EDITS[0], EDITS[1]._replace(raw_start=2, raw_end=4))),
        (None, CLEAN, EDITS),
        (None, CLEAN, ()),
    ],
)
def test_corruption_is_seen(source: str | None, clean: str, edits: tuple[Edit, ...]) -> None:
    assert failures(source, clean, edits) == 1


def test_a_missing_article_fails_for_each_of_its_fields() -> None:
    assert failures(clean=None) == 2
