"""Spans in whole tables: from clean text to source text to bytes for many rows at once, and the ids made of them."""

import polars as pl

FIELD_KEY = ["article_id", "field"]
# No text is as long.
_MOST_CHARACTERS = 1 << 31


def with_raw_spans(spans: pl.LazyFrame, edits: pl.LazyFrame) -> pl.LazyFrame:
    """Add `raw_start` and `raw_end` to rows with article_id, field, char_start and char_end.

    The same rule as `segments.lower_span`, for a table: from below the span's first character to below its last,
    and an edit that the span touches is taken in whole. `edits` has the columns of text_edits. Spans must not be
    empty. Row order is not kept.
    """
    # Of several edits at one place (a deletion, then a replacement) the last decides what lies below.
    last_at_place = (
        edits.select(*FIELD_KEY, "edit_index", "char_start", "char_end", "raw_start", "raw_end")
        .sort(*FIELD_KEY, "edit_index")
        .unique([*FIELD_KEY, "char_start"], keep="last", maintain_order=True)
        .select(
            *FIELD_KEY,
            pl.col("char_start").alias("_place"),
            pl.col("char_end").alias("_edit_end"),
            pl.col("raw_start").alias("_edit_raw_start"),
            pl.col("raw_end").alias("_edit_raw_end"),
        )
        .sort("_place")
    )
    return (
        _below(spans, last_at_place, pl.col("char_start"), "_edit_raw_start", "raw_start")
        .pipe(_below, last_at_place, pl.col("char_end") - 1, "_edit_raw_end", "raw_end")
        .with_columns(pl.col("raw_end") + 1 - pl.col("_inside").cast(pl.Int64))
        .drop("_inside")
    )


def with_byte_spans(spans: pl.LazyFrame, segments: pl.LazyFrame) -> pl.LazyFrame:
    """Add `byte_start`, `byte_end` and `is_aligned` to rows with article_id, field, raw_start and raw_end.

    The same rule as `segments.lower_span`, for a table. A span that touches an unaligned segment has null bytes. An
    empty span is a point, right after the character before it. `segments` has the columns of source_segments. Row
    order is not kept.
    """
    is_unaligned = pl.col("kind") == "unaligned"
    width = (pl.col("byte_end") - pl.col("byte_start")) // (pl.col("raw_end") - pl.col("raw_start"))
    # From a character of the text to where it lies: shifted and scaled in a copied segment, the whole of any other.
    places = segments.sort("raw_start").select(
        *FIELD_KEY,
        pl.col("raw_start").alias("_place"),
        pl.when(pl.col("kind") == "copied").then(width).otherwise(0).alias("_width"),
        pl.col("byte_start").alias("_begin"),
        (pl.col("byte_start") + width).alias("_begin_end"),
        pl.col("byte_end").alias("_end"),
        is_unaligned.alias("_is_unaligned"),
        is_unaligned.cum_sum().over(FIELD_KEY).alias("_unaligned"),
    )
    is_point = pl.col("raw_start") == pl.col("raw_end")
    is_copied = pl.col("_width_last") > 0
    start = pl.col("_begin_first") + (pl.col("raw_start") - pl.col("_place_first")) * pl.col("_width_first")
    end = (
        pl.when(is_copied)
        .then(pl.col("_begin_end_last") + (pl.col("raw_end") - 1 - pl.col("_place_last")) * pl.col("_width_last"))
        .otherwise(pl.col("_end_last"))
    )
    point = pl.when(pl.col("raw_end") == 0).then(start).otherwise(end)
    crosses = pl.col("_is_unaligned_first") | (pl.col("_unaligned_last") > pl.col("_unaligned_first"))
    is_aligned = pl.when(is_point).then(pl.col("_is_unaligned_last").not_()).otherwise(crosses.not_())
    return (
        spans.pipe(_at, places, pl.col("raw_start"), "_first")
        .pipe(_at, places, (pl.col("raw_end") - 1).clip(lower_bound=0), "_last")
        .with_columns(is_aligned.fill_null(False).alias("is_aligned"))
        .with_columns(
            pl.when("is_aligned").then(pl.when(is_point).then(point).otherwise(start)).alias("byte_start"),
            pl.when("is_aligned").then(pl.when(is_point).then(point).otherwise(end)).alias("byte_end"),
        )
        .drop(pl.selectors.starts_with("_"))
    )


def with_ids(spans: pl.LazyFrame, name: str) -> pl.LazyFrame:
    """Add the identity of each span: article_id:field:raw_start-raw_end.

    Several spans inside one edit share its raw span; from the second on, in order, they get a number as well.
    The same span twice keeps one id, so that a check on the key sees it. Row order is not kept.
    """
    identity = pl.format("{}:{}:{}-{}", *FIELD_KEY, "raw_start", "raw_end")
    place = pl.col("char_start") * _MOST_CHARACTERS + pl.col("char_end")  # in the order of the text
    rank = place.rank("dense").over(*FIELD_KEY, "raw_start", "raw_end")
    return spans.with_columns(
        pl.when(rank == 1).then(identity).otherwise(pl.format("{}.{}", identity, rank)).alias(name)
    )


def _below(spans: pl.LazyFrame, edits: pl.LazyFrame, position: pl.Expr, inside: str, name: str) -> pl.LazyFrame:
    """Add the place below one character; inside an edit that is the edit's column `inside`."""
    is_inside = pl.col("_edit_end") > pl.col("_position")
    shift = (pl.col("_edit_raw_end") - pl.col("_edit_end")).fill_null(0)
    return (
        spans.with_columns(position.alias("_position"))
        .sort("_position")
        .join_asof(
            edits,
            left_on="_position",
            right_on="_place",
            by=FIELD_KEY,
            strategy="backward",
            check_sortedness=False,
        )
        .with_columns(
            pl.when(is_inside).then(pl.col(inside)).otherwise(pl.col("_position") + shift).alias(name),
            is_inside.fill_null(False).alias("_inside"),
        )
        .drop("_position", "_place", "_edit_end", "_edit_raw_start", "_edit_raw_end", strict=False)
    )


def _at(spans: pl.LazyFrame, places: pl.LazyFrame, position: pl.Expr, suffix: str) -> pl.LazyFrame:
    """Add the segment that holds the character at a position, its columns with a suffix."""
    names = ("_place", "_width", "_begin", "_begin_end", "_end", "_is_unaligned", "_unaligned")
    return (
        spans.with_columns(position.alias("_position"))
        .sort("_position")
        .join_asof(
            places.with_columns(pl.col("_place").alias(f"_place{suffix}")).rename(
                {name: f"{name}{suffix}" for name in names[1:]}
            ),
            left_on="_position",
            right_on="_place",
            by=FIELD_KEY,
            strategy="backward",
            check_sortedness=False,
        )
        .drop("_position", "_place", strict=False)
    )
