"""When two texts are one."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingestion.matching import MATCHES, match_pairs
from pipelines.ingestion.sketches import sketch_batch

from .repeated_texts import article, edited, text

STORY, OTHER, THIRD = article(1), article(2), article(3)
FORM = (
    "qtly div {} cts vs {} cts prior pay {} record {} the company said on monday in a note to all of its shareholders"
)


def match(one: str, other: str) -> tuple[str, float, float] | None:
    """Method, similarity and containment of a pair of texts, if they match."""
    made = sketch_batch(None, pl.DataFrame({"unit": ["a", "b"], "text": [one, other]}))
    shingles = made["shingles"].rename({"unit": "text_key"})
    found = match_pairs(pl.DataFrame({"text_key": ["a"], "other_key": ["b"]}), shingles)
    assert dict(found.schema) == MATCHES
    return next(iter(found.select("method", "similarity", "containment").rows()), None)


def method(one: list[str], other: list[str]) -> str | None:
    found, back = match(text(one), text(other)), match(text(other), text(one))
    assert found == back
    return found[0] if found else None


def test_a_text_is_near_itself() -> None:
    assert match(text(STORY), text(STORY)) == ("near", 1.0, 1.0)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (edited(STORY, 12), "near"),  # a word in twelve is another
        (edited(STORY, 4), None),
        (["london", "jan", "five", "wire", *STORY[10:]], "near"),  # another dateline, the first sentence gone
        ([*STORY, *OTHER[:15]], "near"),  # a footer
        ([*STORY[:50], *OTHER[:40], *STORY[50:]], "near"),  # a paragraph more
        ([*STORY[:50], *OTHER, *THIRD[:80], *STORY[50:]], "part"),  # a long one, in the middle
        (STORY[:40], "part"),  # cut short
        (STORY[-40:], "part"),  # the beginning gone
        (STORY[40:80], None),  # a quotation
        ([*STORY[:30], *STORY[70:100]], None),  # two
        (STORY[:15], None),  # too little to tell
        ([*STORY[:60], *OTHER[:60]], None),  # half of it is of its own
        (edited(STORY[:60], 6), None),  # cut short and rewritten
        (OTHER, None),
    ],
)
def test_what_was_done_to_a_text(words: list[str], expected: str | None) -> None:
    assert method(STORY, words) == expected


def test_passages_that_come_twice_are_laid_side_by_side_too() -> None:
    refrain = OTHER[:40]
    assert (
        method([*STORY[:60], *refrain, *STORY[60:], *refrain], [*STORY[:60], *refrain, *STORY[60:], *refrain]) == "near"
    )
    assert method([*refrain, *STORY, *refrain], [*refrain, *STORY]) == "near"


def test_a_passage_that_comes_twice_may_have_edits() -> None:
    refrain = OTHER[:60]
    printed_twice = [*STORY[:30], *refrain, *STORY[30:], *refrain]
    assert method(printed_twice, edited(printed_twice, 12)) == "near"


def test_a_page_may_hold_its_text_twice() -> None:
    assert method([*STORY, *STORY], STORY[:50]) == "part"


def test_the_same_page_chrome_does_not_make_two_articles_one() -> None:
    chrome = THIRD
    assert method([*STORY[:40], *chrome], [*OTHER[:40], *chrome]) is None


def test_reports_of_one_form_with_other_figures_are_two() -> None:
    one, other = (FORM.format(*figures) for figures in ((12, 12, 21, 28), (12, 12, 22, 29)))
    assert match(one, other) is None
    assert match(one, f"{one} reuter") is not None


def test_containment_is_that_of_the_shorter_text() -> None:
    found = match(text(STORY), text(STORY[:40]))
    assert found is not None
    kind, similarity, containment = found
    assert (kind, containment) == ("part", 1.0)
    assert similarity == pytest.approx(38 / 118)


@given(st.lists(st.sampled_from("abc"), max_size=80), st.lists(st.sampled_from("abc"), max_size=80))
def test_any_texts_can_be_compared_either_way(one: list[str], other: list[str]) -> None:
    found = match(" ".join(one), " ".join(other))
    assert found == match(" ".join(other), " ".join(one))
    if found:
        assert 0 <= found[1] <= found[2] <= 1
