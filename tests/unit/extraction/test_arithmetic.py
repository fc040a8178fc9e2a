"""Products text by text: the same bits whatever is beside a text."""

import numpy as np
import pytest
from thinc.api import NumpyOps

from pipelines.extraction.arithmetic import TextByTextOps, row_borders


def rows(*lengths: int, padding: int = 0) -> "np.ndarray[tuple[int, int], np.dtype[np.float32]]":
    """Rows of texts, each text the same whatever the others are; empty rows around them."""
    empty = np.zeros((padding, 96), "f")
    texts = [np.random.default_rng(length).standard_normal((length, 96)).astype("f") for length in lengths]
    return np.vstack([empty, *(part for text in texts for part in (text, empty))])


FACTOR = np.random.default_rng(0).standard_normal((288, 96)).astype("f")


@pytest.mark.parametrize("padding", [0, 4])
def test_a_text_has_the_same_product_in_every_batch(padding: int) -> None:
    ops = TextByTextOps()
    ops.lengths = [131]
    alone = ops.gemm(rows(131, padding=padding), FACTOR, trans2=True)[padding:][:131]
    for before in (1, 5, 17, 333):
        ops.lengths = [before, 131, 12]
        together = ops.gemm(rows(before, 131, 12, padding=padding), FACTOR, trans2=True)
        start = before + 2 * padding
        assert np.array_equal(together[start : start + 131], alone)


def test_products_are_those_of_thinc_up_to_rounding() -> None:
    ops = TextByTextOps()
    ops.lengths = [40, 7]
    given = rows(40, 7, padding=4)
    usual = NumpyOps().gemm(given, FACTOR, trans2=True)
    assert np.allclose(ops.gemm(given, FACTOR, trans2=True), usual, rtol=1e-4, atol=1e-4)
    out = np.empty_like(usual)
    assert np.allclose(ops.gemm(given, np.ascontiguousarray(FACTOR.T), out=out), usual, rtol=1e-4, atol=1e-4)


def test_what_is_no_batch_of_texts_is_left_to_thinc() -> None:
    ops = TextByTextOps()
    for lengths in ([], [10, 10]):
        ops.lengths = lengths
        assert np.array_equal(ops.gemm(rows(33), FACTOR, trans2=True), NumpyOps().gemm(rows(33), FACTOR, trans2=True))


@pytest.mark.parametrize(
    ("count", "lengths", "borders"),
    [
        (5, [2, 3], [(0, 2), (2, 5)]),
        (8, [2, 3], [(0, 1), (1, 3), (3, 4), (4, 7), (7, 8)]),
        (2, [2, 0], [(0, 2)]),
        (6, [2, 3], None),
        (4, [2, 3], None),
        (3, [], None),
    ],
)
def test_borders(count: int, lengths: list[int], borders: list[tuple[int, int]] | None) -> None:
    assert row_borders(count, lengths) == borders
