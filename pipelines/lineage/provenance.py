"""What the columns of a table in the making come of: the arithmetic that a Polars plan and an SQL query share.

A relation is a list of alternatives (`Rows`): a union has one for each part, so that what is known of a part (that its
`field` is always 'title', say) is not lost. No row of data is ever looked at. How a plan or a query is read is in
`polars_plan.py` and `sql_query.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import combinations
from typing import NamedTuple


class Read(NamedTuple):
    """A column of a table. Without a column: the rows of the table, whatever they hold."""

    table: str
    column: str = ""


Reads = frozenset[Read]
NOTHING: Reads = frozenset()


class Sign(NamedTuple):
    """What is known of a column's values: a constant, or how it is put together of others (None: not known)."""

    kind: str
    value: object = None
    parts: tuple["Sign | None", ...] = ()


def are_apart(a: Sign | None, b: Sign | None) -> bool:
    """Whether no value of the one is ever one of the other. A hash counts as one to one."""
    if a is None or b is None or a.kind != b.kind or len(a.parts) != len(b.parts):
        return False
    if a.kind == "constant":
        return a.value != b.value
    return any(are_apart(x, y) for x, y in zip(a.parts, b.parts, strict=True))


@dataclass(frozen=True)
class Column:
    """`value`: what goes into the values. `choice`: what decides which row a value is taken from, or which rows are
    counted or summed."""

    value: Reads = NOTHING
    choice: Reads = NOTHING
    sign: Sign | None = None

    @property
    def all(self) -> Reads:
        return self.value | self.choice

    def chosen_by(self, reads: Reads) -> "Column":
        return replace(self, choice=self.choice | reads)


def combined(columns: Iterable[Column], sign: Sign | None = None) -> Column:
    """A value that is computed from several."""
    listed = list(columns)
    return Column(
        NOTHING.union(*(c.value for c in listed)),
        NOTHING.union(*(c.choice for c in listed)),
        sign,
    )


@dataclass(frozen=True)
class Rows:
    """`presence`: what decides which rows there are. `repeats`: what decides, besides, how often each is there; where
    equal rows are made one, all that counted before no longer does. `order`: what decides their order. `keys`: sets of
    columns of which no two rows agree in all."""

    columns: Mapping[str, Column]
    presence: Reads = NOTHING
    repeats: Reads = NOTHING
    order: Reads = NOTHING
    keys: frozenset[frozenset[str]] = frozenset()

    def is_unique_on(self, names: Iterable[str]) -> bool:
        return any(key <= set(names) for key in self.keys)

    @property
    def number(self) -> Reads:
        """What decides how many rows there are."""
        return self.presence | self.repeats

    def present_by(self, reads: Reads) -> "Rows":
        return replace(self, presence=self.presence | reads)

    def of(self, columns: Mapping[str, Column], names: Mapping[str, str]) -> "Rows":
        """The same rows with other columns. `names`: new name to old, for what is carried over as it is."""
        news: dict[str, str] = {old: new for new, old in names.items()}
        keys = frozenset(frozenset(news[c] for c in key) for key in self.keys if key <= set(news))
        return replace(self, columns=dict(columns), keys=keys)

    def single(self, columns: Mapping[str, Column]) -> "Rows":
        """The one row that totals over these rows make."""
        whole = {name: column.chosen_by(self.presence) for name, column in columns.items()}
        return Rows(whole, keys=frozenset([frozenset()]))


Relation = Sequence[Rows]


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
        """The joined relation. Raises NotImplementedError for a kind of join that nothing here knows."""
        if self.how in ("inner", "cross"):
            pairs = [(one, other) for one in left for other in right]
            meeting = [pair for pair in pairs if not self._apart(*pair)]
            return distinct(self._inner(*pair) for pair in meeting or pairs)
        if self.how == "full":
            return distinct(self._full(one, other) for one in left for other in right)
        if self.how not in ("left", "asof", "semi", "anti"):
            raise NotImplementedError(f"columns cannot be followed through a {self.how} join")
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
            columns[new] = column if side == "left" else column.chosen_by(reads)
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


def filtered(relation: Relation, predicate: Callable[[Rows], Column], never: Callable[[Rows], bool]) -> Relation:
    """What is left by a filter. `never` says of which alternatives nothing can be left."""
    left = [rows for rows in relation if not never(rows)]
    return distinct(rows.present_by(predicate(rows).all) for rows in left or relation)


def grouped(
    relation: Relation,
    keys: Callable[[Rows], Mapping[str, Column]],
    totals: Callable[[Rows], Mapping[str, Column]],
    *,
    keeps_order: bool = False,
) -> Relation:
    """One row for each combination of keys. `totals` gives the other columns."""

    def group(rows: Rows) -> Rows:
        by = keys(rows)
        repeats = NOTHING.union(*(column.all for column in by.values()))
        unique = frozenset([frozenset(by)])
        # A total is over the rows with equal keys.
        over = {name: column.chosen_by(repeats) for name, column in totals(rows).items()}
        return Rows({**by, **over}, rows.presence, repeats, rows.order if keeps_order else NOTHING, unique)

    return distinct(map(group, parts(relation, lambda rows: keys(rows).values())))


def parts(relation: Relation, keys: Callable[[Rows], Iterable[Column]]) -> Relation:
    """The alternatives as they are where no two can agree in the keys; else all of them as one."""
    signs = [[column.sign for column in keys(rows)] for rows in relation]
    if all(any(map(are_apart, a, b)) for a, b in combinations(signs, 2)):
        return relation
    return [merged(relation)]


def merged(relation: Relation) -> Rows:
    """All alternatives as one. What is unique in each need not be so in all."""
    return reduce(_both, relation)


def _both(one: Rows, other: Rows) -> Rows:
    columns = {
        name: combined((column, other.columns[name]), column.sign if column.sign == other.columns[name].sign else None)
        for name, column in one.columns.items()
        if name in other.columns
    }
    return Rows(columns, one.presence | other.presence, one.repeats | other.repeats, one.order | other.order)


def distinct(alternatives: Iterable[Rows]) -> Relation:
    """Each alternative once."""
    kept: list[Rows] = []
    for rows in alternatives:
        same = [i for i, other in enumerate(kept) if replace(other, keys=rows.keys) == rows]
        if same:
            kept[same[0]] = replace(rows, keys=frozenset())  # the same rows twice, for all that is known
        else:
            kept.append(rows)
    return kept
