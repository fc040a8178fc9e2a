"""Words that were written twice by mistake, and words that rightly stand twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning.doubled_words import doubled_words
from pipelines.lineage.edits import EditedText, proves


def mended(text: str) -> str:
    edited = EditedText.unedited(text).apply(doubled_words(text))
    assert proves(text, edited.edits, edited.text)
    assert {edit.rule for edit in edited.edits} <= {"doubled_word"}
    return edited.text


@pytest.mark.parametrize(
    ("text", "once"),
    [
        ("politics in the the country", "politics in the country"),
        ("The the minister left.", "The minister left."),
        ("It was late. A a driver stopped.", "It was late. A driver stopped."),
        ("half of of the sales and and the rest", "half of the sales and the rest"),
        ("an adviser to to the campaign", "an adviser to the campaign"),
        ("she has to to come", "she has to come"),
        ('the the "Guardian" and he he left', 'the "Guardian" and he left'),
        ('He said "no" to the the press.', 'He said "no" to the press.'),
    ],
)
def test_the_second_of_two_goes(text: str, once: str) -> None:
    assert mended(text) == once


@pytest.mark.parametrize(
    "text",
    [
        "She had had enough, and said that that was that.",
        "a very very long day, New York, New York",
        "Duran Duran met Bafana Bafana in Wagga Wagga on Bora Bora",
        "a song by The The was played",
        "the day the Soviets came in in 1979",
        "the man I spoke to to get it, and what it is is this",
        "the the the the end",
        "the word the the. And and, of of!",
        '"I want the the report," he said.',
        "“We need to and and then go,” she said",
        "the\nthe end of and\tand of of, of",
        "AND AND gates, OR or NOT",
        "version a.a a/a a-a @the the@ 'the the' https://the the.com",
        "her her work his his",
    ],
)
def test_what_may_stand_twice_is_left(text: str) -> None:
    assert mended(text) == text


@given(st.text(alphabet="thea nof.\n\"“”'", max_size=60))
def test_any_text_is_left_with_proven_edits_and_nothing_more_to_do(text: str) -> None:
    once = mended(text)
    assert mended(once) == once
