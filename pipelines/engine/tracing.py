"""A workspace without data: a step that is run in it makes nothing, and shows what its columns come of.

Tables are empty sources, and each way out of lazy frames that a workspace offers is answered by a source that knows
what it stands for. No article is read, no work is done and no model is loaded.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from pipelines.engine.store import BatchWork
from pipelines.engine.tables import Manifest, TableFolder
from pipelines.engine.workspace import Workspace
from pipelines.lineage.dealings import Dealt, Frames
from pipelines.lineage.polars_plan import Source, relation_of
from pipelines.lineage.provenance import (
    Column,
    NotFollowedError,
    Read,
    Relation,
    Rows,
    combined,
    distinct,
    merged,
    parts,
)
from pipelines.lineage.runs import Run
from pipelines.publishing.ddl import sql_type
from pipelines.schemas import TABLES
from pipelines.settings import Settings


def table_rows(name: str) -> Rows:
    """A declared table, each of whose columns comes of itself."""
    columns = {column: Column(frozenset([Read(name, column)])) for column in TABLES[name].columns()}
    key = frozenset(TABLES[name].primary_key())
    return Rows(columns, frozenset([Read(name)]), keys=frozenset([key]) if key else frozenset())


class TracedTables(TableFolder):
    """Declared tables without rows. Asking for one that may not be read raises LookupError."""

    def __init__(self, reads: Iterable[str]) -> None:
        super().__init__(Path())  # there is no folder
        self._reads = frozenset(reads)
        self.sources: dict[str, Source] = {}

    def scan(self, name: str) -> pl.LazyFrame:
        if name not in self._reads:
            raise LookupError(f"{name} is read, but not among the tables that the step declares to read")
        if name not in self.sources:
            self.sources[name] = Source(name, TABLES[name].dtypes(), [table_rows(name)])
        return self.sources[name].scan()

    def manifest(self, name: str) -> Manifest | None:
        raise NotFollowedError(f"what a step reads of {name} cannot be told: ask the workspace, not its files")


@dataclass(frozen=True)
class TracedWorkspace(Workspace):
    """The workspace. `frames` are the plans that met one of its boundaries, by what they are for; `sources` all that
    plans may start from."""

    traced: TracedTables = field(default_factory=lambda: TracedTables(()))
    frames: list[tuple[str, pl.LazyFrame]] = field(default_factory=list)
    made: list[Source] = field(default_factory=list)

    @classmethod
    def of(cls, settings: Settings, reads: Iterable[str]) -> "TracedWorkspace":
        return cls(settings, Run("trace", ""), traced=TracedTables(reads))

    @property
    def tables(self) -> TableFolder:
        return self.traced

    @property
    def sources(self) -> list[Source]:
        return [*self.traced.sources.values(), *self.made]

    def kept(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        return rows

    def by_article(self, function: Callable[..., Frames], **frames: pl.LazyFrame) -> Frames:
        return function(**frames)

    def by_unit(self, function: Callable[..., Frames], **frames: pl.LazyFrame) -> Frames:
        return function(**frames)

    def compute(
        self, work: BatchWork, units: pl.LazyFrame, articles: pl.LazyFrame | None = None, seen_in: str = ""
    ) -> dict[str, pl.LazyFrame]:
        """Each result comes of all columns that the work is given; its `unit` of the unit."""
        relation = self._relation(f"units of {work.process.step}", units)
        return {
            name: self._source(
                f"{work.process.step}.{name}", schema, _results(relation, schema, name in work.one_each)
            ).scan()
            for name, schema in work.tables.items()
        }

    def by_python(
        self,
        function: Callable[..., pl.DataFrame],
        rows: Sequence[pl.LazyFrame],
        schema: Mapping[str, pl.DataType],
    ) -> pl.LazyFrame:
        """Each column comes of all columns that the function is given."""
        return self._made_of(rows, schema)

    def _made_of(self, rows: Sequence[pl.LazyFrame], schema: Mapping[str, pl.DataType]) -> pl.LazyFrame:
        given = [merged(self._relation("rows for Python", frame)) for frame in rows]
        column = combined(column for one in given for column in one.columns.values())
        for one in given:
            column = column.chosen_by(one.number | one.order)
        return self._source("Python", schema, [Rows(dict.fromkeys(schema, column), column.all)]).scan()

    def by_dealings(
        self,
        function: Callable[[Dealt], Dealt],
        of_article: Callable[[pl.LazyFrame], pl.LazyFrame],
        rows: pl.LazyFrame,
        schema: Mapping[str, pl.DataType],
    ) -> pl.LazyFrame:
        """Each column comes of all that is made of the rows of each article."""
        return self._made_of((of_article(rows),), schema)

    def not_done(self, work: BatchWork, units: pl.LazyFrame) -> pl.LazyFrame:
        """All of them: what is remembered came of the same columns."""
        return units

    def by_query(self, query: str, reads: Sequence[str], schema: Mapping[str, pl.DataType]) -> pl.LazyFrame:
        for name in reads:
            self.tables.scan(name)
        types = {name: {c: sql_type(dtype) for c, dtype in TABLES[name].dtypes().items()} for name in reads}
        from pipelines.lineage.sql_query import rows_of_query  # here, for sqlglot takes a third of a second

        rows = rows_of_query(query, {name: table_rows(name) for name in reads}, types)
        return self._source("a query", schema, [rows]).scan()

    def content_fingerprint(self, tables: Sequence[str]) -> pl.LazyFrame:
        reads = frozenset(Read(name, column) for name in tables for column in TABLES[name].fingerprinted_columns())
        schema = {"content_fingerprint": pl.String()}
        return self._source(
            "content_fingerprint", schema, [Rows({"content_fingerprint": Column(reads)})], height=1
        ).scan()

    def relation_made(self, frame: pl.LazyFrame) -> Relation:
        """What a frame that a step has made comes of; what the step has collected meanwhile is part of every column."""
        collected = combined(
            rows.columns[name] for source in self.sources for rows in source.relation for name in source.asked
        )
        return [
            replace(rows, columns={name: combined((c, collected)) for name, c in rows.columns.items()})
            for rows in relation_of(frame)
        ]

    def _relation(self, purpose: str, frame: pl.LazyFrame) -> Relation:
        self.frames.append((purpose, frame))
        return relation_of(frame)

    def _source(self, name: str, schema: Mapping[str, pl.DataType], relation: Relation, height: int = 0) -> Source:
        source = Source(name, schema, relation, height)
        self.made.append(source)
        return source


def _results(units: Relation, schema: Mapping[str, pl.DataType], one_each: bool) -> Relation:
    def result(rows: Rows) -> Rows:
        column = combined(rows.columns.values())
        columns = dict.fromkeys(schema, column) | {"unit": rows.columns["unit"]}
        presence = rows.presence if one_each else rows.presence | column.all
        return Rows(columns, presence, keys=frozenset([frozenset(["unit"])] if one_each else []))

    return distinct(result(rows) for rows in parts(units, lambda rows: [rows.columns["unit"]]))
