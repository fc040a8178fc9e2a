"""The table near_duplicates, from articles to rows."""

import random
from datetime import datetime

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.ingestion.candidates import candidate_pairs
from pipelines.ingestion.matching import match_pairs
from pipelines.ingestion.near_duplicates import candidate_shingles, repeating_articles, text_units
from pipelines.ingestion.originals import find_originals
from pipelines.ingestion.sketches import sketch_batch
from pipelines.schemas import TABLES
from pipelines.schemas.ingestion import NearDuplicates

from .repeated_texts import article, edited, text

STORY, OTHER = article(1), article(2)
VARIANTS = [
    text(STORY), text(STORY).upper(), text(edited(STORY, 15)), text(STORY[:50]), text([*STORY, *OTHER[:20]]),
    text(OTHER), text(OTHER[:60]), text([*STORY, *OTHER]), "", "A short note.", "A SHORT NOTE",
]  # fmt: skip
Given = tuple[str, str, str, str | None]  # id, document, text, published at


def rows(articles: list[Given]) -> pl.DataFrame:
    """What the step makes of them, with the store's work done at once."""
    values = [
        (name, document, body, datetime.fromisoformat(at) if at else None) for name, document, body, at in articles
    ]
    schema = {
        "article_id": pl.String(),
        "document_id": pl.String(),
        "text": pl.String(),
        "published_at": pl.Datetime("us"),
    }
    units = text_units(pl.LazyFrame(values, schema=schema, orient="row")).collect().lazy()
    done = sketch_batch(None, units.select("unit", "text").unique("unit").collect())
    sketches = done["sketches"].lazy()
    candidates = candidate_pairs(done["sketches"].select("text_key", "least", "anchors"))
    shingles = candidate_shingles(candidates.lazy(), sketches, done["shingles"].lazy()).collect()
    keyed = units.join(sketches, on="unit").select("article_id", "published_at", "text_key").collect()
    originals = find_originals(keyed, match_pairs(candidates, shingles))
    found = repeating_articles(units, originals.lazy()).collect()
    NearDuplicates.validate(found)
    return found.sort("article_id")


def ident(number: int) -> str:
    return f"{number:016x}"


def test_no_articles_give_an_empty_typed_table() -> None:
    assert dict(rows([]).schema) == TABLES["near_duplicates"].dtypes()


def test_every_kind_of_copy_has_its_row() -> None:
    found = rows([(ident(n), ident(100 + n), body, f"2026-03-{n + 1:02}") for n, body in enumerate(VARIANTS[:5])])
    assert found["duplicate_of"].to_list() == [ident(0)] * 4
    assert found["method"].to_list() == ["exact", "near", "part", "near"]
    assert str(found["similarity"][0]) == "1.000000"


def test_versions_of_one_document_are_no_duplicates_of_one_another() -> None:
    """But a copy elsewhere is one of the earliest, and so is every version of it when it is the earliest itself."""
    versions: list[Given] = [(ident(n), ident(9), VARIANTS[n], f"2026-03-0{n + 1}") for n in (0, 1, 2)]
    assert rows(versions).is_empty()
    later = rows([*versions, (ident(5), ident(8), VARIANTS[0], "2026-03-09")])
    assert later.select("article_id", "duplicate_of").rows() == [(ident(5), ident(0))]
    earlier = rows([*versions, (ident(5), ident(8), VARIANTS[0], "2026-01-01")])
    assert earlier["article_id"].to_list() == [ident(0), ident(1), ident(2)]


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.sampled_from(VARIANTS), st.integers(0, 3), st.sampled_from([None, "2026-03-04"])), max_size=8
    ),
    st.randoms(),
)
def test_neither_order_nor_repetition_changes_a_row(
    given_: list[tuple[str, int, str | None]], chance: random.Random
) -> None:
    articles: list[Given] = [(ident(n), ident(50 + doc), body, at) for n, (body, doc, at) in enumerate(given_)]
    found = rows(articles)
    assert rows(chance.sample(articles, len(articles))).equals(found)
    documents = {name: document for name, document, _, _ in articles}
    assert all(documents[a] != documents[b] for a, b in found.select("article_id", "duplicate_of").rows())
