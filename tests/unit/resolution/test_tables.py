"""Mentions and entities from the results by unit."""

from decimal import Decimal
from pathlib import Path

import polars as pl

from pipelines.lineage.dealings import Dealt
from pipelines.resolution.batch import RESOLVED_TABLES, ResolveConfiguration, resolve_batch
from pipelines.resolution.corpus.identities import identities
from pipelines.resolution.corpus.uses import name_uses
from pipelines.resolution.countries import Country
from pipelines.resolution.names import entity_id
from pipelines.resolution.tables import (
    Resolved,
    identities_of_mentions,
    located_mentions,
    mentions_of_articles,
    resolved_tables,
    units_to_resolve,
)
from pipelines.schemas.ingestion import SourceSegments
from pipelines.schemas.resolution import Entities, EntityAliases, EntityMerges, Mentions

A, B, C = ("a" * 16, "b" * 16, "c" * 16)
FRANCE, RUTH = entity_id("place", "France", "FR"), entity_id("person", "Ruth Marlowe")
SPAN = {"article_id": pl.String, "field": pl.String, "char_start": pl.Int64, "char_end": pl.Int64}
ARTICLES = pl.DataFrame(
    {
        "article_id": [A, B, C],
        "title": [None, None, "Ruth"],
        "text": ["France. France won.", "France. France won.", "The Marlowe prize"],
        "published_at": [None, "2026-01-02", "2026-01-01"],
    }
).with_columns(pl.col("published_at").str.to_datetime(time_unit="us"))
SENTENCES = [
    (A, "text", "s1", 0), (A, "text", "s2", 8), (B, "text", "s3", 0), (B, "text", "s4", 8), (C, "title", "s5", 0),
    (C, "text", "s6", 0),
]  # fmt: skip
# unit, field, start, end, text, label, model_label, found_by, rule, entity_id, entity_name, country_code,
# place_country, latitude, longitude, place_confidence, place_rule
IN_FRANCE = ("FR", 46.6, 2.45, 0.9871, "country")
NOWHERE = (None, None, None, None, None)
RESOLVED = [
    ("u1", "text", 0, 6, "France", "GPE", "GPE", "model", "country_name", FRANCE, "France", "FR", *IN_FRANCE),
    ("u1", "text", 8, 14, "France", "GPE", "ORG", "model", "country_name", FRANCE, "France", "FR", *IN_FRANCE),
    ("u2", "title", 0, 4, "Ruth", "PERSON", None, "propagated", "first_name", RUTH, "Ruth Marlowe", None, *NOWHERE),
    ("u2", "text", 4, 11, "Marlowe", "PERSON", "ORG", "model", "surname", RUTH, "Ruth Marlowe", None, *NOWHERE),
    ("u2", "text", 12, 17, "prize", "ORG", "ORG", "model", "not_a_name", None, None, None, *NOWHERE),
]


def _tables(*, reverse: bool = False, edits: list[tuple[str, str, int, int, int, int, int]] | None = None) -> Resolved:
    turned = slice(None, None, -1) if reverse else slice(None)
    units = pl.DataFrame({"article_id": [A, B, C], "unit": ["u1", "u1", "u2"]})
    resolved = pl.DataFrame(RESOLVED, schema=RESOLVED_TABLES["resolved"], orient="row")
    sentences = pl.DataFrame(SENTENCES, schema=["article_id", "field", "sentence_id", "char_start"], orient="row")
    text_edits = pl.DataFrame(
        edits or [],
        schema=SPAN | {"raw_start": pl.Int64, "raw_end": pl.Int64, "edit_index": pl.Int64},
        orient="row",
    )
    rows = mentions_of_articles(units[turned].lazy(), {"resolved": resolved[turned].lazy()})
    decided = identities(Dealt.of(rows, 3, Path(), name_uses), (), ()).scan()
    located = located_mentions(
        rows,
        identities_of_mentions(decided),
        sentences[turned].lazy(),
        text_edits.lazy(),
        pl.LazyFrame(schema=SourceSegments.dtypes()),
        ARTICLES[turned].lazy().select("article_id", "published_at"),
    )
    return resolved_tables(**located, identities=decided)


def _mentions(tables: Resolved) -> pl.DataFrame:
    return tables.mentions.collect().sort("article_id", pl.col("field") == "text", "char_start")


def test_a_mentions_sentence_is_the_one_it_begins_in() -> None:
    """Of its own article and field: two articles with one text have sentences of their own."""
    assert _mentions(_tables())["sentence_id"].to_list() == ["s1", "s2", "s3", "s4", "s5", "s6", "s6"]


def test_the_tables_are_valid_and_every_mention_has_its_own_id() -> None:
    """Articles with the same text share the result, not the rows."""
    tables = _tables()
    Mentions.validate(tables.mentions.collect())
    Entities.validate(tables.entities.collect())
    EntityAliases.validate(tables.entity_aliases.collect())
    EntityMerges.validate(tables.entity_merges.collect())
    assert _mentions(tables)["mention_id"].n_unique() == 7


def test_a_place_is_rounded_and_apart_from_the_identity() -> None:
    """Only the mentions of places have one."""
    places = _mentions(_tables()).select("country_code", "latitude", "longitude", "place_confidence", "place_rule")
    rows = {tuple(row) for row in places.rows()}
    assert rows == {
        ("FR", Decimal("46.600"), Decimal("2.450"), Decimal("0.987"), "country"),
        (None, None, None, None, None),
    }


def test_raw_spans_undo_the_edits() -> None:
    """Two characters that cleaning removed before the second "France" shift it back, in that article alone."""
    rows = _mentions(_tables(edits=[(A, "text", 7, 7, 7, 9, 0)]))
    assert rows["raw_start"].to_list() == [0, 10, 0, 8, 0, 4, 12]
    assert rows["raw_end"].to_list() == [6, 16, 6, 14, 4, 11, 17]


def test_entities_count_mentions_articles_and_dates() -> None:
    """Undated articles count, and give no date; what has no identity is no entity."""
    rows = {row["entity_id"]: row for row in _tables().entities.collect().to_dicts()}
    assert rows.keys() == {FRANCE, RUTH}
    france, ruth = rows[FRANCE], rows[RUTH]
    assert (france["mention_count"], france["article_count"], france["country_code"]) == (4, 2, "FR")
    assert [str(france[f"{end}_published_at"]) for end in ("first", "last")] == ["2026-01-02 00:00:00"] * 2
    assert (ruth["name"], ruth["label"], ruth["country_code"]) == ("Ruth Marlowe", "PERSON", None)


def test_aliases_are_in_order_of_frequency_then_of_the_alphabet() -> None:
    """Marlowe before Ruth: once each."""
    aliases = dict(_tables().entities.select("entity_id", "aliases").collect().iter_rows())
    assert aliases == {FRANCE: ["France"], RUTH: ["Marlowe", "Ruth"]}


def test_aliases_count_mentions_and_articles() -> None:
    """Each form for itself."""
    rows = _tables().entity_aliases.collect().sort("alias").select("alias", "mention_count", "article_count").rows()
    assert rows == [("France", 4, 2), ("Marlowe", 1, 1), ("Ruth", 1, 1)]


def test_every_merge_names_a_mention_that_shows_it() -> None:
    """By its id, which leads to the bytes."""
    tables = _tables()
    merges = tables.entity_merges.collect().sort("from_name")
    assert merges.select("from_name", "into_name", "rule", "mention_count", "article_count").rows() == [
        ("Marlowe", "Ruth Marlowe", "surname", 1, 1),
        ("Ruth", "Ruth Marlowe", "first_name", 1, 1),
    ]
    shown = merges.join(tables.mentions.collect(), on="mention_id").sort("from_name")
    assert shown["text"].to_list() == ["Marlowe", "Ruth"]
    assert set(merges["into_entity_id"]) == {RUTH}


def test_the_order_of_rows_does_not_count() -> None:
    """Neither for ties of name, label and alias nor for sentences and ids."""
    one, other = _tables(), _tables(reverse=True)
    assert _mentions(one).equals(_mentions(other))
    assert one.entities.collect().sort("entity_id").equals(other.entities.collect().sort("entity_id"))


def test_a_unit_is_title_and_text_and_lists_the_mentions_in_order() -> None:
    """Equal texts are one unit; an article without mentions is none."""
    raw = pl.DataFrame(
        [(B, "text", 8, 14, "France", "GPE"), (B, "text", 0, 6, "France", "GPE"), (A, "text", 0, 6, "France", "ORG")],
        schema=SPAN | {"text": pl.String, "label": pl.String},
        orient="row",
    )
    units = units_to_resolve(ARTICLES.lazy(), raw.lazy())["units"].collect().sort("article_id")
    assert units["article_id"].to_list() == [A, B]
    assert units["unit"].n_unique() == 1
    assert [m["char_start"] for m in units["mentions"][1]] == [0, 8]


def test_a_batch_gives_the_declared_columns() -> None:
    """A missing title is an empty one."""
    configuration = ResolveConfiguration((Country("FR", "France", (), ("French",)),))
    mention = {"field": "text", "char_start": 0, "char_end": 6, "text": "France", "label": "ORG"}
    batch = pl.DataFrame({"unit": ["u1"], "title": [None], "text": ["France won."], "mentions": [[mention]]})
    rows = resolve_batch(configuration, batch)["resolved"]
    assert dict(rows.schema) == RESOLVED_TABLES["resolved"]
    assert rows.select("unit", "label", "model_label", "entity_name", "country_code").rows() == [
        ("u1", "GPE", "ORG", "France", "FR")
    ]


def test_an_empty_batch_gives_an_empty_table() -> None:
    """With its columns."""
    batch = pl.DataFrame(
        schema={"unit": pl.String, "title": pl.String, "text": pl.String, "mentions": pl.List(pl.Null)}
    )
    resolved = resolve_batch(ResolveConfiguration(()), batch)["resolved"]
    assert resolved.is_empty()
    assert dict(resolved.schema) == RESOLVED_TABLES["resolved"]
