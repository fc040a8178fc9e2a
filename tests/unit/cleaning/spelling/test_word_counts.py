"""The words of one text, counted."""

import pytest

from pipelines.cleaning.spelling.word_counts import word_counts


def test_each_form_is_counted_with_its_first_place() -> None:
    """The possessive is no part of a form, and an address is no word."""
    text = "😀 Kyiv’s mayor met the mayor of kyiv.example.org, the the."
    assert list(zip(*word_counts(text), strict=True)) == [
        ("Kyiv", 1, 0, 2),
        ("mayor", 2, 0, 9),
        ("met", 1, 0, 15),
        ("the", 3, 0, 19),
        ("of", 1, 0, 29),
    ]
    assert word_counts("").word == []


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
    counts = word_counts(text)
    assert dict(zip(counts.word, counts.sentence_start_count, strict=True))["Rain"] == times
