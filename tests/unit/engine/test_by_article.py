"""Rows dealt out by article: all of an article together, none lost, and the same made of them as of all at once."""

from pathlib import Path

import polars as pl
import pytest

import pipelines.lineage.dealings as module
from pipelines.engine.by_article import by_article
from pipelines.lineage.dealings import Frames, dealing_count, in_dealings

ARTICLES = pl.LazyFrame({"article_id": [f"{number:016x}" for number in range(50)], "title": ["x"] * 50})
WORDS = pl.LazyFrame(
    {"article_id": [f"{number % 40:016x}" for number in range(400)], "word": [f"w{number}" for number in range(400)]}
)


@pytest.fixture(params=[1, 7, 50], ids=lambda most: f"{most} at a time")
def most(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(module, "ARTICLES_AT_A_TIME", request.param)
    return int(request.param)


def longest_words(articles: pl.LazyFrame, words: pl.LazyFrame) -> Frames:
    counted = words.group_by("article_id").agg(pl.col("word").sort().last(), pl.len().alias("count"))
    return {"counted": articles.join(counted, on="article_id", how="left"), "words": words}


def test_the_same_is_made_as_of_all_at_once(tmp_path: Path, most: int) -> None:
    """Ten articles have no words; they stay."""
    made = by_article(longest_words, {"articles": ARTICLES, "words": WORDS}, 50, tmp_path)
    whole = longest_words(ARTICLES, WORDS)
    for name, key in (("counted", "article_id"), ("words", "word")):
        assert made[name].sort(key).collect().equals(whole[name].sort(key).collect())


def test_all_rows_of_an_article_are_in_one_dealing(tmp_path: Path, most: int) -> None:
    dealings = [
        {name: set(rows.collect()["article_id"]) for name, rows in dealing.items()}
        for dealing in in_dealings({"articles": ARTICLES, "words": WORDS}, dealing_count(50), tmp_path)
    ]
    assert len(dealings) == -(-50 // most)
    seen = [article for dealing in dealings for article in dealing["articles"]]
    assert sorted(seen) == sorted(ARTICLES.collect()["article_id"])
    assert all(dealing["words"] <= dealing["articles"] for dealing in dealings)


def test_a_frame_without_rows_is_one_in_each_dealing(tmp_path: Path, most: int) -> None:
    made = by_article(longest_words, {"articles": ARTICLES, "words": WORDS.head(0)}, 50, tmp_path)
    assert made["counted"].collect().height == 50
    assert made["words"].collect().is_empty()
    assert made["words"].collect_schema() == WORDS.collect_schema()


def test_few_articles_are_not_written(tmp_path: Path) -> None:
    by_article(longest_words, {"articles": ARTICLES, "words": WORDS}, 50, tmp_path)["counted"].collect()
    assert list(tmp_path.iterdir()) == []
