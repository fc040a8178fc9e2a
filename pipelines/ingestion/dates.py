"""Times of publication: what a publisher wrote, read only as far as it is certain."""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

from dateutil import parser

# Two fills that differ in every part, by more than a week in the day, since a weekday moves it on: a part of the result
# that follows the fill was not in the text.
_FILLS = (datetime(2001, 1, 1, 1, 1, 1), datetime(2002, 2, 15, 2, 2, 2))  # noqa: DTZ001 (parts only, no moment)

# The zone names of RFC 2822; other names stand for several zones each (CST, IST, BST), so no hour is taken from them.
_ZONE_HOURS = {
    "UT": 0,
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "EST": -5,
    "EDT": -4,
    "PST": -8,
    "PDT": -7,
    "MST": -7,
    "MDT": -6,
}
_UNKNOWN_ZONE = timezone(timedelta(0), "unknown")

# "10:00 GMT+0300" is three hours ahead of UTC, but dateutil reads a name before an offset as POSIX does, the other way.
_NAMED_OFFSET = re.compile(r"(:\d\d(?:\.\d+)?\s*)[A-Za-z]{1,5}(?=[+-]\d)")
_LONGEST = 100
_ISO_DATE = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)|(?<!\d)\d{8}(?!\d)")

# What most dumps write: nothing in it needs to be guessed, and Python reads it twenty times as fast as dateutil.
_PLAIN = re.compile(r"[12]\d{3}-\d\d-\d\d(?P<time>[T ]\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?)?", re.ASCII)


class Published(NamedTuple):
    """Time of publication. `at` is UTC without zone; `day` is the publisher's calendar date."""

    at: datetime | None = None
    day: date | None = None
    precision: str = "unknown"


def parse_published(written: str) -> Published:
    """Read a date with or without a time.

    A time without a zone is taken as UTC; of a time in a zone that cannot be told, only the day. Raises ValueError for
    anything that is not certain: relative words ("Monday"), dates without a year of four digits, and days and months
    that could be read both ways (03/04/2026).
    """
    if plain := _plain(written):
        return plain
    if len(written) > _LONGEST:
        raise ValueError(f"{written[:_LONGEST]!r}... is not a date: it is too long")
    written = _NAMED_OFFSET.sub(r"\1", written)
    first, second = (_parse(written, fill, dayfirst=False) for fill in _FILLS)
    if written.count(f"{first.year:04}") != 1 or first.year != second.year:
        raise ValueError(f"{written!r} has no year of four digits, or several: write YYYY-MM-DD")
    if first.month != second.month:
        raise ValueError(f"{written!r} has no month")
    if first.day != second.day:
        return Published(datetime(first.year, first.month, 1), None, "month")  # noqa: DTZ001 (UTC by contract)
    # ISO 8601 has one order; elsewhere the day may come first.
    if not _ISO_DATE.search(written) and _parse(written, _FILLS[0], dayfirst=True).date() != first.date():
        raise ValueError(f"{written!r} can be read as two dates: write YYYY-MM-DD")
    if first.hour != second.hour or first.tzinfo is _UNKNOWN_ZONE:
        return Published(datetime(first.year, first.month, first.day), first.date(), "day")  # noqa: DTZ001
    exact = first.replace(minute=first.minute if first.minute == second.minute else 0)
    exact = exact.replace(second=first.second if first.second == second.second else 0)
    try:
        at = exact.astimezone(UTC).replace(tzinfo=None) if exact.tzinfo else exact
    except OverflowError as error:
        raise ValueError(f"{written!r} is a date outside the years 1 to 9999 in UTC") from error
    return Published(at, exact.date(), "second")


def _plain(written: str) -> Published | None:
    """A day, or a moment down to the second, written out in ISO 8601; None for anything else, and for what is none."""
    match = _PLAIN.fullmatch(written)
    if match is None:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    if match["time"] is None:
        return Published(moment, moment.date(), "day")
    return Published(moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment, moment.date(), "second")


def _parse(written: str, fill: datetime, *, dayfirst: bool) -> datetime:
    try:
        return parser.parse(written, default=fill, dayfirst=dayfirst, tzinfos=_zone)
    except (ValueError, ArithmeticError) as error:
        raise ValueError(f"{written!r} is not a date: write YYYY-MM-DD or ISO 8601") from error


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    """The zone of a name or of an offset in seconds, never the machine's own; None where neither is given."""
    if name is None and offset is None:
        return None
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    return timezone(timedelta(hours=_ZONE_HOURS[name])) if name in _ZONE_HOURS else _UNKNOWN_ZONE
