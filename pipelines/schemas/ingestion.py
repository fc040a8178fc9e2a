"""Tables of the ingestion stage: what was found, what it is, and which articles came of it."""

import dataframely as dy
import polars as pl

from pipelines.schemas import columns as c
from pipelines.schemas.table import Table, TableInfo

INPUT_STATUSES = ("article", "duplicate", "rejected")
SEGMENT_KINDS = ("copied", "decoded", "inserted", "unaligned")
DUPLICATE_METHODS = ("exact", "near", "part")
PRECISIONS = ("second", "day", "month", "unknown")


class Inputs(Table):
    """Every record found in the source files, and what became of it. No input is ever left out: each is an
    article, a duplicate of one, or rejected with a reason."""

    info = TableInfo("inputs", "ingestion", "one record found in a source file")

    input_id = c.input_id(primary_key=True)
    path = c.path(primary_key=True)
    object_sha256 = c.object_sha256()
    locator = dy.String(
        description="Where the record lies in the object: 'whole' (.txt, .html), 'line:N' (JSON Lines), 'row:N' (rows "
        "of CSV below the header, of Parquet), 'record:N' (an element of JSON, an item of a feed, a document of SGML, "
        "a record of a web archive), all from 1; 'rest' is what is left of an object that breaks off.",
        metadata={"example": "whole"},
    )
    byte_start = dy.Int64(
        min=0,
        metadata={"unit": "bytes", "example": 0},
        description="Start of the record in the source object (of a row of "
        "Parquet, that of its row group; of a response in a web archive, that of its body).",
    )
    byte_end = dy.Int64(
        min=0,
        metadata={"unit": "bytes", "example": 4319},
        description="End of the record in the source object, exclusive.",
    )
    media_type = dy.String(
        description="Media type that the file's extension stands for.", metadata={"example": "text/plain"}
    )
    encoding = dy.String(
        nullable=True,
        description="Encoding the bytes were decoded with; null if they were not.",
        metadata={"example": "utf-8"},
    )
    status = dy.String(
        check=lambda s: s.is_in(INPUT_STATUSES),
        description="article, duplicate or rejected.",
        metadata={"example": "article"},
    )
    reason = dy.String(
        nullable=True,
        description="Code of the reason for a rejection or duplicate, or of what an article lacks.",
        metadata={"example": "unusable_field"},
    )
    error = dy.String(
        nullable=True,
        description="The same in words, with the value at fault.",
        metadata={"example": "published_at '03/04/2026' may be two dates"},
    )
    article_id = c.article_id(
        "The article that came of the input; for a duplicate, the article that it repeats, so a join on it counts an "
        "article once for each copy: ask for status = 'article'. Null for a reject.",
        nullable=True,
    )

    @dy.rule()
    def rejected_without_article(cls) -> pl.Expr:
        return (pl.col("status") == "rejected") == pl.col("article_id").is_null()

    @dy.rule()
    def not_an_article_has_a_reason(cls) -> pl.Expr:
        return (pl.col("status") == "article") | pl.col("reason").is_not_null()


class SourceObjects(Table):
    """Every file as found, members of archives among them, known by the SHA-256 of its bytes."""

    info = TableInfo("source_objects", "ingestion", "one file", namespace="lineage")

    object_sha256 = c.object_sha256(primary_key=True)
    path = c.path(primary_key=True)
    media_type = dy.String(
        description="Media type that the file's extension stands for.", metadata={"example": "text/plain"}
    )
    compression = dy.String(
        nullable=True, description="gzip where the file was compressed, else null.", metadata={"example": "gzip"}
    )
    byte_count = dy.Int64(
        min=0,
        metadata={"unit": "bytes", "example": 4319},
        description="Size of the object (decompressed for .gz and in archives).",
    )


class SourceSegments(Table):
    """Which bytes of its source object every character of an article's title and text was made from. The segments of a
    field cover its source text from 0 to its end, and those with bytes stand in the order of the file."""

    info = TableInfo(
        "source_segments",
        "ingestion",
        "one stretch of a source text",
        namespace="lineage",
        primary_key=False,
        references={"article_id": "raw_articles.article_id"},
    )

    article_id = c.article_id(primary_key=True)
    field = c.field(primary_key=True)
    raw_start = c.raw_start(primary_key=True)
    raw_end = c.raw_end()
    byte_start = c.byte_start("the stretch")
    byte_end = c.byte_end("the stretch")
    kind = dy.String(
        check=lambda k: k.is_in(SEGMENT_KINDS),
        description="copied: character for character, each from equally many bytes. decoded: made from the whole "
        "stretch (an escape, an entity, markup between two words). inserted: made from nothing, at that place. "
        "unaligned: where it comes from is not known; its bytes are null.",
        metadata={"example": "copied"},
    )

    @dy.rule()
    def unaligned_without_bytes(cls) -> pl.Expr:
        return (pl.col("kind") == "unaligned") == pl.col("byte_start").is_null()


class RawArticles(Table):
    """Articles as published, before cleaning: one row for each input with status 'article'."""

    info = TableInfo("raw_articles", "ingestion", "one article", namespace="intermediate")

    article_id = c.article_id(primary_key=True)
    document_id = dy.String(
        regex=c.HASH16,
        description="The same publication over time: hash of source and external id or url, else of path and locator.",
        metadata={"example": "c6c11b785496584d"},
    )
    external_id = dy.String(
        nullable=True,
        description="The id that the input itself carries, else null.",
        metadata={"example": "hc-20260304-02"},
    )
    source = c.source()
    url = dy.String(
        nullable=True,
        description="Address that the input gives for the article.",
        metadata={"example": "https://harbourcourier.example/2026/03/04/paris-cherbourg-link"},
    )
    title = dy.String(
        nullable=True,
        description="Headline as published.",
        metadata={"example": "Paris welcomes electric link to Cherbourg"},
    )
    authors = dy.List(
        dy.String(),
        description="Authors as the input names them, in its order.",
        metadata={"example": ["Colin Teague"]},
    )
    published_at = c.published_at()
    published_date = c.published_date(nullable=True)
    published_precision = dy.String(
        check=lambda s: s.is_in(PRECISIONS),
        description="How exactly the time of publication is known: second, day, month or unknown.",
        metadata={"example": "second"},
    )
    text = dy.String(
        description="Body as published: the source text.",
        metadata={"example": "French officials have welcomed the plan for electric ferries …"},
    )
    content_sha256 = dy.String(
        regex=c.SHA256,
        description="SHA-256 over the body as published; equal for equal bodies.",
        metadata={"example": "bb873dadd5c893165417ba3c4c92bdbce222b6d5ce577c10aec08518c03d7386"},
    )


class NearDuplicates(Table):
    """Articles that repeat an earlier one: republished under another id, address or headline, with other line breaks,
    small edits, a dateline or a paragraph more, or cut short. Each has one row, with the original: the article of the
    cluster that was published first (undated ones last, then by id). All stay in every table. Versions of one document
    (equal document_id) are no duplicates of one another and have no row; texts of the same form with other figures
    (prices, dividends, weather) are none either."""

    info = TableInfo(
        "near_duplicates",
        "ingestion",
        "one article and its original",
        references={
            "article_id": "raw_articles.article_id",
            "duplicate_of": "raw_articles.article_id",
            "matched_with": "raw_articles.article_id",
        },
    )

    article_id = c.article_id(primary_key=True)
    duplicate_of = dy.String(
        primary_key=True,
        regex=c.HASH16,
        description="article_id of the original, the earliest article of the cluster.",
        metadata={"example": "b4b03d3300cdb732"},
    )
    similarity = c.share(
        "Share of the runs of three words in either text that both have (Jaccard), of the article and the one that it "
        "was matched with; 1 for equal words.",
        example="1.000000",
    )
    method = dy.String(
        check=lambda m: m.is_in(DUPLICATE_METHODS),
        description="exact: the same words in the same order, whatever their case, punctuation and line breaks. near: "
        "the same words but for small edits and added blocks. part: one of the two is the other cut short, or with one "
        "block more.",
        metadata={"example": "exact"},
    )
    containment = c.share(
        "Share of the runs of three words in the shorter text that the longer has too; near 1 for a shortened copy.",
        example="1.000000",
    )
    matched_with = dy.String(
        regex=c.HASH16,
        description="article_id of the article that the figures are about: the original, or an article of the cluster "
        "that leads to it over further matches.",
        metadata={"example": "b4b03d3300cdb732"},
    )
