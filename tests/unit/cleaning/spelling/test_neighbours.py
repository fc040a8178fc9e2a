"""The search for words that are a slip or two away, against the library's distance and the plain way to search."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning.spelling.neighbours import Neighbours, few_slips_between, slips_between

WORDS = [
    "government", "governments", "goverment", "over", "oven", "even", "event", "vent", "the", "then", "than", "thank",
    "a", "an", "can't", "cant", "letter", "lettre", "leeter", "banana", "bandana", "cabana",
]  # fmt: skip
INDEX = Neighbours(WORDS)
SHORT = ["".join(letters) for size in range(5) for letters in product("abc", repeat=size)]


def test_few_slips_are_those_of_the_library() -> None:
    for form in SHORT:
        for word in SHORT:
            slips = slips_between(form, word)
            assert few_slips_between(form, word) == (slips if slips <= 2 else None), (form, word)


@given(st.text("abn'", max_size=9), st.text("abn'", max_size=9))
def test_few_slips_of_longer_forms(form: str, word: str) -> None:
    slips = slips_between(form, word)
    assert few_slips_between(form, word) == (slips if slips <= 2 else None)


@given(st.one_of(st.sampled_from(WORDS), st.text("abcehnrtv'", min_size=1, max_size=11)), st.sampled_from([1, 2]))
def test_every_near_word_is_found_and_no_other(form: str, most: int) -> None:
    near = {word: slips for word in WORDS if (slips := slips_between(form, word)) <= most}
    assert INDEX.near(form, most) == near


@pytest.mark.parametrize("form", ["naïve", "日本語", "", "x" * 500])
def test_forms_that_no_word_is_like(form: str) -> None:
    assert INDEX.near(form) == ({"a": 1, "an": 2} if not form else {})


def test_words_of_the_list_are_in_it() -> None:
    assert "over" in INDEX
    assert "ove" not in INDEX
