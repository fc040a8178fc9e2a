"""Which of the dates on a page is that of publication.

It is given as the publisher wrote it, but for a time in UTC that is another day there than on the page: that is written
in the zone that the page shows.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from pipelines.ingestion.dates import parse_published
from pipelines.ingestion.readers.page_dateline import Shown

_ZONE = re.compile(r"(?:Z|UTC|GMT|[+-]\d\d:?\d\d)\)?\s*$", re.IGNORECASE)
_OWN_ZONE = re.compile(r"[+-](?!00:?00)\d\d:?\d\d\s*$")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?=[/-]|$)")
_DAY_MINUTES = 24 * 60
# Zones lie so far from UTC, and differ from it by quarters of an hour.
_EAST, _WEST, _STEP = 14 * 60, -12 * 60, 15


class _Candidate(NamedTuple):
    """`at` is UTC without zone; `precision` is higher for what says more."""

    written: str
    day: date
    precision: int
    at: datetime | None


def choose_published(
    written: Iterable[str], url: str | None, shown: Shown | None = None, changed: Iterable[str] = ()
) -> tuple[str | None, tuple[str, ...]]:
    """Of the page's dates, the most certain place first, the one to take, and notes.

    The day that readers see next to the headline (`shown`) decides, else the first date that can be read. Of those of
    that day, the most precise is taken: a time in the publisher's own zone (which says the publisher's day), then in
    UTC, then without a zone, then a bare day (midnight is how programs write one). Where the page shows the day of a
    later edition, be it called so or not, times of the last change (`changed`) count too. A time in UTC on the day
    before or after is written in the zone that the clock time shown beside the day gives. With none, the date in the
    address; with nothing at all, no date.
    """
    candidates, unusable = _candidates(written)
    # A date before that of publication is one of another thing.
    if shown is not None and (not candidates or (candidates[0].day - shown.day).days <= 1):
        return _on_day(shown, candidates, _candidates(changed)[0]), ()
    if candidates:
        day = candidates[0].day
        near = [c for c in candidates if abs((c.day - day).days) <= 1]
        return max(near, key=lambda c: c.precision).written, ()
    return _in_address(url), tuple(f"published_at: {error}" for error in unusable[:3])


def _candidates(written: Iterable[str]) -> tuple[list[_Candidate], list[str]]:
    candidates, unusable = [], []
    for text in dict.fromkeys(t.strip() for t in written if t.strip()):
        try:
            candidates.append(_candidate(text))
        except ValueError as error:
            unusable.append(str(error)[:200])
    return candidates, unusable


def _on_day(shown: Shown, candidates: Sequence[_Candidate], changes: Sequence[_Candidate]) -> str:
    """What says most about the day shown: a candidate of that day, one in the zone that the page shows, or the day."""
    same = [c for c in (*candidates, *changes) if c.day == shown.day]
    if same:
        return max(same, key=lambda c: c.precision).written
    # The clock time beside the day of a change is not that of publication.
    meant = changes if shown.is_change else (*candidates, *changes)
    return next(filter(None, (_in_zone_shown(shown, c) for c in meant)), shown.day.isoformat())


def _in_zone_shown(shown: Shown, candidate: _Candidate) -> str | None:
    """A moment, written in the zone in which it is the day and minute shown; None if it is so in no zone."""
    if shown.minutes is None or candidate.at is None or not _ZONE.search(candidate.written):
        return None
    at = candidate.at
    days = (shown.day - at.date()).days
    offset = days * _DAY_MINUTES + shown.minutes - (at.hour * 60 + at.minute)
    if not _WEST <= offset <= _EAST or offset % _STEP:
        return None
    zone = timezone(timedelta(minutes=offset))
    return (at + timedelta(minutes=offset)).replace(microsecond=0, tzinfo=zone).isoformat()


def _candidate(text: str) -> _Candidate:
    """Raises ValueError for what is no date, or not a certain one."""
    if len(text) > 100:
        raise ValueError(f"{text[:80]!a} is too long for a date")
    found = parse_published(text)
    if found.at is None:
        raise ValueError(f"{text!a} is no date")
    if found.day is None:
        return _Candidate(text, found.at.date(), 0, None)
    if found.precision != "second" or _is_midnight(text, found.at):
        return _Candidate(text, found.day, 1, None)
    return _Candidate(text, found.day, 2 + bool(_ZONE.search(text)) + bool(_OWN_ZONE.search(text)), found.at)


def _is_midnight(text: str, at: datetime) -> bool:
    return "00:00:00" in text or (at.hour, at.minute, at.second) == (0, 0, 0)


def _in_address(url: str | None) -> str | None:
    """The day in an address such as /2026/03/04/, written as ISO 8601."""
    if match := _IN_ADDRESS.search(url or ""):
        try:
            return date(*map(int, match.groups())).isoformat()
        except ValueError:
            return None
    return None
