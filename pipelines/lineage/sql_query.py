"""What the columns of a query's result come of, read from the query itself with sqlglot. DuckDB's own plan of the same
query is what the tests compare it with."""

from collections.abc import Iterable, Mapping

from sqlglot import exp, parse_one
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from pipelines.lineage.joins import Join, JoinKey
from pipelines.lineage.provenance import NOTHING, Column, NotFollowedError, Reads, Rows, combined

_DIALECT = "duckdb"
_CLAUSES = (
    "with_",
    "from_",
    "joins",
    "where",
    "group",
    "having",
    "qualify",
    "distinct",
    "order",
    "limit",
    "expressions",
)


def rows_of_query(sql: str, tables: Mapping[str, Rows], types: Mapping[str, Mapping[str, str]]) -> Rows:
    """What the result's columns come of. `tables` are those that the query may read, `types` their columns' SQL types.

    Raises NotFollowedError for a form of query that nothing here knows, and sqlglot's errors for what is no query.
    """
    query = qualify(parse_one(sql, dialect=_DIALECT), schema=dict(types), dialect=_DIALECT)
    scope = build_scope(query)
    if scope is None:
        raise NotFollowedError("columns can be followed through a SELECT only")
    return _rows(scope, tables)


def _rows(scope: Scope, tables: Mapping[str, Rows]) -> Rows:
    select = scope.expression
    if not isinstance(select, exp.Select):
        raise NotFollowedError(f"columns cannot be followed through a {type(select).__name__}")
    if unknown := list(_unknown(select)):
        raise NotFollowedError(f"columns cannot be followed through {unknown[0]}")
    rows = _joined(select, scope, tables)
    for clause in ("where", "qualify"):
        if condition := select.args.get(clause):
            rows = rows.present_by(_column(condition, rows).all)
    ungrouped, rows = rows, _grouped(select, rows)

    def column(expression: exp.Expr) -> Column:
        """A total is over the rows with equal keys, and over each as often as it is there, if that counts."""
        found = _column(expression, rows)
        totals = list(expression.find_all(exp.AggFunc))
        found = found.chosen_by(rows.repeats) if totals else found
        return found if all(map(_is_of_distinct, totals)) else found.chosen_by(ungrouped.repeats)

    if having := select.args.get("having"):
        rows = rows.present_by(column(having).all)
    if select.args.get("limit"):
        rows = rows.present_by(column(select.args.get("order") or exp.Order()).all)
    named = {e.alias_or_name: column(e) for e in select.expressions}
    names = {e.alias_or_name: _name(e.unalias()) for e in select.expressions if isinstance(e.unalias(), exp.Column)}
    if _is_total(select):
        return rows.single(named)
    result = rows.of(named, names)
    if select.args.get("distinct"):
        everything = NOTHING.union(*(column.all for column in named.values()))
        return Rows(named, result.presence, everything, keys=frozenset([frozenset(named)]))
    return result


def _unknown(select: exp.Select) -> Iterable[str]:
    """What the SELECT has, and nothing here knows."""
    yield from (f"a SELECT with {name}" for name, value in select.args.items() if value and name not in _CLAUSES)
    if (distinct := select.args.get("distinct")) and distinct.args.get("on"):
        yield "a DISTINCT ON"
    if any(expression.find(exp.UDTF, exp.Explode) for expression in select.expressions):
        yield "an UNNEST"


def _joined(select: exp.Select, scope: Scope, tables: Mapping[str, Rows]) -> Rows:
    """The rows that the query starts from; columns by 'source.column'."""
    start = select.args.get("from_")
    if start is None:
        return Rows({})
    rows = _source(start.this.alias_or_name, scope, tables)
    for join in select.args.get("joins") or ():
        other = _source(join.this.alias_or_name, scope, tables)
        output = [(name, "left", name) for name in rows.columns] + [(name, "right", name) for name in other.columns]
        condition = join.args.get("on")
        keys = list(_keys(condition, rows, other)) if condition else []
        [rows] = Join(_how(join), lambda *_, keys=keys: keys, output).of([rows], [other])
    return rows


def _how(join: exp.Join) -> str:
    """Raises NotFollowedError for a join on what is not written down."""
    if join.args.get("using") or join.method:
        raise NotFollowedError(f"columns cannot be followed through a {join.method or 'USING'} join")
    if join.kind in ("SEMI", "ANTI", "CROSS"):
        return str(join.kind).lower()
    return (join.side or "INNER").lower()


def _keys(condition: exp.Expr, left: Rows, right: Rows) -> Iterable[JoinKey]:
    """The equalities of a condition by their names; everything else in it by what it reads."""
    both = Rows({**left.columns, **right.columns})
    for part in condition.flatten() if isinstance(condition, exp.And) else [condition]:
        names = (
            [_name(side) if isinstance(side, exp.Column) else "" for side in (part.left, part.right)]
            if (isinstance(part, exp.EQ))
            else []
        )
        if names and names[0] in right.columns:
            names.reverse()
        if len(names) == 2 and names[0] in left.columns and names[1] in right.columns:
            yield JoinKey(left.columns[names[0]], right.columns[names[1]], *names)
        else:
            yield JoinKey(_column(part, both), Column())


def _source(name: str, scope: Scope, tables: Mapping[str, Rows]) -> Rows:
    """A table, or what another SELECT of the query gives, with the source's name before every column's."""
    source = scope.sources[name]
    rows = _rows(source, tables) if isinstance(source, Scope) else tables[source.name]
    names = {f"{name}.{column}": column for column in rows.columns}
    return rows.of({new: rows.columns[old] for new, old in names.items()}, names)


def _grouped(select: exp.Select, rows: Rows) -> Rows:
    group = select.args.get("group")
    if group is None:
        return rows
    by = group.expressions
    if group.args.get("all"):
        by = [e.unalias() for e in select.expressions if not e.find(exp.AggFunc)]
    repeats = NOTHING.union(*(_column(e, rows).all for e in by))
    unique = frozenset(_name(e) if isinstance(e, exp.Column) else e.sql() for e in by)
    return Rows(rows.columns, rows.presence, repeats, keys=frozenset([unique]))


def _is_of_distinct(total: exp.AggFunc) -> bool:
    return isinstance(total, exp.Min | exp.Max) or isinstance(total.this, exp.Distinct)


def _is_total(select: exp.Select) -> bool:
    """Whether the result is one row over all rows."""
    return not select.args.get("group") and any(
        aggregate.find_ancestor(exp.Window, exp.Select) is select for aggregate in select.find_all(exp.AggFunc)
    )


def _column(expression: exp.Expr, rows: Rows) -> Column:
    """What an expression's value comes of."""
    choosing: set[int] = set()
    for window in expression.find_all(exp.Window):
        parts = [*(window.args.get("partition_by") or ()), window.args.get("order")]
        choosing |= {id(column) for part in parts if part for column in part.find_all(exp.Column)}
    if expression.find(exp.Query):
        raise NotFollowedError("columns cannot be followed through a query inside an expression")
    found = [(rows.columns[_name(column)], id(column) in choosing) for column in expression.find_all(exp.Column)]
    value = combined(column for column, is_choosing in found if not is_choosing)
    choice: Reads = NOTHING.union(*(column.all for column, is_choosing in found if is_choosing))
    return value.chosen_by(choice)


def _name(column: exp.Expr) -> str:
    return f"{column.args['table'].name}.{column.name}" if column.args.get("table") else column.name
