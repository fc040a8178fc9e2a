"""An article that brings down whatever reads it: it is rejected, and everything else is as if it had never been there.

The model is one of the test's own, with a component that makes a real segmentation fault, or never ends.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipelines.engine.run import run_chain
from pipelines.engine.store import Store
from pipelines.engine.tables import TableFolder
from pipelines.engine.tidying import prune
from pipelines.engine.workers import close_idle
from pipelines.engine.workspace import Silent
from pipelines.schemas import TABLES
from pipelines.settings import CHECKOUT, Settings

MODEL = "deadly_model"
COMPONENT = """
import ctypes
import time
from spacy.language import Language
from spacy.util import load_model_from_init_py

@Language.component("deadly")
def deadly(doc):
    if "Doomsday" in doc.text:
        ctypes.string_at(0)
    if "Standstill" in doc.text:
        time.sleep(3600)
    return doc

def load(**overrides):
    return load_model_from_init_py(__file__, **overrides)
"""
MAKE_MODEL = """
import sys, spacy, deadly_model
nlp = spacy.blank("en")
nlp.meta.update(name="deadly", version="1.0")
nlp.add_pipe("sentencizer")
nlp.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": "Paris"}])
nlp.add_pipe("deadly")
nlp.to_disk(sys.argv[1])
"""
SENTENCE = "the ferry to Paris was late again on Monday and nobody at the harbour could say why it had been so"
# Of what is about inputs, a reject is a row.
ABOUT_INPUTS = {"inputs", "source_objects", "about"}


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder from which the model can be imported, here and by workers."""
    folder = tmp_path_factory.mktemp("models")
    package = folder / MODEL
    package.mkdir()
    (package / "__init__.py").write_text(COMPONENT)
    (package / "meta.json").write_text(json.dumps({"lang": "en", "name": "deadly", "version": "1.0"}))
    information = folder / f"{MODEL}-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {MODEL}\nVersion: 1.0\n")
    environment = os.environ | {"PYTHONPATH": str(folder)}
    command = [sys.executable, "-c", MAKE_MODEL, str(package / "en_deadly-1.0")]
    subprocess.run(command, check=True, env=environment)
    sys.path.insert(0, str(folder))
    close_idle()  # workers of other tests would not find the model
    yield folder
    sys.path.remove(str(folder))


@pytest.fixture
def settings(tmp_path: Path, model_folder: Path) -> Settings:
    (tmp_path / "articles").mkdir()
    words = SENTENCE.split()
    for number in range(6):
        text = " ".join(words[number:] + words[:number]).capitalize() + f". Ferry number {number} went to Paris."
        write(tmp_path, f"harmless{number}", text)
    return Settings(
        (tmp_path / "articles",), tmp_path / "n.duckdb", tmp_path / "data", CHECKOUT / "seeds" / "reference", MODEL, 2
    )


def write(folder: Path, name: str, text: str, **more: str) -> None:
    record = {"id": name, "title": name.capitalize(), "text": text, "published_at": "2026-03-04"} | more
    (folder / "articles" / f"{name}.json").write_text(json.dumps(record))


class Notes(Silent):
    def __init__(self) -> None:
        self.lines: list[str] = []

    def note(self, line: str) -> None:
        self.lines.append(line)


def fingerprints(settings: Settings) -> dict[str, str]:
    tables = TableFolder(settings.data / "tables")
    return {
        name: manifest.fingerprint
        for name in TABLES
        if name not in ABOUT_INPUTS and (manifest := tables.manifest(name)) is not None
    }


def test_it_is_rejected_and_nothing_else_is_changed(settings: Settings, tmp_path: Path) -> None:
    run_chain(settings)
    without = fingerprints(settings)
    deadly = "The Doomsday ferry went to Paris on Tuesday, and everybody at the harbour was glad of it."
    write(tmp_path, "deadly", deadly)
    write(tmp_path, "reprint", deadly, title="The same text under another id")
    (tmp_path / "articles" / "copy.json").write_bytes((tmp_path / "articles" / "deadly.json").read_bytes())
    notes = Notes()
    run_chain(settings, notes)
    assert notes.lines == ["2 articles rejected, no worker can work on reading: worker_died"]
    with duckdb.connect(str(settings.database), read_only=True) as connection:
        rows = connection.sql(
            "SELECT path, status, reason, article_id FROM inputs WHERE status <> 'article'"
        ).fetchall()
        kept = connection.sql("SELECT count(*) FROM articles").fetchall()
        [(error,)] = connection.sql("SELECT DISTINCT error FROM inputs WHERE status = 'rejected'").fetchall()
    names = ["copy.json", "deadly.json", "reprint.json"]
    assert sorted(rows) == [(name, "rejected", "worker_died", None) for name in names]
    assert error == "reading: it ended the worker"
    assert kept == [(6,)]
    assert fingerprints(settings) == without
    # From nothing it comes out the same, though the article is met in another batch.
    again = replace(settings, data=tmp_path / "again", database=tmp_path / "again.duckdb", workers=1)
    notes = Notes()
    assert run_chain(again).content_fingerprint == run_chain(settings, notes).content_fingerprint
    assert notes.lines == []  # it is not tried again
    prune(Store(settings.data / "store"), ())
    run_chain(settings, notes)
    assert len(notes.lines) == 1  # now it is


@pytest.mark.skipif(os.environ.get("HYPOTHESIS_PROFILE") != "full", reason="waits for what hangs, twice")
def test_one_that_hangs_is_rejected_when_its_time_is_over(settings: Settings, tmp_path: Path) -> None:
    """The others of its batch, which was ended as a whole, are read all the same."""
    patient = replace(settings, limits=replace(settings.limits, work_seconds=30))
    run_chain(patient)
    without = fingerprints(patient)
    write(tmp_path, "hanging", "The Standstill ferry went to Paris on Tuesday, and everybody was glad of it.")
    again = replace(patient, data=tmp_path / "again", database=tmp_path / "again.duckdb", workers=1)
    notes = Notes()
    run_chain(again, notes)
    assert notes.lines == ["1 article rejected, no worker can work on reading: too_slow"]
    assert fingerprints(again) == without
