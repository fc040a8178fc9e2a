"""What of the store is kept and what goes: results are merged and dropped, never changed or lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.engine import parts, tidying
from pipelines.engine.store import BatchWork, Store
from pipelines.engine.tidying import contents, prune, tidy
from pipelines.engine.wanted import KEPT_LISTS, wanted_lately
from pipelines.lineage.processes import Process
from pipelines.schemas.units import UNIT

TABLES = {"lengths": UNIT | {"length": pl.Int64()}}


def process(code: str = "0", step: str = "step") -> Process:
    return Process(step, code * 64, "{}", "{}")


def lengths(configuration: list[str], batch: pl.DataFrame) -> dict[str, pl.DataFrame]:
    configuration.extend(batch["unit"])
    return {"lengths": batch.select("unit", pl.col("text").str.len_chars().cast(pl.Int64).alias("length"))}


class Corpora:
    """A store, asked for corpora of units as a run asks that then publishes."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder)

    def want(self, first: int, last: int, code: str = "0", *, is_published: bool = True) -> int:
        """Ask for the units numbered so; how many had to be done."""
        done: list[str] = []
        texts = {f"{n:04}": "x" * n for n in range(first, last)}
        units = pl.DataFrame(list(texts.items()), schema=UNIT | {"text": pl.String()}, orient="row")
        work = BatchWork(process(code), lengths, done, TABLES, most_units=10)
        rows = self.store.compute(work, units.lazy())["lengths"].collect()
        assert dict(rows.iter_rows()) == {unit: len(text) for unit, text in texts.items()}
        assert rows["unit"].is_unique().all()
        if is_published:
            self.store.note_wanted(work.process, units)
            tidy(self.store, [work.process])
        return len(done)

    def units(self, code: str = "0") -> int:
        return sum(s.unit_count for s in contents(self.store, []) if s.process_id == process(code).process_id)


def test_switching_between_two_corpora_loses_no_work(tmp_path: Path) -> None:
    corpora = Corpora(tmp_path)
    assert [corpora.want(0, 40), corpora.want(40, 60)] == [40, 20]
    assert [corpora.want(0, 40), corpora.want(40, 60)] * 6 == [0, 0] * 6


def test_switching_between_two_processes_loses_no_work_and_a_third_takes_the_place_of_the_older(tmp_path: Path) -> None:
    corpora = Corpora(tmp_path)
    assert [corpora.want(0, 20, code) for code in "abab"] == [20, 20, 0, 0]
    assert corpora.want(0, 20, "c") == 20
    assert (corpora.units("a"), corpora.units("b"), corpora.units("c")) == (0, 20, 20)
    assert [corpora.want(0, 20, code) for code in "bc"] == [0, 0]


def test_a_corpus_that_moves_on_does_not_fill_the_store(tmp_path: Path) -> None:
    corpora = Corpora(tmp_path)
    most = 0
    for day in range(40):
        assert corpora.want(day * 10, day * 10 + 20) == (20 if day == 0 else 10)
        most = max(most, corpora.units())
    lately = wanted_lately(tmp_path / "step" / process().process_id).height
    assert lately == 20 + 10 * (KEPT_LISTS - 1)
    assert lately < most <= 2 * lately + 10
    assert corpora.want(0, 20) == 20  # long gone


def test_many_small_parts_become_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "_MOST_SMALL_PARTS", 4)
    corpora = Corpora(tmp_path)
    counts = []
    for last in range(1, 30):
        assert corpora.want(0, last) == 1
        counts.append(contents(corpora.store, [])[0].part_count)
    assert max(counts) <= 4
    assert min(counts[5:]) == 1


def test_work_of_a_run_that_did_not_publish_waits_for_the_next(tmp_path: Path) -> None:
    corpora = Corpora(tmp_path)
    assert corpora.want(0, 30, is_published=False) == 30
    tidy(corpora.store, [process()])
    assert corpora.want(0, 30) == 0


def test_steps_that_are_no_more_and_what_killed_runs_left_go(tmp_path: Path) -> None:
    corpora = Corpora(tmp_path)
    corpora.want(0, 5)
    folder = tmp_path / "step" / process().process_id
    for left in (folder / ".0123456789abcdef.99", tmp_path / "step" / ".old.gone", tmp_path / "former" / "0" / "1"):
        left.mkdir(parents=True)
        (left / "units.parquet").touch()
    tidy(corpora.store, [process()])
    assert [path.name for path in tmp_path.iterdir()] == ["step"]
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == []


def test_prune_keeps_what_the_tables_were_made_of_and_says_what_went(tmp_path: Path) -> None:
    corpora = Corpora(tmp_path)
    corpora.want(0, 20, "b")
    corpora.want(0, 30)
    corpora.want(15, 40)
    would_go = prune(corpora.store, [process()], is_dry=True)
    before = parts.byte_count(tmp_path)
    went = prune(corpora.store, [process()])
    assert [(r.process_id, r.unit_count) for r in went] == [(r.process_id, r.unit_count) for r in would_go]
    assert {(r.process_id, r.unit_count) for r in went} == {(process().process_id, 15), (process("b").process_id, 20)}
    assert before - sum(r.byte_count for r in went) == pytest.approx(parts.byte_count(tmp_path), abs=4000)
    assert prune(corpora.store, [process()]) == []
    assert (corpora.units(), corpora.units("b")) == (25, 0)
    assert corpora.want(15, 40) == 0


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    corpora = Corpora(tmp_path)
    corpora.want(0, 20)
    corpora.want(10, 30)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert prune(corpora.store, [process("c")], is_dry=True)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


class Killed(BaseException):
    """Ends a run as a kill would."""


@contextmanager
def killed_after(calls: int) -> Iterator[None]:
    """Only so many calls that change the disk are done; the next one ends it all."""
    left = iter(range(calls))

    def limited(plain: Any) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            if next(left, None) is None:
                raise Killed
            return plain(*arguments, **named)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for place, name in (
            (Path, "rename"),
            (Path, "unlink"),
            (parts.shutil, "rmtree"),
            (pl.DataFrame, "write_parquet"),
        ):
            patch.setattr(place, name, limited(getattr(place, name)))
        yield


def test_stopped_at_any_moment_every_kept_unit_is_in_a_whole_part(tmp_path: Path) -> None:
    """Each call that changes the disk is the last one, in turn; what is there then answers for all that is wanted."""
    for calls in range(100):
        corpora = Corpora(tmp_path / str(calls))
        corpora.want(0, 25)
        corpora.want(20, 60)
        is_stopped = False
        try:
            with killed_after(calls):
                prune(corpora.store, [process()])
        except Killed:
            is_stopped = True
        assert corpora.want(20, 60, is_published=False) == 0
        prune(corpora.store, [process()])
        assert (corpora.units(), corpora.want(20, 60)) == (40, 0)
        if not is_stopped:
            break
    assert calls > 10
