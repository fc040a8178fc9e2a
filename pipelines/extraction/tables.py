"""The tables of the extraction stage, put together from articles and the results of reading."""

from typing import NamedTuple

import polars as pl

from pipelines.cleaning.articles import text_units
from pipelines.cleaning.language import READ_LANGUAGES
from pipelines.lineage.spans import with_byte_spans, with_ids, with_raw_spans
from pipelines.schemas.extraction import RawMentions, Sentences


class Extracted(NamedTuple):
    """The two tables that reading makes together."""

    sentences: pl.LazyFrame
    raw_mentions: pl.LazyFrame


def units_to_read(articles: pl.LazyFrame) -> pl.LazyFrame:
    """article_id, field, text and unit of the titles and texts that the model reads."""
    return text_units(articles.filter(pl.col("language").is_in(READ_LANGUAGES)))


def extracted_tables(
    units: pl.LazyFrame, text_edits: pl.LazyFrame, source_segments: pl.LazyFrame, read: dict[str, pl.LazyFrame]
) -> Extracted:
    """Sentences and raw mentions of every article, from the results by unit."""
    keys = units.select("article_id", "field", "unit")
    sentences = (
        keys.join(read["sentences"], on="unit").pipe(with_raw_spans, text_edits).pipe(with_byte_spans, source_segments)
    )
    return Extracted(
        Sentences.conform(sentences.pipe(with_ids, "sentence_id")),
        RawMentions.conform(keys.join(read["raw_mentions"], on="unit")),
    )
