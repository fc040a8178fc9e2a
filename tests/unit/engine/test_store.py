"""Work is done once, and only what is whole is remembered."""

import random
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.engine.batches import batches
from pipelines.engine.progress import Progress
from pipelines.engine.store import BATCH_CHARACTERS, BATCH_UNITS, BatchWork, Store
from pipelines.lineage.processes import Process
from pipelines.schemas.units import UNIT

TABLES = {"lengths": UNIT | {"length": pl.Int64()}, "letters": UNIT | {"letter": pl.String()}}
PROGRAM = """
import sys, time
from pathlib import Path
import polars as pl
from pipelines.engine.store import BatchWork, Store
from pipelines.lineage.processes import Process
from pipelines.schemas.units import UNIT

def work(gate, batch):
    print("working", flush=True)
    sys.stdin.read(1)
    return {"lengths": batch.select("unit", pl.col("text").str.len_chars().cast(pl.Int64).alias("length"))}

work = BatchWork(Process("step", "0" * 64, "{}", "{}"), work, None, {"lengths": UNIT | {"length": pl.Int64()}})
units = pl.LazyFrame({"unit": ["1", "2"], "text": ["a", "bb"]})
print(sorted(Store(Path(sys.argv[1])).compute(work, units)["lengths"].collect().rows()))
"""


class Counting:
    """Work that remembers which units it was asked for."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def __call__(self, configuration: object, batch: pl.DataFrame) -> dict[str, pl.DataFrame]:
        self.done += batch["unit"].to_list()
        rows = batch.select("unit", "text").rows()
        letters = [(unit, letter) for unit, text in rows for letter in text]
        return {
            "lengths": pl.DataFrame([(u, len(t)) for u, t in rows], schema=TABLES["lengths"], orient="row"),
            "letters": pl.DataFrame(letters, schema=TABLES["letters"], orient="row"),
        }


def work_of(function: Counting, code: str = "0", most_units: int = BATCH_UNITS) -> BatchWork:
    return BatchWork(Process("step", code * 64, "{}", "{}"), function, None, TABLES, most_units=most_units)


def units(**texts: str) -> pl.LazyFrame:
    return pl.LazyFrame(list(texts.items()), schema=UNIT | {"text": pl.String()}, orient="row")


def lengths(results: dict[str, pl.LazyFrame]) -> dict[str, int]:
    rows = results["lengths"].collect()
    assert rows["unit"].is_unique().all()
    return dict(rows.iter_rows())


def test_only_what_is_missing_is_done(tmp_path: Path) -> None:
    store, function, told = Store(tmp_path), Counting(), list[Progress]()
    assert lengths(store.compute(work_of(function), units(a="x", b="e\u0301"))) == {"a": 1, "b": 2}
    found = store.compute(work_of(function), units(a="x", b="e\u0301", c="😀"), progress=told.append)
    assert lengths(found) == {"a": 1, "b": 2, "c": 1}
    assert sorted(function.done) == ["a", "b", "c"]
    assert [(p.remembered, p.done, p.total) for p in told] == [(2, 0, 3), (2, 1, 3)]


def test_results_are_of_the_units_asked_for_and_no_others(tmp_path: Path) -> None:
    store, function = Store(tmp_path), Counting()
    store.compute(work_of(function), units(a="xy", b="z"))
    found = store.compute(work_of(function), units(b="z"))
    assert lengths(found) == {"b": 1}
    assert found["letters"].collect().rows() == [("b", "z")]


def test_a_unit_that_is_asked_for_twice_is_one(tmp_path: Path) -> None:
    function, told = Counting(), list[Progress]()
    twice = pl.concat([units(a="x", b="y"), units(b="y")])
    assert lengths(Store(tmp_path).compute(work_of(function), twice, progress=told.append)) == {"a": 1, "b": 1}
    assert sorted(function.done) == ["a", "b"]
    assert (told[-1].remembered, told[-1].done, told[-1].total) == (0, 2, 2)


def test_a_unit_without_results_is_done_all_the_same(tmp_path: Path) -> None:
    store, function = Store(tmp_path), Counting()
    for _ in range(2):
        assert store.compute(work_of(function), units(a=""))["letters"].collect().is_empty()
    assert function.done == ["a"]


def test_another_process_does_its_own_work(tmp_path: Path) -> None:
    store, function = Store(tmp_path), Counting()
    store.compute(work_of(function), units(a="x"))
    store.compute(work_of(function, "1"), units(a="x"))
    assert function.done == ["a", "a"]


def test_nothing_to_do_gives_typed_tables_without_rows(tmp_path: Path) -> None:
    found = Store(tmp_path).compute(work_of(Counting()), units())
    assert {name: dict(rows.collect_schema()) for name, rows in found.items()} == TABLES
    assert found["lengths"].collect().is_empty()


def test_what_a_killed_run_left_is_not_seen(tmp_path: Path) -> None:
    store, function = Store(tmp_path), Counting()
    store.compute(work_of(function), units(a="x"))
    part = next(tmp_path.glob("step/*/*"))
    part.rename(part.with_name(f".{part.name}.12345"))
    assert lengths(store.compute(work_of(function), units(a="x"))) == {"a": 1}
    assert function.done == ["a", "a"]


def test_a_run_that_fails_keeps_the_batches_that_are_done(tmp_path: Path) -> None:
    store, function = Store(tmp_path), Counting()

    class Failing(Counting):
        """Cannot do the unit b."""

        def __call__(self, configuration: object, batch: pl.DataFrame) -> dict[str, pl.DataFrame]:
            if batch["unit"][0] == "b":
                raise RuntimeError("not b")
            return super().__call__(configuration, batch)

    with pytest.raises(RuntimeError, match="not b"):
        store.compute(work_of(Failing(), most_units=1), units(a="xxx", b="xx", c="x"))
    assert lengths(store.compute(work_of(function), units(a="xxx", b="xx", c="x"))) == {"a": 3, "b": 2, "c": 1}
    assert function.done == ["b", "c"]


def test_two_processes_may_do_the_same_batch(tmp_path: Path) -> None:
    """The other begins first and ends last: it finds an equal part in its place, and its own goes."""
    work = BatchWork(Process("step", "0" * 64, "{}", "{}"), Counting(), None, {"lengths": TABLES["lengths"]})
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "working\n"
        asked = pl.LazyFrame({"unit": ["1", "2"], "text": ["a", "bb"]})
        assert lengths(Store(tmp_path).compute(work, asked)) == {"1": 1, "2": 2}
        out, _ = other.communicate("x")
    assert out == "[('1', 1), ('2', 2)]\n"
    assert len(list(tmp_path.glob("step/*/*"))) == 1
    assert len(list(tmp_path.glob("step/*/.*"))) == 0


SIZES = st.lists(st.sampled_from([0, 1, 40, BATCH_CHARACTERS // 2, BATCH_CHARACTERS, 2 * BATCH_CHARACTERS]), max_size=8)


@given(SIZES, st.integers(0, 2 * BATCH_UNITS), st.randoms(use_true_random=False))
def test_batches_hold_every_unit_once_whatever_the_order(sizes: list[int], small: int, order: random.Random) -> None:
    texts = ["x" * size for size in sizes] + ["y"] * small
    frame = pl.DataFrame({"unit": [f"{i:05}" for i in range(len(texts))], "text": texts})
    made = list(batches(frame, work_of(Counting())))
    assert sorted(unit for batch in made for unit in batch["unit"]) == frame["unit"].to_list()
    shuffled = list(batches(frame.sample(fraction=1, shuffle=True, seed=order.randrange(1000)), work_of(Counting())))
    assert [b["unit"].to_list() for b in shuffled] == [b["unit"].to_list() for b in made]


def test_batches_are_bounded_in_characters_and_units() -> None:
    """Long texts first must not let all the short ones into one batch."""
    texts = ["x" * BATCH_CHARACTERS] * 5 + ["short"] * (3 * BATCH_UNITS)
    frame = pl.DataFrame({"unit": [str(i) for i in range(len(texts))], "text": texts})
    for batch in batches(frame, work_of(Counting())):
        assert batch.height <= BATCH_UNITS
        assert batch["text"].str.len_chars().sum() <= 2 * BATCH_CHARACTERS


def test_a_unit_in_two_parts_is_read_once(tmp_path: Path) -> None:
    """Runs that were cut off at different places may have done one unit in two batches."""
    store, work = Store(tmp_path), work_of(Counting())
    store.compute(work, units(a="x"))
    store.compute(work, units(b="yy"))
    folder = tmp_path / "step" / work.process.process_id
    first, second = sorted(folder.iterdir())
    for name in ("units", "lengths", "letters"):
        both = pl.concat([pl.read_parquet(part / f"{name}.parquet") for part in (first, second)])
        both.write_parquet(second / f"{name}.parquet")
    results = store.compute(work, units(a="x", b="yy"))
    assert lengths(results) == {"a": 1, "b": 2}
    assert sorted(results["letters"].collect().rows()) == [("a", "x"), ("b", "y"), ("b", "y")]


def test_a_table_with_one_row_for_each_unit_must_have_it(tmp_path: Path) -> None:
    def work(_: None, batch: pl.DataFrame) -> dict[str, pl.DataFrame]:
        return {"lengths": batch.select("unit", pl.lit(1).cast(pl.Int64).alias("length")).head(1)}

    units = pl.LazyFrame({"unit": ["a", "b"], "text": ["x", "y"]})
    one_each = BatchWork(Process("step", "0" * 64, "{}", "{}"), work, None, TABLES, one_each=("lengths",))
    with pytest.raises(ValueError, match="step: lengths has not exactly one row for each unit"):
        Store(tmp_path).compute(one_each, units)
    assert not list(tmp_path.glob("*/*/*"))
