"""Language of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning.language import detect_language

ENGLISH = "The council voted on Tuesday to reopen the old library after two years of repairs to its roof. "
FRENCH = "Le conseil municipal a voté mardi la réouverture de la vieille bibliothèque après deux ans de travaux. "
GERMAN = "Der Gemeinderat hat am Dienstag beschlossen, die alte Bücherei nach zwei Jahren wieder zu öffnen. "
CHINESE = "市议会星期二投票决定，在屋顶维修两年之后重新开放这座老图书馆。"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (ENGLISH, "en"),
        (FRENCH, "fr"),
        (GERMAN, "de"),
        (CHINESE, "zh"),
        (ENGLISH * 5 + FRENCH, "en"),
        (ENGLISH.upper(), "en"),
        ("", "und"),
        (" \n ", "und"),
        ("12 34 56", "und"),
        ("ok", "und"),
        ("😀" * 50, "und"),
    ],
)
def test_the_main_language(text: str, code: str) -> None:
    found = detect_language(text)
    assert found.code == code
    assert (found.score > 0) == (code != "und")


def test_markup_signs_do_not_hide_the_text() -> None:
    """The detector would take what stands between < and > for a tag."""
    assert detect_language("< " + FRENCH).code == "fr"


@pytest.mark.parametrize(
    "text",
    [
        "The counties of Rogaland, Vestfold, Buskerud and Telemark were by order of the authority, which said that not "
        "all poultry in Østfold, Akershus, Oslo and Hedmark would have to be kept from the wild birds.",
        "the and of to that",
    ],
)
def test_common_words_tell_english_among_foreign_names(text: str) -> None:
    assert detect_language(text).code == "en"


@pytest.mark.parametrize(
    "text",
    ["the the the the", "Le film « The Man who knew too much » est à voir dès lundi au cinéma du port, dit le maire."],
)
def test_a_few_english_words_make_no_english_text(text: str) -> None:
    assert detect_language(text).code != "en"


@given(st.text())
def test_any_text_has_a_code(text: str) -> None:
    code, score = detect_language(text)
    assert 0 <= score <= 1
    assert code.isascii()
    assert 2 <= len(code) <= 3
