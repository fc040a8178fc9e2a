"""Tables of the cleaning stage about articles: clean texts, every edit that leads to them, and what was read off."""

import dataframely as dy
import polars as pl

from pipelines.schemas import columns as c
from pipelines.schemas.ingestion import RawArticles
from pipelines.schemas.table import Table, TableInfo

VETO_REASONS = ("unlikely_here", "set_apart", "may_be_a_name", "drawn_out")


class Articles(Table):
    """Clean articles, ready for analysis. Every difference from the source text is a row of text_edits."""

    info = TableInfo("articles", "cleaning", "one article")

    article_id = c.article_id(primary_key=True)
    document_id = RawArticles.columns()["document_id"]
    external_id = RawArticles.columns()["external_id"]
    source = c.source()
    url = RawArticles.columns()["url"]
    title = dy.String(
        nullable=True,
        description="Clean headline; null where the input gives none.",
        metadata={"example": "Paris welcomes electric link to Cherbourg"},
    )
    authors = RawArticles.columns()["authors"]
    published_at = c.published_at()
    published_date = c.published_date(nullable=True)
    published_precision = RawArticles.columns()["published_precision"]
    language = dy.String(
        description="ISO 639-1 code of the text's language (639-3 where there is none), 'und' where it cannot be told. "
        "Only 'en' and 'und' are corrected and read for names.",
        metadata={"example": "en"},
    )
    language_score = c.share(
        "Share of the text that the language detector finds in this language; where common English words decided, "
        "their share of all words; 0 for 'und'.",
        example="0.990000",
    )
    text = dy.String(
        description="Clean body: what spaCy reads and what spans count in.",
        metadata={"running_text": True, "example": "French officials have welcomed the plan for electric ferries …"},
    )
    word_count = c.count("Whitespace-separated tokens of text.", example=612)
    near_duplicate_of = c.article_id(
        "The article that this one is a near-duplicate of (see near_duplicates), else null.", nullable=True
    )
    is_latest_version = dy.Bool(
        metadata={"example": True},
        description="Whether it is the latest version of its document: the one with the greatest (published_at, "
        "article_id), undated ones first. Older versions stay in every table.",
    )
    is_unique = dy.Bool(
        metadata={"example": True},
        description="Whether it is counted in the columns of the aggregates that begin with unique_: it is the latest "
        "version of its document, and no near-duplicate of another article.",
    )
    edit_count = c.count("Edits in title and text together.", example=3)
    content_sha256 = RawArticles.columns()["content_sha256"]


class SourceTexts(Table):
    """Every article's title and body as published, character for character: what raw spans count in."""

    info = TableInfo(
        "source_texts",
        "cleaning",
        "one field of one article",
        namespace="lineage",
        primary_key=False,
        references={"article_id": "articles.article_id"},
    )

    article_id = c.article_id(primary_key=True)
    field = c.field(primary_key=True)
    text = dy.String(
        description="The source text.",
        metadata={"running_text": True, "example": "French officials have welcomed the plan for electric ferries …"},
    )
    character_count = c.count("Code points of the source text.", example=4312)
    text_sha256 = dy.String(
        regex=c.SHA256,
        description="SHA-256 over the source text in UTF-8.",
        metadata={"example": "bb873dadd5c893165417ba3c4c92bdbce222b6d5ce577c10aec08518c03d7386"},
    )


class TextEdits(Table):
    """Every change made to a source text, in order. Applying an article's edits to its source text gives its clean
    text exactly; that is checked on every article."""

    info = TableInfo(
        "text_edits",
        "cleaning",
        "one replacement in one field of an article",
        primary_key=False,
        references={"article_id": "articles.article_id"},
    )

    article_id = c.article_id(primary_key=True)
    field = c.field(primary_key=True)
    edit_index = dy.Int64(
        primary_key=True, min=0, description="Position in the field's list of edits, from 0.", metadata={"example": 0}
    )
    rule = dy.String(
        description="Rule that made the edit; several, in order, where their spans meet.",
        metadata={"example": "spelling"},
    )
    raw_start = c.raw_start()
    raw_end = c.raw_end()
    byte_start = c.byte_start()
    byte_end = c.byte_end()
    is_aligned = c.is_aligned()
    char_start = c.char_start()
    char_end = c.char_end()
    before = dy.String(
        description="Characters of the source text in the raw span.",
        metadata={"running_text": True, "example": "recieve"},
    )
    after = dy.String(
        description="Characters of the clean text in the clean span.",
        metadata={"running_text": True, "example": "receive"},
    )

    @dy.rule()
    def an_edit_changes_something(cls) -> pl.Expr:
        return pl.col("before") != pl.col("after")

    @dy.rule()
    def spans_are_as_long_as_their_text(cls) -> pl.Expr:
        return (pl.col("raw_end") - pl.col("raw_start") == pl.col("before").str.len_chars()) & (
            pl.col("char_end") - pl.col("char_start") == pl.col("after").str.len_chars()
        )


class Datelines(Table):
    """Where, when and by which agency a story was filed, as its first lines say: "KYIV, Jan 5 (Reuters) -". The
    dateline stays in the text; this is what it says."""

    info = TableInfo(
        "datelines",
        "cleaning",
        "one article with a dateline",
        references={"article_id": "articles.article_id"},
    )

    article_id = c.article_id(primary_key=True)
    field = c.field()
    place = dy.String(
        nullable=True,
        description="Place as written, with its region; several are parted by slashes. Null where only an agency is "
        "named.",
        metadata={"example": "BRANNOC, North Coast"},
    )
    date_text = dy.String(
        nullable=True, description="Date as written; it has no year as a rule.", metadata={"example": "March 4"}
    )
    agency = dy.String(nullable=True, description="Agency as written in brackets.", metadata={"example": "Reuters"})
    raw_start = c.raw_start()
    raw_end = c.raw_end()
    byte_start = c.byte_start()
    byte_end = c.byte_end()
    is_aligned = c.is_aligned()
    char_start = c.char_start()
    char_end = c.char_end()

    @dy.rule()
    def something_is_said(cls) -> pl.Expr:
        return pl.any_horizontal(pl.col("place", "agency").is_not_null())


class SpellingCorrections(Table):
    """Every typo put right, one row an occurrence."""

    info = TableInfo(
        "spelling_corrections",
        "cleaning",
        "one applied correction",
        primary_key=False,
        references={"article_id": "articles.article_id"},
    )

    article_id = c.article_id(primary_key=True)
    field = c.field(primary_key=True)
    raw_start = c.raw_start(primary_key=True)
    raw_end = c.raw_end()
    byte_start = c.byte_start()
    byte_end = c.byte_end()
    is_aligned = c.is_aligned()
    char_start = c.char_start()
    char_end = c.char_end()
    original = dy.String(description="Word as it stood after normalisation.", metadata={"example": "recieve"})
    replacement = dy.String(description="Word that stands in the clean text.", metadata={"example": "receive"})
    score = dy.Decimal(
        9,
        4,
        nullable=True,
        description="log10 of the odds that the replacement was meant in this place; null where nothing was weighed: "
        "a person overruled, or an apostrophe was missing.",
        metadata={"example": "3.0673"},
    )
    reason = dy.String(
        description="Code of the reason: that of the decision, or fits_context where the occurrence decided.",
        metadata={"example": "fits_context"},
    )


class SpellingVetoes(Table):
    """Every word that stays as it stands although its decision is correct or in_context, and why: one row an
    occurrence. It was looked at in its place, and the place spoke against the correction."""

    info = TableInfo(
        "spelling_vetoes",
        "cleaning",
        "one occurrence that was not corrected",
        primary_key=False,
        references={"article_id": "articles.article_id"},
    )

    article_id = c.article_id(primary_key=True)
    field = c.field(primary_key=True)
    raw_start = c.raw_start(primary_key=True)
    raw_end = c.raw_end()
    byte_start = c.byte_start()
    byte_end = c.byte_end()
    is_aligned = c.is_aligned()
    char_start = c.char_start()
    char_end = c.char_end()
    original = dy.String(description="Word as it stands in the clean text.", metadata={"example": "agains"})
    candidate = dy.String(
        description="Word that was likeliest meant here, if it is a mistake at all.", metadata={"example": "against"}
    )
    score = dy.Decimal(
        9,
        4,
        nullable=True,
        description="log10 of the odds that the candidate was meant in this place; null where nothing was weighed.",
        metadata={"example": "-0.7512"},
    )
    reason = dy.String(
        check=lambda s: s.is_in(VETO_REASONS),
        description="unlikely_here (the words around it and the rest of the text speak for the word as it stands), "
        "set_apart (alone in quotes or italics, or the name of a species), may_be_a_name (a capital that no "
        "beginning of a sentence asks for, or another one behind it), drawn_out (vowels, as in 'sooo').",
        metadata={"example": "unlikely_here"},
    )
