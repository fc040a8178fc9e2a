"""Segments: how each stretch of one layer (clean text, source text, decoded text ...) maps to the layer below.

One class serves all layers, and lists of segments compose, so that a span in the clean text can be walked down to
whatever layer lies at the bottom. Spans are half-open and 0-based, in the units of their own layer.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from pipelines.lineage.edits import Edit

Kind = Literal["copied", "decoded", "inserted", "unaligned"]


class Segment(NamedTuple):
    """One stretch of a layer and where it comes from.

    copied: unit for unit the same length as below. decoded: made from the whole stretch below. inserted: made from
    nothing; the span below is empty and says where. unaligned: the span below is the best that is known.
    A list of segments covers its layer without gaps; what was deleted from the layer below is in no segment.
    """

    kind: Kind
    start: int
    end: int
    lower_start: int
    lower_end: int


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
    Raises ValueError when the span is empty or leaves the layer.
    """
    if not segments or not segments[0].start <= start < end <= segments[-1].end:
        raise ValueError(f"span {start}:{end} is empty or outside the layer")
    first, last = _segment_at(segments, start), _segment_at(segments, end - 1)
    lower_start = first.lower_start + (start - first.start if first.kind == "copied" else 0)
    lower_end = last.lower_end - (last.end - end if last.kind == "copied" else 0)
    return lower_start, lower_end


def compose(upper: Sequence[Segment], lower: Sequence[Segment]) -> list[Segment]:
    """Segments that lead from the upper layer straight to the layer below the lower one."""
    return [piece for segment in upper for piece in _through(segment, lower)]


def _through(segment: Segment, lower: Sequence[Segment]) -> Iterator[Segment]:
    """One segment of the upper layer, carried through the lower list."""
    if segment.lower_start == segment.lower_end:
        around = next((s for s in lower if s.start < segment.lower_start < s.end and s.kind != "copied"), None)
        if around:  # what stands inside a stretch that is mapped as a whole belongs to the whole
            yield segment._replace(kind="decoded", lower_start=around.lower_start, lower_end=around.lower_end)
        else:
            point = _lower_point(lower, segment.lower_start)
            yield segment._replace(lower_start=point, lower_end=point)
    elif segment.kind == "copied":
        shift = segment.start - segment.lower_start
        for below in lower:
            start, end = max(segment.lower_start, below.start), min(segment.lower_end, below.end)
            if start < end:
                lower_start, lower_end = lower_span([below], start, end)
                yield Segment(below.kind, start + shift, end + shift, lower_start, lower_end)
    else:
        lower_start, lower_end = lower_span(lower, segment.lower_start, segment.lower_end)
        yield segment._replace(lower_start=lower_start, lower_end=lower_end)


def _segment_at(segments: Sequence[Segment], position: int) -> Segment:
    return segments[bisect_right(segments, position, key=lambda segment: segment.start) - 1]


def _lower_point(segments: Sequence[Segment], position: int) -> int:
    """Where a point between two units lies below: right after the unit before it."""
    if not segments or position <= segments[0].start:
        return segments[0].lower_start if segments else 0
    return lower_span(segments, position - 1, position)[1]
