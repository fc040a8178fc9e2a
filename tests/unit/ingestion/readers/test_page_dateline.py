"""The day and the names that stand next to the headline, and which moment of the page goes with that day."""

from datetime import date

import pytest

from pipelines.ingestion.readers.page_blocks import blocks
from pipelines.ingestion.readers.page_dateline import Shown, shown_byline, shown_date
from pipelines.ingestion.readers.page_dates import choose_published
from pipelines.ingestion.readers.page_tree import parse_page

TITLE = "Harbour of Port Vell reopens"
TEXT = (
    "<p>The harbour reopened on May 1, 2001 and again on Tuesday, officials said, after a storm that closed it.</p>" * 2
)
LONG = f"<p>{'The storm of the century closed the harbour, and every ship stayed out. ' * 3}</p>"
DAY = date(2026, 3, 4)


def page(below: str, above: str = "") -> str:
    return (
        f"<html><head><title>{TITLE}</title></head><body>{above}<h1>{TITLE}</h1>{below}{LONG}{LONG}{TEXT}</body></html>"
    )


def on_page(markup: str) -> Shown | None:
    tree = parse_page(markup)
    assert tree is not None
    return shown_date(blocks(tree), TITLE)


@pytest.mark.parametrize(
    ("dateline", "minutes"),
    [
        ("March 4, 2026", None),
        ("Wednesday 4 March 2026", None),
        ("4th March, 2026", None),
        ("2026-03-04", None),
        ("By Ann Lee Mar. 4, 2026 at 5:06pm PT", 17 * 60 + 6),
        ("Published: 09:15, 4 Mar 2026", 9 * 60 + 15),
        ("March 4, 2026 12:05 a.m.", 5),
        ("Published March 4, 2026 | Updated March 6, 2026", None),
    ],
)
def test_the_day_next_to_the_headline_is_read(dateline: str, minutes: int | None) -> None:
    assert on_page(page(f"<div>{dateline}</div>")) == Shown(DAY, minutes)
    assert on_page(page("", above=f"<div>{dateline}</div>")) == Shown(DAY, minutes)


@pytest.mark.parametrize(
    "dateline",
    [
        "Monday",
        "2 hours ago",
        "Yesterday at 9:15",
        "03/04/2026",
        "March 2026",
        "Last reviewed on March 4, 2026",
        "Events from March 4, 2026",
        "February 30, 2026",
        "The storm of March 4, 2026 was one of the worst that the town has seen in all of its long and wet years",
    ],
)
def test_relative_days_days_of_other_things_and_dates_in_text_are_none(dateline: str) -> None:
    assert on_page(page(f"<div>{dateline}</div>")) is None


@pytest.mark.parametrize(
    ("dateline", "minutes"),
    [
        ("Updated March 4, 2026", None),
        ("Last updated on - Mar 4, 2026, 08:59", 8 * 60 + 59),
        ("last modified 4 March 2026", None),
        ("Updated March 4, 2026</div><div>Updated March 9, 2026", None),
    ],
)
def test_the_day_of_a_change_counts_where_no_other_is_shown(dateline: str, minutes: int | None) -> None:
    assert on_page(page(f"<div>{dateline}</div>")) == Shown(DAY, minutes, is_change=True)
    published = Shown(date(2026, 3, 2), None)
    assert on_page(page(f"<div>{dateline}</div><div>March 2, 2026</div>")) == published


def test_an_element_named_after_a_date_outdoes_its_other_names() -> None:
    assert on_page(page('<div class="caption page-date-modified">March 4, 2026</div>')) == Shown(DAY, None)
    assert on_page(page('<ul class="related"><li class="date">March 4, 2026</li></ul>')) is None


def test_dates_of_captions_related_articles_and_the_text_are_none() -> None:
    assert on_page(page("<figure><figcaption>Oct 30, 2023; a crane</figcaption></figure>")) is None
    assert on_page(page('<div class="caption">Oct 30, 2023; a crane</div>')) is None
    assert on_page(page('<ul class="related"><li>Oct 30, 2023</li></ul>')) is None
    assert on_page(page(LONG + LONG + "<div>March 4, 2026</div>")) is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Lee", "Ann Lee"),
        ("By — Ann Lee, Island Agency", "Ann Lee, Island Agency"),
        ("By Ann Lee March 4, 2026", "Ann Lee"),
        ("Written by Ann Lee and Bo Ek", "Ann Lee and Bo Ek"),
    ],
)
def test_a_byline_next_to_the_headline_is_read(line: str, names: str) -> None:
    tree = parse_page(page(f"<p>{line}</p>"))
    assert tree is not None
    assert shown_byline(blocks(tree), TITLE) == names


UTC = "2026-03-05T01:06:51+00:00"
CHANGE = Shown(DAY, 2 * 60, is_change=True)


@pytest.mark.parametrize(
    ("written", "changed", "shown", "published_at"),
    [
        # Nothing but the day is known.
        ([], [], Shown(DAY, None), "2026-03-04"),
        # The moment of that day, however late it stands in the page.
        (["2026-03-04", "2026-03-04T07:15:00+01:00"], [], Shown(DAY, None), "2026-03-04T07:15:00+01:00"),
        # The clock beside the day gives the zone of a moment in UTC.
        ([UTC], [], Shown(DAY, 17 * 60 + 6), "2026-03-04T17:06:51-08:00"),
        (["2026-03-03T22:03:00Z"], [], Shown(DAY, 9 * 60 + 3), "2026-03-04T09:03:00+11:00"),
        # No zone makes 10:00 of it, and without a clock there is no telling.
        ([UTC], [], Shown(DAY, 10 * 60), "2026-03-04"),
        ([UTC], [], Shown(DAY, None), "2026-03-04"),
        # A later edition: its day is shown, and its moment is that of the last change.
        (["2020-01-01T10:00:00Z"], ["2026-03-04T08:00:00Z"], Shown(DAY, None), "2026-03-04T08:00:00Z"),
        # Called so, its clock is that of the last change: 02:00 at +01:00, not 23:00 UTC of the day before at +03:00.
        (["2026-03-03T23:00:00Z"], ["2026-03-04T01:00:00Z"], CHANGE, "2026-03-04T01:00:00Z"),
        (["2026-03-03T23:00:00Z"], ["2026-03-03T22:00:00Z"], CHANGE, "2026-03-04T02:00:00+04:00"),
        (["2026-03-03T23:00:00Z"], [], CHANGE, "2026-03-04"),
        # Before the day of publication, a day shown is that of something else.
        (["2026-05-01T10:00:00Z"], [], Shown(DAY, None), "2026-05-01T10:00:00Z"),
        # The last change alone is no publication.
        ([], ["2026-03-04T08:00:00Z"], None, None),
    ],
)
def test_the_moment_goes_with_the_day_shown(
    written: list[str], changed: list[str], shown: Shown | None, published_at: str | None
) -> None:
    assert choose_published(written, None, shown, changed)[0] == published_at
