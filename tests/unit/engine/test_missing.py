"""Rows that wait in a file until it is their turn."""

from pathlib import Path

import polars as pl
import pytest

import pipelines.engine.missing as module
from pipelines.engine.missing import rows_of
from pipelines.engine.store import BatchWork
from pipelines.lineage.processes import Process

WORK = BatchWork(Process("step", "0" * 64, "{}", "{}"), lambda _, batch: {}, None, {}, most_size=10)


@pytest.mark.parametrize("held", [1, 300, 1 << 20])
def test_every_wanted_unit_comes_once_longest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int) -> None:
    monkeypatch.setattr(module, "_HELD_BYTES", held)
    names = [str(number) for number in range(30)]
    units = pl.LazyFrame({"unit": [*names, *names], "text": ["x" * (int(name) % 7) for name in names] * 2})
    wanted = pl.DataFrame({"unit": names[:-3]})
    with rows_of(units, wanted, WORK, tmp_path) as missing:
        assert missing.size == sum(int(name) % 7 for name in names[:-3])
        batches = list(missing.batches(0))
        assert sorted(unit for batch in batches for unit in batch["unit"]) == sorted(names[:-3])
        lengths = [len(text) for batch in batches for text in batch["text"]]
        assert lengths == sorted(lengths, reverse=True)
        assert all(batch.columns == ["unit", "text"] for batch in batches)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_when_work_is_broken_off(tmp_path: Path) -> None:
    units = pl.LazyFrame({"unit": ["a"], "text": ["x"]})
    with pytest.raises(ZeroDivisionError), rows_of(units, units.select("unit").collect(), WORK, tmp_path):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
