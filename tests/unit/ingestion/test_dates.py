"""What is read of a publisher's date, and what is refused because it is not certain."""

import os
import subprocess
import sys
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingestion import dates
from pipelines.ingestion.dates import parse_published


@pytest.mark.parametrize(
    ("written", "at", "day"),
    [
        ("2026-03-04T10:15:30Z", "2026-03-04 10:15:30", "2026-03-04"),
        ("2026-03-04T10:15:30+00:00", "2026-03-04 10:15:30", "2026-03-04"),
        ("2026-03-04T10:15:30", "2026-03-04 10:15:30", "2026-03-04"),
        ("2026-03-04T10:15", "2026-03-04 10:15:00", "2026-03-04"),
        ("2026-03-04T10", "2026-03-04 10:00:00", "2026-03-04"),
        ("2026-03-04 00:00", "2026-03-04 00:00:00", "2026-03-04"),
        ("20260304T101530Z", "2026-03-04 10:15:30", "2026-03-04"),
        ("2026-03-04T10:15:30.250Z", "2026-03-04 10:15:30.250000", "2026-03-04"),
        ("2026-03-04T23:30:00-05:00", "2026-03-05 04:30:00", "2026-03-04"),
        ("2026-03-04T00:30:00+05:30", "2026-03-03 19:00:00", "2026-03-04"),
        ("Wed, 04 Mar 2026 23:30:00 -0500", "2026-03-05 04:30:00", "2026-03-04"),
        ("Wed, 04 Mar 2026 23:30:00 GMT", "2026-03-04 23:30:00", "2026-03-04"),
        ("Wed, 04 Mar 2026 23:30:00 EST", "2026-03-05 04:30:00", "2026-03-04"),
        ("Wed, 04 Mar 2026 20:30:00 PDT", "2026-03-05 03:30:00", "2026-03-04"),
        ("March 4, 2026 at 11:30 pm", "2026-03-04 23:30:00", "2026-03-04"),
    ],
)
def test_moment_is_utc_and_day_is_the_publishers(written: str, at: str, day: str) -> None:
    found = parse_published(written)
    assert (str(found.at), str(found.day), found.precision) == (at, day, "second")


@pytest.mark.parametrize(
    "written", ["2026-03-04", "20260304", "4 March 2026", "March 4th, 2026", "Wednesday, 4 March 2026", " 2026-03-04 "]
)
def test_a_date_without_time_is_known_to_the_day(written: str) -> None:
    found = parse_published(written)
    assert (str(found.at), str(found.day), found.precision) == ("2026-03-04 00:00:00", "2026-03-04", "day")


@pytest.mark.parametrize("written", ["March 2026", "2026-03", "Mar 2026", "3/2026"])
def test_a_month_has_no_day(written: str) -> None:
    found = parse_published(written)
    assert (str(found.at), found.day, found.precision) == ("2026-03-01 00:00:00", None, "month")


@pytest.mark.parametrize("written", ["03/04/2026", "4.3.2026", "01-02-2026 10:00"])
def test_day_and_month_in_either_order_are_refused(written: str) -> None:
    with pytest.raises(ValueError, match="two dates"):
        parse_published(written)


@pytest.mark.parametrize(
    ("written", "day"), [("13/04/2026", "2026-04-13"), ("04/13/2026", "2026-04-13"), ("5/5/2026", "2026-05-05")]
)
def test_an_order_that_only_one_reading_fits_is_read(written: str, day: str) -> None:
    assert str(parse_published(written).day) == day


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "today",
        "yesterday at 10:00",
        "2 days ago",
        "Monday",
        "Monday 10:00",
        "10:00",
        "March 4",
        "4 March",
        "March",
        "2026",
        "2026-13-04",
        "2026-02-30",
        "0000-00-00",
        "2026-03-04T25:00",
        "2026-03-04T10:00+99:00",
        "2026-W10-3",
        "1772618400",
        "1772618400000",
        "Published: 2026-03-04",
        "\x00",
        "9" * 5000,
    ],
)
def test_what_is_not_certain_is_refused_with_the_value(written: str) -> None:
    with pytest.raises(ValueError, match=r"has no|is not a date"):
        parse_published(written)


@pytest.mark.parametrize("zone", ["CST", "IST", "BST", "XYZ", "CET"])
def test_of_a_time_in_an_ambiguous_zone_only_the_day_is_taken(zone: str) -> None:
    found = parse_published(f"2026-03-04 10:00 {zone}")
    assert (str(found.at), str(found.day), found.precision) == ("2026-03-04 00:00:00", "2026-03-04", "day")


@pytest.mark.parametrize("zone", ["CST6CDT", "Europe/London", "Asia/Kolkata"])
def test_the_machines_own_zone_is_never_used(zone: str) -> None:
    """dateutil knows the names of the machine's zone, unless it is told not to."""
    code = (
        "from pipelines.ingestion.dates import parse_published as p\n"
        "for z in ('CST', 'CDT', 'BST', 'IST', ''): print(*p(f'2026-07-04 10:00 {z}'))"
    )
    seen = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"TZ": zone}, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert seen == ["2026-07-04 00:00:00 2026-07-04 day"] * 4 + ["2026-07-04 10:00:00 2026-07-04 second"]


@pytest.mark.parametrize(
    "written",
    ["2026-03-04 10:00 GMT+3", "2026-03-04 10:00 UTC+03:00", "Wed Mar 4 2026 10:00:00 GMT+0300 (EAT)"],
)
def test_an_offset_after_gmt_is_ahead_of_gmt(written: str) -> None:
    """The last is what JavaScript writes for a Date. dateutil reads the sign the other way round."""
    assert str(parse_published(written).at) == "2026-03-04 07:00:00"


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"])
def test_a_moment_that_utc_cannot_hold_is_refused(written: str) -> None:
    """The first is the empty date of several programs, in a zone east of Greenwich."""
    with pytest.raises(ValueError, match="date"):
        parse_published(written)


@pytest.mark.parametrize("written", ["Monday, March 2026", "Tuesday March 2026"])
def test_a_weekday_does_not_make_a_day_of_a_month(written: str) -> None:
    """Refused, or known to the month; dateutil takes the first such weekday of the month."""
    try:
        found = parse_published(written)
    except ValueError:
        return
    assert found.day is None


@pytest.mark.parametrize("written", ["12/25/75", "25 Dec 75", "26-03-14", "3/4/26", "010203"])
def test_a_year_of_two_digits_is_refused(written: str) -> None:
    """dateutil takes the century from the machine's clock: the same file would be read differently later."""
    with pytest.raises(ValueError, match=written):
        parse_published(written)


_PARTS = st.one_of(
    st.sampled_from(["2026", "03", "04", "0", "24", "60", "9999", "0001", "23:59", "-01:00", "+14:00"]),
    st.sampled_from(["Monday", "March", "GMT", "UTC", "EST", "am", "pm", "at", "of", "T", "Z"]),
    st.sampled_from(["-", "/", ":", "+", ",", ".", "'", " ", "\x00", "²", "٣"]),
)


@given(st.lists(_PARTS, min_size=1, max_size=9).map("".join) | st.text(max_size=20))
def test_any_text_is_read_or_refused_with_one_kind_of_error(written: str) -> None:
    try:
        found = parse_published(written)
    except ValueError:
        return
    assert found.at is not None
    assert found.at.tzinfo is None
    assert (found.day is None) == (found.precision == "month")


@given(
    st.datetimes(datetime(1000, 1, 1), datetime(2999, 12, 31)),  # noqa: DTZ001 (written out, no moment)
    st.sampled_from(["", "Z", "+00:00", "-00:00", "+05:30", "-11:00", "+14:00", "+24:00", "+99:99"]),
    st.sampled_from([("", ""), ("T2", "T9"), (":", ":9"), ("-0", "-3")]),
)
def test_what_is_read_fast_is_read_as_dateutil_reads_it(at: datetime, zone: str, spoiled: tuple[str, str]) -> None:
    """Also where a part is out of range: then both refuse it."""
    written = f"{at:%Y-%m-%dT%H:%M:%S}".replace(*spoiled) + zone

    def outcome() -> object:
        try:
            return parse_published(written)
        except ValueError as error:
            return str(error)

    fast = outcome()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates, "_plain", lambda _: None)
        assert outcome() == fast
