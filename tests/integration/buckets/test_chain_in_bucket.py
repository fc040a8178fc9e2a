"""The whole chain with its tables and done work in a bucket: the same rows, nothing done twice, nothing half-made."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import obstore
import pytest

from pipelines.engine.differences import compare_runs
from pipelines.engine.forgetting import forget
from pipelines.engine.progress import Progress
from pipelines.engine.publish import Published
from pipelines.engine.run import run_chain
from pipelines.engine.verify import verify
from pipelines.engine.workspace import Silent
from pipelines.lineage.parquet import parquet_rows
from pipelines.places import below, bucket_of, exists, files_in, key_of, place_of
from pipelines.settings import CHECKOUT, NewsledgerError, Settings

from .conftest import S3

SAMPLE = CHECKOUT / "seeds" / "articles"
BUCKET = "s3://news/desk/one"
FEW = ("ukraine_talks_announced.txt", "brazil_ferry_order_talks.txt", "averill_wins_ferry_work.txt")

ONE_MORE = "A Ferry Is Late\n\nThe ferry to Calais was late on Monday, Anna Meyer said."


class Worked(Silent):
    """Counts what was worked on."""

    def __init__(self) -> None:
        self.done: dict[str, int] = {}

    def progress(self, step: str, progress: Progress) -> None:
        self.done[step] = progress.done


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Three articles, and a place in a bucket."""
    articles, reference = tmp_path / "articles", tmp_path / "reference"
    articles.mkdir()
    for name in FEW:
        shutil.copy(SAMPLE / name, articles)
    shutil.copytree(CHECKOUT / "seeds" / "reference", reference)
    data = tmp_path / "data"
    return Settings((articles,), data / "newsledger.duckdb", data, reference, workers=1, bucket=BUCKET)


def test_rows_are_those_of_a_run_on_the_disk_and_another_machine_goes_on(
    settings: Settings, tmp_path: Path, s3: S3
) -> None:
    local = replace(settings, bucket=None, data=tmp_path / "local", database=tmp_path / "local" / "n.duckdb")
    made = run_chain(settings)
    assert made.content_fingerprint == run_chain(local).content_fingerprint
    assert not [file for name in ("tables", "store", "runs") for file in (settings.data / name).rglob("*.*")]
    _require_same_file(settings, tmp_path / "fetched.duckdb")

    elsewhere = replace(settings, data=tmp_path / "far", database=tmp_path / "far" / "newsledger.duckdb")
    (settings.articles[0] / "one.txt").write_text(ONE_MORE)
    worked = Worked()
    again = run_chain(elsewhere, worked)
    assert worked.done["reading"] <= 2  # title and text
    assert _fingerprints(again) == _fingerprints(run_chain(replace(local, data=tmp_path / "new")))
    assert compare_runs(elsewhere, ()).has_changes
    assert not exists(place_of(BUCKET) / ".lock")

    assert verify(elsewhere, fresh := Worked()).is_sound
    assert fresh.done["reading"]  # made again without the bucket
    worked = Worked()
    assert run_chain(elsewhere, worked).content_fingerprint == again.content_fingerprint
    assert not any(worked.done.values())


def test_a_forgotten_article_is_in_no_object(settings: Settings, s3: S3) -> None:
    published = run_chain(settings)
    with duckdb.connect(str(published.database), read_only=True) as connection:
        ids = connection.execute("SELECT article_id FROM articles ORDER BY title").fetchall()
    gone = str(ids[0][0])
    forget(settings, gone)
    held = [file for file in files_in(place_of(BUCKET)) if file.name.endswith(".parquet")]
    assert held
    with duckdb.connect() as connection:
        for file in held:
            rows = parquet_rows(connection, file)
            if "article_id" in rows.columns and "tables" in str(file) and "inputs" not in file.name:
                found = rows.filter(duckdb.ColumnExpression("article_id") == duckdb.ConstantExpression(gone))
                assert found.count("*").fetchall() == [(0,)], file


def test_a_run_that_is_killed_goes_on(settings: Settings, s3: S3) -> None:
    """Killed with the lock in its hand, while parts are written."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom pipelines.engine.run import run_chain\n"
        "from pipelines.settings import Settings\n"
        "articles, data, reference, bucket = sys.argv[1:]\n"
        "if __name__ == '__main__':\n"
        "    run_chain(Settings((Path(articles),), Path(data) / 'newsledger.duckdb', Path(data), Path(reference),"
        " workers=1, bucket=bucket))\n"
    )
    folders = (settings.articles[0], settings.data, settings.reference)
    run = subprocess.Popen([sys.executable, "-c", program, *map(str, folders), BUCKET])
    _wait_for(lambda: below(place_of(BUCKET) / "store" / "normalisation"))
    run.kill()
    run.wait()
    assert exists(place_of(BUCKET) / ".lock")
    assert not settings.database.exists()
    worked = Worked()
    run_chain(settings, worked)
    assert worked.done["records"] == 0
    assert not exists(place_of(BUCKET) / ".lock")


def test_a_bucket_that_is_not_there_ends_the_run_in_one_line(settings: Settings, s3: S3) -> None:
    with pytest.raises(NewsledgerError, match=r"^s3://other\S*: there is no such bucket: make it, or name another$"):
        run_chain(replace(settings, bucket="s3://other/desk"))
    assert not settings.database.exists()


def test_a_network_that_goes_in_mid_run_leaves_the_database_as_it_was(
    settings: Settings, frail_s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.places._RETRIES", 1)
    monkeypatch.setenv("POLARS_CLOUD_MAX_RETRIES", "1")
    published = run_chain(settings)
    before = published.database.read_bytes()
    (settings.articles[0] / "one.txt").write_text(ONE_MORE)
    with pytest.raises(NewsledgerError, match="the server cannot be reached: look at the network") as caught:
        run_chain(settings, _Stopping(frail_s3, "reading"))
    assert "\n" not in str(caught.value)
    assert published.database.read_bytes() == before


class _Stopping(Silent):
    """Stops the server when a step is under way."""

    def __init__(self, server: S3, step: str) -> None:
        self._server, self._step = server, step

    def progress(self, step: str, progress: Progress) -> None:
        if step == self._step:
            self._server.stop()


def _fingerprints(published: Published) -> dict[str, str]:
    with duckdb.connect(str(published.database), read_only=True) as connection:
        rows = connection.execute(
            "SELECT table_name, fingerprint FROM lineage.table_versions WHERE run_id = ?", [published.run_id]
        )
        return dict(rows.fetchall())


def _require_same_file(settings: Settings, to: Path) -> None:
    """The database in the bucket is that on the disk."""
    place = place_of(BUCKET) / settings.database.name
    to.write_bytes(bytes(obstore.get(bucket_of(place), key_of(place)).bytes()))
    assert to.read_bytes() == settings.database.read_bytes()


def _wait_for(found: Callable[[], object]) -> None:
    for _ in range(1200):
        if found():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come")
