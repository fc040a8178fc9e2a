"""Where decisions are applied in a text."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning.spelling.corrections import Correction, Decision, correct

DECISIONS = {
    d.word: d
    for d in (
        Decision("goverment", "correct", "government", Decimal("2.5000"), "clear_winner"),
        Decision("Kyiv", "keep", None, None, "capitalised"),
        Decision("mutli-party", "correct", "multi-party", Decimal("1.0000"), "clear_winner"),
        Decision("bass", "in_context", "base", None, "later"),
    )
}


def test_offsets_are_code_points_and_leave_the_possessive_alone() -> None:
    """The emoji is one code point, the combining accent one of its own."""
    text = "😀 cafe\u0301: the goverment’s mutli-party talks"
    assert correct(text, DECISIONS) == [
        Correction(13, 22, "goverment", "government", Decimal("2.5000"), "clear_winner"),
        Correction(25, 36, "mutli-party", "multi-party", Decimal("1.0000"), "clear_winner"),
    ]


def test_only_correct_is_applied_and_only_to_the_exact_form() -> None:
    """Keep and in_context change nothing here; neither does another case."""
    assert correct("Kyiv bass Goverment GOVERMENT", DECISIONS) == []


def test_what_is_no_word_token_is_not_touched() -> None:
    """The same characters in an address are not the same form."""
    assert correct("goverment.org @goverment #goverment goverment_1 goverment(s)", DECISIONS) == []


@given(st.lists(st.sampled_from(["goverment", "😀", "𝒜𝒷", "e\u0301", " ", "’s ", ", ", "Kyiv", "mutli-party"])))
def test_applying_corrections_by_offset_changes_only_them(pieces: list[str]) -> None:
    """Every correction replaces what it says it replaces, in order."""
    text = " ".join(pieces)
    end = 0
    for correction in correct(text, DECISIONS):
        assert end <= correction.start < correction.end
        assert text[correction.start : correction.end] == correction.original
        assert DECISIONS[correction.original].replacement == correction.replacement
        end = correction.end
