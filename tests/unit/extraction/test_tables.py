"""Sentences and raw mentions of articles, from the results for their units."""

import polars as pl

from pipelines.cleaning.normalise import EDIT_SCHEMA
from pipelines.extraction.reading import READ_TABLES
from pipelines.extraction.tables import located_sentences, units_to_read
from pipelines.schemas.extraction import Sentences
from pipelines.schemas.ingestion import SourceSegments

A, B = "a" * 16, "b" * 16


def articles(*rows: tuple[str, str | None, str, str]) -> pl.LazyFrame:
    return pl.LazyFrame(
        rows, schema=dict.fromkeys(("article_id", "title", "text", "language"), pl.String()), orient="row"
    )


def test_only_languages_that_are_read_are_read() -> None:
    units = units_to_read(articles((A, "T", "x", "en"), (B, None, "y", "und"), ("c" * 16, "U", "z", "fr"))).collect()
    assert sorted(units["text"]) == ["T", "x", "y"]


def test_articles_with_equal_texts_have_rows_of_their_own_with_their_own_raw_spans() -> None:
    """Source of A is the clean text itself; that of B has a line end of two characters and a corrected word."""
    units = units_to_read(articles((A, None, "One.\nAnn met Bo.", "en"), (B, None, "One.\nAnn met Bo.", "en")))
    (unit,) = units.collect()["unit"].unique()
    read = pl.LazyFrame(
        [(unit, 0, 0, 4, "One."), (unit, 1, 5, 16, "Ann met Bo.")], schema=READ_TABLES["sentences"], orient="row"
    )
    edits = pl.LazyFrame(
        [
            (B, "text", 0, "line_end", 4, 6, 4, 5, "\r\n", "\n"),
            (B, "text", 1, "spelling", 10, 14, 9, 12, "mett", "met"),
        ],
        schema={"article_id": pl.String(), "field": pl.String(), "edit_index": pl.Int64()} | EDIT_SCHEMA,
        orient="row",
    )
    segments = pl.LazyFrame(
        [(A, "text", 0, 16, 100, 116, "copied"), (B, "text", 0, 18, 0, 36, "copied")],
        schema=SourceSegments.dtypes(),
        orient="row",
    )
    of_articles = units.select("article_id", "field", "unit").join(read, on="unit")
    found = located_sentences(of_articles, edits, segments)["sentences"].collect()
    sentences = found.sort("article_id", "sentence_index")
    columns = ("sentence_id", "raw_start", "raw_end", "byte_start", "byte_end", "text")
    assert sentences.select(columns).rows() == [
        (f"{A}:text:0-4", 0, 4, 100, 104, "One."),
        (f"{A}:text:5-16", 5, 16, 105, 116, "Ann met Bo."),
        (f"{B}:text:0-4", 0, 4, 0, 8, "One."),
        (f"{B}:text:6-18", 6, 18, 12, 36, "Ann met Bo."),
    ]
    Sentences.validate(sentences)


def test_no_articles_give_an_empty_typed_table() -> None:
    no_edits = pl.LazyFrame(
        schema={"article_id": pl.String(), "field": pl.String(), "edit_index": pl.Int64()} | EDIT_SCHEMA
    )
    no_segments = pl.LazyFrame(schema=SourceSegments.dtypes())
    keys = units_to_read(articles()).select("article_id", "field", "unit")
    nothing = keys.join(pl.LazyFrame(schema=READ_TABLES["sentences"]), on="unit")
    assert located_sentences(nothing, no_edits, no_segments)["sentences"].collect().is_empty()
