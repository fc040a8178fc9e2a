"""Articles out of real pages, beside plain trafilatura (fast, as it is) on the same pages in the same run.
`make quality` prints the figures, of all pages and of two halves by a hash of the page's id."""

import gzip
import hashlib
import io
import json
import logging
import zipfile
from pathlib import Path
from typing import Any

import pytest
import trafilatura

from pipelines.ingestion.dates import parse_published
from pipelines.ingestion.readers.html import read
from pipelines.ingestion.records import Record

from .extraction_figures import Page, figures, page

# A little below what was measured. What is left of bad ends is mostly gold that ends before its page's article does.
FLOORS = {"body F1": 0.947, "title": 0.92, "day": 0.91, "authors": 0.845}
CEILINGS = {"bad ends": 0.15, "lines lost": 0.004}


def _ours(data: bytes) -> tuple[Page, str | None]:
    [record] = read(io.BytesIO(data))
    if not isinstance(record, Record):
        return Page(), None
    day = parse_published(record.published_at).day if record.published_at else None
    return page(record.text, record.title, str(day or ""), record.authors), record.published_at


def _plain_trafilatura(data: bytes) -> Page:
    found: Any = trafilatura.bare_extraction(data, fast=True, include_comments=False, with_metadata=True)
    return page(found.text, found.title, found.date, found.author or "") if found else Page()


@pytest.fixture(scope="module")
def pages(eval_data: Path) -> list[tuple[str, Page, bytes]]:
    """Id, gold and bytes of every page."""
    folder = eval_data / "ingestion"
    with gzip.open(folder / "aed_gold.dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    with zipfile.ZipFile(folder / "aed_html.dev.zip") as archive:
        return [
            (
                row["id"],
                page(row["text"], row["title"], (row["published_at"] or "").replace("NaT", ""), row["authors"] or ()),
                archive.read(f"{row['id']}.html"),
            )
            for row in rows
        ]


def test_pages_give_body_title_day_and_authors(
    pages: list[tuple[str, Page, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL + 1)
    gold = [wanted for _, wanted, _ in pages]
    read_pages = [_ours(data) for _, _, data in pages]
    ours = [found for found, _ in read_pages]
    plain = [_plain_trafilatura(data) for _, _, data in pages]
    halves = [int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 for name, _, _ in pages]
    whole, baseline = figures(gold, ours, plain), figures(gold, plain, plain)
    parts = [
        [[item for item, half in zip(items, halves, strict=True) if half == which] for items in (gold, ours, plain)]
        for which in (0, 1)
    ]
    first, second = (figures(*part) for part in parts)
    with capsys.disabled():
        for name, figure in whole.items():
            print(  # noqa: T201
                f"\npages, {name}: {figure:.2%} (halves {first[name]:.2%}, {second[name]:.2%}), "
                f"trafilatura alone {baseline[name]:.2%}",
                end="",
            )
        timed = sum(parse_published(written).precision == "second" for _, written in read_pages if written)
        print(f"\npages, time of day given: {timed} of {len(pages)}", end="")  # noqa: T201
    for name, floor in FLOORS.items():
        assert whole[name] >= floor, name
    for name, ceiling in CEILINGS.items():
        assert whole[name] <= ceiling, name
    assert whole["body F1"] >= baseline["body F1"] + 0.025
