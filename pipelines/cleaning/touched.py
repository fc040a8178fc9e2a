"""Which texts the decisions of the corpus touch, put together from what was decided and from the per-text results."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from pipelines.cleaning.correct import DECISION_STRUCT
from pipelines.cleaning.language import READ_LANGUAGES
from pipelines.cleaning.normalise import EDIT_SCHEMA
from pipelines.lineage.hashing import short_hash, with_hash

# A text of an outlet: the same text may be framed otherwise in another one.
_TEXT = ["unit", "source"]


def read_articles(units: pl.LazyFrame, texts: pl.LazyFrame) -> pl.LazyFrame:
    """article_id of the articles whose body is in a language that is read."""
    language = texts.filter(pl.col("language").is_in(READ_LANGUAGES))
    return units.filter(pl.col("field") == "text").join(language, on="unit", how="semi").select("article_id")


def outlet_lines(units: pl.LazyFrame, edge_lines: pl.LazyFrame) -> pl.LazyFrame:
    """unit, source, edge, position, line and body of every line at an edge of an outlet's texts."""
    texts = units.filter(pl.col("field") == "text").select("unit", "source").unique()
    return texts.join(edge_lines, on="unit")


def touching(
    units: pl.LazyFrame, normalised: Mapping[str, pl.LazyFrame], spelling: pl.LazyFrame, chrome: pl.LazyFrame
) -> Mapping[str, pl.LazyFrame]:
    """What of the decisions on `spelling` and `chrome` touches which text: `words`, the decisions by unit, in texts of
    articles that are read; `lines`, unit, source and line. `units` have the column source."""
    active = spelling.filter(pl.col("decision") != "keep").select(*DECISION_STRUCT.to_schema())
    read = units.join(read_articles(units, normalised["texts"]), on="article_id", how="semi")
    misspelt = normalised["words"].select("unit", "word").join(active, on="word")
    removed = chrome.filter(pl.col("decision") == "remove")
    framed = outlet_lines(units, normalised["edge_lines"]).join(removed, on=["source", "edge", "line"], how="semi")
    return {
        "words": misspelt.join(read.select("unit"), on="unit", how="semi"),
        "lines": framed.select(*_TEXT, "line").unique(),
    }


def with_their_texts(
    units: pl.LazyFrame, normalised: Mapping[str, pl.LazyFrame], words: pl.LazyFrame, lines: pl.LazyFrame
) -> dict[str, pl.LazyFrame]:
    """What `units_to_correct` needs, all with the column unit: the frames of `touching`, and the texts that are
    touched, before (`raw_texts`) and after the first pass (`texts`, `edits`)."""
    touched = pl.concat([rows.select("unit") for rows in (words, lines)])
    return {
        "words": words,
        "lines": lines,
        "raw_texts": units.select(*_TEXT, "field", pl.col("text").alias("raw_text")).join(
            touched, on="unit", how="semi"
        ),
        "texts": normalised["texts"].select("unit", "text").join(touched, on="unit", how="semi"),
        "edits": normalised["edits"].join(touched, on="unit", how="semi"),
    }


def units_to_correct(
    words: pl.LazyFrame, lines: pl.LazyFrame, raw_texts: pl.LazyFrame, texts: pl.LazyFrame, edits: pl.LazyFrame
) -> Mapping[str, pl.LazyFrame]:
    """`touched`, the texts of outlets that a decision touches: unit, source, corrected_unit, field, raw_text, text,
    edits, decisions and lines.

    `corrected_unit` is the identity of the work: the text and what is to be done to it, but no counts, so that a
    decision which stays the same costs nothing when the corpus grows.
    """
    misspelt = (
        words.sort("unit", "word")
        .group_by("unit", maintain_order=True)
        .agg(pl.struct(*DECISION_STRUCT.to_schema()).alias("decisions"))
    )
    framed = lines.sort(*_TEXT, "line").group_by(_TEXT, maintain_order=True).agg(pl.col("line").alias("lines"))
    listed_edits = (
        edits.sort("unit", "edit_index")
        .group_by("unit", maintain_order=True)
        .agg(pl.struct(*EDIT_SCHEMA).alias("edits"))
    )
    touched = (
        raw_texts.unique(_TEXT)
        .join(misspelt, on="unit", how="left")
        .join(framed, on=_TEXT, how="left")
        .filter(pl.col("decisions").is_not_null() | pl.col("lines").is_not_null())
        .join(texts, on="unit")
        .join(listed_edits, on="unit", how="left")
        .with_columns(
            pl.col("edits").fill_null(_empty(pl.Struct(EDIT_SCHEMA))),
            pl.col("decisions").fill_null(_empty(DECISION_STRUCT)),
            pl.col("lines").fill_null(_empty(pl.String())),
        )
    )
    return {"touched": with_hash(touched, "corrected_unit", ("unit", "decisions", "lines"), _identity)}


def _identity(row: Mapping[str, Any]) -> str:
    words = (part for decision in row["decisions"] for part in _parts(decision))
    return short_hash(row["unit"], *words, None, *row["lines"])


def _parts(decision: Mapping[str, Any]) -> tuple[str, ...]:
    candidates = (f"{c['word']} {c['score']}" for c in decision["candidates"])
    return (*(decision[name] for name in ("word", "decision", "replacement", "reason")), "; ".join(candidates))


def _empty(kind: pl.DataType) -> pl.Expr:
    return pl.lit([], dtype=pl.List(kind))
