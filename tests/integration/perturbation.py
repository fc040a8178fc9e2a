"""Perturbing a column of what a step reads, and telling which of the columns that it makes come out otherwise. What
belongs here: the ways of perturbing, and the comparison with the edges. What must follow from it is in the tests."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipelines.engine.column_edges import ColumnEdge
from pipelines.engine.step import Step
from pipelines.engine.store import BatchWork, Store
from pipelines.engine.tables import TableFolder
from pipelines.engine.workspace import Workspace
from pipelines.lineage.runs import Run
from pipelines.schemas import TABLES
from pipelines.settings import Settings

Kind = Callable[[pl.Series], pl.Series]
Made = dict[str, pl.DataFrame]
Place = tuple[str, str]


def moved(values: pl.Series) -> pl.Series:
    """Each value is replaced, wherever it stands, by another one of the column."""
    listed = [repr(value) for value in values.to_list()]
    first = {value: listed.index(value) for value in dict.fromkeys(listed)}
    following = dict(zip(first, [*list(first)[1:], next(iter(first))], strict=True))
    return values.gather([first[following[value]] for value in listed])


def mirrored(values: pl.Series) -> pl.Series:
    """The least value becomes the greatest and so on, so that what was first in order is last."""
    rank = values.rank("dense") if not values.dtype.is_nested() else pl.Series([None] * len(values), dtype=pl.UInt32)
    first = {place: rank.to_list().index(place) for place in rank.drop_nulls().unique()}
    return values.gather([first.get(len(first) + 1 - place) if place else None for place in rank.to_list()])


def changed(values: pl.Series) -> pl.Series:
    """Values of the same type that the column does not have. A name or text gets faults for the cleaning to mend."""
    dtype = values.dtype
    if dtype == pl.String:
        is_id = values.str.contains("^[0-9a-f]{16}").all() and values.null_count() < len(values)
        return values.str.reverse() if is_id else "Angela Merkel  saw the goverment. " + values.fill_null("")
    if dtype == pl.Boolean:
        return ~values
    if dtype.is_numeric():
        return (values.fill_null(0) + 1).cast(dtype)
    if dtype.is_temporal():
        return values + timedelta(days=400)
    return values.list.head(0) if isinstance(dtype, pl.List) else values


def same(values: pl.Series) -> pl.Series:
    """The first value in every row."""
    return values.gather([0] * len(values))


def missing(values: pl.Series) -> pl.Series:
    """No value in any row."""
    return pl.Series(values.name, [None] * len(values), dtype=values.dtype)


KINDS: tuple[Kind, ...] = (changed, moved, mirrored, same, missing)


class _PerturbedTables(TableFolder):
    """The tables, one of them with perturbed rows."""

    def __init__(self, folder: Path, scratch: Path, table: str, rows: pl.DataFrame) -> None:
        super().__init__(folder)
        self._table, self._scratch = table, TableFolder(scratch)
        file, count, print_ = self._scratch.write_rows(TABLES[table], rows.lazy())
        self._file = scratch / file
        self._manifest = replace(super().required(table), file=file, row_count=count, fingerprint=print_)

    def required(self, name: str):  # type: ignore[no-untyped-def]
        return self._manifest if name == self._table else super().required(name)

    def path(self, name: str) -> Path:
        return self._file if name == self._table else super().path(name)


@dataclass(frozen=True)
class _BenchWorkspace(Workspace):
    """A workspace that remembers work by all that it was given: the store's identity of a text would hide what else
    the work reads."""

    given: TableFolder = field(default_factory=lambda: TableFolder(Path()))
    known: dict[tuple[object, ...], dict[str, pl.DataFrame]] = field(default_factory=dict)
    works: list[tuple[BatchWork, pl.DataFrame]] = field(default_factory=list)

    @property
    def tables(self) -> TableFolder:
        return self.given

    def compute(
        self, work: BatchWork, units: pl.LazyFrame, articles: pl.LazyFrame | None = None, seen_in: str = ""
    ) -> dict[str, pl.LazyFrame]:
        rows = units.collect().unique("unit", keep="any").sort("unit")
        self.works.append((work, rows))
        key = (work.process.process_id, repr(sorted(map(repr, rows.rows()))))
        if key not in self.known:
            store = Store(self.settings.data / f"bench-{len(self.known)}")
            self.known[key] = {name: frame.collect() for name, frame in store.compute(work, rows.lazy()).items()}
        return {name: frame.lazy() for name, frame in self.known[key].items()}


class Bench:
    """A step, the tables that it reads, and what it makes of them. `scratch` is a folder for what is perturbed."""

    def __init__(self, step: Step, settings: Settings, scratch: Path) -> None:
        self.step = step
        self.tables = TableFolder(settings.data / "tables")
        self._scratch = scratch
        self._workspace = _BenchWorkspace(replace(settings, data=scratch), Run("test", "perturbation"))

    @property
    def works(self) -> list[tuple[BatchWork, pl.DataFrame]]:
        """The per-text work that the step has asked for, with its units."""
        return self._workspace.works

    @cached_property
    def before(self) -> Made:
        """What the step makes of the tables as they are."""
        return self._make(self.tables)

    def after(self, table: str, columns: Iterable[str], kind: Kind) -> Made | None:
        """What the step makes when columns of a table are perturbed; None when it cannot make anything of that."""
        rows = self.tables.scan(table).collect()
        perturbed = rows.with_columns(kind(rows[column]).alias(column) for column in columns)
        folder = self._scratch / "perturbed"
        with suppress(pl.exceptions.PolarsError, TypeError, ValueError, AttributeError):
            return self._make(_PerturbedTables(self.tables.folder, folder, table, perturbed))
        return None

    def _make(self, tables: TableFolder) -> Made:
        made = self.step.make(replace(self._workspace, given=tables))
        return {name: made[name].collect() for name in self.step.makes}


class Contradiction(NamedTuple):
    """A column that is read, and a column that changes with it though no edge says so, or does not though one does."""

    reads_table: str
    reads_column: str
    table: str
    column: str


def undeclared_changes(bench: Bench, edges: Iterable[ColumnEdge], kinds: Iterable[Kind] = KINDS) -> set[Contradiction]:
    """What changes with columns from which there is no edge at all."""
    sources = {(edge.reads_table, edge.reads_column) for edge in edges}
    found: set[Contradiction] = set()
    for table in bench.step.reads:
        columns = [column for column in TABLES[table].columns() if (table, column) not in sources]
        for kind in kinds if columns else ():
            if _differing(bench.before, bench.after(table, columns, kind)):  # which of them, is asked only then
                for column in columns:
                    differing = _differing(bench.before, bench.after(table, [column], kind))
                    found |= {Contradiction(table, column, *place) for place in differing}
    return found


def contradictions(
    bench: Bench, edges: Iterable[ColumnEdge], *, every_kind: bool
) -> tuple[set[Contradiction], set[Contradiction]]:
    """What changes with a column without an edge from it to there, and what does not change in spite of one.

    Unless asked for every kind of perturbation, those that come after all edges of a column were seen are left out.
    """
    ends: dict[Place, set[Place]] = {}
    for edge in edges:
        ends.setdefault((edge.reads_table, edge.reads_column), set()).add((edge.table, edge.column))
    surprises: set[Contradiction] = set()
    unseen: set[Contradiction] = set()
    for (table, column), declared in ends.items():
        if not column:
            continue
        waiting = set(declared)
        for kind in KINDS:
            after = bench.after(table, [column], kind)
            if after is not None:  # a step that gives up has read the column, but which of its own are made of it?
                differing = _differing(bench.before, after)
                surprises |= {Contradiction(table, column, *place) for place in differing - declared}
                waiting -= differing
            if not waiting and not every_kind:
                break
        unseen |= {Contradiction(table, column, *place) for place in waiting}
    return surprises, unseen


def _differing(before: Made, after: Made | None) -> set[Place]:
    """(table, column) of every column whose values came out otherwise; all of them when nothing could be made.

    Values count, not the order of rows. Where a table's key came out as before, so must the values beside each key.
    """
    places = {(table, column) for table, rows in before.items() for column in rows.columns}
    if after is None:
        return places
    return {(t, c) for t, c in places if _differs(TABLES[t].primary_key(), c, before[t], after[t])}


def _differs(key: list[str], column: str, before: pl.DataFrame, after: pl.DataFrame) -> bool:
    if _values(before, [column]) != _values(after, [column]):
        return True
    if not key or _values(before, key) != _values(after, key):
        return False
    beside = list(dict.fromkeys([*key, column]))
    return _values(before, beside) != _values(after, beside)


def _values(rows: pl.DataFrame, columns: list[str]) -> list[str]:
    """The rows' values, in an order of their own."""
    return sorted(map(repr, rows.select(columns).rows()))


def unused_reads(step: Step, edges: Iterable[ColumnEdge]) -> set[str]:
    """Tables that the step declares to read, and of which it reads neither a column nor the rows."""
    return set(step.reads) - {edge.reads_table for edge in edges}


def units_unread(work: BatchWork, units: Mapping[str, object] | pl.DataFrame) -> set[str]:
    """Columns that a work is given and does without."""
    unread = set()
    rows = pl.DataFrame(units).head(1)
    for column in rows.columns:
        with suppress(pl.exceptions.ColumnNotFoundError):
            work.function(work.configuration, rows.drop(column))
            unread.add(column)
    return unread
