"""Which texts are compared."""

import random

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingestion import candidates
from pipelines.ingestion.candidates import CANDIDATES, NEXT, candidate_pairs

SCHEMA = {"text_key": pl.String(), "least": pl.UInt32(), "anchors": pl.List(pl.UInt32())}
SKETCHES = st.lists(st.lists(st.integers(0, 30), max_size=12, unique=True).map(sorted), max_size=12)


def pairs(texts: list[list[int]]) -> list[tuple[str, str]]:
    rows = [(f"{n:04}", min(anchors, default=0), anchors) for n, anchors in enumerate(texts)]
    found = candidate_pairs(pl.DataFrame(rows, schema=SCHEMA, orient="row"))
    assert dict(found.schema) == CANDIDATES
    return found.rows()


def test_texts_that_share_most_anchors_are_compared_and_others_are_not() -> None:
    whole = list(range(40))
    found = pairs([whole, whole[:10], [*whole[9:20], *range(50, 90)], list(range(100, 140))])
    assert found == [("0000", "0001")]


def test_a_text_that_has_no_anchors_is_compared_with_nothing() -> None:
    assert pairs([]) == []
    assert pairs([[], []]) == []


def test_each_of_many_equal_sets_is_compared_with_the_next_ones_only() -> None:
    """And so with all, over some steps; the work grows with their number, not with its square."""
    found = pairs([list(range(20))] * 200)
    assert len(found) == 200 * NEXT - NEXT * (NEXT + 1) // 2
    reached = {"0000"}
    for one, other in found:
        reached |= {other} if one in reached else set()
    assert len(reached) == 200


@given(SKETCHES, st.randoms())
def test_the_order_of_texts_does_not_matter(texts: list[list[int]], chance: random.Random) -> None:
    rows = [(f"{n:04}", min(anchors, default=0), anchors) for n, anchors in enumerate(texts)]
    shuffled = chance.sample(rows, len(rows))
    found = [candidate_pairs(pl.DataFrame(given, schema=SCHEMA, orient="row")).rows() for given in (rows, shuffled)]
    assert found[0] == found[1] == sorted(set(found[0]))


@given(SKETCHES)
def test_counting_in_ranges_gives_the_same(texts: list[list[int]]) -> None:
    whole = pairs(texts)
    at_once = candidates._PAIRS_AT_ONCE
    candidates._PAIRS_AT_ONCE = 3
    try:
        assert pairs(texts) == whole
    finally:
        candidates._PAIRS_AT_ONCE = at_once
