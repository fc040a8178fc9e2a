"""The table `about`: one row that says what the database is."""

from collections.abc import Callable
from decimal import ROUND_DOWN, Decimal
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
    "Names that fit several entities are not counted for any (mentions.entity_id is null).",
    "The same person under different full names is several entities, and so is one name under labels of different "
    "kinds (a city that the model also takes for an organisation): look for the name in entities, not for one row.",
    "inputs.article_id of a duplicate is that of the article it repeats: join inputs with status = 'article'.",
    "A time of publication without a zone is taken as UTC; articles without a day are in no daily table.",
    "Near-duplicates (equal bodies under another id, address or headline) are counted like other articles; "
    "articles.near_duplicate_of tells them apart.",
    f"entity_pairs lists pairs that share at least {MINIMUM_PAIR_ARTICLES} articles.",
    "Articles in other languages than English are listed but not read for names.",
)
WITHOUT_TEXT_CAVEAT = (
    "This database was made without the articles' texts: spans, byte ranges and hashes lead to them, and fingerprints "
    "are those of the tables with texts."
)


def about_row(scan: Callable[[str], pl.LazyFrame], model: Model, content_fingerprint: str, run_id: str) -> pl.DataFrame:
    """The one row, from the tables inputs, articles and mentions."""
    statuses: dict[str, int] = dict(scan("inputs").group_by("status").len().collect().iter_rows())
    figures = (
        scan("articles")
        .select(
            pl.len().alias("article_count"),
            pl.col("published_date").is_null().sum().alias("undated_article_count"),
            pl.col("language").is_in(READ_LANGUAGES).not_().sum().alias("unread_article_count"),
            pl.col("word_count").sum().alias("word_count"),
            pl.col("published_at").min().alias("first_published_at"),
            pl.col("published_at").max().alias("last_published_at"),
        )
        .collect()
        .row(0, named=True)
    )
    program = version("newsledger")
    name = f"newsledger database of {figures['article_count']} articles"
    row = figures | {
        "title": name,
        "schema_version": SCHEMA_VERSION,
        "newsledger_version": program,
        "model": f"{model.name} {model.version}",
        "model_sha256": model.sha256,
        "input_count": sum(statuses.values()),
        "duplicate_count": statuses.get("duplicate", 0),
        "rejected_count": statuses.get("rejected", 0),
        "aligned_mention_share": _aligned_share(scan("mentions")),
        "content_fingerprint": content_fingerprint,
        "run_id": run_id,
        "caveats": list(CAVEATS),
        "how_to_cite": f"{name}, made with newsledger {program}, content fingerprint {content_fingerprint}.",
    }
    return pl.DataFrame([{column: row[column] for column in About.dtypes()}], schema=About.dtypes())


def _aligned_share(mentions: pl.LazyFrame) -> Decimal:
    """Share of the mentions that walk back to bytes; 1 when there are none."""
    aligned, total = mentions.select(pl.col("is_aligned").sum(), pl.len()).collect().row(0)
    return (Decimal(aligned) / Decimal(total) if total else Decimal(1)).quantize(Decimal("0.000001"), ROUND_DOWN)
