"""The script that a user would write: texts through a spaCy pipeline, names and sentences into Polars, then DuckDB.

Usage: python naive.py ARTICLES.jsonl DATABASE MODEL. Prints its rows and seconds as JSON.
"""

import json
import sys
import time
import warnings
from pathlib import Path

import duckdb
import polars as pl
import spacy

warnings.filterwarnings("ignore", message=r"\[W095\]")


def main(articles: Path, database: Path, model: str) -> None:
    """Read the texts, write the tables."""
    texts = [json.loads(line)["text"] for line in articles.open(encoding="utf-8")]
    nlp = spacy.load(model)
    started = time.monotonic()
    sentences, names = [], []
    for number, doc in enumerate(nlp.pipe(texts)):
        sentences += [(number, sent.start_char, sent.end_char, sent.text) for sent in doc.sents]
        names += [(number, ent.start_char, ent.end_char, ent.text, ent.label_) for ent in doc.ents]
    tables = {
        "sentences": pl.DataFrame(sentences, schema=["article", "char_start", "char_end", "text"], orient="row"),
        "entities": pl.DataFrame(names, schema=["article", "char_start", "char_end", "text", "label"], orient="row"),
    }
    with duckdb.connect(str(database)) as connection:
        for name, rows in tables.items():
            connection.register("rows", rows)
            connection.execute(f"CREATE OR REPLACE TABLE {name} AS FROM rows")
    said = {"reading_seconds": time.monotonic() - started, "mentions": len(names)}
    sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
