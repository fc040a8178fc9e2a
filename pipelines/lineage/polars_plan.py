"""What the columns of a LazyFrame come of, read from Polars' own plan of it; and sources that stand for tables.

The plan is that which Polars hands to other engines (its IR), so it is what runs, not what somebody wrote down about
it. A Python function in a plan does not show its arguments: it must replace the column that it is given
(`pipelines.lineage.hashing.with_hash`), and the test that compares this reading with the columns that Polars' optimiser
asks the sources for holds it to that.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

from pipelines.lineage.joins import Join, JoinKey
from pipelines.lineage.polars_expression import Expression
from pipelines.lineage.provenance import (
    NOTHING,
    Column,
    NotFollowedError,
    Relation,
    Rows,
    distinct,
    filtered,
    grouped,
    parts,
)


class Source:
    """A table without values that stands for a real one, with as many rows as are asked for (of nulls). `asked` gathers
    the columns that are read from it when a plan runs."""

    def __init__(self, name: str, schema: Mapping[str, pl.DataType], relation: Relation, height: int = 0) -> None:
        self.name, self.schema, self.relation, self.height = name, dict(schema), relation, height
        self.asked: set[str] = set()

    def scan(self) -> pl.LazyFrame:
        """The table's rows, lazily."""
        return register_io_source(self, schema=self.schema)

    def __call__(
        self, columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, batch: int | None
    ) -> Iterator[pl.DataFrame]:
        self.asked |= set(self.schema if columns is None else columns)
        self.asked |= set(predicate.meta.root_names()) if predicate is not None else set()
        frame = pl.DataFrame(schema=self.schema).clear(self.height)
        frame = frame if columns is None else frame.select(columns)
        yield frame if predicate is None else frame.filter(predicate)


def relation_of(
    frame: pl.LazyFrame, relation: Callable[[Source], Relation] = lambda source: source.relation
) -> Relation:
    """What the frame's columns come of. Raises NotFollowedError for a part of a plan that nothing here knows."""
    return _Plan(frame, relation).here()


class _Plan:
    """A walk over the nodes of a plan; the traverser stands at one node at a time."""

    def __init__(self, frame: pl.LazyFrame, relation: Callable[[Source], Relation]) -> None:
        # As the step wrote it: optimised, a filter may be hidden inside a source.
        unchanged = pl.QueryOptFlags.none()._pyoptflags
        self._nodes: Any = frame._ldf.with_optimizations(unchanged).visit()
        self._relation = relation

    def here(self) -> Relation:
        try:
            node = self._nodes.view_current_node()
        except NotImplementedError as error:  # Polars' word for what it does not show
            raise NotFollowedError(f"columns cannot be followed through the plan's {error}") from error
        kind = type(node).__name__
        read = getattr(self, f"_{kind.lower()}", None)
        if read is None:
            raise NotFollowedError(f"columns cannot be followed through the plan's {kind}")
        result: Relation = read(node)
        return result

    def _at(self, node: int) -> Relation:
        place = self._nodes.get_node()
        self._nodes.set_node(node)
        try:
            return self.here()
        finally:
            self._nodes.set_node(place)

    def _below(self, node: int, *expressions: Any) -> tuple[Relation, list["Expression"]]:
        """The relation that a node reads, and its expressions, which are only in sight while standing there."""
        return self._at(node), [Expression.of(self._nodes, e.node, e.output_name) for e in expressions]

    def _pythonscan(self, node: Any) -> Relation:
        source = getattr(node.options[0], "io_source", None)
        if not isinstance(source, Source):
            raise NotFollowedError("columns cannot be followed into a source that stands for no table")
        return self._relation(source)

    def _dataframescan(self, node: Any) -> Relation:
        """Rows that are written down in the step itself."""
        return [Rows(dict.fromkeys(self._nodes.get_schema(), Column()))]

    def _cache(self, node: Any) -> Relation:
        return self._at(node.input)

    def _simpleprojection(self, node: Any) -> Relation:
        names = {name: name for name in self._nodes.get_schema()}
        return [rows.of({n: rows.columns[n] for n in names}, names) for rows in self._at(node.input)]

    def _select(self, node: Any) -> Relation:
        below, expressions = self._below(node.input, *node.expr)

        def select(rows: Rows) -> Rows:
            columns = {e.name: e.column(rows) for e in expressions}
            if all(e.is_single for e in expressions):
                return rows.single(columns)
            columns |= {e.name: columns[e.name].chosen_by(rows.presence) for e in expressions if e.is_single}
            return rows.of(columns, {e.name: e.plain for e in expressions if e.plain is not None})

        if all(e.is_single for e in expressions):
            below = parts(below, lambda _: ())
        return distinct(map(select, below))

    def _hstack(self, node: Any) -> Relation:
        below, expressions = self._below(node.input, *node.exprs)

        def extend(rows: Rows) -> Rows:
            new = {e.name: e.column(rows) for e in expressions}
            kept = {name: name for name in rows.columns if name not in new}
            columns = {name: new.get(name) or rows.columns[name] for name in self._nodes.get_schema()}
            return rows.of(columns, kept)

        return distinct(map(extend, below))

    def _filter(self, node: Any) -> Relation:
        below, [predicate] = self._below(node.input, node.predicate)
        return filtered(below, predicate.column, predicate.is_never)

    def _groupby(self, node: Any) -> Relation:
        below, expressions = self._below(node.input, *node.keys, *node.aggs)
        keys, totals = expressions[: len(node.keys)], expressions[len(node.keys) :]
        return grouped(
            below,
            lambda rows: {e.name: e.column(rows) for e in keys},
            lambda rows: {e.name: e.total(rows) for e in totals},
            keeps_order=node.maintain_order,
        )

    def _distinct(self, node: Any) -> Relation:
        keep, subset, *_ = node.options
        names = list(subset or self._nodes.get_schema())

        def one_each(rows: Rows) -> Rows:
            by = NOTHING.union(*(rows.columns[name].all for name in names))
            choice = by | rows.number | (rows.order if keep in ("first", "last") else NOTHING)
            columns = {n: c if n in names else c.chosen_by(choice) for n, c in rows.columns.items()}
            presence = rows.presence | (by | rows.repeats if keep == "none" else NOTHING)
            return Rows(columns, presence, by, rows.order, rows.keys | {frozenset(names)})

        below = parts(self._at(node.input), lambda rows: [rows.columns[name] for name in names])
        return distinct(map(one_each, below))

    def _sort(self, node: Any) -> Relation:
        below, by = self._below(node.input, *node.by_column)

        def ordered(rows: Rows) -> Rows:
            order = NOTHING.union(*(e.column(rows).all for e in by))
            presence = rows.presence | (order | rows.repeats if node.slice else NOTHING)
            return replace(rows, presence=presence, order=rows.order | order)

        return distinct(map(ordered, below))

    def _slice(self, node: Any) -> Relation:
        return distinct(rows.present_by(rows.order | rows.repeats) for rows in self._at(node.input))

    def _union(self, node: Any) -> Relation:
        return distinct(rows for part in node.inputs for rows in self._at(part))

    def _hconcat(self, node: Any) -> Relation:
        """Frames side by side, as is done with frames of one row each."""
        sides = [self._at(side) for side in node.inputs]
        beside = Join("full", lambda *_: (), ())
        relation = sides[0]
        for side in sides[1:]:
            output = [(name, "left", name) for name in relation[0].columns]
            output += [(name, "right", name) for name in side[0].columns]
            relation = Join(beside.how, beside.keys, output).of(relation, side)
        return relation

    def _join(self, node: Any) -> Relation:
        how, _, _, suffix, coalesce, *_ = node.options
        left, on_left = self._below(node.input_left, *node.left_on)
        right, on_right = self._below(node.input_right, *node.right_on)
        by: list[tuple[str, str]] = []
        if isinstance(how, tuple):
            kind, *more = how
            by = list(zip(more[3] or (), more[4] or (), strict=True)) if kind == "AsOf" else []
            how = kind
        how = how.lower()

        def keys(one: Rows, other: Rows) -> Sequence[JoinKey]:
            pairs = zip(on_left, on_right, strict=True)
            compared = [JoinKey(a.column(one), b.column(other), a.plain, b.plain) for a, b in pairs]
            return compared + [JoinKey(one.columns[a], other.columns[b], a, b) for a, b in by]

        output: list[tuple[str, str, str]] = []
        merged = {a.plain for a, b in zip(on_left, on_right, strict=True) if a.plain == b.plain} if coalesce else set()
        for name in self._nodes.get_schema():
            if name in left[0].columns:
                output.append((name, "both" if how == "full" and name in merged else "left", name))
            elif name in right[0].columns:
                output.append((name, "right", name))
            else:
                output.append((name, "right", name.removesuffix(suffix)))
        return Join(how, keys, output).of(left, right)
