"""The vocabulary: what all texts together say of a word form."""

import random

import polars as pl

from pipelines.cleaning.articles import text_units
from pipelines.cleaning.normalise import NormaliseConfiguration, normalise_batch
from pipelines.cleaning.vocabulary import (
    MOST_CONTEXTS,
    counted_words,
    read_units,
    vocabulary,
    words_of_articles,
)
from pipelines.schemas.decisions import Vocabulary

ENGLISH = "The council said on Monday that the harbour would be closed, and that people must leave."
FRENCH = "Le conseil municipal a voté mardi la réouverture de la vieille bibliothèque après deux ans de travaux."
Article = tuple[str, str, str | None, str]


def made(*articles: Article) -> dict[str, dict[str, object]]:
    """The vocabulary of articles (id, outlet, title, text), by word."""
    columns = ("article_id", "source", "title", "text")
    schema = dict.fromkeys(columns, pl.String())
    units = text_units(pl.LazyFrame(articles, schema=schema, orient="row"), "source").collect()
    normalised = normalise_batch(NormaliseConfiguration(()), units.unique("unit"))
    texts = normalised["texts"].lazy()
    read = read_units(units.lazy(), texts)
    of_articles = words_of_articles(read, normalised["words"].lazy())
    is_first = pl.col("article_id") < "c"
    halves = [counted_words(of_articles.filter(half)) for half in (is_first, is_first.not_())]
    counted, outlets = (pl.concat(half[name] for half in halves) for name in ("counted", "outlets"))
    table = vocabulary(counted, outlets, read, texts).collect()
    assert dict(table.schema) == Vocabulary.dtypes()
    Vocabulary.validate(table)
    return {row["word"]: row for row in table.iter_rows(named=True)}


def test_a_form_is_counted_in_texts_articles_and_outlets() -> None:
    """Equal texts count in each of their articles; an article in another language does not, nor does its title."""
    words = made(
        ("a", "Courier", "Harbour closed", ENGLISH),
        ("b", "Gazette", None, ENGLISH),
        ("c", "Gazette", "The harbour", ENGLISH + " The harbour is cold."),
        ("d", "Journal", "The harbour", FRENCH),
    )
    counts = [words["harbour"][f"{name}_count"] for name in ("occurrence", "article", "source")]
    assert counts == [5, 3, 2]
    assert "conseil" not in words


def test_a_form_knows_in_which_cases_its_letters_occur() -> None:
    """In other forms of the same letters; a form itself is counted where it begins a sentence."""
    words = made(("a", "Courier", "NATO talks", ENGLISH + " Nato met NATO. Talks, she said, are nato TALKS. A talk."))
    cases = ("lower_count", "capitalised_count", "upper_count")
    for form in ("NATO", "Nato", "nato"):
        assert [words[form][name] for name in cases] == [1, 1, 2]
    assert [words["talks"][name] for name in cases] == [1, 1, 1]
    assert [words["A"][name] for name in cases] == [0, 0, 1]
    assert {form: words[form]["sentence_start_count"] for form in ("NATO", "Nato", "Talks", "talks")} == {
        "NATO": 1,
        "Nato": 1,
        "Talks": 1,
        "talks": 0,
    }


def test_contexts_are_the_first_places_of_the_first_texts() -> None:
    """However the articles come; each text gives one."""
    articles: list[Article] = [
        (name, "Courier", None, f"{name} {ENGLISH}\nA freind of {name} and a freind of the town.") for name in "dbeac"
    ]
    around = "e closed, and that people must leave. A freind of {} and a freind of the town."
    expected = [{"article_id": name, "field": "text", "text": around.format(name)} for name in "abc"]
    assert len(expected) == MOST_CONTEXTS
    for seed in range(3):
        random.Random(seed).shuffle(articles)  # noqa: S311
        assert made(*articles)["freind"]["contexts"] == expected
