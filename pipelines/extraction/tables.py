"""What the extraction stage reads, and its sentences put in their places."""

from collections.abc import Mapping

import polars as pl

from pipelines.cleaning.articles import text_units
from pipelines.cleaning.language import READ_LANGUAGES
from pipelines.lineage.spans import with_byte_spans, with_ids, with_raw_spans
from pipelines.schemas.extraction import Sentences


def units_to_read(articles: pl.LazyFrame) -> pl.LazyFrame:
    """article_id, field, text and unit of the titles and texts that the model reads."""
    return text_units(articles.filter(pl.col("language").is_in(READ_LANGUAGES)))


def located_sentences(
    sentences: pl.LazyFrame, text_edits: pl.LazyFrame, source_segments: pl.LazyFrame
) -> Mapping[str, pl.LazyFrame]:
    """The table `sentences`, from what reading says (with article_id and field) and the way down to the bytes."""
    located = sentences.pipe(with_raw_spans, text_edits).pipe(with_byte_spans, source_segments)
    return {"sentences": Sentences.conform(located.pipe(with_ids, "sentence_id"))}
