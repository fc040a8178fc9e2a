"""What the columns of a table in the making come of: the arithmetic that a Polars plan and an SQL query share.

A relation is a list of alternatives (`Rows`): a union has one for each part, so that what is known of a part (that its
`field` is always 'title', say) is not lost. No row of data is ever looked at. How a plan or a query is read is in
`polars_plan.py` and `sql_query.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import combinations
from typing import NamedTuple


class NotFollowedError(Exception):
    """A plan or query has a part that nothing here knows: columns are refused rather than guessed."""


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
