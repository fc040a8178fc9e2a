"""HTML references that an export left in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning.entities import entities
from pipelines.lineage.edits import EditedText, proves


def read(text: str) -> str:
    edited = EditedText.unedited(text).apply(entities(text))
    assert proves(text, edited.edits, edited.text)
    return edited.text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("R&amp;D", "R&D"),
        ("&quot;over&quot; &#8211; he said", '"over" – he said'),
        ("it&#39;s caf&eacute; caf&#xE9; caf&#233;", "it's café café café"),
        ("a&nbsp;b", "a\xa0b"),
        ("twice &amp;quot;quoted&amp;amp;quot;", 'twice "quoted"'),
        ("&#38;lt;b&gt;", "<b>"),
        ("&#150; as browsers read it", "– as browsers read it"),
    ],
)
def test_references_are_read(text: str, meant: str) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    "text", ["", "R&D; AT&T", "&nosuchname;", "?a=1&copy=2", "& ;", "&#;", "&#x;", "fish & chips;"]
)
def test_what_is_no_reference_stays(text: str) -> None:
    assert list(entities(text)) == []


@given(st.lists(st.sampled_from(["&", "amp;", "#", "38;", "x26;", "lt;", "lt", ";", "a"]), max_size=20).map("".join))
def test_any_mixture_is_read_by_edits_that_replay(text: str) -> None:
    read(text)


def test_a_long_chain_is_one_edit() -> None:
    assert [(r.start, r.after) for r in entities("&" + "amp;" * 10_000 + "lt;")] == [(0, "<")]
