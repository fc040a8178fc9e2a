"""A text in pieces, and what is remembered of them."""

import pytest

import pipelines.cleaning.pieces as module
from pipelines.cleaning.pieces import Remembered, pieces_of


@pytest.mark.parametrize("text", ["", " ", "a", "a b", "  a\n\nb\t\u2003c ", "“Kyiv” \u00a0😀 x"])
def test_pieces_stand_where_they_begin(text: str) -> None:
    pieces = pieces_of(text)
    assert [piece for piece in pieces.written if piece] == text.split()
    for piece, start in zip(pieces.written, pieces.starts, strict=True):
        assert text[start : start + len(piece)] == piece
    assert len(text) == sum(map(len, pieces.written)) + len(pieces.written) - 1
    assert list(pieces.counts) == list(dict.fromkeys(pieces.written))


def test_a_piece_is_asked_about_once_and_never_held_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_REMEMBERED", 2)
    asked: list[str] = []

    def length(piece: str) -> int:
        asked.append(piece)
        return len(piece)

    lengths = Remembered(length)
    long = "x" * 1_000
    assert [lengths[piece] for piece in ("a", "a", "bc", long, long, "d")] == [1, 1, 2, 1_000, 1_000, 1]
    assert asked == ["a", "bc", long, long, "d"]
    assert dict(lengths) == {"d": 1}
