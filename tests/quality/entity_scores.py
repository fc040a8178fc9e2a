"""Scores of entities against gold: of the whole chain, articles in as JSONL and mentions read from the database, and of
a spaCy pipeline as it comes. No floors here.

Gold counts code points of the text as given, so the chain is measured with the spans in the raw text: the scores prove
the offsets too.
"""

import gzip
import json
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.settings import CHECKOUT

COMMAND = str(Path(sys.executable).with_name("newsledger"))
# The mentions of the chain as the scorer wants them.
PREDICTIONS = """
    SELECT a.external_id AS doc_id, m.raw_start AS start_char, m.raw_end AS end_char, m.label, m.entity_id,
        m.country_code AS country
    FROM mentions m JOIN articles a USING (article_id)
    WHERE m.field = 'text'
"""


# Sets of hundreds of articles: minutes each, so only `make quality` and `make test-full` measure them.
LARGE = ("wwn", "lgl", "geovirus")


def skip_unless_asked(name: str) -> None:
    """Skip a test of a large set, unless EVERY_SET is in the environment."""
    if name in LARGE and not os.environ.get("EVERY_SET"):
        pytest.skip(f"{name} is a large set: make quality measures it")


def gold_file(eval_data: Path, name: str) -> Path:
    """The development documents of a set: one a line with doc_id, text and mentions."""
    return eval_data / "entities" / f"{name}.dev.jsonl.gz"


def run_chain(eval_data: Path, name: str, folder: Path) -> Path:
    """The database that the command makes of a set's documents, in a folder of its own under `folder`."""
    articles = folder / f"{name}.jsonl"
    with articles.open("w", encoding="utf-8") as target:
        for document in documents(gold_file(eval_data, name)):
            target.write(json.dumps({"id": document["doc_id"], "text": document["text"]}) + "\n")
    data = folder / name
    subprocess.run([COMMAND, "run", "--articles", articles, "--data", data], check=True, capture_output=True)
    return data / "newsledger.duckdb"


def chain_scores(eval_data: Path, name: str, folder: Path, predictions: str = PREDICTIONS) -> dict[str, Any]:
    """Scores of the whole chain on a set. `predictions`: a query with the columns of PREDICTIONS."""
    return entity_scores(eval_data, name, f"{run_chain(eval_data, name, folder)}::{predictions}")


def plain_scores(eval_data: Path, name: str, folder: Path, model: str) -> dict[str, Any]:
    """Scores of a spaCy pipeline as it comes, on the texts as they are given. `model`: its import name."""
    import spacy

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]")  # trained with an earlier spaCy
        nlp = spacy.load(model, exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"])
    articles = list(documents(gold_file(eval_data, name)))
    found = folder / f"{name}.{model}.jsonl"
    with found.open("w", encoding="utf-8") as target:
        for document, doc in zip(articles, nlp.pipe(article["text"] for article in articles), strict=True):
            mentions = [{"start_char": e.start_char, "end_char": e.end_char, "label": e.label_} for e in doc.ents]
            target.write(json.dumps({"doc_id": document["doc_id"], "mentions": mentions}) + "\n")
    return entity_scores(eval_data, name, str(found))


def entity_scores(eval_data: Path, name: str, prediction: str) -> dict[str, Any]:
    """The scorer's answer for a prediction (a file of JSON lines, or database::query) on a set."""
    gold = str(gold_file(eval_data, name))
    return scores(eval_data, "score_entities.py", "--gold", gold, "--pred", prediction, "--json")


def scores(eval_data: Path, script: str, *arguments: str) -> dict[str, Any]:
    """The answer of a scorer that lies beside the data."""
    command = [sys.executable, str(eval_data.parent / "evals" / script), *arguments]
    done = subprocess.run(command, cwd=CHECKOUT / "tests" / "quality", capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def documents(gold: Path) -> Iterator[dict[str, Any]]:
    """The lines of a file of gold."""
    with gzip.open(gold, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
