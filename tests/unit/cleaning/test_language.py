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
    assert detect_language(text) == code


def test_markup_signs_do_not_hide_the_text() -> None:
    """The detector would take what stands between < and > for a tag."""
    assert detect_language("< " + FRENCH) == "fr"


@given(st.text())
def test_any_text_has_a_code(text: str) -> None:
    code = detect_language(text)
    assert code.isascii()
    assert 2 <= len(code) <= 3
