"""Rules for single characters, each by itself."""

from collections.abc import Callable, Iterable

import pytest

from pipelines.cleaning import characters
from pipelines.lineage.edits import EditedText, Replacement, proves

Rule = Callable[[str], Iterable[Replacement]]


def changed(rule: Rule, text: str) -> str:
    edited = EditedText.unedited(text).apply(rule(text))
    assert proves(text, edited.edits, edited.text)
    return edited.text


@pytest.mark.parametrize(
    ("damaged", "meant"),
    [
        ("itâ€™s â€œoverâ€\x9d", "it’s “over”"),
        ("cafÃ© au lait", "café au lait"),
        ("voilÃ\xa0 tout", "voilà tout"),
        ("ðŸ˜€ smile", "😀 smile"),
        ("\x93quoted\x94", "“quoted”"),
        ("one â€” two\nthree", "one — two\nthree"),
    ],
)
def test_mojibake_is_repaired(damaged: str, meant: str) -> None:
    assert changed(characters.mojibake, damaged) == meant


@pytest.mark.parametrize(
    "text", ["", "plain", "café “quoted” — naïve", "Łódź 東京 😀", "5 × 3 = 15 €", "SÃO PAULO", "µm ²"]
)
def test_sound_text_is_no_mojibake(text: str) -> None:
    assert list(characters.mojibake(text)) == []


def test_mojibake_edits_are_no_larger_than_the_damage() -> None:
    text = "Wir gehen. rÃ©union du conseil, donâ€™t\nplain line"
    found = [(text[r.start : r.end], r.after) for r in characters.mojibake(text)]
    assert found == [("Ã©", "é"), ("â€™", "’")]


def test_mojibake_that_hides_a_space_is_one_edit_in_its_line() -> None:
    """The repair of the line has another number of words, so words cannot be paired."""
    text = "sound é\nâ€œone\u00e2\u0080\u0083two"
    edited = EditedText.unedited(text).apply(characters.mojibake(text))
    assert edited.text.startswith("sound é\n“one")
    assert proves(text, edited.edits, edited.text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("co\u00adoper\u00adate", "cooperate"),
        ("zero\u200bwidth", "zerowidth"),
        ("\ufeffstart", "start"),
        ("a\u200e\u200fb\u202ac\u202ed\u2066e\u2069f\u2060g", "abcdefg"),
    ],
)
def test_invisible_characters_go(text: str, meant: str) -> None:
    assert changed(characters.invisible, text) == meant


@pytest.mark.parametrize("mark", ["\u061c", "\ufff9", "\ufffa", "\ufffb"])
def test_every_bidi_and_interlinear_control_is_invisible(mark: str) -> None:
    assert changed(characters.invisible, f"a{mark}b") == "ab"


@pytest.mark.parametrize(
    "text",
    [
        "👨\u200d👩\u200d👧\u200d👦",
        "🏳\ufe0f\u200d🌈",
        "🏴\U000e0067\U000e0062\U000e007f",
        "می\u200cخواهم",
        "क्\u200dष",
        "a b\u00a0c",
    ],
)
def test_joiners_that_show_and_spaces_stay(text: str) -> None:
    assert changed(characters.invisible, text) == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [("zero\u200cwidth", "zerowidth"), ("a\u200d b", "a b"), ("\u200cstart", "start"), ("ab\u034fc", "abc")],
)
def test_joiners_that_join_nothing_go(text: str, meant: str) -> None:
    assert changed(characters.joiner, text) == meant


@pytest.mark.parametrize("text", ["👨\u200d👩\u200d👧", "🏳\ufe0f\u200d🌈", "می\u200cخواهم", "क्\u200dष", "plain"])
def test_joiners_of_pictures_and_scripts_stay(text: str) -> None:
    assert changed(characters.joiner, text) == text


def test_a_run_of_invisible_characters_is_one_edit() -> None:
    assert list(characters.invisible("a\u200b\ufeff\u00adb")) == [Replacement(1, 4, "", "invisible")]


def test_control_characters_go_and_white_space_stays() -> None:
    every = "".join(map(chr, [*range(0x20), 0x7F, *range(0x80, 0xA1)]))
    assert changed(characters.control, every) == "\t\n\v\f\r\x85\xa0"


def test_an_escape_sequence_loses_its_teeth() -> None:
    assert changed(characters.control, "\x1b[31mred\x9b0m") == "[31mred0m"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("cafe\u0301", "café"),
        ("\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국"),
        ("\u212bngstro\u0308m", "Ångström"),
        ("a\u0323\u0302", "ậ"),
        ("a\u0302\u0323", "ậ"),
        ("<\u0338 =\u0338", "≮ ≠"),
        ("\u2126", "Ω"),
    ],
)
def test_letters_are_composed(text: str, meant: str) -> None:
    assert changed(characters.composed, text) == meant


@pytest.mark.parametrize("text", ["", "café", "ﬁne ²", "x\u0301", "👍🏽", "①"])
def test_what_is_composed_or_only_compatible_stays(text: str) -> None:
    assert list(characters.composed(text)) == []


def test_a_composed_letter_is_a_tight_edit() -> None:
    text = "un cafe\u0301s noir"
    assert [(text[r.start : r.end], r.after) for r in characters.composed(text)] == [("e\u0301", "é")]
