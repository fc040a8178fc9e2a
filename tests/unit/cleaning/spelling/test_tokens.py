"""Which stretches of a text count as word forms, and where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning.spelling.tokens import word_tokens


def words(text: str) -> list[str]:
    """The forms found in ``text``."""
    return [token.word for token in word_tokens(text)]


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/a-path?quary=wrod#frag",
        "www.exmaple.org/pagee",
        "jon.smiht+news@exmaple.co.uk",
        "@goverment_uk",
        "#frontpgae",
        "exmaple.com",
        "reprot.txt",
        "a.m.",
        "/usr/lcoal/bin",
        "src/mian/java/",
        "covid-19",
        "COVID-19-realted",
        "20-yaer-old",
        "foo_bra",
        "iPhnoe",
        "MacDonlad",
        "MPs",
        "f***ing",
        "sh*tshow",
        "goverm...",
        "goverm…",
        "so\u00adft",
        "wo\u200brd",
        "Київ",
        "goin’ ",
        "&nbsp;",
        "$vraible",
    ],
)
def test_what_is_no_plain_word_form_is_skipped_whole(text: str) -> None:
    """None of these may leave a piece behind that could be 'corrected'."""
    assert words(text) == []


def test_what_is_longer_than_any_word_is_no_form() -> None:
    assert [token.word for token in word_tokens(f"a {'b' * 64} {'c' * 65} d")] == ["a", "b" * 64, "d"]


def test_a_bracketed_capital_does_not_leave_half_a_word() -> None:
    """Quotations begin like this; 'hile' is no slip for 'while'."""
    assert "hile" not in words("He said “[w]hile we wait” and (s)he left")
    assert words("(s)he and memebr(s)") == ["s", "and", "s"]


def test_compounds_and_contractions_are_one_form_with_their_own_characters() -> None:
    """Curly and straight apostrophes are kept apart: a form is exactly what the text has."""
    assert words("Don’t de-escalate the back-channel; don't") == [
        "Don’t",
        "de-escalate",
        "the",
        "back-channel",
        "don't",
    ]


def test_a_possessive_is_left_out_of_the_form_but_not_of_the_text() -> None:
    """A name counts as one form whether it owns something or not."""
    text = "Zelenskyy’s ally, the goverment's plan, James' hat, JAMES’S HAT"
    tokens = list(word_tokens(text))
    assert [t.word for t in tokens][:3] == ["Zelenskyy", "ally", "the"]
    assert "goverment" in [t.word for t in tokens]
    assert [t.word for t in tokens][-4:] == ["James", "hat", "JAMES", "HAT"]
    assert all(text[t.start : t.end] == t.word for t in tokens)


def test_quotes_dashes_and_slashes_part_words() -> None:
    """Punctuation around a word is no reason to skip it."""
    assert words("‘quoted’ 'word' the—dash the–dash one--two and/or said.The") == [
        *("quoted", "word", "the", "dash", "the", "dash"),
        *("one", "two", "and", "or", "said", "The"),
    ]


def test_combining_marks_belong_to_their_letter() -> None:
    """Decomposed text gives the same number of forms as composed text."""
    assert words("cafe\u0301 re\u0301sume\u0301") == ["cafe\u0301", "re\u0301sume\u0301"]


@given(
    st.lists(st.sampled_from(["wrod", " ", "😀", "𝒜", "e\u0301", "’s", "-", ".", "@", "Ü", "[", "]", "1"])).map("".join)
)
def test_offsets_count_code_points(text: str) -> None:
    """Astral characters and combining marks shift nothing; tokens are in order and do not overlap."""
    end = 0
    for token in word_tokens(text):
        assert token.start >= end
        assert text[token.start : token.end] == token.word
        end = token.end


@given(st.text())
def test_any_text_at_all_can_be_scanned(text: str) -> None:
    """A form is never empty and always the stretch it claims to be."""
    assert all(token.word and text[token.start : token.end] == token.word for token in word_tokens(text))
