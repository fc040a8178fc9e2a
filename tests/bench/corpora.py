"""Corpora of any size: articles that are put together of paragraphs of different articles, so that no two texts are
equal and very many share a paragraph. The same whenever asked."""

import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipelines.ingestion.inputs import ingest
from pipelines.ingestion.members import with_members
from pipelines.ingestion.objects import find_files
from pipelines.settings import Settings

SEED = 20260304
PARAGRAPHS = (4, 8)
_BREAK = re.compile(r"\n\s*\n|\n(?=[ \t]{2,})")
_LEAST_PARAGRAPH_CHARACTERS = 60
_LEAST_ARTICLES = 12


def read_paragraphs(corpus: Path) -> list[list[str]]:
    """The paragraphs of each article that has some, of a file or folder that newsledger can read."""
    texts = ingest(with_members(find_files([corpus]), Settings().limits)).raw_articles.sort("article_id")["text"]
    parts = ([p.strip() for p in _BREAK.split(text) if len(p) >= _LEAST_PARAGRAPH_CHARACTERS] for text in texts)
    found = [paragraphs for paragraphs in parts if paragraphs]
    if len(found) < _LEAST_ARTICLES:
        raise SystemExit(
            f"{corpus} has {len(found)} articles with paragraphs, too few to recombine: name another corpus"
        )
    return found


def recombined(paragraphs: Sequence[Sequence[str]], count: int) -> Iterator[str]:
    """So many texts of a few paragraphs, each of another article."""
    chance = random.Random(SEED)  # noqa: S311 (no secret)
    seen: set[str] = set()
    while len(seen) < count:
        articles = chance.sample(paragraphs, chance.randint(*PARAGRAPHS))
        text = "\n\n".join(chance.choice(article) for article in articles)
        if text not in seen:
            seen.add(text)
            yield text


def write_articles(texts: Sequence[str], folder: Path, name: str = "articles") -> int:
    """Write texts as a file of articles, dated and of ten outlets; returns the words."""
    folder.mkdir(parents=True, exist_ok=True)
    words = 0
    with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
        for number, text in enumerate(texts):
            day = f"2026-{1 + number % 12:02}-{1 + number % 28:02}"
            title = text.split(".")[0][:80]
            record = {"id": f"{name}-{number}", "source": f"Outlet {number % 10}", "published_at": day}
            file.write(json.dumps(record | {"title": title, "text": text}) + "\n")
            words += len(text.split()) + len(title.split())
    return words
