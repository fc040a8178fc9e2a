"""What the declared checks find, and what they let pass."""

import polars as pl
import pytest

from pipelines.schemas import TABLES, Table
from pipelines.schemas.checks import CheckResult, check_names, check_table

A, B = "a" * 16, "b" * 16
Rows = list[tuple[object, ...]]
EDIT = (A, "text", 0, "invisible", 1, 3, 1, 4, True, 1, 2, "e\u0301", "é")
WORD = ("word", 2, 1, 1, 2, 0, 0, 1, [])


def checked(name: str, rows: pl.DataFrame, articles: tuple[str, ...] = (A, B)) -> list[CheckResult]:
    """Results for rows of a table beside articles of these ids."""
    frames = {name: rows.lazy(), "articles": pl.LazyFrame({"article_id": articles}, schema={"article_id": pl.String})}
    return check_table(TABLES[name], frames.__getitem__)


def frame(name: str, rows: Rows) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=TABLES[name].dtypes(), orient="row")


def failed(results: list[CheckResult]) -> dict[str, int]:
    return {result.check: result.failed_rows for result in results if not result.passed}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_table_without_rows_passes_the_checks_it_announces(table: type[Table]) -> None:
    frames = {name: pl.LazyFrame(schema=other.dtypes()) for name, other in TABLES.items()}
    results = check_table(table, frames.__getitem__)
    assert all(result.passed for result in results)
    assert [result.check for result in results] == check_names(table)


def test_good_rows_pass() -> None:
    rows = frame("text_edits", [EDIT, (A, "title", *EDIT[2:]), (B, *EDIT[1:])])
    assert failed(checked("text_edits", rows)) == {}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("article_id", "A" * 16),
        ("article_id", None),
        ("field", "body"),
        ("edit_index", -1),
        ("raw_start", None),
        ("rule", None),
        ("after", "e\u0301"),  # changes nothing, and is longer than its span
        ("before", "é"),  # shorter than its span: lengths count code points
        ("char_end", 3),
    ],
)
def test_a_value_that_cannot_be_is_found(column: str, value: object) -> None:
    bad = tuple((dict(zip(TABLES["text_edits"].dtypes(), EDIT, strict=True)) | {column: value}).values())
    results = checked("text_edits", frame("text_edits", [(B, *EDIT[1:]), bad]))
    assert results[0].failed_rows == 1
    assert results[0].detail


def test_lengths_are_in_code_points() -> None:
    assert (
        failed(checked("text_edits", frame("text_edits", [(*EDIT[:4], 0, 2, 1, 4, True, 0, 1, "😀\u200b", "😀")])))
        == {}
    )


def test_rows_with_one_key_are_found() -> None:
    results = checked("text_edits", frame("text_edits", [EDIT, (*EDIT[:-2], "xy", "z"), (B, *EDIT[1:])]))
    assert failed(results) == {"declaration": 2}
    assert "primary_key" in results[0].detail


def test_orphans_are_counted_with_an_example() -> None:
    rows = frame("text_edits", [EDIT, (B, *EDIT[1:]), (B, "title", *EDIT[2:])])
    results = checked("text_edits", rows, (A,))
    assert failed(results) == {"article_id_is_known": 2}
    assert B in results[1].detail


def test_a_null_is_no_orphan() -> None:
    mention = dict.fromkeys(TABLES["mentions"].dtypes()) | {
        "mention_id": f"{A}:text:0-4",
        "article_id": A,
        "sentence_id": "s",
        "field": "text",
        **dict.fromkeys(("char_start", "raw_start", "byte_start"), 0),
        **dict.fromkeys(("char_end", "raw_end", "byte_end"), 4),
        "is_aligned": True,
        "text": "2024",
        "label": "DATE",
        "model_label": "DATE",
        "found_by": "model",
        "is_ambiguous": False,
    }
    frames = {
        "mentions": frame("mentions", [tuple(mention.values())]).lazy(),
        "articles": pl.LazyFrame({"article_id": [A]}),
        "sentences": pl.LazyFrame({"sentence_id": ["s"]}),
        "entities": pl.LazyFrame(schema={"entity_id": pl.String}),
    }
    assert failed(check_table(TABLES["mentions"], frames.__getitem__)) == {}


@pytest.mark.parametrize(
    "rows",
    [
        frame("vocabulary", [WORD]).cast({"article_count": pl.Int32}),
        frame("vocabulary", [WORD]).with_columns(more=1),
        frame("vocabulary", []).cast({"word": pl.Binary}),
    ],
)
def test_other_columns_or_types_are_found(rows: pl.DataFrame) -> None:
    """Also in a table without rows."""
    assert checked("vocabulary", rows) == [CheckResult("vocabulary", "declaration", 1, "columns or types differ")]


def test_a_missing_column_is_found() -> None:
    assert failed(checked("vocabulary", frame("vocabulary", [WORD, WORD]).drop("word"))) == {"declaration": 2}


def test_a_table_is_looked_at_in_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong counts once, wherever the stretches end; a key may be doubled across them."""
    import pipelines.schemas.checks as module

    wrong = (A, "text", 1, "invisible", -1, 3, 1, 4, True, 1, 2, "x", "y")
    rows = frame("text_edits", [EDIT, (B, *EDIT[1:]), wrong, EDIT, (B, *EDIT[1:]), (B, *EDIT[1:])])
    whole = checked("text_edits", rows)
    assert failed(whole) == {"declaration": 6}
    for stretch in (1, 2, 4):
        monkeypatch.setattr(module, "_ROWS_AT_A_TIME", stretch)
        monkeypatch.setattr(module, "_HASHES_AT_A_TIME", stretch)
        assert checked("text_edits", rows) == whole
