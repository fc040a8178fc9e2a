"""Figures against hand-made gold, with floors below which a change must not fall. `make quality` prints them.

The gold is not part of the project: without NEWSLEDGER_EVAL_DATA these tests are skipped. The floors lie a little below
what was measured (spaCy 3.8, en_core_web_md 3.7.1), so that they catch a loss, not a rounding.
"""

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipelines.settings import CHECKOUT

COMMAND = str(Path(sys.executable).with_name("newsledger"))
PREDICTIONS = """
    SELECT a.external_id AS doc_id, m.raw_start AS start_char, m.raw_end AS end_char, m.label, m.entity_id
    FROM mentions m JOIN articles a USING (article_id)
    WHERE m.field = 'text'
"""


def _score(eval_data: Path, script: str, *arguments: str) -> dict[str, Any]:
    """The answer of a scorer that lies beside the data."""
    command = [sys.executable, str(eval_data.parent / "evals" / script), *arguments]
    done = subprocess.run(command, cwd=CHECKOUT / "tests" / "quality", capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def typos(eval_data: Path) -> dict[str, Any]:
    """Real typos of news, false corrections on clean news, one-key slips."""
    return _score(
        eval_data,
        "score_typos.py",
        *("--data", str(eval_data / "typos"), "--py", "spelling_adapter:corrector", "--suites", "clean,slips"),
    )


def _entities(eval_data: Path, name: str, folder: Path) -> dict[str, Any]:
    """Scores of the whole chain on one set, fed in as JSONL and measured in the raw text, so that the offsets are
    proven too."""
    gold = eval_data / "entities" / f"{name}.dev.jsonl.gz"
    articles = folder / f"{name}.jsonl"
    with gzip.open(gold, "rt", encoding="utf-8") as source, articles.open("w", encoding="utf-8") as target:
        for line in source:
            document = json.loads(line)
            target.write(json.dumps({"id": document["doc_id"], "text": document["text"]}) + "\n")
    data = folder / name
    subprocess.run([COMMAND, "run", "--articles", articles, "--data", data], check=True, capture_output=True)
    prediction = f"{data / 'newsledger.duckdb'}::{PREDICTIONS}"
    return _score(eval_data, "score_entities.py", "--gold", str(gold), "--pred", prediction, "--json")


def test_real_typos_of_news_are_put_right_and_next_to_nothing_else_is(typos: dict[str, Any]) -> None:
    right = typos["news_real"]["nonword"]["correct"]
    false = typos["clean"]["false_per_100k"]
    print(f"real typos of news: {right:.1%} right, {false} false corrections per 100,000 words")  # noqa: T201
    print(f"one-key slips: {typos['slips']['nonword']['correct']:.1%} right")  # noqa: T201
    assert right >= 0.78
    assert false <= 1.7
    assert typos["slips"]["nonword"]["correct"] >= 0.92
    assert typos["slips"]["precision"] >= 0.975
    assert typos["clean"]["by_class"].get("name (gold NER)", 0) == 0


def test_names_of_newswire(eval_data: Path, tmp_path: Path) -> None:
    ner = _entities(eval_data, "conllpp2020", tmp_path)["ner"]
    print(f"conllpp2020: NER micro F1 {ner['micro'][2]:.1%}, PERSON {ner['PER'][2]:.1%}")  # noqa: T201
    assert ner["micro"][2] >= 0.79
    assert ner["PER"][2] >= 0.85


def test_identities_across_articles(eval_data: Path, tmp_path: Path) -> None:
    clusters = _entities(eval_data, "msnbc", tmp_path)["clusters_corpus_e2e"]
    print(f"msnbc: entity pairs F1 {clusters['pairwise'][2]:.1%}")  # noqa: T201
    assert clusters["pairwise"][2] >= 0.74
