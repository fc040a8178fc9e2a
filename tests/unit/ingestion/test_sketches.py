"""What a text is recognised by."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingestion.sketches import ANCHOR_RATE, SHINGLE_WORDS, SKETCH_TABLES, sketch_batch, words_of


def sketches(*texts: str) -> list[dict[str, object]]:
    batch = pl.DataFrame({"unit": [str(n) for n in range(len(texts))], "text": texts})
    made = sketch_batch(None, batch)
    assert {name: dict(rows.schema) for name, rows in made.items()} == SKETCH_TABLES
    return made["sketches"].join(made["shingles"], on="unit", maintain_order="left").to_dicts()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The ferry's late, again.", "THE FERRY’S LATE –\n   again"),
        ("Cafe\u0301 opens", "Café opens"),
        ("“A B C”", '"a b c"'),
    ],
)
def test_case_punctuation_and_line_breaks_make_no_other_text(one: str, other: str) -> None:
    first, second = sketches(one, other)
    assert first["text_key"] == second["text_key"]
    assert first["shingles"] == second["shingles"]


def test_other_words_make_another_text() -> None:
    keys = [found["text_key"] for found in sketches("one two", "onetwo", "two one", "one 2", "…", "!", "一二", "一")]
    assert len(set(keys)) == len(keys)


def test_a_text_of_nothing_has_no_key() -> None:
    assert [found["text_key"] for found in sketches("", " \n ")] == [None, None]


def test_a_script_without_spaces_has_a_word_for_each_letter() -> None:
    assert words_of("市议会votes二") == ["市", "议", "会", "votes", "二"]


def test_shingles_stand_in_the_order_of_the_text() -> None:
    [found, last] = sketches("a b c d", "b c d")
    assert found["shingle_count"] == 2
    assert found["shingles"][1:] == last["shingles"]  # type: ignore[index]


def test_figures_are_the_words_with_a_digit() -> None:
    [found, other] = sketches("up 3.5 pct to 17 from 17", "a 17")
    assert len(found["figures"]) == 4  # type: ignore[arg-type]
    assert set(other["figures"]) < set(found["figures"])  # type: ignore[call-overload]


@given(st.text(), st.text())
def test_what_a_text_gives_does_not_depend_on_its_batch(one: str, other: str) -> None:
    assert sketches(one, other)[0] == sketches(one)[0]


@given(st.lists(st.sampled_from("abcde"), max_size=60))
def test_anchors_are_chosen_by_value_alone(words: list[str]) -> None:
    [found] = sketches(" ".join(words))
    assert found["shingle_count"] == max(0, len(words) - SHINGLE_WORDS + 1)
    shingles = set(found["shingles"])  # type: ignore[call-overload]
    assert found["anchors"] == sorted(one for one in shingles if one % ANCHOR_RATE == 0)
    assert found["least"] == min(shingles, default=0)
