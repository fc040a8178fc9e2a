"""Two runs at once over one data folder, the command and Dagster: each finishes or says in one line why not, and what
is published is what either alone would have published."""

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import dagster as dg
import pytest

from pipelines.engine.run import run_chain
from pipelines.settings import CHECKOUT

from .conftest import Corpus

NEWSLEDGER = Path(sys.executable).with_name("newsledger")


@pytest.fixture
def growing(sample: Corpus, tmp_path: Path) -> Corpus:
    """The sample's data folder, and articles that have changed since it was made."""
    shutil.copytree(sample.data, tmp_path / "data", ignore=shutil.ignore_patterns(".lock"))
    shutil.copytree(CHECKOUT / "seeds" / "articles", tmp_path / "articles")
    for number in range(20):
        text = f"Anna Berg met Carl Dahl in Geneva on day {number}. Berg left before the anouncement."
        (tmp_path / "articles" / f"new {number}.txt").write_text(text, "utf-8")
    return Corpus(tmp_path / "data", (tmp_path / "articles",))


def start(corpus: Corpus) -> "subprocess.Popen[str]":
    command = [NEWSLEDGER, "run", "--articles", corpus.articles[0], "--data", corpus.data]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_the_command_and_dagster_at_once(growing: Corpus, instance: dg.DagsterInstance, tmp_path: Path) -> None:
    results: list[dg.ExecuteInProcessResult] = []
    thread = threading.Thread(target=lambda: results.append(growing.materialise(instance)))
    thread.start()
    refused = finished = 0
    while thread.is_alive() or not finished:
        with start(growing) as run:
            said = run.communicate()[1]
        finished += run.returncode == 0
        if run.returncode:
            assert "another run is using" in said
            assert (run.returncode, said.count("\n")) == (1, 1)
            refused += 1
        thread.join(timeout=0.1)
    [result] = results
    assert result.success  # it waits for the command, between any two of its assets
    assert finished > 0
    assert refused + finished > 1
    alone = Corpus(tmp_path / "alone", growing.articles)
    run_chain(alone.settings)
    assert growing.fingerprints() == alone.fingerprints()


def test_two_commands_at_once(growing: Corpus) -> None:
    first = start(growing)
    assert first.stdout is not None
    first.stdout.readline()  # its first step is done, so it holds the folder
    with start(growing) as second:
        said = second.communicate()[1]
    assert (second.returncode, said.count("\n")) == (1, 1)
    assert "another run is using" in said
    assert "--data" in said
    first.communicate()
    assert first.returncode == 0
    assert growing.rows("SELECT count(*) FROM articles WHERE contains(text, 'Carl Dahl in Geneva')") == [(20,)]


def test_runs_over_other_articles_are_told_apart_when_they_publish(
    growing: Corpus, instance: dg.DagsterInstance
) -> None:
    """The command comes in between the assets of a Dagster run over other articles: nothing mixed is published."""
    one = CHECKOUT / "seeds" / "articles" / "averill_wins_ferry_work.txt"
    other = Corpus(growing.data, (one,))
    made = "source_objects,inputs,raw_articles,source_segments"
    assert other.materialise(instance, selection=made).success
    with start(growing) as run:
        run.communicate()
    assert run.returncode == 0
    before = growing.database.read_bytes()
    # Made of what lies there now, which is the command's.
    assert other.materialise(instance, selection="near_duplicates").success
    assert other.materialise(instance, selection=made).success
    result = other.materialise(instance, selection="warehouse,runs,table_versions,changes")
    assert not result.success
    [failure] = [e for e in result.all_events if e.is_step_failure]
    assert "vocabulary, chrome_decisions, spelling_decisions, articles" in str(failure.event_specific_data)
    assert growing.database.read_bytes() == before
