"""The tables of the cleaning stage, put together from raw articles and the per-text results.

A unit is one text to be worked on: a field with its exact characters. Articles with equal texts share it, so that
no text is worked on twice; its id is known before any work is done.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import polars as pl

from pipelines.cleaning.correct import DECISION_STRUCT
from pipelines.cleaning.language import READ_LANGUAGES
from pipelines.cleaning.normalise import EDIT_SCHEMA
from pipelines.lineage.edits import Edit, proves
from pipelines.lineage.hashing import short_hash, with_hash
from pipelines.lineage.spans import with_byte_spans
from pipelines.schemas.cleaning import Articles, SourceTexts, SpellingCorrections, TextEdits, Vocabulary

_KEY = ["article_id", "field"]


class Cleaned(NamedTuple):
    """The four tables that cleaning makes together."""

    articles: pl.LazyFrame
    source_texts: pl.LazyFrame
    text_edits: pl.LazyFrame
    spelling_corrections: pl.LazyFrame


def text_units(articles: pl.LazyFrame) -> pl.LazyFrame:
    """article_id, field, text and unit for every title and text there is."""
    fields = (
        articles.select("article_id", pl.lit(field).alias("field"), pl.col(field).alias("text")).drop_nulls("text")
        for field in ("title", "text")
    )
    return with_hash(pl.concat(fields), "unit", ("field", "text"))


def vocabulary(units: pl.LazyFrame, texts: pl.LazyFrame, words: pl.LazyFrame) -> pl.LazyFrame:
    """Word forms of the articles in languages that are read: the sum of the words of their texts."""
    counted = units.join(_read_articles(units, texts), on="article_id", how="semi").select("article_id", "unit")
    return Vocabulary.conform(
        counted.join(words, on="unit")
        .group_by("word")
        .agg(pl.col("occurrence_count").sum(), pl.col("article_id").n_unique().alias("article_count"))
    )


def units_to_correct(
    units: pl.LazyFrame,
    texts: pl.LazyFrame,
    edits: pl.LazyFrame,
    words: pl.LazyFrame,
    decisions: pl.LazyFrame,
) -> pl.LazyFrame:
    """The texts that a correction touches: unit, corrected_unit, source, text, edits and decisions.

    `corrected_unit` is the identity of the work: the text and the corrections that touch it, but no counts, so that
    a decision which stays the same costs nothing when the corpus grows.
    """
    active = decisions.filter(pl.col("decision") == "correct").select(*DECISION_STRUCT.to_schema())
    touched = (
        words.select("unit", "word")
        .join(active, on="word")
        .sort("unit", "word")
        .group_by("unit", maintain_order=True)
        .agg(pl.struct(*DECISION_STRUCT.to_schema()).alias("decisions"))
        .join(units.join(_read_articles(units, texts), on="article_id", how="semi"), on="unit", how="semi")
    )
    listed_edits = (
        edits.sort("unit", "edit_index")
        .group_by("unit", maintain_order=True)
        .agg(pl.struct(*EDIT_SCHEMA).alias("edits"))
    )
    empty: pl.Expr = pl.lit([], dtype=pl.List(pl.Struct(EDIT_SCHEMA)))
    return (
        touched.join(texts.select("unit", "text"), on="unit")
        .join(units.select("unit", pl.col("text").alias("source")).unique("unit"), on="unit")
        .join(listed_edits, on="unit", how="left")
        .with_columns(pl.col("edits").fill_null(empty))
        .pipe(with_hash, "corrected_unit", ("unit", "decisions"), _identity)
    )


def clean_articles(
    raw_articles: pl.LazyFrame,
    source_segments: pl.LazyFrame,
    near_duplicates: pl.LazyFrame,
    units: pl.LazyFrame,
    normalised: dict[str, pl.LazyFrame],
    corrected: dict[str, pl.LazyFrame],
    decisions: pl.LazyFrame,
) -> Cleaned:
    """The tables, from the units, the results of both passes, and what ingestion knows of each article.

    `corrected` has the results of the second pass by `unit`, for the texts that it touched. Scores and reasons are
    looked up in the decisions: they follow the corpus, while the corrections of a text stay as they are.
    """
    done = corrected["texts"].select("unit")
    texts = (
        normalised["texts"]
        .select("unit", pl.col("text").alias("normalised"))
        .join(corrected["texts"], on="unit", how="left")
        .select("unit", pl.coalesce("text", "normalised").alias("text"))
    )
    edits = pl.concat([normalised["edits"].join(done, on="unit", how="anti"), corrected["edits"]])
    keys = units.select(*_KEY, "unit")
    placed = keys.join(edits, on="unit")
    clean = keys.join(texts, on="unit").select(*_KEY, "text")
    languages = (
        units.filter(pl.col("field") == "text")
        .join(normalised["texts"], on="unit")
        .select("article_id", "language", "language_score")
    )
    originals = near_duplicates.group_by("article_id").agg(pl.col("duplicate_of").min().alias("near_duplicate_of"))
    edit_counts = placed.group_by("article_id").agg(pl.len().alias("edit_count"))
    articles = (
        raw_articles.drop("title", "text")
        .join(_field(clean, "title"), on="article_id", how="left")
        .join(_field(clean, "text"), on="article_id")
        .join(languages, on="article_id")
        .join(originals, on="article_id", how="left")
        .join(edit_counts, on="article_id", how="left")
        .join(latest_versions(raw_articles), on="document_id")
        .with_columns(
            pl.col("edit_count").fill_null(0),
            (pl.col("article_id") == pl.col("latest_id")).alias("is_latest_version"),
            ((pl.col("article_id") == pl.col("latest_id")) & pl.col("near_duplicate_of").is_null()).alias("is_unique"),
            # A text of spaces alone has no word; splitting it would still give one empty string.
            pl.col("text").str.count_matches(r"\S+").alias("word_count"),
        )
    )
    return Cleaned(
        Articles.conform(articles),
        SourceTexts.conform(_with_length_and_hash(units)),
        TextEdits.conform(placed.pipe(with_byte_spans, source_segments)),
        SpellingCorrections.conform(
            keys.join(corrected["corrections"], on="unit")
            .join(decisions.select(pl.col("word").alias("original"), "score", "reason"), on="original")
            .pipe(with_byte_spans, source_segments)
        ),
    )


def edits_replay(source_texts: pl.LazyFrame, text_edits: pl.LazyFrame, articles: pl.LazyFrame) -> int:
    """Number of fields whose edits are not a true account of how source text became clean text."""
    clean = text_units(articles).select(*_KEY, pl.col("text").alias("clean"))
    edits = text_edits.sort(*_KEY, "edit_index").group_by(_KEY, maintain_order=True).agg(*EDIT_SCHEMA)
    rows = source_texts.join(clean, on=_KEY, how="full", coalesce=True).join(edits, on=_KEY, how="full", coalesce=True)
    failed = 0
    for source, text, *lists in rows.select("text", "clean", *EDIT_SCHEMA).collect().iter_rows():
        found = list(map(Edit._make, zip(*(values or () for values in lists), strict=True)))
        failed += source is None or text is None or not proves(source, found, text)
    return failed


def _read_articles(units: pl.LazyFrame, texts: pl.LazyFrame) -> pl.LazyFrame:
    """article_id of the articles whose body is in a language that is read."""
    language = texts.filter(pl.col("language").is_in(READ_LANGUAGES))
    return units.filter(pl.col("field") == "text").join(language, on="unit", how="semi").select("article_id")


def latest_versions(raw_articles: pl.LazyFrame) -> pl.LazyFrame:
    """document_id and latest_id: the article that is its latest version."""
    return (
        raw_articles.select("article_id", "document_id", "published_at")
        .sort("document_id", "published_at", "article_id", nulls_last=False)
        .group_by("document_id", maintain_order=True)
        .agg(pl.col("article_id").last().alias("latest_id"))
    )


def _with_length_and_hash(units: pl.LazyFrame) -> pl.LazyFrame:
    """What stays of the texts when a database is published without them."""
    counted = units.with_columns(pl.col("text").str.len_chars().cast(pl.Int64).alias("character_count"))
    return with_hash(
        counted, "text_sha256", ["text"], lambda values: hashlib.sha256(values["text"].encode()).hexdigest()
    )


def _field(clean: pl.LazyFrame, field: str) -> pl.LazyFrame:
    return clean.filter(pl.col("field") == field).select("article_id", pl.col("text").alias(field))


def _identity(row: Mapping[str, Any]) -> str:
    words = (part for d in row["decisions"] for part in (d["word"], d["replacement"]))
    return short_hash(row["unit"], *words)
