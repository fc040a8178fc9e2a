"""The tables of the cleaning stage, put together from raw articles and the per-text results.

A unit is one text to be worked on: a field with its exact characters. Articles with equal texts share it, so that
no text is worked on twice; its id is known before any work is done.
"""

import hashlib
from collections.abc import Mapping

import polars as pl

from pipelines.cleaning.normalise import EDIT_SCHEMA
from pipelines.lineage.edits import Edit, proves
from pipelines.lineage.hashing import with_hash
from pipelines.lineage.spans import with_byte_spans
from pipelines.schemas.cleaning import Articles, Datelines, SourceTexts, SpellingCorrections, SpellingVetoes, TextEdits

_KEY = ["article_id", "field"]
_TEXT = ["unit", "source"]


def text_units(articles: pl.LazyFrame, *more: str) -> pl.LazyFrame:
    """article_id, field, text and unit for every title and text there is, and more columns of the articles."""
    fields = (
        articles.select("article_id", *more, pl.lit(field).alias("field"), pl.col(field).alias("text")).drop_nulls(
            "text"
        )
        for field in ("title", "text")
    )
    return with_hash(pl.concat(fields), "unit", ("field", "text"))


def results_of_articles(
    units: pl.LazyFrame, normalised: Mapping[str, pl.LazyFrame], corrected: Mapping[str, pl.LazyFrame]
) -> dict[str, pl.LazyFrame]:
    """The results of both passes as rows with article_id and field: texts, edits, datelines, corrections and vetoes.

    `corrected` has the results of the second pass by `unit` and `source`, for the texts that it touched.
    """
    keys = units.select(*_KEY, *_TEXT)
    done = corrected["texts"].select(_TEXT)
    texts = (
        keys.join(normalised["texts"].rename({"text": "normalised"}), on="unit")
        .join(corrected["texts"], on=_TEXT, how="left")
        .select(*_KEY, pl.coalesce("text", "normalised").alias("text"), "language", "language_score")
    )

    def of_both(name: str, keys: pl.LazyFrame = keys) -> pl.LazyFrame:
        first = keys.join(done, on=_TEXT, how="anti").join(normalised[name], on="unit")
        second = keys.join(corrected[name], on=_TEXT)
        return pl.concat([frame.drop(_TEXT) for frame in (first, second)])

    return {
        "texts": texts,
        "edits": of_both("edits"),
        "datelines": of_both("datelines", keys.filter(pl.col("field") == "text")),
        "corrections": keys.join(corrected["corrections"], on=_TEXT),
        "vetoes": keys.join(corrected["vetoes"], on=_TEXT),
    }


def clean_articles(
    raw_articles: pl.LazyFrame,
    source_segments: pl.LazyFrame,
    originals: pl.LazyFrame,
    latest: pl.LazyFrame,
    units: pl.LazyFrame,
    texts: pl.LazyFrame,
    edits: pl.LazyFrame,
    datelines: pl.LazyFrame,
    corrections: pl.LazyFrame,
    vetoes: pl.LazyFrame,
) -> Mapping[str, pl.LazyFrame]:
    """The six tables that cleaning makes, from what ingestion knows of each article, its texts as units, and the frames
    of `results_of_articles`."""
    bodies = texts.filter(pl.col("field") == "text").select("article_id", "text", "language", "language_score")
    titles = texts.filter(pl.col("field") == "title").select("article_id", pl.col("text").alias("title"))
    edit_counts = edits.group_by("article_id").agg(pl.len().alias("edit_count"))
    articles = (
        raw_articles.drop("title", "text")
        .join(titles, on="article_id", how="left")
        .join(bodies, on="article_id")
        .join(originals, on="article_id", how="left")
        .join(edit_counts, on="article_id", how="left")
        .join(latest, on="article_id")
        .with_columns(
            pl.col("edit_count").fill_null(0),
            (pl.col("article_id") == pl.col("latest_id")).alias("is_latest_version"),
            ((pl.col("article_id") == pl.col("latest_id")) & pl.col("near_duplicate_of").is_null()).alias("is_unique"),
            # A text of spaces alone has no word; splitting it would still give one empty string.
            pl.col("text").str.count_matches(r"\S+").alias("word_count"),
        )
    )
    return {
        "articles": Articles.conform(articles),
        "source_texts": SourceTexts.conform(_with_length_and_hash(units)),
        "text_edits": TextEdits.conform(edits.pipe(with_byte_spans, source_segments)),
        "spelling_corrections": SpellingCorrections.conform(corrections.pipe(with_byte_spans, source_segments)),
        "spelling_vetoes": SpellingVetoes.conform(vetoes.pipe(with_byte_spans, source_segments)),
        "datelines": Datelines.conform(datelines.pipe(with_byte_spans, source_segments)),
    }


def originals_of(near_duplicates: pl.LazyFrame) -> pl.LazyFrame:
    """article_id and near_duplicate_of of the articles that repeat another one."""
    return near_duplicates.group_by("article_id").agg(pl.col("duplicate_of").min().alias("near_duplicate_of"))


def datelines_out_of_place(articles: pl.LazyFrame, datelines: pl.LazyFrame) -> int:
    """Number of datelines that do not stand in their article as they say."""
    span = pl.col("text").str.slice(pl.col("char_start"), pl.col("char_end") - pl.col("char_start"))
    parts = [pl.col(name).fill_null("") for name in ("place", "date_text", "agency")]
    holds = pl.all_horizontal(span.str.contains(part, literal=True) for part in parts)
    rows = datelines.join(articles.select("article_id", "text"), on="article_id", how="left")
    return int(rows.filter(holds.fill_null(value=False).not_()).select(pl.len()).collect().item())


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


def latest_versions(raw_articles: pl.LazyFrame) -> pl.LazyFrame:
    """article_id and latest_id: the article that is the latest version of the same document."""
    versions = raw_articles.select("article_id", "document_id", "published_at")
    latest = (
        versions.sort("document_id", "published_at", "article_id", nulls_last=False)
        .group_by("document_id", maintain_order=True)
        .agg(pl.col("article_id").last().alias("latest_id"))
    )
    # Each article is there once: told so, the plan cannot multiply texts by ids that are not distinct.
    of_articles = versions.join(latest, on="document_id")
    return of_articles.group_by("article_id").agg(pl.col("latest_id").min())


def _with_length_and_hash(units: pl.LazyFrame) -> pl.LazyFrame:
    """What stays of the texts when a database is published without them."""
    counted = units.with_columns(pl.col("text").str.len_chars().cast(pl.Int64).alias("character_count"))
    return with_hash(
        counted, "text_sha256", ["text"], lambda values: hashlib.sha256(values["text"].encode()).hexdigest()
    )
