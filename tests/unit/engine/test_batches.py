"""A batch goes to its worker by itself: what is in the other batches stays here."""

import pickle
from dataclasses import dataclass

import polars as pl

from pipelines.engine.batches import batches


@dataclass(frozen=True)
class _OneEach:
    size: str = "size"
    most_size: int = 1
    most_units: int = 1


def _with_lists(units: int, length: int) -> pl.DataFrame:
    said = [[{"said": letter * length, "at": 1}, {"said": None, "at": None}] for letter in "abcdefghij"[:units]]
    return pl.DataFrame({"unit": [f"u{n}" for n in range(units)], "size": [1] * units, "rows": said})


def test_batch_of_texts_in_lists_is_its_own_rows_alone() -> None:
    units = _with_lists(10, 10_000)
    found = list(batches(units, _OneEach()))
    assert pl.concat(found).equals(units)
    assert all(len(pickle.dumps(batch)) < 2 * 10_000 for batch in found)


def test_lists_without_rows_stay_as_they_are() -> None:
    units = pl.DataFrame(
        {"unit": ["a", "b"], "size": [1, 1], "rows": [None, []]},
        schema_overrides={"rows": pl.List(pl.Struct({"said": pl.String()}))},
    )
    assert pl.concat(batches(units, _OneEach())).equals(units)
