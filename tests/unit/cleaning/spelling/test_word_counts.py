"""The words of one text, counted."""

import pytest

from pipelines.cleaning.spelling.word_counts import WordCount, word_counts


def test_each_form_is_counted_with_its_first_place() -> None:
    """The possessive is no part of a form, and an address is no word."""
    text = "😀 Kyiv’s mayor met the mayor of kyiv.example.org, the the."
    assert list(word_counts(text)) == [
        WordCount("Kyiv", 1, 0, 2),
        WordCount("mayor", 2, 0, 9),
        WordCount("met", 1, 0, 15),
        WordCount("the", 3, 0, 19),
        WordCount("of", 1, 0, 29),
    ]
    assert list(word_counts("")) == []


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Rain fell. Rain, he said. It was rain", 2),
        ("“Rain” fell. (Rain fell.) ‘Rain!’ Rain", 4),
        ("By our staff\nRain fell\n\n“Rain", 2),
        ("It was: Rain? Rain!", 2),
        ("Heavy Rain, the Rain and, Rain", 0),
    ],
)
def test_beginnings_of_sentences_are_told(text: str, times: int) -> None:
    assert {w.word: w.sentence_start_count for w in word_counts(text)}["Rain"] == times
