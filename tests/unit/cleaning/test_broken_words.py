"""Words that a line end broke in two, and hyphens that are theirs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning.broken_words import broken_words
from pipelines.lineage.edits import EditedText, proves


def mended(text: str) -> str:
    edited = EditedText.unedited(text).apply(broken_words(text))
    assert proves(text, edited.edits, edited.text)
    return edited.text


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("The minister wel- comed it.", "The minister welcomed it."),
        ("an orga- nisation of farmers", "an organisation of farmers"),
        ("Wel- come to the govern- ment", "Welcome to the government"),
        ("Ellison was there. Elli- son spoke.", "Ellison was there. Ellison spoke."),
    ],
)
def test_a_word_is_whole_again_where_dictionary_or_text_know_it(text: str, whole: str) -> None:
    assert mended(text) == whole


@pytest.mark.parametrize(
    "text",
    [
        "short- and long-term loans",
        "two- to three-year terms",
        "a so- called expert",
        "land- and sea-based",
        "a homo- sexual man",
        "the question- but nobody asked",
        "a set- back",
        "zzyzx- qwrt",
        "wel-comed it; they wel- comed it",
        "mailto:a@wel- comed",
        "pre- War",
    ],
)
def test_without_good_evidence_a_hyphen_stays(text: str) -> None:
    assert mended(text) == text


def test_the_edit_takes_hyphen_and_space_and_has_its_name() -> None:
    assert [tuple(r) for r in broken_words("He wel- comed it.")] == [(6, 8, "", "broken_word")]


@given(
    st.lists(st.sampled_from(["wel", "comed", "- ", "-", " ", "the", "and", "\n", "é", "."]), max_size=30).map("".join)
)
def test_any_text_is_changed_by_edits_that_replay(text: str) -> None:
    mended(text)
