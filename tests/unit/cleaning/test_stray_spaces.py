"""Spaces that got into a word, and two words that rightly stand apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning.stray_spaces import stray_spaces
from pipelines.lineage.edits import EditedText, proves


def mended(text: str) -> str:
    edited = EditedText.unedited(text).apply(stray_spaces(text))
    assert proves(text, edited.edits, edited.text)
    assert {(edit.rule, edit.before, edit.after) for edit in edited.edits} <= {("stray_space", " ", "")}
    return edited.text


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("th e govern ment and its deci sions", "the government and its decisions"),
        ("This dea l is not about money", "This deal is not about money"),
        ("providing c are to patients", "providing care to patients"),
        ("Gover nment offi cers said.", "Government officers said."),
        ("a wi nner takes it", "a winner takes it"),
        ("a n umber of jobs in the n ext year", "a number of jobs in the next year"),
        ("“Th e end,” he said", "“The end,” he said"),
    ],
)
def test_a_word_is_whole_again(text: str, whole: str) -> None:
    assert mended(text) == whole


@pytest.mark.parametrize(
    "text",
    [
        "we can not go to day with out you, so may be",
        "China s economy and the car s owner don t and can t go, we ll see, they re here",
        "her e mail and her e mails, an e book",
        "a co operate and re elected inter national pre war",
        "Al Saud is there, T in the Park, plan B and group C on",
        "stand on vis a vis issues, ki te rangi, redeemed en bloc at par, facts de facto",
        "the income for th year",
        "Vitamin E than A, math is fun",
        "th-e go_vern ment @th e.com /th e =th e th e-mail",
        "th\ne govern\tment govern  ment",
    ],
)
def test_what_is_no_split_word_is_left(text: str) -> None:
    assert mended(text) == text


@given(st.text(alphabet="thean dlrs.\n\"“’'", max_size=60))
def test_any_text_gives_edits_that_prove(text: str) -> None:
    assert len(mended(text)) <= len(text)
