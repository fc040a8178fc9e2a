"""Proofs that a row walks back to its bytes: each layer is checked against the next, for every character.

Together they say that the bytes in a row's range decode, and clean, to what the row shows: segments tie the source text
to the bytes (`bytes_problem`), edits tie the clean text to the source text (`pipelines.lineage.edits.proves`), and each
row's spans are worked out anew from both (`row_problem`).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipelines.lineage.segments import Segment, aligned_span, lower_point, lower_span

# Whether what is written in the file stands for a piece of text: an escape, an entity, markup between two words.
Decodes = Callable[[str, str], bool]


class Bytes(NamedTuple):
    """A stretch of a source object: its bytes, where it begins, and how it is read."""

    data: bytes
    start: int
    encoding: str
    decodes: Decodes

    def written(self, start: int, end: int) -> str:
        """What is written in a range of the object; broken bytes are U+FFFD."""
        return self.data[start - self.start : end - self.start].decode(self.encoding, "replace")


def bytes_problem(source: str, segments: Sequence[Segment], found: Bytes) -> str | None:
    """Why the segments are no true account of how the bytes became the source text; None when they are."""
    position, below = 0, found.start
    for index, segment in enumerate(segments):
        kind, start, end, lower_start, lower_end = segment
        if start != position or end <= start:
            return f"segment {index} does not begin where the one before ends"
        position = end
        if kind == "unaligned":
            if (lower_start, lower_end) != (0, 0):
                return f"segment {index} is unaligned but has bytes"
            continue
        if not below <= lower_start <= lower_end <= found.start + len(found.data):
            return f"segment {index} is out of order or outside the record"
        piece = source[start:end]
        if kind == "inserted":
            is_true = lower_start == lower_end == _place(segments, index, below) and found.decodes("", piece)
        elif kind == "copied":
            is_true = _is_copied(piece, found, segment)
        else:
            is_true = found.decodes(found.written(lower_start, lower_end), piece)
            is_true = is_true and (not piece.isspace() or _fills_its_gap(segments, index))
        if not is_true:
            return f"segment {index} ({kind}) is not what its bytes say"
        below = lower_end
    return None if position == len(source) else "the segments do not cover the source text"


def covers(segments: Sequence[Segment], length: int) -> bool:
    """Whether the segments cover a text of this length from its start to its end, each beginning where one ended."""
    ends = [0, *(segment.end for segment in segments)]
    return [segment.start for segment in segments] == ends[:-1] and ends[-1] == length


def row_problem(
    row: "SpanRow", clean: str, edits_below: Sequence[Segment], source_below: Sequence[Segment]
) -> str | None:
    """Why a row's spans are not what its field's edits and segments make of them; None when they are.

    `edits_below` leads from the clean text to the source text, `source_below` from there to the bytes.
    """
    if not 0 <= row.char_start < row.char_end <= len(clean):
        return "its span is empty or outside the text"
    if row.surface is not None and clean[row.char_start : row.char_end] != row.surface:
        return "its text is not what stands there"
    if lower_span(edits_below, row.char_start, row.char_end) != (row.raw_start, row.raw_end):
        return "its span in the source text is not below its span in the clean text"
    return byte_problem((row.raw_start, row.raw_end), (row.byte_start, row.byte_end), source_below)


def byte_problem(
    raw_span: tuple[int, int], byte_span: tuple[int | None, int | None], below: Sequence[Segment]
) -> str | None:
    """Why a byte range is not what lies below a span of the source text; None when it is."""
    raw_start, raw_end = raw_span
    expected: tuple[int | None, int | None]
    if raw_start == raw_end:  # something inserted: a point, right after the character before
        place = lower_point(below, raw_start)
        expected = (place, place)
    else:
        expected = aligned_span(below, raw_start, raw_end) or (None, None)
    return None if expected == byte_span else "its bytes are not those below its span in the source text"


class SpanRow(NamedTuple):
    """What is to be proven of a row: where it says that it stands, and what it says stands there."""

    char_start: int
    char_end: int
    raw_start: int
    raw_end: int
    byte_start: int | None
    byte_end: int | None
    surface: str | None


def _place(segments: Sequence[Segment], index: int, below: int) -> int:
    """Where something inserted belongs: right after what is before it; at the start, right before what follows."""
    if any(segment.kind != "unaligned" for segment in segments[:index]):
        return below
    after = (segment.lower_start for segment in segments[index + 1 :] if segment.kind != "unaligned")
    return next(after, below)


def _is_copied(piece: str, found: Bytes, segment: Segment) -> bool:
    """Whether every character of the piece is written in as many bytes as all the others of the segment."""
    begin, end, width = segment.lower_start - found.start, segment.lower_end - found.start, segment.width
    if not width or (end - begin) != width * len(piece):
        return False
    if width == 1:
        return found.written(segment.lower_start, segment.lower_end) == piece
    characters = (found.data[place : place + width] for place in range(begin, end, width))
    return all(
        written.decode(found.encoding, "replace") == character
        for written, character in zip(characters, piece, strict=True)
    )


def _fills_its_gap(segments: Sequence[Segment], index: int) -> bool:
    """Whether white space made of markup takes in all that lies between its neighbours, and nothing else.

    Any part of the gap would read as white space too, so only this says which bytes it is.
    """
    before = segments[index - 1] if index else None
    after = segments[index + 1] if index + 1 < len(segments) else None
    segment = segments[index]
    return (before is None or before.kind == "unaligned" or before.lower_end == segment.lower_start) and (
        after is None or after.kind == "unaligned" or after.lower_start == segment.lower_end
    )
