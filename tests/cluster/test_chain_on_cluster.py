"""The whole chain on a cluster: the same rows as with local workers, also when a node dies in the middle of it."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from assets.definitions import defs
from pipelines.engine.run import run_chain
from pipelines.places import files_in, place_of
from pipelines.settings import CHECKOUT, Settings

from .conftest import TwoNodes

pytestmark = pytest.mark.ray

SAMPLE = CHECKOUT / "seeds" / "articles"


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Fingerprints of all tables, made by workers on this machine."""
    settings = _settings(tmp_path_factory.mktemp("local"))
    run_chain(settings)
    return _fingerprints(settings)


def test_a_cluster_makes_the_same_rows_through_dagster(
    tmp_path: Path, two_nodes: TwoNodes, expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_ADDRESS", two_nodes.address)
    settings = _settings(tmp_path)
    with dg.DagsterInstance.ephemeral() as instance:
        config = {"data": str(settings.data), "articles": [str(SAMPLE)], "engine": "ray"}
        job = defs.resolve_implicit_global_asset_job_def()
        job.execute_in_process(instance=instance, run_config={"resources": {"newsledger": {"config": config}}})
    assert _fingerprints(settings) == expected
    assert not list(tmp_path.glob("data/store/*/*/.*"))


def test_a_node_that_dies_in_mid_run_changes_no_row(
    tmp_path: Path, two_nodes: TwoNodes, bucket: str, expected: dict[str, str]
) -> None:
    """It dies while texts are read, with work in hand, and results go to a bucket: for many workers there are many
    batches."""
    settings = _settings(tmp_path)
    settings = replace(settings, engine="ray", ray_address=two_nodes.address, bucket=bucket, workers=16)
    reading = place_of(bucket) / "store" / "reading"
    killer = threading.Thread(target=_when, args=(lambda: files_in(reading), two_nodes.kill_second))
    killer.start()
    run_chain(settings)
    assert _fingerprints(settings) == expected
    killer.join()
    assert not two_nodes.cluster.worker_nodes
    with duckdb.connect(str(settings.database), read_only=True) as connection:
        count, distinct = connection.execute("SELECT count(*), count(DISTINCT article_id) FROM articles").fetchall()[0]
    assert count == distinct > 20


def _settings(folder: Path) -> Settings:
    data = folder / "data"
    return Settings((SAMPLE,), data / "newsledger.duckdb", data, workers=2)


def _fingerprints(settings: Settings) -> dict[str, str]:
    """Of the tables that are published."""
    with duckdb.connect(str(settings.database), read_only=True) as connection:
        return dict(connection.execute("SELECT table_name, fingerprint FROM lineage.table_versions").fetchall())


def _when(happened: Callable[[], object], do: Callable[[], object]) -> None:
    for _ in range(6000):
        if happened():
            do()
            return
        time.sleep(0.1)
