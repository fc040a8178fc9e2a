"""Rules for spaces and line ends, each by itself."""

from collections.abc import Callable, Iterable

import pytest

from pipelines.cleaning import whitespace
from pipelines.lineage.edits import EditedText, Replacement, proves

Rule = Callable[[str], Iterable[Replacement]]


def changed(rule: Rule, text: str) -> str:
    edited = EditedText.unedited(text).apply(rule(text))
    assert proves(text, edited.edits, edited.text)
    return edited.text


@pytest.mark.parametrize(
    ("rule", "text", "meant"),
    [
        (whitespace.line_ends, "a\r\nb\rc\n\rd\r\n\r\ne", "a\nb\nc\n\nd\n\ne"),
        (whitespace.line_ends, "a\x85b\u2028c\u2029d\ve\ff", "a\nb\nc\nd\ne\nf"),
        (whitespace.line_ends, "a\nb", "a\nb"),
        (whitespace.odd_spaces, "a\tb\u00a0c\u2009d\u202fe\u3000f\u1680g", "a b c d e f g"),
        (whitespace.odd_spaces, "a b\nc\u200bd\u200de", "a b\nc\u200bd\u200de"),
        (whitespace.repeated_spaces, "a  b   c d\n  e", "a b c d\n e"),
        (whitespace.edges, "  a \n b  \n\n c ", "a\nb\n\nc"),
        (whitespace.edges, "\n \n a b\n \n", "a b"),
        (whitespace.edges, " \n \n ", ""),
        (whitespace.edges, "", ""),
        (whitespace.edges, "a  b", "a  b"),
        (whitespace.blank_lines, "a\n\n\n\nb\n\nc\nd", "a\n\nb\n\nc\nd"),
    ],
)
def test_rule(rule: Rule, text: str, meant: str) -> None:
    assert changed(rule, text) == meant
    assert changed(rule, meant) == meant


def test_crlf_is_one_edit_of_two_characters() -> None:
    assert list(whitespace.line_ends("a\r\nb")) == [Replacement(1, 3, "\n", "line_end")]


def test_the_first_of_several_spaces_stays() -> None:
    assert list(whitespace.repeated_spaces("a   b")) == [Replacement(2, 4, "", "repeated_space")]


def test_a_blank_line_of_spaces_is_emptied() -> None:
    assert changed(whitespace.edges, "a\n   \nb") == "a\n\nb"
