"""The table `about`: one row that says what the database is."""

from importlib.metadata import version

import polars as pl

from pipelines.cleaning.language import READ_LANGUAGES
from pipelines.lineage.processes import Model
from pipelines.schemas.aggregation import MINIMUM_PAIR_ARTICLES
from pipelines.schemas.publishing import About

SCHEMA_VERSION = 1
CAVEATS = (
    "Mentions are found by a statistical model: it misses names and gives wrong labels. Look at the sentences before "
    "quoting a count.",
    "Names that fit several entities are not counted for any (mentions.entity_id is null, is_ambiguous is true).",
    "Names are merged by rules with evidence only (entity_merges). The same person under names that share no such "
    "evidence is several entities, and so may be one name under labels of different kinds: look for the name in "
    "entities, not for one row. newsledger entities lists names in doubt.",
    "A place has a country and a point where its article makes them clear enough (place_confidence). The point may be "
    "that of another place of the name nearby. Points derive from GeoNames (CC BY 4.0): name it where you publish "
    "them.",
    "inputs.article_id of a duplicate is that of the article it repeats: join inputs with status = 'article'.",
    "A time of publication without a zone is taken as UTC; articles without a day are in no daily table.",
    "Near-duplicates (articles that repeat an earlier one, or a part of it) and older versions of a document are "
    "counted like other articles, but in columns that begin with unique_; articles.is_unique tells them apart.",
    f"entity_pairs lists pairs that share at least {MINIMUM_PAIR_ARTICLES} articles.",
    "Articles in other languages than English are listed but not read for names.",
)
WITHOUT_TEXT_CAVEAT = (
    "This database was made without the articles' texts: spans, byte ranges and hashes lead to them, and fingerprints "
    "are those of the tables with texts."
)


def about_row(
    inputs: pl.LazyFrame,
    articles: pl.LazyFrame,
    mentions: pl.LazyFrame,
    content_fingerprint: pl.LazyFrame,
    model: Model,
    run_id: str,
) -> pl.LazyFrame:
    """The one row, from the tables inputs, articles and mentions and a row with the column content_fingerprint."""
    statuses = inputs.select(
        pl.len().alias("input_count"),
        (pl.col("status") == "duplicate").sum().alias("duplicate_count"),
        (pl.col("status") == "rejected").sum().alias("rejected_count"),
    )
    figures = articles.select(
        pl.len().alias("article_count"),
        pl.col("published_date").is_null().sum().alias("undated_article_count"),
        pl.col("language").is_in(READ_LANGUAGES).not_().sum().alias("unread_article_count"),
        pl.col("word_count").sum(),
        pl.col("published_at").min().alias("first_published_at"),
        pl.col("published_at").max().alias("last_published_at"),
    )
    # Rounded down: 1 means all of them.
    aligned = (pl.col("is_aligned").mean().fill_null(1.0) * 1_000_000).floor() / 1_000_000
    program = version("newsledger")
    title = pl.format("newsledger database of {} articles", "article_count")
    cited = f"{{}}, made with newsledger {program}, content fingerprint {{}}."
    return About.conform(
        pl.concat(
            [statuses, figures, mentions.select(aligned.alias("aligned_mention_share")), content_fingerprint],
            how="horizontal",
        )
        .with_columns(
            title.alias("title"),
            pl.lit(SCHEMA_VERSION).alias("schema_version"),
            pl.lit(program).alias("newsledger_version"),
            pl.lit(f"{model.name} {model.version}").alias("model"),
            pl.lit(model.sha256).alias("model_sha256"),
            pl.lit(run_id).alias("run_id"),
            pl.lit(list(CAVEATS)).alias("caveats"),
        )
        .with_columns(pl.format(cited, "title", "content_fingerprint").alias("how_to_cite"))
    )
