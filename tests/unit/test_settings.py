"""Where configuration enters, and what is refused there."""

import os
from pathlib import Path

import pytest

from pipelines.settings import EventSettings, NewsledgerError, Settings


def test_without_environment_there_are_the_defaults() -> None:
    assert Settings.from_environment({}) == Settings()
    assert Settings().workers >= 1
    assert Settings().articles[0].is_dir()
    assert Settings().reference.is_dir()


def test_empty_values_are_as_good_as_none() -> None:
    names = ("ARTICLES", "DATABASE", "DATA", "REFERENCE", "MODEL", "WORKERS", "ENGINE", "BUCKET", "WITHOUT_TEXT")
    assert Settings.from_environment({f"NEWSLEDGER_{name}": "" for name in names}) == Settings()


def test_every_variable_is_heard() -> None:
    environment = {
        "NEWSLEDGER_ARTICLES": os.pathsep.join(["one", "two words"]),
        "NEWSLEDGER_DATABASE": "made.duckdb",
        "NEWSLEDGER_DATA": "made",
        "NEWSLEDGER_REFERENCE": "tables",
        "NEWSLEDGER_MODEL": "en_core_web_sm",
        "NEWSLEDGER_WORKERS": "3",
        "NEWSLEDGER_ENGINE": "ray",
        "RAY_ADDRESS": "head:6379",
        "NEWSLEDGER_BUCKET": "s3://news/desk",
        "NEWSLEDGER_WITHOUT_TEXT": "1",
    }
    assert Settings.from_environment(environment) == Settings(
        articles=(Path("one"), Path("two words")),
        database=Path("made.duckdb"),
        data=Path("made"),
        reference=Path("tables"),
        model="en_core_web_sm",
        workers=3,
        engine="ray",
        ray_address="head:6379",
        bucket="s3://news/desk",
        without_text=True,
    )


def test_events_are_told_as_the_variables_of_openlineage_say() -> None:
    names = ("NAMESPACE", "URL", "ENDPOINT", "API_KEY")
    settings = Settings.from_environment({f"OPENLINEAGE_{name}": name.lower() for name in names})
    assert settings.events == EventSettings(True, "namespace", "url", "endpoint", "api_key")
    assert EventSettings.from_environment({f"OPENLINEAGE_{name}": "" for name in names}) == EventSettings()


@pytest.mark.parametrize(("value", "is_kept"), [("true", False), (" True ", False), ("false", True), ("", True)])
def test_events_are_turned_off_by_the_word_of_openlineage(value: str, is_kept: bool) -> None:
    assert EventSettings.from_environment({"OPENLINEAGE_DISABLED": value}).is_kept is is_kept


def test_a_key_is_neither_shown_nor_recorded() -> None:
    settings = Settings(events=EventSettings(url="http://ana:password@server", api_key="a key"))
    assert "a key" not in repr(settings)
    assert "events" not in settings.shown()


def test_the_database_lies_in_the_data_folder_unless_it_is_named() -> None:
    assert Settings.from_environment({"NEWSLEDGER_DATA": "made"}).database == Path("made/newsledger.duckdb")


def test_the_environment_is_that_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSLEDGER_WORKERS", "5")
    assert Settings.from_environment().workers == 5


@pytest.mark.parametrize("workers", ["0", "-1", "+1", "1.5", "two", " 2", "1_0", "²", "٣", "00"])
def test_workers_that_are_no_whole_number_from_1_are_refused(workers: str) -> None:
    with pytest.raises(NewsledgerError, match="NEWSLEDGER_WORKERS must be a whole number from 1"):
        Settings.from_environment({"NEWSLEDGER_WORKERS": workers})


def test_an_engine_that_is_none_is_refused() -> None:
    with pytest.raises(NewsledgerError, match="NEWSLEDGER_ENGINE must be local or ray, not 'Spark'"):
        Settings.from_environment({"NEWSLEDGER_ENGINE": "Spark"})


@pytest.mark.parametrize("value", ["yes", "true", "2", " 1"])
def test_without_text_is_1_or_0(value: str) -> None:
    with pytest.raises(NewsledgerError, match="NEWSLEDGER_WITHOUT_TEXT must be 1 or 0"):
        Settings.from_environment({"NEWSLEDGER_WITHOUT_TEXT": value})


def test_settings_are_shown_as_plain_values() -> None:
    shown = Settings(articles=(Path("a"), Path("b")), data=Path("d"), workers=2).shown()
    assert shown["articles"] == ["a", "b"]
    assert shown["data"] == "d"
    assert shown["workers"] == 2
    assert list(shown) == [
        *("articles", "database", "data", "reference", "model", "workers", "engine", "ray_address", "bucket"),
        *("without_text", "field_names", "limits"),
    ]
