"""Cues beside a name: that sorting patterns out by the word next to the name loses none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.resolution.cue_patterns import AFTER, BEFORE, Cue, cues_after, cues_before


@given(st.data(), st.sampled_from(BEFORE))
def test_every_cue_before_a_name_is_found(data: st.DataObject, cue: Cue) -> None:
    text = data.draw(st.from_regex(cue.pattern))
    assert cues_before(text) == [other for other in BEFORE if other.pattern.search(text)]


@given(st.data(), st.sampled_from(AFTER))
def test_every_cue_after_a_name_is_found(data: st.DataObject, cue: Cue) -> None:
    text = data.draw(st.from_regex(cue.pattern))
    assert cues_after(text) == [other for other in AFTER if other.pattern.match(text)]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("according to the co-founder ", {"PERSON"}),
        ("two of the banks, ", {"ORG"}),
        ("a house in 12 Main St., ", {"GPE"}),
        ("the shares of the ", {"ORG"}),
        ("he saw ", set()),
        ("the minister", set()),
        ("", set()),
    ],
)
def test_cues_before(text: str, labels: set[str]) -> None:
    assert {cue.label for cue in cues_before(text)} == labels


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        (", a former co-founder of it", {"PERSON"}),
        ("'s high school", {"GPE"}),
        (" Police", {"GPE"}),
        (", Ellison and Marlowe counties", {"GPE"}),
        (", 45, said", {"PERSON"}),
        (" went", set()),
        ("", set()),
    ],
)
def test_cues_after(text: str, labels: set[str]) -> None:
    assert {cue.label for cue in cues_after(text)} == labels
