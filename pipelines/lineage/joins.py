"""What the columns of two joined relations come of: the part of `provenance.py` that is about joins."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pipelines.lineage.provenance import (
    NOTHING,
    Column,
    NotFollowedError,
    Reads,
    Relation,
    Rows,
    are_apart,
    combined,
    distinct,
    merged,
)


class JoinKey(NamedTuple):
    """Two columns that are compared. A name is None for an expression."""

    left: Column
    right: Column
    left_name: str | None = None
    right_name: str | None = None


@dataclass(frozen=True)
class Join:
    """How two relations are joined. `keys` gives what is compared; `output` the name, side ('left', 'right' or 'both')
    and inner name of every column that there is afterwards."""

    how: str
    keys: Callable[[Rows, Rows], Sequence[JoinKey]]
    output: Sequence[tuple[str, str, str]] = field(default_factory=tuple)

    def of(self, left: Relation, right: Relation) -> Relation:
        """The joined relation. Raises NotFollowedError for a kind of join that nothing here knows."""
        if self.how in ("inner", "cross"):
            pairs = [(one, other) for one in left for other in right]
            meeting = [pair for pair in pairs if not self._apart(*pair)]
            return distinct(self._inner(*pair) for pair in meeting or pairs)
        if self.how == "full":
            return distinct(self._full(one, other) for one in left for other in right)
        if self.how not in ("left", "asof", "semi", "anti"):
            raise NotFollowedError(f"columns cannot be followed through a {self.how} join")
        joined: list[Rows] = []
        for one in left:
            met = [other for other in right if not self._apart(one, other)]
            if met or self.how in ("left", "asof"):
                joined.append(self._looked_up(one, merged(met or right)))
            elif self.how == "anti":
                joined.append(one)
        return distinct(joined)

    def _apart(self, left: Rows, right: Rows) -> bool:
        return any(are_apart(key.left.sign, key.right.sign) for key in self.keys(left, right))

    def _reads(self, keys: Sequence[JoinKey]) -> Reads:
        return NOTHING.union(*(key.left.all | key.right.all for key in keys))

    def _inner(self, left: Rows, right: Rows) -> Rows:
        keys = self.keys(left, right)
        presence = left.presence | right.presence | self._reads(keys)
        columns = {new: self._column(left, right, side, old) for new, side, old in self.output}
        unique = set(self._renamed(left, "left")) if self._one_each(right, keys, "right") else set()
        unique |= set(self._renamed(right, "right")) if self._one_each(left, keys, "left") else set()
        return Rows(columns, presence, left.repeats | right.repeats, left.order | right.order, frozenset(unique))

    def _full(self, left: Rows, right: Rows) -> Rows:
        presence = left.presence | right.presence | self._reads(self.keys(left, right))
        columns = {new: self._column(left, right, side, old) for new, side, old in self.output}
        columns = {name: replace(column, sign=None) for name, column in columns.items()}
        return Rows(columns, presence, left.repeats | right.repeats, left.order | right.order)

    def _looked_up(self, left: Rows, right: Rows) -> Rows:
        """Left, semi, anti and as-of joins: rows of the left side, as they are there."""
        keys = self.keys(left, right)
        reads = right.presence | self._reads(keys)
        if self.how in ("semi", "anti"):
            return left.present_by(reads)
        reads |= right.repeats
        columns: dict[str, Column] = {}
        for new, side, old in self.output:
            column = self._column(left, right, side, old)
            # What is not found is null, so nothing is known of the values any more.
            columns[new] = column if side == "left" else replace(column.chosen_by(reads), sign=None)
        if self.how == "asof":
            columns = {
                new: columns[new] if side == "left" else columns[new].chosen_by(right.order)
                for new, side, old in self.output
            }
        # A look-up that finds at most one row neither adds rows nor takes any away.
        is_lookup = self.how == "asof" or self._one_each(right, keys, "right")
        return Rows(
            columns,
            left.presence,
            left.repeats if is_lookup else left.repeats | reads,
            left.order,
            frozenset(self._renamed(left, "left")) if is_lookup else frozenset(),
        )

    def _column(self, left: Rows, right: Rows, side: str, name: str) -> Column:
        if side == "both":
            return combined((left.columns[name], right.columns[name]))
        column = (left if side == "left" else right).columns[name]
        if column.sign is None and self.how == "inner":  # equal values have equal signs
            for key in self.keys(left, right):
                if name == (key.left_name if side == "left" else key.right_name):
                    return replace(column, sign=key.left.sign or key.right.sign)
        return column

    def _one_each(self, rows: Rows, keys: Sequence[JoinKey], side: str) -> bool:
        names = [key.left_name if side == "left" else key.right_name for key in keys]
        return rows.is_unique_on(name for name in names if name is not None)

    def _renamed(self, rows: Rows, side: str) -> Iterable[frozenset[str]]:
        new = {old: name for name, from_side, old in self.output if from_side == side}
        return (frozenset(new[c] for c in key) for key in rows.keys if key <= set(new))
