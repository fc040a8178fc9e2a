"""Tables of what is typical of an outlet or a month: the counts that are compared, and what stands out."""

import dataframely as dy

from pipelines.schemas import columns as c
from pipelines.schemas.table import Table, TableInfo

SCOPE_KINDS = ("source", "month")
ITEM_KINDS = ("entity", "term")


def _scope_kind() -> dy.String:
    return dy.String(
        primary_key=True,
        check=lambda s: s.is_in(SCOPE_KINDS),
        description="What is compared with the rest of its kind: an outlet (source) or a calendar month (month).",
        metadata={"example": "source"},
    )


def _scope() -> dy.String:
    return dy.String(
        primary_key=True,
        description="The outlet, or the month of published_date as YYYY-MM.",
        metadata={"example": "The Harbour Courier"},
    )


def _item_kind() -> dy.String:
    return dy.String(
        primary_key=True,
        check=lambda s: s.is_in(ITEM_KINDS),
        description="entity or term (a word in lower case).",
        metadata={"example": "entity"},
    )


def _item() -> dy.String:
    return dy.String(
        primary_key=True,
        description="The entity's entity_id, or the term: a run of letters, in lower case.",
        metadata={"example": "af31c29fc0746d75"},
    )


class ItemCounts(Table):
    """How often each entity and each term stands in the titles and texts of an outlet or a month. Counts unique
    articles (articles.is_unique) in languages that are read; months of dated ones."""

    info = TableInfo(
        "item_counts", "aggregation", "one entity or term in one outlet or month", namespace="intermediate"
    )

    scope_kind = _scope_kind()
    scope = _scope()
    item_kind = _item_kind()
    item = _item()
    occurrence_count = c.count("Mentions of the entity, or times the term stands there.", at_least=1, example=41)
    article_count = c.count("Articles that have it.", at_least=1, example=9)


class Keyness(Table):
    """What is typical of an outlet or a month against all others of the corpus: entities and terms that stand there
    more often than in the rest, in at least two articles, at p below 0.001. Counts unique articles (articles.is_unique)
    that were read for names; months of dated ones. A corpus with one outlet, or of one month, has no rest to compare
    it with."""

    info = TableInfo("keyness", "aggregation", "one entity or term that is typical of one outlet or month")

    scope_kind = _scope_kind()
    scope = _scope()
    item_kind = _item_kind()
    item = _item()
    name = dy.String(description="The entity's name, or the term.", metadata={"example": "Keir Starmer"})
    occurrence_count = c.count("Mentions of the entity, or times the term stands there.", at_least=1, example=41)
    article_count = c.count("Articles of the scope that have it.", at_least=2, example=9)
    rest_occurrence_count = c.count("The same in all other outlets, or months.", example=3)
    rest_article_count = c.count("Articles of all other outlets, or months, that have it.", example=2)
    per_million = dy.Decimal(
        12,
        2,
        min=0,
        description="occurrence_count for each million mentions (terms: words) of the scope.",
        metadata={"unit": "per million", "example": "10512.82"},
    )
    rest_per_million = dy.Decimal(
        12,
        2,
        min=0,
        description="rest_occurrence_count for each million mentions (terms: words) of the rest.",
        metadata={"unit": "per million", "example": "512.30"},
    )
    log_likelihood = dy.Decimal(
        14,
        2,
        min=0,
        description="How sure the difference is: log-likelihood ratio over occurrences (Rayson and Garside 2000); "
        "10.83 is p = 0.001 of one item looked at by itself. One long article can carry it: see article_count.",
        metadata={"example": "46.85"},
    )
    log_ratio = dy.Decimal(
        9,
        4,
        min=0,
        description="How great the difference is: binary logarithm of the relative frequencies' ratio (Hardie 2014): "
        "1 is twice as often, 2 four times; an item that is not in the rest counts half an occurrence there.",
        metadata={"example": "4.3590"},
    )
