"""Limits: each has a variable, a bound, and its line in the page that documents them."""

from dataclasses import fields

import pytest

from pipelines.limits import Limits, limits_as_markdown, variable
from pipelines.settings import CHECKOUT, NewsledgerError, Settings

NAMES = [one.name for one in fields(Limits)]


def test_the_page_is_fresh() -> None:
    assert limits_as_markdown() in (CHECKOUT / "docs" / "limits.md").read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_limit_is_heard(name: str) -> None:
    assert getattr(Settings.from_environment({variable(name): "7"}).limits, name) == 7
    assert Settings.from_environment({variable(name): ""}).limits == Limits()


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "many", " 2", "1_0", "²", "00"])
def test_what_is_no_whole_number_from_1_is_refused(value: str) -> None:
    with pytest.raises(NewsledgerError, match="NEWSLEDGER_MAX_OBJECT_BYTES must be a whole number from 1"):
        Settings.from_environment({"NEWSLEDGER_MAX_OBJECT_BYTES": value})


def test_limits_of_records_are_those_that_readers_look_at() -> None:
    assert set(Limits().of_records()) == {
        "record_bytes",
        "text_characters",
        "nesting",
        "held_bytes",
        "page_seconds",
    }
