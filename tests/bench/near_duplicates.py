"""How the search for near-duplicates grows: articles that are put together of paragraphs of different articles, so that
no two are equal and very many share a paragraph. Prints, for each number of articles, seconds of the step from nothing,
seconds when one article is added to what is remembered, and the most memory. No test: times belong to a machine.

Usage: python tests/bench/near_duplicates.py CORPUS [COUNT ...]; CORPUS is a JSONL file (or .jsonl.gz) with `text`.
"""

import gzip
import json
import random
import re
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import polars as pl

from pipelines.engine.chain import CHAIN
from pipelines.engine.step import run_step
from pipelines.engine.tables import Manifest
from pipelines.engine.workspace import Workspace
from pipelines.lineage.hashing import sha256_hex, short_hash
from pipelines.lineage.runs import Run
from pipelines.schemas import TABLES
from pipelines.settings import Settings

COUNTS = (5_000, 20_000, 80_000)
SEED = 20260304
PARAGRAPHS = (4, 8)
_BREAK = re.compile(r"\n\s*\n|\n(?=[ \t]{2,})")
_LEAST_PARAGRAPH_CHARACTERS = 60
[STEP] = [step for step in CHAIN if step.name == "near_duplicates"]


def read_paragraphs(corpus: Path) -> list[list[str]]:
    """The paragraphs of each article that has some."""
    opened = gzip.open if corpus.suffix == ".gz" else open
    with opened(corpus, "rt", encoding="utf-8") as lines:
        texts = (json.loads(line)["text"] for line in lines)
        parts = ([p.strip() for p in _BREAK.split(text) if len(p) >= _LEAST_PARAGRAPH_CHARACTERS] for text in texts)
        return [paragraphs for paragraphs in parts if paragraphs]


def recombined(paragraphs: Sequence[Sequence[str]], count: int) -> Iterator[str]:
    """Texts of a few paragraphs, each of another article; the same whenever asked, and no two equal."""
    chance = random.Random(SEED)  # noqa: S311 (no secret)
    seen: set[str] = set()
    while len(seen) < count:
        articles = chance.sample(paragraphs, chance.randint(*PARAGRAPHS))
        text = "\n\n".join(chance.choice(article) for article in articles)
        if text not in seen:
            seen.add(text)
            yield text


def raw_articles(texts: Sequence[str]) -> pl.DataFrame:
    """Rows of raw_articles, each a document of its own."""
    ids = [short_hash(str(number)) for number in range(len(texts))]
    constant = {"source": "bench", "published_precision": "unknown", "authors": []}
    values = {
        "article_id": ids,
        "document_id": ids,
        "text": list(texts),
        "content_sha256": [sha256_hex((text,)) for text in texts],
    }
    schema = TABLES["raw_articles"].dtypes()
    given = pl.DataFrame(values)
    return given.select(
        pl.col(name).cast(dtype) if name in values else pl.lit(constant.get(name), dtype=dtype).alias(name)
        for name, dtype in schema.items()
    )


def step_seconds(workspace: Workspace, rows: pl.DataFrame) -> tuple[float, int]:
    """Seconds of the step over these articles, and how many rows it made."""
    tables = workspace.tables
    file, count, fingerprint = tables.write_rows(TABLES["raw_articles"], rows.lazy())
    tables.publish(Manifest("raw_articles", file, count, fingerprint, fingerprint, "bench", {}, []))
    started = time.monotonic()
    outcome = run_step(STEP, workspace)
    return time.monotonic() - started, outcome.manifests["near_duplicates"].row_count


def measured(corpus: Path, count: int) -> str:
    """One line of figures. Runs in a process of its own, so that the memory is that of these articles."""
    texts = list(recombined(read_paragraphs(corpus), count + 1))
    words = sum(len(text.split()) for text in texts)
    rows = raw_articles(texts)
    del texts
    before = _most_memory()
    with tempfile.TemporaryDirectory(prefix="newsledger-bench-") as folder:
        workspace = Workspace(replace(Settings(), data=Path(folder), workers=1), Run("bench"))
        first, found = step_seconds(workspace, rows[:count])
        more, _ = step_seconds(workspace, rows)
    return (
        f"{count:8,} articles {words:11,} words {first:7.1f} s {1e6 * first / words:6.2f} s per million words "
        f"{more:6.2f} s with one more {found:6,} rows {before:6,} -> {_most_memory():6,} MB"
    )


def _most_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(corpus: Path, counts: Sequence[int]) -> None:
    """Measure each number of articles, and print."""
    for count in counts:
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            sys.stdout.write(pool.submit(measured, corpus, count).result() + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), tuple(map(int, sys.argv[2:])) or COUNTS)
