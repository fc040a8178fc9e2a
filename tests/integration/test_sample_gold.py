"""The samples against gold that was annotated by reading them: titles, dates, typos, chrome, and every name with its
identity. Most of it must be right; for names, floors say how much."""

import json
from typing import Any

import pytest

from pipelines.settings import CHECKOUT

from .conftest import Corpus

GOLD: list[dict[str, Any]] = json.loads((CHECKOUT / "tests" / "golden" / "samples.json").read_text("utf-8"))
NAMES = sum(len(article["mentions"]) for article in GOLD)


def _ids(article: dict[str, Any]) -> str:
    return f"{article['path']} {article['locator']}"


@pytest.mark.parametrize("gold", GOLD, ids=_ids)
def test_title_date_source_typos_and_chrome(sample: Corpus, gold: dict[str, Any]) -> None:
    [(article_id, title, day, source, text)] = sample.rows(
        """SELECT article_id, title, published_date::VARCHAR, source, text FROM articles
        JOIN inputs USING (article_id) WHERE path = ? AND locator = ? AND status = 'article'""",
        gold["path"],
        gold["locator"],
    )
    assert (title, day, source) == (gold["title"], gold["published_date"], gold["source"] or "unknown")
    corrections = "SELECT original, replacement FROM spelling_corrections WHERE article_id = ? ORDER BY char_start"
    assert [list(row) for row in sample.rows(corrections, article_id)] == gold["typos"]
    assert [line for line in gold["chrome"] if line in text] == []
    assert [word for word in gold.get("kept", []) if word not in text] == []
    words = " ".join(text.split())
    assert words.startswith(gold.get("begins", ""))
    assert words.endswith(gold.get("ends", ""))


def test_most_names_are_found_with_label_and_identity(sample: Corpus) -> None:
    spans = labels = identities = 0
    for gold in GOLD:
        [(article_id, text)] = sample.rows(
            "SELECT article_id, text FROM articles JOIN inputs USING (article_id) WHERE path = ? AND locator = ?",
            gold["path"],
            gold["locator"],
        )
        found = _found(sample, article_id)
        position = 0
        for surface, label, entity in gold["mentions"]:
            start = text.index(surface, position)
            position = start + len(surface)
            mention = found.get((start, position))
            spans += mention is not None
            labels += mention is not None and mention[0] == label
            identities += mention is not None and mention[1] == entity
    assert NAMES > 490
    assert spans / NAMES >= 0.95
    assert labels / NAMES >= 0.91
    assert identities / NAMES >= 0.92


def _found(sample: Corpus, article_id: str) -> dict[tuple[int, int], tuple[str, str | None]]:
    """Label and entity by span, without a leading article and a possessive: where a name begins is a convention."""
    query = """SELECT m.char_start, m.char_end, m.text, m.label, e.name FROM mentions m
        LEFT JOIN entities e USING (entity_id) WHERE m.article_id = ? AND m.field = 'text'"""
    found = {}
    for start, end, text, label, name in sample.rows(query, article_id):
        for lead in ("the ", "The ", "a ", "an "):
            if text.startswith(lead):
                start, text = start + len(lead), text[len(lead) :]
        if text.endswith(("'s", "’s")):
            end -= 2
        found[start, end] = (label, name)
    return found
