"""Segments: how each stretch of one layer (clean text, source text, decoded text ...) maps to the layer below.

One class serves all layers, and lists of segments compose, so that a span in the clean text can be walked down to the
bytes of a file. Spans are half-open and 0-based, in the units of their own layer: code points, and bytes at the bottom.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Literal, NamedTuple

from pipelines.lineage.edits import Edit

Kind = Literal["copied", "decoded", "inserted", "unaligned"]


class Segment(NamedTuple):
    """One stretch of a layer and where it comes from.

    copied: unit for unit; every unit is made from equally many below (one, but at the bottom: a UTF-16 character from
    two bytes). decoded: made from the whole stretch below. inserted: made from nothing; the span below is empty and
    says where. unaligned: nothing is known; the span below is 0 to 0 and means nothing.
    A list of segments covers its layer without gaps; what was deleted from the layer below is in no segment.
    """

    kind: Kind
    start: int
    end: int
    lower_start: int
    lower_end: int

    @property
    def width(self) -> int:
        """Units below for one unit of a copied segment."""
        return (self.lower_end - self.lower_start) // (self.end - self.start)


def from_edits(edits: Sequence[Edit], length: int) -> list[Segment]:
    """Segments of a clean text of `length` code points over its source text."""
    segments = []
    position = raw_position = 0
    for edit in edits:
        if edit.char_start > position:
            segments.append(Segment("copied", position, edit.char_start, raw_position, edit.raw_start))
        if edit.char_end > edit.char_start:
            kind: Kind = "decoded" if edit.raw_end > edit.raw_start else "inserted"
            segments.append(Segment(kind, edit.char_start, edit.char_end, edit.raw_start, edit.raw_end))
        position, raw_position = edit.char_end, edit.raw_end
    if length > position:
        segments.append(Segment("copied", position, length, raw_position, raw_position + length - position))
    return segments


def lower_span(segments: Sequence[Segment], start: int, end: int) -> tuple[int, int]:
    """The span below a non-empty span: from below its first unit to below its last.

    A span that touches anything but a copied segment takes in the whole stretch below that segment.
    Raises ValueError when the span is empty, leaves the layer or touches what is unaligned.
    """
    below = aligned_span(segments, start, end)
    if below is None:
        raise ValueError(f"span {start}:{end} touches what is unaligned")
    return below


def aligned_span(segments: Sequence[Segment], start: int, end: int) -> tuple[int, int] | None:
    """The same, and None for a span that touches what is unaligned."""
    if not segments or not segments[0].start <= start < end <= segments[-1].end:
        raise ValueError(f"span {start}:{end} is empty or outside the layer")
    index = _index_at(segments, start)
    first = last = segments[index]
    while last.kind != "unaligned" and last.end < end:
        index += 1
        last = segments[index]
    return None if last.kind == "unaligned" else (_below_first(first, start), _below_last(last, end))


def lower_point(segments: Sequence[Segment], position: int) -> int | None:
    """Where a point between two units lies below: right after the unit before it; None when that is unaligned."""
    if not segments:
        return 0
    if position <= segments[0].start:
        return segments[0].lower_start if segments[0].kind != "unaligned" else None
    before = segments[_index_at(segments, position - 1)]
    return None if before.kind == "unaligned" else _below_last(before, position)


def is_aligned(segments: Sequence[Segment], start: int, end: int) -> bool:
    """Whether every unit of a non-empty span has a known place below."""
    touched = segments[_index_at(segments, start) : _index_at(segments, end - 1) + 1]
    return all(segment.kind != "unaligned" for segment in touched)


def compose(upper: Sequence[Segment], lower: Sequence[Segment]) -> list[Segment]:
    """Segments that lead from the upper layer straight to the layer below the lower one.

    Both lists are in order. Copied segments of the upper one are one to one: only the lowest layer has wider units.
    """
    result: list[Segment] = []
    # Nearly always a segment lies in a copied one, which is that of the segment before.
    below, width = Segment("unaligned", 0, 0, 0, 0), 0
    for segment in upper:
        kind, start, end, lower_start, lower_end = segment
        if kind != "unaligned" and lower_start < lower_end and lower:
            if not below.start <= lower_start < lower_end <= below.end:
                below = lower[_index_at(lower, lower_start)]
                width = below.width if below.kind == "copied" else 0
            if width and lower_end <= below.end:
                first = below.lower_start + (lower_start - below.start) * width
                last = below.lower_end - (below.end - lower_end) * width
                result.append(Segment(kind, start, end, first, last))
                continue
        result += _through(segment, lower)
    return result


def joined(segments: Iterable[Segment]) -> list[Segment]:
    """The same mapping with copied segments that continue each other made one."""
    result: list[Segment] = []
    for segment in segments:
        last = result[-1] if result else None
        if (
            last
            and last.kind == segment.kind == "copied"
            and last.end == segment.start
            and last.lower_end == segment.lower_start
            and last.width == segment.width
        ):
            result[-1] = last._replace(end=segment.end, lower_end=segment.lower_end)
        else:
            result.append(segment)
    return result


def _through(segment: Segment, lower: Sequence[Segment]) -> Iterator[Segment]:
    """One segment of the upper layer, carried through the lower list."""
    if segment.kind == "unaligned":
        yield segment
    elif segment.lower_start == segment.lower_end:
        yield _inserted_through(segment, lower)
    elif segment.kind == "copied":
        shift = segment.start - segment.lower_start
        for index in range(_index_at(lower, segment.lower_start), len(lower)):
            below = lower[index]
            start, end = max(segment.lower_start, below.start), min(segment.lower_end, below.end)
            if start >= end:
                break
            yield Segment(below.kind, start + shift, end + shift, _below_first(below, start), _below_last(below, end))
    elif is_aligned(lower, segment.lower_start, segment.lower_end):
        lower_start, lower_end = lower_span(lower, segment.lower_start, segment.lower_end)
        yield segment._replace(lower_start=lower_start, lower_end=lower_end)
    else:
        yield Segment("unaligned", segment.start, segment.end, 0, 0)


def _inserted_through(segment: Segment, lower: Sequence[Segment]) -> Segment:
    """What was made from nothing, at a point between two units of the lower layer."""
    point = segment.lower_start
    before = lower[_index_at(lower, point - 1)] if lower and point > lower[0].start else None
    if before and before.kind == "decoded" and point < before.end:
        # What stands inside a stretch that is mapped as a whole belongs to the whole.
        return segment._replace(kind="decoded", lower_start=before.lower_start, lower_end=before.lower_end)
    place = lower_point(lower, point)
    if place is None:
        return Segment("unaligned", segment.start, segment.end, 0, 0)
    return segment._replace(lower_start=place, lower_end=place)


def _index_at(segments: Sequence[Segment], position: int) -> int:
    """Index of the segment that holds a unit."""
    return bisect_right(segments, position, key=itemgetter(1)) - 1


def _below_first(segment: Segment, start: int) -> int:
    """Where the stretch below begins for a span that begins in the segment."""
    if segment.kind != "copied":
        return segment.lower_start
    return segment.lower_start + (start - segment.start) * segment.width


def _below_last(segment: Segment, end: int) -> int:
    """Where the stretch below ends for a span that ends in the segment."""
    if segment.kind != "copied":
        return segment.lower_end
    return segment.lower_end - (segment.end - end) * segment.width
