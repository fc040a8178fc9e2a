"""Segments lead from one layer to the layer below, span for span, and lists of them compose."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipelines.lineage.edits import EditedText, Replacement
from pipelines.lineage.segments import Segment, compose, from_edits, is_aligned, joined, lower_span

TEXTS = st.lists(st.sampled_from(["a", "b", "\r\n", "e\u0301", "\u200b", "😀", "𝒜"]), max_size=8).map("".join)


@st.composite
def edited_texts(draw: st.DrawFn, source: str | None = None, *, insert_only: bool = False) -> EditedText:
    """A text after one or two rounds of changes."""
    edited = EditedText.unedited(draw(TEXTS) if source is None else source)
    for _ in range(draw(st.integers(1, 2))):
        cuts = sorted(draw(st.lists(st.integers(0, len(edited.text)), max_size=6)))
        ends = cuts[::2] if insert_only else cuts[1::2]
        spans = zip(cuts[::2], ends, strict=False)
        edited = edited.apply([Replacement(start, end, draw(TEXTS), "rule") for start, end in spans])
    return edited


def segments_of(edited: EditedText) -> list[Segment]:
    return from_edits(edited.edits, len(edited.text))


def below_each_character(edited: EditedText) -> list[tuple[int, int]]:
    """The raw span below every character of the text, written out one by one."""
    below: list[tuple[int, int]] = []
    raw = 0
    for edit in edited.edits:
        below += ((i, i + 1) for i in range(raw, edit.raw_start))
        below += [(edit.raw_start, edit.raw_end)] * len(edit.after)
        raw = edit.raw_end
    return below + [(i, i + 1) for i in range(raw, len(edited.source))]


def spans(length: int) -> list[tuple[int, int]]:
    return [(start, end) for start in range(length) for end in range(start + 1, length + 1)]


def require_cover(segments: list[Segment], length: int) -> None:
    """No gaps and nothing empty."""
    assert [s.start for s in segments] == [0, *(s.end for s in segments)][: len(segments)]
    assert (segments[-1].end if segments else 0) == length
    assert all(s.start < s.end and s.lower_start <= s.lower_end for s in segments)


@given(edited_texts())
def test_segments_of_edits_cover_the_text(edited: EditedText) -> None:
    segments = segments_of(edited)
    require_cover(segments, len(edited.text))
    assert all(left.lower_end <= right.lower_start for left, right in pairwise(segments))
    for kind, start, end, lower_start, lower_end in segments:
        if kind == "copied":
            assert edited.text[start:end] == edited.source[lower_start:lower_end]
        else:
            assert (kind == "inserted") == (lower_start == lower_end)


@given(edited_texts())
def test_lower_span_is_from_below_the_first_character_to_below_the_last(edited: EditedText) -> None:
    segments, below = segments_of(edited), below_each_character(edited)
    for start, end in spans(len(edited.text)):
        assert lower_span(segments, start, end) == (below[start][0], below[end - 1][1])


@given(edited_texts())
def test_a_span_below_holds_every_edit_that_the_span_touches(edited: EditedText) -> None:
    segments = segments_of(edited)
    for start, end in spans(len(edited.text)):
        lower_start, lower_end = lower_span(segments, start, end)
        for edit in edited.edits:
            if edit.char_start < end and edit.char_end > start:
                assert lower_start <= edit.raw_start
                assert edit.raw_end <= lower_end


@given(st.data())
def test_composed_segments_map_as_two_steps_do(data: st.DataObject) -> None:
    """Where the ends of a span are not inserted; there, they enclose what two steps give."""
    lower = data.draw(edited_texts())
    upper = data.draw(edited_texts(lower.text))
    above, below = segments_of(upper), segments_of(lower)
    both = compose(above, below)
    require_cover(both, len(upper.text))
    kinds = {position: s.kind for s in above for position in range(s.start, s.end)}
    for start, end in spans(len(upper.text)):
        middle = lower_span(above, start, end)
        if middle[0] == middle[1]:
            continue
        direct, stepwise = lower_span(both, start, end), lower_span(below, *middle)
        if "inserted" in (kinds[start], kinds[end - 1]):
            assert direct[0] <= stepwise[0]
            assert stepwise[1] <= direct[1]
        else:
            assert direct == stepwise


@given(st.data())
def test_composing_keeps_characters(data: st.DataObject) -> None:
    """What is copied through both layers is the same text at the bottom, unit for unit."""
    lower = data.draw(edited_texts())
    upper = data.draw(edited_texts(lower.text))
    above = segments_of(upper)
    both = compose(above, segments_of(lower))
    for kind, start, end, lower_start, lower_end in both:
        if kind == "copied":
            assert upper.text[start:end] == lower.source[lower_start:lower_end]
    inserted = {p for s in above if s.kind == "inserted" for p in range(s.start, s.end)}
    assert not inserted & {p for s in both if s.kind == "copied" for p in range(s.start, s.end)}


@given(st.data())
def test_three_layers_compose_from_either_side(data: st.DataObject) -> None:
    """The stretches, their kinds and all that is copied come out the same; and all else, where the lowest layer
    neither deletes nor replaces. Where it does, an insertion above lies before or after that, and both are true."""
    insert_only = data.draw(st.booleans())
    c = data.draw(edited_texts(insert_only=insert_only))
    assume(not insert_only or all(e.before == "" for e in c.edits))
    b = data.draw(edited_texts(c.text))
    a = data.draw(edited_texts(b.text))
    top, middle, bottom = segments_of(a), segments_of(b), segments_of(c)
    left, right = compose(compose(top, middle), bottom), compose(top, compose(middle, bottom))
    assert [s[:3] for s in left] == [s[:3] for s in right]
    assert [s for s in left if s.kind == "copied"] == [s for s in right if s.kind == "copied"]
    if insert_only:
        assert left == right


@given(edited_texts())
def test_composing_with_an_unchanged_layer_changes_nothing(edited: EditedText) -> None:
    segments = segments_of(edited)
    nothing_done = from_edits((), len(edited.source))
    assert compose(segments, nothing_done) == segments


def test_unaligned_and_inserted_survive() -> None:
    """Bytes below decoded text below an extracted one: the two middle characters have no known place."""
    upper = [Segment("copied", 0, 2, 1, 3), Segment("unaligned", 2, 4, 0, 0), Segment("inserted", 4, 5, 5, 5)]
    lower = [Segment("copied", 0, 2, 10, 12), Segment("decoded", 2, 5, 12, 20)]
    assert compose(upper, lower) == [
        Segment("copied", 0, 1, 11, 12),
        Segment("decoded", 1, 2, 12, 20),
        Segment("unaligned", 2, 4, 0, 0),
        Segment("inserted", 4, 5, 20, 20),
    ]


def test_a_span_that_begins_with_an_insertion_inside_a_decoded_stretch_takes_that_in() -> None:
    """In two steps the span lies over unit 1, whose whole stretch below is 5 to 9."""
    upper = [Segment("copied", 0, 1, 0, 1), Segment("inserted", 1, 2, 1, 1), Segment("copied", 2, 3, 1, 2)]
    lower = [Segment("decoded", 0, 2, 5, 9)]
    assert lower_span(lower, *lower_span(upper, 1, 3)) == (5, 9)
    assert lower_span(compose(upper, lower), 1, 3) == (5, 9)


def test_copied_from_what_was_inserted_is_inserted() -> None:
    lower = [Segment("copied", 0, 3, 5, 8), Segment("inserted", 3, 6, 8, 8), Segment("copied", 6, 7, 9, 10)]
    assert compose([Segment("copied", 0, 4, 2, 6)], lower) == [
        Segment("copied", 0, 1, 7, 8),
        Segment("inserted", 1, 4, 8, 8),
    ]


@pytest.mark.parametrize(("start", "end"), [(0, 0), (2, 2), (2, 1), (-1, 1), (0, 5), (4, 5)])
def test_a_span_that_is_empty_or_outside_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="is empty or outside the layer"):
        lower_span([Segment("copied", 0, 4, 3, 7)], start, end)


def test_an_empty_layer_has_no_spans() -> None:
    assert from_edits((), 0) == []
    with pytest.raises(ValueError, match="is empty or outside the layer"):
        lower_span([], 0, 1)


def test_a_span_that_touches_what_is_unaligned_has_nothing_below() -> None:
    segments = [Segment("copied", 0, 4, 10, 14), Segment("unaligned", 4, 6, 0, 0), Segment("copied", 6, 9, 20, 23)]
    assert lower_span(segments, 1, 4) == (11, 14)
    for start, end in ((1, 5), (4, 6), (5, 7), (3, 7)):
        assert not is_aligned(segments, start, end)
        with pytest.raises(ValueError, match="unaligned"):
            lower_span(segments, start, end)


def test_what_lies_over_unaligned_is_unaligned() -> None:
    lower = [Segment("copied", 0, 4, 10, 14), Segment("unaligned", 4, 6, 0, 0), Segment("copied", 6, 9, 20, 23)]
    upper = [Segment("copied", 0, 3, 2, 5), Segment("decoded", 3, 4, 5, 7), Segment("inserted", 4, 5, 7, 7)]
    assert compose(upper, lower) == [
        Segment("copied", 0, 2, 12, 14),
        Segment("unaligned", 2, 3, 0, 0),
        Segment("unaligned", 3, 4, 0, 0),
        Segment("inserted", 4, 5, 21, 21),
    ]


def test_units_may_be_wider_at_the_bottom() -> None:
    """Two-byte characters after a mark of two bytes: the third and fourth are bytes 6 to 10."""
    lower = [Segment("copied", 0, 5, 2, 12)]
    assert lower[0].width == 2
    assert lower_span(lower, 2, 4) == (6, 10)
    assert compose([Segment("copied", 0, 3, 1, 4)], lower) == [Segment("copied", 0, 3, 4, 10)]


def test_copied_segments_that_continue_each_other_are_joined() -> None:
    pieces = [
        Segment("copied", 0, 2, 0, 2),
        Segment("copied", 2, 3, 2, 3),
        Segment("copied", 3, 4, 3, 5),  # wider
        Segment("copied", 4, 5, 6, 8),  # a byte further on
        Segment("decoded", 5, 6, 8, 9),
    ]
    assert joined(pieces) == [Segment("copied", 0, 3, 0, 3), *pieces[2:]]
