"""The ceiling: the same model and components, in the same workers, over the same texts, and nothing else: nothing is
cleaned, stored or put together.

Usage: python pool.py ARTICLES.jsonl WORKERS MODEL [--spacy]. Prints its rows as JSON. With --spacy the model is
run by spaCy's own `nlp.pipe`, as whoever writes such a pool would have it.
"""

import json
import sys
from pathlib import Path

import polars as pl

from pipelines.engine.batches import batches
from pipelines.engine.store import BatchWork
from pipelines.engine.workers import Lost, run_all
from pipelines.extraction import arithmetic, reading
from pipelines.extraction.reading import READ_TABLES, ReadConfiguration, read_batch
from pipelines.lineage.processes import Process


def read(task: tuple[ReadConfiguration, pl.DataFrame]) -> tuple[int, int]:
    """How many sentences and mentions a batch has."""
    made = read_batch(*task)
    return made["sentences"].height, made["raw_mentions"].height


def read_as_spacy(task: tuple[ReadConfiguration, pl.DataFrame]) -> tuple[int, int]:
    """The same, with nothing of newsledger's in the model; for workers that read in no other way."""
    arithmetic.multiply_text_by_text = lambda _: None
    reading.read_docs = lambda nlp, texts: nlp.pipe(texts, batch_size=len(texts))
    return read(task)


def main(articles: Path, workers: int, model: str, *, is_spacy: bool) -> None:
    """Read all titles and texts."""
    records = [json.loads(line) for line in articles.open(encoding="utf-8")]
    texts = [record[field] for record in records for field in ("title", "text")]
    units = pl.DataFrame({"unit": [str(number) for number in range(len(texts))], "text": texts})
    configuration = ReadConfiguration(model)
    work = BatchWork(Process("bench", "", "", ""), read_batch, configuration, READ_TABLES)
    tasks = ((configuration, batch) for batch in batches(units, work, workers))
    counts = [
        found
        for _, found in run_all(read_as_spacy if is_spacy else read, tasks, workers)
        if not isinstance(found, Lost)
    ]
    said = {"sentences": sum(count[0] for count in counts), "mentions": sum(count[1] for count in counts)}
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], is_spacy="--spacy" in sys.argv)
