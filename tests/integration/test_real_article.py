"""The real article, against facts checked by hand: nothing may be missing, and nothing made up."""

import hashlib
from typing import Any

import pytest

from pipelines.schemas.columns import NAME_LABELS

from .conftest import REAL_ARTICLE, SAMPLE, Corpus

Golden = dict[str, Any]


@pytest.fixture(scope="module")
def article_id(sample: Corpus) -> str:
    [(article_id,)] = sample.rows("SELECT article_id FROM inputs WHERE path = ?", REAL_ARTICLE)
    return str(article_id)


def _without_article(start: int, end: int, text: str) -> tuple[int, int]:
    """A span without a leading "the": where it begins is a convention, not a fact."""
    return (start + 4, end) if text.startswith("the ") else (start, end)


def test_the_sample_is_the_article_byte_for_byte(golden: Golden) -> None:
    data = (SAMPLE / REAL_ARTICLE).read_bytes()
    assert hashlib.sha256(data).hexdigest() == golden["sha256"]
    assert len(data) == golden["byte_count"]


def test_the_source_text_is_the_decoded_file(sample: Corpus, article_id: str, golden: Golden) -> None:
    [(text,)] = sample.rows("SELECT text FROM lineage.source_texts WHERE article_id = ?", article_id)
    assert text == (SAMPLE / REAL_ARTICLE).read_bytes().decode()
    assert len(text) == golden["character_count"]


def test_nothing_is_known_of_its_publication(sample: Corpus, article_id: str) -> None:
    query = """SELECT title, published_at, published_date, published_precision, source, language
        FROM articles WHERE article_id = ?"""
    assert sample.rows(query, article_id) == [(None, None, None, "unknown", "unknown", "en")]


def test_the_only_correction_is_the_typo(sample: Corpus, article_id: str, golden: Golden) -> None:
    query = "SELECT raw_start, raw_end, original, replacement FROM spelling_corrections WHERE article_id = ?"
    typos = [(t["raw_start"], t["raw_end"], t["original"], t["replacement"]) for t in golden["typos"]]
    assert sample.rows(query, article_id) == typos


def test_the_only_other_edits_remove_the_chrome(sample: Corpus, article_id: str, golden: Golden) -> None:
    query = """SELECT raw_start, raw_end, rule, after FROM text_edits
        WHERE article_id = ? AND rule <> 'spelling' AND trim(before, chr(10)) <> '' ORDER BY raw_start"""
    [chrome] = golden["chrome"]
    assert sample.rows(query, article_id) == [(chrome["raw_start"], chrome["raw_end"], "page_chrome:comments", "")]


def test_the_clean_text_is_the_article_and_no_more(sample: Corpus, article_id: str, golden: Golden) -> None:
    [(text,)] = sample.rows("SELECT text FROM articles WHERE article_id = ?", article_id)
    [chrome], [typo] = golden["chrome"], golden["typos"]
    source = (SAMPLE / REAL_ARTICLE).read_bytes().decode()
    expected = source[: chrome["raw_start"]].rstrip().replace(typo["original"], typo["replacement"])
    assert text == expected
    assert len(text.split("\n")) == golden["paragraph_count"]


@pytest.mark.parametrize(
    "word", ["Starmer", "Keir", "Zelenskyy", "Volodymyr", "Kyiv", "de-escalate", "back-channel", "defense"]
)
def test_no_name_and_no_regional_spelling_changes(sample: Corpus, article_id: str, golden: Golden, word: str) -> None:
    assert word in golden["not_typos"]
    [(text, source)] = sample.rows(
        "SELECT a.text, s.text FROM articles a JOIN lineage.source_texts s USING (article_id) WHERE article_id = ?",
        article_id,
    )
    assert text.count(word) == source.count(word) > 0


def test_every_mention_is_found_with_its_label_and_identity(sample: Corpus, article_id: str, golden: Golden) -> None:
    found = {
        _without_article(start, end, text): (label, name)
        for start, end, text, label, name in sample.rows(
            """SELECT m.raw_start, m.raw_end, m.text, m.label, e.name
            FROM mentions m LEFT JOIN entities e USING (entity_id) WHERE m.article_id = ?""",
            article_id,
        )
        if label in NAME_LABELS
    }
    expected = {
        _without_article(m["raw_start"], m["raw_end"], m["text"]): (m["label"], m["entity"]) for m in golden["mentions"]
    }
    optional = {(m["raw_start"], m["raw_end"]) for m in golden["optional_mentions"]}
    assert len(expected) == 51
    assert {span: fact for span, fact in found.items() if span not in optional} == expected


def test_what_the_model_missed_or_mislabelled_says_so(sample: Corpus, article_id: str) -> None:
    query = """SELECT raw_start, found_by, model_label, rule FROM mentions
        WHERE article_id = ? AND text IN ('Starmer', 'Western') ORDER BY raw_start"""
    assert sample.rows(query, article_id) == [
        (415, "model", "ORG", "surname"),
        (1507, "model", "NORP", None),
        (1623, "propagated", None, "surname"),
        (2250, "propagated", None, "repeated_name"),
        (3264, "model", "NORP", None),
    ]


def test_names_of_one_country_are_one_entity_and_its_people_another(sample: Corpus) -> None:
    query = (
        "SELECT name, label, country_code, list_sort(aliases) FROM entities WHERE country_code = 'GB' ORDER BY label"
    )
    assert sample.rows(query) == [
        ("United Kingdom", "GPE", "GB", ["Britain", "UK", "United Kingdom"]),
        ("British", "NORP", "GB", ["British"]),
    ]


def test_a_mention_is_traced_to_its_file(sample: Corpus, article_id: str, golden: Golden) -> None:
    columns = "path, object_sha256, raw_start, raw_end, raw_text, text, entity, edits"
    [(mention_id,)] = sample.rows(
        "SELECT mention_id FROM mentions WHERE article_id = ? AND raw_start = 1623", article_id
    )
    assert mention_id == f"{article_id}:text:1623-1630"
    assert sample.rows(f"SELECT {columns} FROM trace_mention(?)", mention_id) == [  # noqa: S608 (fixed columns)
        (REAL_ARTICLE, golden["sha256"], 1623, 1630, "Starmer", "Starmer", "Keir Starmer", [])
    ]
