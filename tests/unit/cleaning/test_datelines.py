"""Where, when and by whom a story was filed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning.datelines import find_dateline


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("KYIV, Jan 5 (Reuters) - Talks", ("KYIV", "Jan 5", "Reuters")),
        ("PHOENIX, Ariz., April 13 - A firm", ("PHOENIX, Ariz.", "April 13", None)),
        ("BEDFORD, N.H. (AP) — She", ("BEDFORD, N.H.", None, "AP")),
        ("NEW YORK/LONDON, 5 January 2026 (Reuters) - Oil", ("NEW YORK/LONDON", "5 January 2026", "Reuters")),
        ("Mexico City (AFP) – The", ("Mexico City", None, "AFP")),
        ("PORT ALSTON, March 2 (Northline News) - A", ("PORT ALSTON", "March 2", "Northline News")),
        ("(Reuters) - Shares", (None, None, "Reuters")),
        ("WASHINGTON — The", ("WASHINGTON", None, None)),
        ("WASHINGTON -- The", ("WASHINGTON", None, None)),
        ("Calgary, Alberta, MARCH 16 - Shares", ("Calgary, Alberta", "MARCH 16", None)),
        ("ABUJA, Jun 22 2022 (IPS) - The", ("ABUJA", "Jun 22 2022", "IPS")),
    ],
)
def test_a_dateline_is_read(text: str, said: tuple[str | None, ...]) -> None:
    found = find_dateline(text)
    assert found is not None
    assert tuple(found[2:]) == said
    assert (
        text[found.start : found.end].rstrip(" -–—")
        == text.split(" - ")[0].split(" — ")[0].rsplit(" –", 1)[0].split(" --")[0]
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BREAKING — Fire",
        "EXCLUSIVE – The mayor",
        "IMF - a loan",
        "LONDON (Some Place) - A",
        "A-LEVEL results",
        "Washington — a city",
        "SIEGEL--You said",
        "SCOTT SIMON, HOST: Good morning",
        "he told (Reuters) - said",
        "One.\nTwo.\nThree.\nKYIV, Jan 5 (Reuters) - Four",
    ],
)
def test_what_is_no_dateline_is_not_taken_for_one(text: str) -> None:
    assert find_dateline(text) is None


def test_a_title_may_stand_before_it() -> None:
    text = "Talks begin\n\n  PARIS (AFP) – They began."
    found = find_dateline(text)
    assert found is not None
    assert text[found.start : found.end] == "PARIS (AFP) –"


@given(
    st.lists(st.sampled_from(["KYIV", "Jan 5", "(AP)", " ", ", ", "-", "—", "N.Y.", "\n", "/", "a", "Mc"]), max_size=30)
)
def test_any_text_has_one_or_none_and_its_parts_stand_in_its_span(parts: list[str]) -> None:
    text = "".join(parts)
    found = find_dateline(text)
    if found is not None:
        assert all(part in text[found.start : found.end] for part in found[2:] if part)
        assert found.place or found.agency
