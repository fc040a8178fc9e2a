"""Many layers at once give what each one gives span by span."""

from itertools import accumulate, pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.lineage.layers import Layers
from pipelines.lineage.segments import Segment, aligned_span, lower_point

KINDS = ["copied", "decoded", "inserted", "unaligned"]


@st.composite
def layers(draw: st.DrawFn) -> list[Segment]:
    """Segments that cover a text, with gaps below, one unit made from one or two."""
    ends = accumulate(draw(st.lists(st.integers(1, 3), max_size=5)), initial=0)
    position, segments = draw(st.integers(0, 3)), []
    for start, end in pairwise(ends):
        kind = draw(st.sampled_from(KINDS))
        width = {"copied": (end - start) * draw(st.integers(1, 2)), "decoded": draw(st.integers(1, 4))}.get(kind, 0)
        below = (0, 0) if kind == "unaligned" else (position, position + width)
        segments.append(Segment(kind, start, end, *below))  # type: ignore[arg-type] # any string is drawn
        position += width + draw(st.integers(0, 2))
    return segments


def lengths_of(texts: list[list[Segment]]) -> list[int]:
    return [segments[-1].end if segments else 0 for segments in texts]


@given(st.lists(layers(), max_size=4))
def test_spans_and_points_lie_where_their_segments_say(texts: list[list[Segment]]) -> None:
    lengths = lengths_of(texts)
    asked = [(n, a, b) for n, length in enumerate(lengths) for b in range(length + 1) for a in range(b + 1) if length]
    found = Layers.of(texts, np.array(lengths, np.int64)).below(*np.array(asked, np.int64).reshape(-1, 3).T)
    for at, (number, start, end) in enumerate(asked):
        segments = texts[number]
        place = lower_point(segments, start)
        meant = aligned_span(segments, start, end) if start < end else None if place is None else (place, place)
        assert found.is_held[at]
        assert found.is_known[at] == (meant is not None)
        assert meant is None or (found.start[at], found.end[at]) == meant


@pytest.mark.parametrize("span", [(-1, 1), (0, 4), (2, 1), (5, 9)])
def test_spans_outside_of_their_text_are_not_held(span: tuple[int, int]) -> None:
    texts = [[Segment("copied", 0, 3, 0, 3)], [Segment("copied", 0, 9, 0, 9)]]
    found = Layers.of(texts, np.array([3, 9])).below(np.array([0]), *np.array([span]).T)
    assert not found.is_held[0]


@pytest.mark.parametrize(
    "bounds", [[(0, 2)], [(0, 4)], [(1, 3)], [(0, 1), (2, 3)], [(0, 2), (1, 3)], [(0, 0), (0, 3)], [(0, 5), (5, 3)], []]
)
def test_segments_that_do_not_cover_their_text_are_told(bounds: list[tuple[int, int]]) -> None:
    """And nothing is found below it, while others are as they are."""
    sound, wrong = [Segment("copied", 0, 3, 7, 10)], [Segment("copied", a, b, a, b) for a, b in bounds]
    made = Layers.of([sound, wrong, sound], np.array([3, 3, 3]))
    assert made.fits.tolist() == [True, False, True]
    found = made.below(np.array([0, 1, 2]), np.array([1, 1, 1]), np.array([2, 2, 2]))
    assert found.is_held.tolist() == [True, False, True]
    assert found.start[[0, 2]].tolist() == [8, 8]


def test_a_segment_without_a_place_does_not_fit() -> None:
    rows = pl.DataFrame(
        {"kind": ["copied", None], "start": [0, None], "end": [3, 3], "lower_start": [0, None], "lower_end": [3, None]},
        schema_overrides={"start": pl.Int64(), "lower_start": pl.Int64()},
    )
    assert Layers(np.array([0, 1]), rows, np.array([3, 3])).fits.tolist() == [True, False]
