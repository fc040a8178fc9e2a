"""What an expression of a Polars plan comes of. How the plan's nodes put expressions to use is in `polars_plan.py`."""

from collections.abc import Mapping
from typing import Any

from pipelines.lineage.provenance import NOTHING, Column, NotFollowedError, Rows, Sign, are_apart, combined

_TOTALS_OF_DISTINCT = ("min", "max", "n_unique")
_ORDERED_TOTALS = ("first", "last", "implode")
_OF_ONE_ROW = ("abs", "as_struct", "clip", "coalesce", "fill_null", "log", "round")
_KINDS_OF_ONE_ROW = ("BooleanFunction", "StringFunction", "StructFunction", "TemporalFunction", "ListFunction")
_OF_MANY_ROWS = ("ConcatVertical", "IsDuplicated", "IsFirstDistinct", "IsLastDistinct", "IsSorted", "IsUnique")


class Expression:
    """An expression of a plan. `plain` is the column that it is, if it is nothing else."""

    def __init__(self, kind: str, view: Any, name: str, parts: Mapping[str, list["Expression"]]) -> None:
        self._kind, self._view, self.name, self._parts = kind, view, name, parts

    @classmethod
    def of(cls, nodes: Any, node: int, name: str) -> "Expression":
        try:
            view = nodes.view_expression(node)
        except NotImplementedError as error:  # Polars' word for what it does not show
            if str(error) != "anonymousfunction":
                raise NotFollowedError(f"columns cannot be followed through the plan's expression {error}") from error
            return cls("PythonFunction", None, name, {})
        kind = type(view).__name__
        if kind not in _PARTS:
            raise NotFollowedError(f"columns cannot be followed through the plan's expression {kind}")
        inner = {part: _nodes_in(getattr(view, part)) for part in _PARTS[kind]}
        return cls(kind, view, name, {part: [cls.of(nodes, i, name) for i in ids] for part, ids in inner.items()})

    @property
    def plain(self) -> str | None:
        return str(self._view.name) if self._kind == "Column" else None

    @property
    def _inner(self) -> list["Expression"]:
        return [expression for part in self._parts.values() for expression in part]

    @property
    def _is_of_one_row(self) -> bool:
        """Whether a function takes each row by itself. One that is not known to is taken as if it did not."""
        name = self._view.function_data[0]
        kind, _, variant = str(name).rpartition(".")
        return name in _OF_ONE_ROW or (kind in _KINDS_OF_ONE_ROW and variant not in _OF_MANY_ROWS)

    @property
    def is_single(self) -> bool:
        """Whether it is one value for all rows."""
        if self._kind in ("Agg", "Len", "Literal"):
            return True
        return self._kind not in ("Column", "PythonFunction", "Window") and all(e.is_single for e in self._inner)

    def column(self, rows: Rows) -> Column:
        """What its values come of."""
        if self._kind == "Column":
            return rows.columns[self._view.name]
        if self._kind == "PythonFunction":
            given = rows.columns.get(self.name)
            if given is None:
                raise NotFollowedError(f"what the Python function reads that makes {self.name} does not show")
            return Column(given.value, given.choice, Sign("function", parts=(given.sign,)))
        value = combined(e.column(rows) for name in self._parts if name not in _CHOOSING for e in self._parts[name])
        chosen = NOTHING.union(
            *(e.column(rows).all for name in self._parts if name in _CHOOSING for e in self._parts[name])
        )
        if self._kind == "Agg" and self._view.name in _ORDERED_TOTALS:
            chosen |= rows.order
        if self._kind == "Len" or (self._kind == "Agg" and self._view.name not in _TOTALS_OF_DISTINCT):
            chosen |= rows.repeats
        if self._kind == "Function" and not self._is_of_one_row:
            chosen |= rows.order | rows.repeats
        return Column(value.value, value.choice | chosen, self._sign(rows))

    def total(self, rows: Rows) -> Column:
        """What it comes of for a group of rows: a list of them all unless it is one value."""
        column = self.column(rows)
        return column if self.is_single else column.chosen_by(rows.order | rows.repeats)

    def is_never(self, rows: Rows) -> bool:
        """Whether it cannot hold for any of the rows."""
        if self._kind != "BinaryExpr":
            return False
        operator = str(self._view.op)
        if operator.endswith(("LogicalAnd", ".And")):
            return any(e.is_never(rows) for e in self._inner)
        left, right = self._inner
        return operator.endswith(".Eq") and are_apart(left.column(rows).sign, right.column(rows).sign)

    def _sign(self, rows: Rows) -> Sign | None:
        if self._kind == "Literal" and isinstance(self._view.value, str | int):
            return Sign("constant", self._view.value)
        if self._kind == "Function" and self._view.function_data[0] == "as_struct":
            return Sign("struct", parts=tuple(e.column(rows).sign for e in self._inner))
        return None


# What an expression is made of, by the names that Polars gives it.
_PARTS: dict[str, tuple[str, ...]] = {
    "Column": (),
    "Literal": (),
    "Len": (),
    "Alias": ("expr",),
    "Cast": ("expr",),
    "BinaryExpr": ("left", "right"),
    "Ternary": ("predicate", "truthy", "falsy"),
    "Function": ("input",),
    "Agg": ("arguments",),
    "Window": ("function", "partition_by", "order_by"),
    "Sort": ("expr",),
    "SortBy": ("expr", "by"),
    "Filter": ("input", "by"),
    "Gather": ("expr", "idx"),
    "Slice": ("input", "offset", "length"),
    "Explode": ("expr",),
}
# Of those, what decides from which rows a value is taken.
_CHOOSING = ("partition_by", "order_by", "by", "idx", "offset", "length")


def _nodes_in(part: Any) -> list[int]:
    if part is None:
        return []
    return [int(node) for node in part] if isinstance(part, list | tuple) else [int(part)]
