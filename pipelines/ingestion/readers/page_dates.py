"""Which of the dates on a page is that of publication, in the publisher's own words."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from pipelines.ingestion.dates import parse_published

_ZONE = re.compile(r"(?:Z|UTC|GMT|[+-]\d\d:?\d\d)\)?\s*$", re.IGNORECASE)
_OWN_ZONE = re.compile(r"[+-](?!00:?00)\d\d:?\d\d\s*$")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)(?=[/-]|$)")


class _Candidate(NamedTuple):
    written: str
    day: date
    precision: int


def choose_published(written: Iterable[str], url: str | None) -> tuple[str | None, tuple[str, ...]]:
    """Of the page's dates, the most certain place first, the one to take, and notes.

    The first that can be read decides the day. Of those within a day of it, the most precise is taken: a time in the
    publisher's own zone (which says the publisher's day), then in UTC, then without a zone, then a bare day (midnight
    is how programs write one). With none, the date in the address; with nothing at all, no date.
    """
    unusable: list[str] = []
    candidates: list[_Candidate] = []
    for text in dict.fromkeys(t.strip() for t in written if t.strip()):
        try:
            candidates.append(_candidate(text))
        except ValueError as error:
            unusable.append(str(error)[:200])
    if candidates:
        day = candidates[0].day
        near = [c for c in candidates if abs((c.day - day).days) <= 1]
        return max(near, key=lambda c: c.precision).written, ()
    return _in_address(url), tuple(f"published_at: {error}" for error in unusable[:3])


def _candidate(text: str) -> _Candidate:
    """Raises ValueError for what is no date, or not a certain one."""
    if len(text) > 100:
        raise ValueError(f"{text[:80]!a} is too long for a date")
    found = parse_published(text)
    if found.at is None:
        raise ValueError(f"{text!a} is no date")
    if found.day is None:
        return _Candidate(text, found.at.date(), 0)
    if found.precision != "second" or _is_midnight(text, found.at):
        return _Candidate(text, found.day, 1)
    return _Candidate(text, found.day, 2 + bool(_ZONE.search(text)) + bool(_OWN_ZONE.search(text)))


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
