"""A process that is killed while it publishes leaves the old database whole and readable, and the next run goes on."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb

from pipelines.engine.run import run_chain

from .conftest import Corpus

KILLS = 60 if os.environ.get("HYPOTHESIS_PROFILE") == "full" else 8
COMMAND = str(Path(sys.executable).with_name("newsledger"))


def _row_counts(database: Path) -> dict[str, int]:
    """Rows of every table of a database that must be whole."""
    with duckdb.connect(str(database), read_only=True) as connection:
        names = connection.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
        return {name: connection.table(name).count("*").fetchall()[0][0] for (name,) in names}


def test_killed_while_publishing(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    for number in range(40):
        (articles / f"{number}.txt").write_text(
            f"Anna Berg met Carl Dahl in Geneva on day {number}. Berg left.", "utf-8"
        )
    corpus = Corpus(tmp_path / "data", (articles,))
    run_chain(corpus.settings)
    whole = _row_counts(corpus.database)
    building = corpus.database.with_name(f".{corpus.database.name}.building")
    delays = random.Random(1)  # noqa: S311
    killed_while_building = 0
    for _ in range(KILLS):
        run = subprocess.Popen(
            [COMMAND, "run", "--articles", articles, "--data", corpus.data],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not building.exists() and run.poll() is None:
            time.sleep(0.001)
        time.sleep(delays.uniform(0, 0.4))
        run.send_signal(signal.SIGKILL)
        run.wait()
        killed_while_building += building.exists()
        counts = _row_counts(corpus.database)
        assert counts | {"lineage.runs": 0, "lineage.table_versions": 0} == whole | {
            "lineage.runs": 0,
            "lineage.table_versions": 0,
        }
    assert killed_while_building > 0  # else nothing was tried
    published = run_chain(corpus.settings)
    assert not building.exists()
    assert published.row_counts["articles"] == 40
