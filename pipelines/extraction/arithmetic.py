"""Matrix products of a spaCy pipeline by numpy's BLAS, text by text.

thinc multiplies with BLIS, whose result for a row does not depend on the rows beside it. numpy's BLAS is two to three
times as fast on today's processors, but its last bits depend on where a row stands. So each text of a batch is
multiplied by itself: what comes of it is the same in every batch, and alone.
"""

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np
from thinc.api import NumpyOps

if TYPE_CHECKING:
    from spacy.language import Language


class TextByTextOps(NumpyOps):  # type: ignore[misc]
    """thinc's operations, with products of all rows of a batch taken apart into its texts."""

    def __init__(self) -> None:
        super().__init__()
        self.lengths: Sequence[int] = ()

    def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
        """The product of two matrices, the second one transposed with `trans2`."""
        borders = None if trans1 or x.ndim != 2 else row_borders(x.shape[0], self.lengths)
        if borders is None:  # no rows of a text
            return super().gemm(x, y, out=out, trans1=trans1, trans2=trans2)
        factor = y.T if trans2 else y
        product = np.empty((x.shape[0], factor.shape[1]), x.dtype) if out is None else out
        for start, end in borders:
            np.dot(x[start:end], factor, out=product[start:end])
        return product


def row_borders(rows: int, lengths: Sequence[int]) -> list[tuple[int, int]] | None:
    """First and last row (exclusive) of each text, and of each block of padding, when there are so many rows for texts
    of these lengths; None when that does not add up.

    thinc puts blocks of equally many empty rows before, between and behind the texts, or none.
    """
    padding, rest = divmod(rows - sum(lengths), len(lengths) + 1)
    if rest or padding < 0 or not lengths:
        return None
    blocks = [padding, *(size for length in lengths for size in (length, padding))]
    ends = list(accumulate(blocks))
    return [(end - size, end) for size, end in zip(blocks, ends, strict=True) if size]


def multiply_text_by_text(nlp: "Language") -> None:
    """Have all components of a loaded pipeline use TextByTextOps."""
    ops = TextByTextOps()
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if model is None:
            continue
        for node in model.walk():
            if isinstance(node.ops, NumpyOps):
                node.ops = ops
        model._func = _with_lengths(model._func, ops)


def _with_lengths(forward: Any, ops: TextByTextOps) -> Any:
    """A model's function that tells the operations how long the texts of its batch are."""

    def told(model: Any, docs: Any, is_train: bool) -> Any:
        ops.lengths = [len(doc) for doc in docs]
        try:
            return forward(model, docs, is_train)
        finally:
            ops.lengths = ()

    return told
