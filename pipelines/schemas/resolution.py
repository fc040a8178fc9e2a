"""Tables of the resolution stage: mentions with their identity, the entities they name, and how they came by them."""

import dataframely as dy
import polars as pl

from pipelines.schemas import columns as c
from pipelines.schemas.extraction import mention_id, sentence_id
from pipelines.schemas.table import Table, TableInfo

PLACE_RULES = (
    "in_area", "country", "region", "district", "context", "country_of_article", "demonym", "country_name",
)  # fmt: skip
FOUND_BY = ("model", "propagated", "rule")


class Mentions(Table):
    """Every mention of a name or value in the titles and texts, with the entity it names."""

    info = TableInfo(
        "mentions",
        "resolution",
        "one mention",
        primary_key=False,
        references={
            "article_id": "articles.article_id",
            "sentence_id": "sentences.sentence_id",
            "entity_id": "entities.entity_id",
        },
    )

    mention_id = mention_id()
    article_id = c.article_id()
    sentence_id = sentence_id()
    field = c.field()
    char_start = c.char_start()
    char_end = c.char_end()
    raw_start = c.raw_start()
    raw_end = c.raw_end()
    byte_start = c.byte_start()
    byte_end = c.byte_end()
    is_aligned = c.is_aligned()
    text = dy.String(description="The mention, as it stands in the clean field.", metadata={"example": "Starmer"})
    label = c.label()
    model_label = dy.String(
        nullable=True,
        description="Label the model gave; null where it did not find the mention.",
        metadata={"example": "PERSON"},
    )
    found_by = dy.String(
        check=lambda s: s.is_in(FOUND_BY),
        description="model; propagated from another occurrence of the name in the article; or rule: the name's own "
        "shape, a dateline, or seeds/reference/names.csv.",
        metadata={"example": "model"},
    )
    rule = dy.String(
        nullable=True,
        description="Rule that gave label or identity in the article, where they are not the model's own; why a name "
        "counts for another one in the whole corpus, or by a person's decision, is in entity_merges.",
        metadata={"example": "surname"},
    )
    entity_id = dy.String(
        nullable=True,
        regex=c.HASH16,
        description="Entity named; null for values (dates, amounts) and for names that fit several entities.",
        metadata={"example": "8998e8be291a0ed6"},
    )
    is_ambiguous = dy.Bool(
        metadata={"example": False},
        description="Whether it is a name, or part of one, that fits several people of the article or of the corpus, "
        "and is left to none of them. `newsledger entities` lists them with their candidates.",
    )

    country_code = dy.String(
        nullable=True,
        regex="^[A-Z]{2}$",
        description="ISO 3166-1 alpha-2 code of the country that the place lies in, or that the demonym is of; apart "
        "from entity_id. Null for what is no place, for parts of the world, and where the article leaves it open.",
        metadata={"example": "US"},
    )
    latitude = dy.Decimal(
        6,
        3,
        nullable=True,
        min=-90,
        max=90,
        metadata={"unit": "degrees north", "example": "33.661"},
        description="Where the place lies; of countries and their divisions the centre of their people. Null where the "
        "country alone is known. GeoNames, CC BY 4.0.",
    )
    longitude = dy.Decimal(
        6,
        3,
        nullable=True,
        min=-180,
        max=180,
        metadata={"unit": "degrees east", "example": "-95.555"},
        description="Where the place lies, as latitude.",
    )
    place_confidence = dy.Decimal(
        4,
        3,
        nullable=True,
        min=0,
        max=1,
        metadata={"unit": "probability", "example": "0.974"},
        description="How likely the country is, given the places of that name and what else the article names; below "
        "0.7 none is given.",
    )
    place_rule = dy.String(
        nullable=True,
        check=lambda s: s.is_in(PLACE_RULES),
        description="What gave the country: in_area (the words after the name, here or elsewhere in the article: "
        "Paris, Texas), country, region or district (it is the name of one), context (of the places of that name the "
        "likeliest by population and by the other places of the article), country_of_article (no place of that name is "
        "known; the one country that the article is about), demonym or country_name (what the identity says).",
        metadata={"example": "in_area"},
    )

    @dy.rule()
    def a_place_has_a_country_a_confidence_and_a_rule(cls) -> pl.Expr:
        country = pl.col("country_code").is_null()
        return (country == pl.col("place_confidence").is_null()) & (country == pl.col("place_rule").is_null())

    @dy.rule()
    def a_point_has_two_coordinates_and_a_country(cls) -> pl.Expr:
        point = pl.col("latitude").is_null()
        return (point == pl.col("longitude").is_null()) & (point | pl.col("country_code").is_not_null())

    @dy.rule()
    def the_model_label_says_who_found_it(cls) -> pl.Expr:
        return (pl.col("found_by") == "model") == pl.col("model_label").is_not_null()

    @dy.rule()
    def what_is_ambiguous_names_nobody(cls) -> pl.Expr:
        return pl.col("entity_id").is_null() | ~pl.col("is_ambiguous")

    @dy.rule()
    def a_span_is_not_empty(cls) -> pl.Expr:
        return pl.col("char_end") - pl.col("char_start") == pl.col("text").str.len_chars()


class Entities(Table):
    """Everybody and everything named in the corpus, with all the forms of the name."""

    info = TableInfo("entities", "resolution", "one entity")

    entity_id = c.entity_id(primary_key=True)
    name = dy.String(
        description="Canonical name: of people the whole name that articles use most, of others the fullest form; or "
        "as a person decided.",
        metadata={"example": "Margaret Ellison"},
    )
    label = c.label()
    country_code = dy.String(
        nullable=True,
        regex="^[A-Z]{2}$",
        description="ISO 3166-1 alpha-2 code of the country that the name or demonym stands for, else null.",
        metadata={"example": "GB"},
    )
    aliases = dy.List(
        dy.String(),
        description="Forms of the name that occur, most frequent first.",
        metadata={"example": ["Margaret Ellison", "Ellison"]},
    )
    is_ambiguous = dy.Bool(
        metadata={"example": False},
        description="Whether the name is a surname, a first name or an acronym that nothing in the corpus explains for "
        "certain: it may stand for several.",
    )
    mention_count = c.count("Mentions of the entity.", at_least=1, example=16)
    article_count = c.count("Articles that mention it, near-duplicates included.", at_least=1, example=9)
    first_published_at = c.published_at("Earliest publication among the articles that mention it,")
    last_published_at = c.published_at("Latest publication among the articles that mention it,")


class EntityAliases(Table):
    """Every form of a name that occurs for an entity."""

    info = TableInfo(
        "entity_aliases",
        "resolution",
        "one form of a name of one entity",
        references={"entity_id": "entities.entity_id"},
    )

    entity_id = c.entity_id(primary_key=True)
    alias = dy.String(
        primary_key=True,
        description="The name as written, without article, possessive and line ends.",
        metadata={"example": "Ellison"},
    )
    mention_count = c.count("Mentions of the entity by this form.", at_least=1, example=9)
    article_count = c.count("Articles that use this form for it, near-duplicates included.", at_least=1, example=6)
    is_shared = dy.Bool(
        metadata={"example": True},
        description="Whether other entities are called by the same form elsewhere.",
    )


class EntityMerges(Table):
    """Why a name counts for an entity whose name it is not: one row for each name, entity and rule. Mentions that came
    there in several steps count in a row for each. A row in seeds/reference/entities.csv undoes a merge (split) or
    makes one."""

    info = TableInfo(
        "entity_merges",
        "resolution",
        "one name that was merged into one entity by one rule",
        references={"into_entity_id": "entities.entity_id", "mention_id": "mentions.mention_id"},
    )

    from_entity_id = dy.String(
        primary_key=True,
        regex=c.HASH16,
        description="Identity of the name if it stood for itself. Where it does so elsewhere, entities has it too.",
        metadata={"example": "0c5c0e2a1f0e9f6b"},
    )
    into_entity_id = dy.String(
        primary_key=True,
        regex=c.HASH16,
        description="Entity that it counts for.",
        metadata={"example": "af31c29fc0746d75"},
    )
    rule = dy.String(
        primary_key=True,
        description="Why. In one article: surname, first_name, fuller_name, legal_form, acronym (spelled out there), "
        "initials, part_of_name, same_name (under another label), country_name, demonym, namesake (of a better-known "
        "place: Paris into Paris, Texas). Across articles: acronym, fuller_name, legal_form, same_name, spelling, "
        "middle_name, only_bearer (of the surname), short_name (a reference table). person: as "
        "seeds/reference/entities.csv says.",
        metadata={"example": "surname"},
    )
    from_name = dy.String(description="The name.", metadata={"example": "Ellison"})
    into_name = dy.String(description="The entity's name.", metadata={"example": "Margaret Ellison"})
    mention_count = c.count("Mentions that the merge brought there.", at_least=1, example=9)
    article_count = c.count("Articles that these are in, near-duplicates included.", at_least=1, example=6)
    mention_id = mention_id("A mention that shows it: the first, by article and place.", primary_key=False)
