"""Near-duplicates against labelled pairs of articles, beside what simpler ways find in the same articles in the same
run. `make quality` prints it.

Jaccard .5 is computed exactly: it is what MinHash LSH with that threshold (datasketch, rensa) comes close to.
"""

import gzip
import json
import re
from collections import defaultdict
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.engine.chain import CHAIN
from pipelines.engine.step import run_step
from pipelines.engine.workspace import Workspace
from pipelines.lineage.runs import Run
from pipelines.settings import Settings

Pair = frozenset[str]


@pytest.fixture(scope="module")
def documents(eval_data: Path) -> dict[str, str]:
    """Text by id."""
    return {row["id"]: row["text"] for row in _lines(eval_data / "ingestion" / "neardup_docs.dev.jsonl.gz")}


@pytest.fixture(scope="module")
def gold(eval_data: Path) -> dict[Pair, str]:
    """The kind of variant, by pair."""
    rows = _lines(eval_data / "ingestion" / "neardup_pairs.dev.jsonl.gz")
    return {frozenset((one, other)): kind for one, other, kind in rows}


def _lines(path: Path) -> list[Any]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return list(map(json.loads, lines))


def _found(documents: dict[str, str], folder: Path) -> set[Pair]:
    """The pairs that the chain's own steps find."""
    (folder / "articles.jsonl").write_text(
        "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in documents.items()), "utf-8"
    )
    settings = replace(Settings(), articles=(folder / "articles.jsonl",), data=folder / "data", workers=0)
    workspace = Workspace(settings, Run("quality"))
    for step in CHAIN:
        if step.name in {"inputs", "near_duplicates"}:
            assert run_step(step, workspace).failures == []
    names = workspace.tables.scan("raw_articles").select("article_id", "external_id")
    originals = names.rename({"article_id": "duplicate_of", "external_id": "original"})
    rows = workspace.tables.scan("near_duplicates").join(names, on="article_id").join(originals, on="duplicate_of")
    return {frozenset(pair) for pair in rows.select("external_id", "original").collect().rows()}


def _equal_bodies(documents: dict[str, str]) -> set[Pair]:
    by_body: dict[str, list[str]] = defaultdict(list)
    for name, text in documents.items():
        by_body[" ".join(text.split())].append(name)
    return {frozenset(pair) for names in by_body.values() for pair in combinations(names, 2)}


def _jaccard(documents: dict[str, str], least: float) -> set[Pair]:
    """Pairs with such a share of 3-word shingles in common; the commonest shingles bring no pair up."""
    shingles, holders = {}, defaultdict(list)
    for name, text in documents.items():
        words = re.findall(r"\w+", text.casefold())
        shingles[name] = set(zip(words, words[1:], words[2:], strict=False))
        for shingle in shingles[name]:
            holders[shingle].append(name)
    pairs = {pair for names in holders.values() if len(names) <= 20 for pair in combinations(sorted(names), 2)}
    sets = ((one, other, shingles[one], shingles[other]) for one, other in pairs)
    return {frozenset((one, other)) for one, other, a, b in sets if len(a & b) >= least * len(a | b)}


def _figures(found: set[Pair], gold: dict[Pair, str]) -> tuple[float, float]:
    """Precision and recall."""
    right = len(found & gold.keys())
    return right / max(1, len(found)), right / len(gold)


def test_variants_of_an_article_are_found(
    documents: dict[str, str], gold: dict[Pair, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = _found(documents, tmp_path)
    ways = {"ours": found, "equal bodies": _equal_bodies(documents), "Jaccard .5": _jaccard(documents, 0.5)}
    missed = pl.Series(sorted(gold[pair] for pair in gold.keys() - found)).value_counts(name="n") if gold else None
    with capsys.disabled():
        for name, pairs in ways.items():
            precision, recall = _figures(pairs, gold)
            print(f"\nnear-duplicates, {name}: precision {precision:.1%}, recall {recall:.1%}", end="")  # noqa: T201
        print(f"; missed by us: {dict(missed.rows()) if missed is not None else {}}", end="")  # noqa: T201
    precision, recall = _figures(found, gold)
    assert precision >= 0.995
    assert recall >= 0.98
    assert recall > _figures(ways["Jaccard .5"], gold)[1]
