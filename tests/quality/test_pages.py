"""Articles out of real pages, beside plain trafilatura on the same pages in the same run. `make quality` prints it.

Body: F1 over 4-word shingles, from mean precision and mean recall of the pages, as the public article-extraction
benchmark has it. Title, day and authors: exact, white space and entities aside.
"""

import gzip
import html
import io
import json
import logging
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import trafilatura

from pipelines.ingestion.dates import parse_published
from pipelines.ingestion.readers.html import read
from pipelines.ingestion.records import Record


@dataclass(frozen=True)
class Page:
    """What a page says, as gold or as read."""

    text: str = ""
    title: str = ""
    day: str = ""
    authors: frozenset[str] = frozenset()


def _page(text: str | None, title: str | None, day: str | None, authors: str | Iterable[str]) -> Page:
    if isinstance(authors, str):
        authors = re.split(r"[,;]", authors)
    names = (_plain(name).casefold() for name in authors)
    return Page(text or "", _plain(title or ""), (day or "")[:10], frozenset(name for name in names if name))


def _plain(text: str) -> str:
    return " ".join(html.unescape(text).split())


def _ours(data: bytes) -> Page:
    [record] = read(io.BytesIO(data))
    if not isinstance(record, Record):
        return Page()
    day = parse_published(record.published_at).day if record.published_at else None
    return _page(record.text, record.title, str(day or ""), record.authors)


def _plain_trafilatura(data: bytes) -> Page:
    found: Any = trafilatura.bare_extraction(data, fast=True, include_comments=False, with_metadata=True)
    return _page(found.text, found.title, found.date, found.author or "") if found else Page()


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3))) if words else Counter()


def _body_f1(pairs: Iterable[tuple[str, str]]) -> float:
    precisions, recalls = [], []
    for gold, found in pairs:
        expected, seen = _shingles(gold), _shingles(found)
        common = (expected & seen).total()
        precisions.append(common / seen.total() if seen else 0.0)
        recalls.append(common / expected.total() if expected else 0.0)
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    return 2 * precision * recall / (precision + recall)


@pytest.fixture(scope="module")
def gold(eval_data: Path) -> list[tuple[Page, bytes]]:
    """Gold and bytes of every page."""
    folder = eval_data / "ingestion"
    with gzip.open(folder / "aed_gold.dev.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    with zipfile.ZipFile(folder / "aed_html.dev.zip") as pages:
        return [
            (
                _page(row["text"], row["title"], (row["published_at"] or "").replace("NaT", ""), row["authors"] or ()),
                pages.read(f"{row['id']}.html"),
            )
            for row in rows
        ]


def test_pages_give_body_title_day_and_authors(
    gold: list[tuple[Page, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL + 1)
    ours, plain = (_figures(gold, reader) for reader in (_ours, _plain_trafilatura))
    with capsys.disabled():
        for name in ours:
            print(f"\npages, {name}: {ours[name]:.1%}, trafilatura alone {plain[name]:.1%}", end="")  # noqa: T201
    assert ours["body F1"] >= max(0.91, plain["body F1"] - 0.005)
    assert ours["title"] >= 0.91
    assert ours["day"] >= 0.80
    assert ours["authors"] >= 0.79


def _figures(gold: list[tuple[Page, bytes]], reader: Callable[[bytes], Page]) -> dict[str, float]:
    read_pages = [(expected, reader(data)) for expected, data in gold]
    share = 1 / len(read_pages)
    return {
        "body F1": _body_f1((expected.text, found.text) for expected, found in read_pages),
        "title": share * sum(expected.title == found.title for expected, found in read_pages),
        "day": share * sum(expected.day == found.day for expected, found in read_pages),
        "authors": share * sum(expected.authors == found.authors for expected, found in read_pages),
    }
