"""What fields are called: the names that are known, and those that a run is told."""

import io
import json

import pytest

from pipelines.field_names import FieldNames, parse_field_names
from pipelines.ingestion.options import ReadOptions
from pipelines.ingestion.readers import READERS
from pipelines.ingestion.records import Record, Reject
from pipelines.settings import NewsledgerError, Settings


def only(values: dict[str, object], told: str = "", extension: str = ".jsonl") -> Record | Reject:
    options = ReadOptions(FieldNames(parse_field_names(told)))
    [found] = READERS[extension].read(io.BytesIO(json.dumps(values).encode()), options)
    return found


def test_the_fields_of_news_please_are_known() -> None:
    found = only(
        {
            "authors": ["Ann Lee", "Bo Ek"],
            "date_download": "2026-03-05 01:00:00",
            "date_publish": "2026-03-04 10:00:00",
            "description": "A lead.",
            "maintext": "The story.",
            "source_domain": "news.example",
            "text": None,
            "title": "A title",
            "url": "http://news.example/a",
        }
    )
    assert isinstance(found, Record)
    assert (found.text, found.title, found.source) == ("The story.", "A title", "news.example")
    assert (found.published_at, found.authors, found.notes) == ("2026-03-04 10:00:00", ("Ann Lee", "Bo Ek"), ())


def test_the_fields_of_trafilatura_are_known() -> None:
    found = only(
        {
            "title": "A title",
            "author": "Ann Lee; Bo Ek",
            "hostname": "news.example",
            "date": "2026-03-04",
            "fingerprint": "1f0b3",
            "id": None,
            "raw_text": "The story with chrome.",
            "text": "The story.",
            "source": "http://news.example/a",
            "source-hostname": "News Example",
        }
    )
    assert isinstance(found, Record)
    assert (found.url, found.source, found.external_id) == ("http://news.example/a", "News Example", None)
    assert (found.text, found.authors, found.published_at) == ("The story.", ("Ann Lee", "Bo Ek"), "2026-03-04")


def test_told_names_come_first_and_known_ones_still_count() -> None:
    found = only({"body": "Told.", "text": "Known.", "Headline": "T", "date": "2026"}, "text=body,title=HEADLINE")
    assert isinstance(found, Record)
    assert (found.text, found.title, found.published_at) == ("Told.", "T", "2026")
    other = only({"text": "Known."}, "text=body")
    assert isinstance(other, Record)
    assert other.text == "Known."


@pytest.mark.parametrize(("extension", "data"), [(".csv", b"n,story\n1,Told.\n"), (".tsv", b"n\tSTORY\n1\tTold.\n")])
def test_columns_are_told_like_keys(extension: str, data: bytes) -> None:
    [found] = READERS[extension].read(io.BytesIO(data), ReadOptions(FieldNames((("text", "story"),))))
    assert isinstance(found, Record)
    assert found.text == "Told."
    [missing] = READERS[extension].read(io.BytesIO(data), ReadOptions())
    assert isinstance(missing, Reject)
    assert "--map text=NAME" in missing.error


@pytest.mark.parametrize("told", ["text", "text=", "=body", "headline=x", "text=a,b"])
def test_what_names_no_field_is_refused(told: str) -> None:
    with pytest.raises(ValueError, match=r"write text=body|no field is called"):
        parse_field_names(told)
    with pytest.raises(NewsledgerError, match="NEWSLEDGER_MAP"):
        Settings.from_environment({"NEWSLEDGER_MAP": told})


def test_pairs_are_parsed_in_order() -> None:
    assert parse_field_names(" text = body , published_at=date,") == (("text", "body"), ("published_at", "date"))
    assert Settings.from_environment({"NEWSLEDGER_MAP": "text=body"}).field_names == (("text", "body"),)
    assert Settings(field_names=(("text", "body"),)).shown()["field_names"] == [["text", "body"]]
