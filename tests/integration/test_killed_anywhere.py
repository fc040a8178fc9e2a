"""A run that is killed, with all its workers, in any stage: the database stays whole, the next run goes on and comes
out as if nothing had happened, and nothing that was finished is done again."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.engine.chain import CHAIN
from pipelines.settings import CHECKOUT

from .conftest import Corpus

IS_FULL = os.environ.get("HYPOTHESIS_PROFILE") == "full"
COMMAND = str(Path(sys.executable).with_name("newsledger"))
# After how many finished steps a run is killed: each step once, and publishing. The spaCy pass is the longest by far.
MOMENTS = [*range(len(CHAIN) + 1), 5, 5, 6, 5, 11, 11, 2, 3, 5] if IS_FULL else [0, 2, 4, 5, 6, 11]


class Watcher:
    """Somebody who opens the published database all the time, and finds every table that it should have."""

    def __init__(self, database: Path) -> None:
        self.database, self.looks, self.problems = database, 0, list[str]()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "Watcher":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_over.wait(0.05):
            try:
                with duckdb.connect(str(self.database), read_only=True) as connection:
                    rows = connection.execute(
                        "SELECT article_count, (SELECT count(*) FROM articles), (SELECT count(DISTINCT article_id) "
                        "FROM sentences), (SELECT count(*) FROM lineage.runs) FROM about"
                    ).fetchall()
                [(said, articles, read, runs)] = rows
                assert said == articles >= read > 0
                assert runs > 0
                self.looks += 1
            except (duckdb.Error, AssertionError, ValueError) as error:
                self.problems.append(repr(error))


def texts(folder: Path, request: pytest.FixtureRequest) -> list[Path]:
    """Articles for the corpus: BBC news in full, else those of the sample."""
    if not IS_FULL:
        return sorted((CHECKOUT / "seeds" / "articles").rglob("*.txt"))
    archive: Path = request.getfixturevalue("eval_data") / "corpora" / "bbc_txt.zip"
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(folder)
    return sorted(folder.rglob("*.txt"))


def finished_units(data: Path) -> set[tuple[str, str]]:
    """Every unit of work that the store has, with its process. Parts may be merged, the units in them stay."""
    return {
        (str(process.relative_to(data)), unit)
        for process in data.glob("store/*/*")
        for part in process.glob("[0-9a-f]*/units.parquet")
        for unit in pl.read_parquet(part)["unit"]
    }


def killed_after(steps: int, corpus: Corpus, delay: float) -> bool:
    """Start a run, kill it and its workers some time after so many steps; whether it was still running then."""
    with subprocess.Popen(
        [COMMAND, "run", "--articles", corpus.articles[0], "--data", corpus.data, "--workers", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as run:
        assert run.stdout is not None
        finished = 0
        while finished < steps and (line := run.stdout.readline()):
            finished += line.startswith(("+ ", "= "))
        time.sleep(delay)
        is_running = run.poll() is None
        os.killpg(run.pid, signal.SIGKILL) if is_running else None
        run.wait()
    return is_running and finished == steps


def test_killed_in_every_stage(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    files, articles = texts(tmp_path / "unpacked", request), tmp_path / "articles"
    articles.mkdir()
    chance = random.Random(2)  # noqa: S311
    waiting = [file for file in files if file.stat().st_size > 300]
    begin, at_once = (200, len(waiting) - 200 - 2 * len(MOMENTS)) if IS_FULL else (10, 3)

    def arrive(count: int) -> None:
        for file in (waiting.pop() for _ in range(min(count, len(waiting)))):
            shutil.copyfile(file, articles / f"{file.parent.name} {file.name}")

    arrive(begin)
    corpus = Corpus(tmp_path / "data", (articles,))
    subprocess.run([COMMAND, "run", "--articles", articles, "--data", corpus.data], check=True, capture_output=True)
    arrive(at_once)
    done: set[tuple[str, str]] = set()
    killed: list[int] = []
    with Watcher(corpus.database) as watcher:
        for steps in MOMENTS:
            arrive(1)
            longest = 20 if IS_FULL and steps == 5 else 0.6
            if killed_after(steps, corpus, chance.uniform(0, longest)):
                killed.append(steps)
            now = finished_units(corpus.data)
            assert done <= now  # what was finished stays
            done = now
    assert watcher.problems == []
    assert watcher.looks > len(MOMENTS)
    assert len(killed) >= (20 if IS_FULL else len(MOMENTS) - 2)
    last = subprocess.run(
        [COMMAND, "run", "--articles", articles, "--data", corpus.data], check=True, capture_output=True, text=True
    )
    assert "articles in" in last.stdout
    assert done <= finished_units(corpus.data)
    for process in corpus.data.glob("store/*/*"):
        units = pl.concat([pl.read_parquet(part) for part in process.glob("[0-9a-f]*/units.parquet")])
        assert units["unit"].is_unique().all(), f"{process} did some work twice"
    undisturbed = Corpus(tmp_path / "undisturbed", (articles,))
    subprocess.run(
        [COMMAND, "run", "--articles", articles, "--data", undisturbed.data], check=True, capture_output=True
    )
    assert corpus.fingerprints() == undisturbed.fingerprints()
