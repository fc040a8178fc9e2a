"""Pieces of long texts: together they are the text, and they end where a reader would pause."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.pieces import Piece, groups_of, pieces_of

TEXT = st.text(alphabet="ab \n", max_size=60)


@given(TEXT, st.integers(1, 20))
def test_pieces_are_the_text(text: str, most: int) -> None:
    pieces = list(pieces_of("u", text, most))
    assert "".join(piece.text for piece in pieces) == text
    assert all(0 < len(piece.text) <= most for piece in pieces) or text == ""
    assert all(text[piece.start : piece.start + len(piece.text)] == piece.text for piece in pieces)


def test_the_last_border_of_paragraphs_comes_first_then_lines_then_words() -> None:
    assert [p.text for p in pieces_of("u", "one two\n\nthree\nfour five", 18)] == ["one two\n\n", "three\nfour five"]
    assert [p.text for p in pieces_of("u", "one two\nthree four", 12)] == ["one two\n", "three four"]
    assert [p.text for p in pieces_of("u", "one two three", 8)] == ["one two ", "three"]
    assert [p.text for p in pieces_of("u", "onetwothree", 6)] == ["onetwo", "three"]


@given(st.lists(st.integers(0, 30), max_size=20), st.integers(1, 40))
def test_groups_hold_every_piece_once_in_order(sizes: list[int], most: int) -> None:
    pieces = [Piece(str(number), 0, "x" * size) for number, size in enumerate(sizes)]
    groups = list(groups_of(pieces, most))
    assert [piece for group in groups for piece in group] == pieces
    assert all(len(group) == 1 or sum(len(piece.text) for piece in group) <= most for group in groups)
