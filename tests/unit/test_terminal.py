"""Hostile values on a terminal: shown, never acted upon."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from pipelines.engine.progress import Progress
from pipelines.terminal import ProgressReporter, safe, table_of, traced

HOSTILE = "\x1b[31m\x9b2J\x07 \u202eevil\u2066 [bold]x[/bold] [/] :car: \r\x00\x7f"
ROW: dict[str, object] = {
    "table_name": "mentions",
    "row_id": "a:text:70-74",
    "byte_start": 71,
    "byte_end": 76,
    "is_aligned": True,
    "text": "Ann",
    "label": "PERSON",
    "entity": "Ann Lee",
    "found_by": "model",
    "rule": None,
    "path": "a.txt",
    "object_sha256": "0" * 64,
    "locator": "whole",
    "encoding": "utf-8",
    "field": "text",
    "raw_start": 70,
    "raw_end": 74,
    "char_start": 5,
    "char_end": 8,
    "run_id": "r1",
    "processes": [{"step": "inputs", "process_id": "p1"}, {"step": "mentions", "process_id": "p2"}],
    "raw_text": "An\u00adn",
    "raw_snippet": "r" * 60 + "An\u00adn" + "\nafter",
    "snippet": "said Ann after",
    "edits": [{"rule": "invisible", "before": "\u00ad\x1b", "after": ""}],
}


def shown(*parts: object, is_terminal: bool = False) -> str:
    out = io.StringIO()
    colours = "truecolor" if is_terminal else None
    console = Console(file=out, width=200, highlight=False, force_terminal=is_terminal, color_system=colours)
    for part in parts:
        console.print(part)
    return out.getvalue()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x9b31m", "\\x9b31m"),
        ("\x85", "\\x85"),
        ("a\tb\rc\x00", "a\\tb\\rc\\x00"),
        ("\u202eabc\u2069\u200f\u061c", "\\u202eabc\\u2069\\u200f\\u061c"),
        ("\ud83d", "\\ud83d"),
        ("line\nline", "line\nline"),
        ("café 😀 שלום [red]", "café 😀 שלום [red]"),
        (None, "None"),
        (1.5, "1.5"),
    ],
)
def test_safe(value: object, text: str) -> None:
    assert safe(value) == text


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_that_acts_is_left(text: str) -> None:
    made = safe(text)
    assert not any((c < " " and c != "\n") or "\x7f" <= c <= "\x9f" for c in made)
    assert not set(made) & set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    made.encode("utf-8")


@pytest.mark.parametrize("is_terminal", [False, True])
def test_a_table_shows_columns_and_values_as_they_are(is_terminal: bool) -> None:
    out = shown(table_of([HOSTILE], [[HOSTILE], [None], [3]]), is_terminal=is_terminal)
    for line in out.splitlines()[1:4:2]:
        assert "\\x1b[31m\\x9b2J\\x07 \\u202eevil\\u2066 [bold]x[/bold] [/] :car: \\r\\x00\\x7f" in line
    assert "\x1b[31m" not in out
    assert not set(out) & set("\x07\x9b\u202e\u2066\r\x00\x7f")
    assert "null" in out


def test_a_table_without_rows_or_columns_is_no_error() -> None:
    assert "name" in shown(table_of(["name"], []))
    shown(table_of([], []))


def test_a_traced_mention_shows_both_texts_and_every_edit() -> None:
    out = shown(*traced(ROW))
    for part in (
        "Ann  [PERSON]  Ann Lee",
        "a.txt",
        "whole, decoded as utf-8",
        "text, characters 70 to 74",
        "71 to 76",
        "mentions p2",
    ):
        assert part in out
    assert "… " + "r" * 60 + "An\u00adn after …" in out
    assert "… said Ann after …" in out
    assert "edits that touch it" in out
    assert "invisible: '\\xad\\x1b' became ''" in out


def test_the_mention_itself_is_marked_in_both_snippets() -> None:
    out = shown(*traced(ROW), is_terminal=True)
    marked = [piece.split("\x1b[0m")[0] for piece in out.split("\x1b[1;30;43m")[1:]]
    assert marked == ["An\u00adn", "Ann"]


def test_a_mention_without_entity_or_edits_is_said_to_be_so() -> None:
    out = shown(*traced(ROW | {"entity": None, "edits": [], "rule": "country"}))
    assert "names no entity that can be told" in out
    assert "no edit touches it" in out
    assert "model, rule country" in out


@pytest.mark.parametrize(
    "name", ["text", "label", "entity", "path", "locator", "rule", "raw_text", "snippet", "raw_snippet"]
)
def test_hostile_values_are_only_shown(name: str) -> None:
    out = shown(*traced(ROW | {name: HOSTILE}), is_terminal=True)
    assert not set(out) & set("\x07\x9b\u202e\u2066\r\x00\x7f")
    assert "\x1b[31m" not in out


def test_a_place_whose_bytes_are_not_known_says_so() -> None:
    out = shown(*traced(ROW | {"byte_start": None, "byte_end": None, "is_aligned": False}))
    assert "not known (unaligned)" in out


def test_a_place_of_another_table_is_named_by_its_id() -> None:
    out = shown(*traced(ROW | {"table_name": "spelling_corrections", "rule": "clear_winner"}))
    assert "spelling corrections  a:text:70-74, rule clear_winner" in out
    assert "PERSON" not in out


def test_without_texts_the_place_is_shown_alone() -> None:
    out = shown(*traced(ROW | {"raw_snippet": None, "raw_text": None, "snippet": None}))
    assert "the texts are not in this database" in out
    assert "71 to 76" in out


def test_a_place_as_long_as_a_book_is_cut() -> None:
    out = shown(*traced(ROW | {"raw_text": "x" * 5000, "raw_snippet": "x" * 5000, "raw_start": 0}))
    assert out.count("x") < 1000


def test_hostile_edits_are_only_shown() -> None:
    edit = {"rule": HOSTILE, "before": HOSTILE, "after": HOSTILE}
    out = shown(*traced(ROW | {"edits": [edit]}), is_terminal=True)
    assert not set(out) & set("\x07\x9b\u202e\u2066\r\x00\x7f")
    assert "[bold]x[/bold] [/]" in out


def test_progress_is_drawn_without_error_in_any_order() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=80)
    with ProgressReporter(console) as reporter:
        reporter.progress("inputs", Progress(0, 1, 2))
        reporter.step_started("sentences")
        reporter.progress("sentences", Progress(4, 3, 10, 5, 0, 0, 0.5, 2.0, 700))
        reporter.progress("sentences", Progress(4, 6, 10, 5, 0, 1, 1.0, 4.0, 1400))
