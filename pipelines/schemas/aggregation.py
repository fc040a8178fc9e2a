"""Tables of the aggregation stage: SQL over the tables above. Every description states its denominator."""

import dataframely as dy
import polars as pl

from pipelines.schemas import columns as c
from pipelines.schemas.table import Table, TableInfo

# A pair seen in a single article says nothing about the corpus, and there are very many of them.
MINIMUM_PAIR_ARTICLES = 2


class EntityAttentionDaily(Table):
    """How much each entity is written about on each day. Counts dated articles only, near-duplicates and older versions
    of a document included; columns that begin with unique_ leave those out (articles.is_unique)."""

    info = TableInfo(
        "entity_attention_daily",
        "aggregation",
        "one entity on one published_date",
        primary_key=False,
        references={"entity_id": "entities.entity_id"},
    )

    entity_id = c.entity_id(primary_key=True)
    published_date = c.published_date(primary_key=True)
    mention_count = c.count("Mentions of the entity in articles of that date.", at_least=1, example=4)
    article_count = c.count("Articles of that date that mention it.", at_least=1, example=2)
    article_share = c.share(
        "article_count divided by all articles of that date that were read for names, near-duplicates included.",
        example="0.500000",
    )
    unique_mention_count = c.count("Mentions of the entity in unique articles of that date.", example=4)
    unique_article_count = c.count("Unique articles of that date that mention it.", example=2)
    unique_article_share = c.share(
        "unique_article_count divided by all unique articles of that date that were read for names; 0 without one.",
        example="0.500000",
    )


class EntityPairs(Table):
    """Which entities appear together, in at least two articles. Counts all articles that were read for names,
    dated or not, near-duplicates and older versions of a document included; columns that begin with unique_ leave those
    out (articles.is_unique)."""

    info = TableInfo(
        "entity_pairs",
        "aggregation",
        "one pair of entities",
        primary_key=False,
        references={"entity_id_a": "entities.entity_id", "entity_id_b": "entities.entity_id"},
    )

    entity_id_a = dy.String(
        primary_key=True,
        regex=c.HASH16,
        description="The entity with the lesser id.",
        metadata={"example": "759b79048325042d"},
    )
    entity_id_b = dy.String(
        primary_key=True,
        regex=c.HASH16,
        description="The entity with the greater id.",
        metadata={"example": "af31c29fc0746d75"},
    )
    article_count = c.count("Articles that mention both.", at_least=MINIMUM_PAIR_ARTICLES, example=8)
    sentence_count = c.count("Sentences that mention both.", example=2)
    npmi = dy.Decimal(
        9,
        6,
        min=-1,
        max=1,
        description="Normalised pointwise mutual information, in [-1, 1]: 1 when the two only ever appear together, 0 "
        "when as often as chance would have it. Shares are of all articles that were read for names, dated or not.",
        metadata={"example": "0.421261"},
    )
    unique_article_count = c.count("Unique articles that mention both.", example=8)
    unique_sentence_count = c.count("Sentences of unique articles that mention both.", example=2)
    unique_npmi = dy.Decimal(
        9,
        6,
        min=-1,
        max=1,
        nullable=True,
        description="npmi over unique articles that were read for names; null where none mentions both.",
        metadata={"example": "0.421261"},
    )

    unique_log_likelihood = dy.Decimal(
        14,
        2,
        min=0,
        description="How far the two are from independent of each other over unique articles: the log-likelihood ratio "
        "G2 (Dunning 1993) of the articles with both, one alone and neither. Copies of a text would count as evidence "
        "of their own, so there is no figure with near-duplicates. npmi says how strong the tie is, and its sign "
        "whether they keep together or apart.",
        metadata={"example": "18.31"},
    )
    unique_p_below = dy.Decimal(
        9,
        6,
        nullable=True,
        min=0,
        max=1,
        description="The least of 0.0001, 0.001, 0.01 and 0.05 that the p value of unique_log_likelihood lies below; "
        "null if it is not below 0.05. Of one pair looked at by itself: among thousands some are below by chance.",
        metadata={"example": "0.000100"},
    )

    @dy.rule()
    def a_pair_is_listed_once(cls) -> pl.Expr:
        return pl.col("entity_id_a") < pl.col("entity_id_b")


class CountryAttentionDaily(Table):
    """How much each country is written about on each day: mentions that have its country_code, of the country itself,
    of places in it and of its people. Counts dated articles only, near-duplicates and older versions of a document
    included; columns that begin with unique_ leave those out (articles.is_unique)."""

    info = TableInfo("country_attention_daily", "aggregation", "one country on one published_date")

    country_code = c.country_code(primary_key=True)
    published_date = c.published_date(primary_key=True)
    mention_count = c.count("Mentions with the country's code in articles of that date.", at_least=1, example=6)
    article_count = c.count("Articles of that date that have such a mention.", at_least=1, example=3)
    article_share = c.share(
        "article_count divided by all articles of that date that were read for names, near-duplicates included.",
        example="0.375000",
    )
    unique_mention_count = c.count("Such mentions in unique articles of that date.", example=6)
    unique_article_count = c.count("Unique articles of that date that have such a mention.", example=3)
    unique_article_share = c.share(
        "unique_article_count divided by all unique articles of that date that were read for names; 0 without one.",
        example="0.375000",
    )


class SourceProfiles(Table):
    """What the corpus holds of each outlet. Counts all articles, dated or not, near-duplicates and older versions of a
    document included; columns that begin with unique_ leave those out (articles.is_unique)."""

    info = TableInfo("source_profiles", "aggregation", "one outlet")

    source = c.source(primary_key=True)
    article_count = c.count("Articles of the outlet.", at_least=1, example=9)
    word_count = c.count("Words in the clean texts of the outlet's articles.", example=2024)
    first_published_at = c.published_at("Earliest publication among the outlet's articles,")
    last_published_at = c.published_at("Latest publication among the outlet's articles,")
    corrections_per_100k_words = dy.Decimal(
        12,
        2,
        min=0,
        nullable=True,
        metadata={"unit": "per 100,000 words", "example": "345.85"},
        description="Typos put right in titles and texts for each 100,000 words of text; null without words.",
    )
    near_duplicate_share = c.share(
        "Share of the outlet's articles that are near-duplicates of an earlier one.", example="0.125000"
    )
    unique_article_count = c.count("Unique articles of the outlet.", example=8)
    unique_word_count = c.count("Words in the clean texts of the outlet's unique articles.", example=1811)
