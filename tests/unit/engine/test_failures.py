"""What no worker can work on costs itself, whatever is beside it; it is remembered, and told of its articles."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from pipelines.engine.failures import RejectedError, failed_units, forget_failed
from pipelines.engine.progress import Progress
from pipelines.engine.store import BatchWork, Store
from pipelines.engine.workers import Lost
from pipelines.lineage.processes import Process
from pipelines.schemas.units import UNIT
from pipelines.settings import NewsledgerError

PROCESS = Process("step", "0" * 64, "{}", "{}")
# Kills the process that reads the word; written so that a worker can import it, being Python's own.
DEADLY = "DEADLY"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store whose workers can import the function below."""
    (tmp_path / "mortal.py").write_text(
        "import os\nimport polars as pl\n"
        "def work(configuration, batch):\n"
        "    if configuration == 'always' or batch['text'].str.contains('DEADLY').any():\n        os._exit(3)\n"
        "    return {'lengths': batch.select('unit', pl.col('text').str.len_chars().cast(pl.Int64).alias('length'))}\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    return Store(tmp_path / "store")


def work(configuration: str = "", **more: bool) -> BatchWork:
    import mortal  # type: ignore[import-not-found]

    tables: Mapping[str, Mapping[str, pl.DataType]] = {"lengths": UNIT | {"length": pl.Int64()}}
    return BatchWork(PROCESS, mortal.work, configuration, tables, one_each=("lengths",), **more)


def units(**texts: str) -> pl.LazyFrame:
    return pl.LazyFrame(list(texts.items()), schema=UNIT | {"text": pl.String()}, orient="row")


def of_articles(**articles: str) -> pl.LazyFrame:
    return pl.LazyFrame(list(articles.items()), schema={"article_id": pl.String(), **UNIT}, orient="row")


def test_one_unit_is_lost_and_all_others_of_its_batch_are_done(store: Store) -> None:
    told: list[Progress] = []
    asked = units(a="x", b=DEADLY, c="xyz", d=f"{DEADLY} too")
    articles = of_articles(first="a", second="b", third="b", fourth="c", fifth="d")
    with pytest.raises(RejectedError, match=r"^3 articles rejected, no worker can work on step: worker_died"):
        store.compute(work(), asked, 1, told.append, articles)
    assert (told[-1].done, told[-1].failed) == (4, 2)
    rows = failed_units(store.place(PROCESS)).select("unit", "article_id", "reason").sort("article_id").rows()
    assert rows == [("d", "fifth", "worker_died"), ("b", "second", "worker_died"), ("b", "third", "worker_died")]
    done = store.compute(work(), units(a="x", c="xyz"), 0, told.append)["lengths"].collect()
    assert sorted(done.rows()) == [("a", 1), ("c", 3)]
    assert told[-1].remembered == 2


def test_what_failed_is_not_tried_again_until_it_is_forgotten(store: Store) -> None:
    with pytest.raises(RejectedError):
        store.compute(work(), units(b=DEADLY), 1, articles=of_articles(second="b"))
    # Another article with the same text is told of at once; in this process the text would end the test.
    with pytest.raises(RejectedError, match=r"^1 article rejected"):
        store.compute(work(), units(b=DEADLY), 0, articles=of_articles(other="b"))
    assert sorted(failed_units(store.place(PROCESS))["article_id"]) == ["other", "second"]
    forget_failed(store.place(PROCESS))
    assert failed_units(store.place(PROCESS)).is_empty()


def test_work_that_may_leave_out_leaves_out(store: Store) -> None:
    done = store.compute(work(may_leave_out=True), units(a="x", b=DEADLY), 1)
    assert done["lengths"].collect().rows() == [("a", 1)]
    assert failed_units(store.place(PROCESS)).select("unit", "article_id").rows() == [("b", None)]


def test_a_unit_of_no_article_ends_the_run(store: Store) -> None:
    with pytest.raises(NewsledgerError, match=r"^step of 'b' is not possible \(worker_died"):
        store.compute(work(), units(a="x", b=DEADLY), 1)


def test_when_workers_die_of_nothing_no_article_is_blamed(store: Store) -> None:
    with pytest.raises(NewsledgerError, match="fewer --workers; finished work is kept"):
        store.compute(work("always"), units(a="x"), 1, articles=of_articles(first="a"))
    assert failed_units(store.place(PROCESS)).is_empty()


def test_a_batch_that_is_lost_by_chance_costs_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first worker is killed from outside; by themselves all units can be worked on."""
    import pipelines.engine.store as module

    def losing_the_first(function, tasks, workers, seconds):  # type: ignore[no-untyped-def]
        for number, task in enumerate(tasks):
            yield task, Lost("worker_died", "") if not number and task[2].height > 1 else function(task)

    monkeypatch.setattr(module, "run_all", losing_the_first)
    done = store.compute(work(), units(a="x", b="yy"), 1, articles=of_articles(first="a", second="b"))
    assert sorted(done["lengths"].collect().rows()) == [("a", 1), ("b", 2)]
