"""Fields from loosely typed values: what is taken, and what becomes a note."""

import pytest

from pipelines.ingestion.readers.fields import Fields, is_valid_unicode


def test_text_keeps_its_spaces_and_stripped_does_not() -> None:
    fields = Fields({"a": " x "})
    assert (fields.text("a"), fields.stripped("a"), fields.stripped("b")) == (" x ", "x", None)


@pytest.mark.parametrize("value", [True, ["x"], {"x": 1}, "\udc80", b"x"])
def test_a_value_that_is_no_text_is_noted_once(value: object) -> None:
    fields = Fields({"a": value})
    assert fields.text("a") is None
    assert len(fields.notes) == 1
    assert fields.notes[0].isascii()


def test_notes_are_bounded() -> None:
    fields = Fields({"a": "\ud800" + "x" * 10_000, "b": [[["x"] * 10_000]]})
    assert (fields.text("a"), fields.texts("b")) == (None, ())
    assert max(map(len, fields.notes)) < 120


def test_authors_of_any_length_are_read_or_noted() -> None:
    spaced = Fields({"authors": ["A" + " " * 9_000 + "B", "Ann  Lee ;\n Bo\tEk"]})
    assert (spaced.authors(), spaced.notes) == (("A B", "Ann Lee", "Bo Ek"), [])
    endless = Fields({"authors": ["A" + " " * 600_000 + "B", "Ann Lee"]})
    assert (endless.authors(), len(endless.notes)) == (("Ann Lee",), 1)


@pytest.mark.parametrize(("text", "is_valid"), [("", True), ("😀", True), ("\ud83d", False), ("a\udc00b", False)])
def test_lone_surrogates_are_no_valid_unicode(text: str, is_valid: bool) -> None:
    assert is_valid_unicode(text) is is_valid
