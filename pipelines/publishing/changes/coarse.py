"""Causes of rows that belong to no single article: those of the changed articles that a row is made of, and what made
it. What the database says of itself (about, processes, assets ...) is in `compare.py`."""

import re
from collections.abc import Mapping

import duckdb

from pipelines.publishing.changes.nodes import Making, Node, article_nodes, coarse_node
from pipelines.publishing.changes.sides import COMPARED, Sides, is_of_articles
from pipelines.schemas import TABLES

# relevant: articles whose change may show in the table (null: causes of tables without articles that it reads).
# sets: each such article's causes as one list.
_RELEVANT = """
    CREATE OR REPLACE TEMP TABLE relevant AS
    SELECT article_id, cause, detail FROM fates WHERE $takes_articles
    UNION
    SELECT article_id, cause, detail FROM causes WHERE list_contains($reads, node)
    UNION
    SELECT NULL, cause, detail FROM coarse_causes WHERE list_contains($reads, table_name);
"""
_SETS = """
    CREATE OR REPLACE TEMP TABLE sets AS
    SELECT article_id, list_sort(list(DISTINCT cause)) AS causes FROM relevant GROUP BY article_id
"""
_LINKS = "CREATE OR REPLACE TEMP TABLE links (position BIGINT, value VARCHAR, article_id VARCHAR)"
_ADD_LINKS = """
    INSERT INTO links
    SELECT DISTINCT $position, value, article_id
    FROM linked
    WHERE value IN (SELECT parts[$position] FROM changed) AND article_id IN (SELECT article_id FROM sets)
"""
# tuples: which values stand together in one article, as a sum of hashes.
_FIRST_TUPLES = """
    CREATE OR REPLACE TEMP TABLE tuples AS
    SELECT article_id, hash(position, value)::HUGEINT AS sign FROM links WHERE position = $position
"""
_MORE_TUPLES = """
    CREATE OR REPLACE TEMP TABLE tuples AS
    SELECT article_id, t.sign + hash(l.position, l.value)::HUGEINT AS sign
    FROM tuples AS t
    JOIN links AS l USING (article_id)
    WHERE l.position = $position
"""
# Best: articles that hold all values of the row's key; else those that hold one of them; else all (a denominator).
_ROW_CAUSES = """
    CREATE OR REPLACE TEMP TABLE row_causes AS
    WITH signed AS (
        SELECT row, list_sum(list_transform($positions::BIGINT[], lambda p: hash(p, parts[p])::HUGEINT)) AS sign
        FROM changed
    ),
    of_all AS (
        SELECT DISTINCT row, causes
        FROM signed
        JOIN (SELECT DISTINCT sign, causes FROM tuples JOIN sets USING (article_id)) USING (sign)
    ),
    of_one AS (
        SELECT DISTINCT row, causes
        FROM (
            SELECT row, unnest($positions::BIGINT[]) AS position, parts FROM changed ANTI JOIN of_all USING (row)
        ) AS r
        JOIN (SELECT DISTINCT position, value, causes FROM links JOIN sets USING (article_id)) AS l
            ON l.position = r.position AND l.value = r.parts[r.position]
    ),
    of_others AS (
        SELECT row, causes
        FROM (FROM changed ANTI JOIN of_all USING (row) ANTI JOIN of_one USING (row))
        CROSS JOIN (SELECT DISTINCT causes FROM sets)
    )
    SELECT DISTINCT row, unnest(causes) AS cause
    FROM (FROM of_all UNION ALL FROM of_one UNION ALL FROM of_others)
"""
_ALL_CAUSES = """
    CREATE OR REPLACE TEMP TABLE row_causes AS
    SELECT row, cause FROM changed CROSS JOIN (SELECT DISTINCT cause FROM relevant)
"""
_ADD_OWN = """
    INSERT INTO row_causes
    SELECT DISTINCT row, b.cause
    FROM changed
    JOIN blames AS b ON list_contains($processes, b.process)
    WHERE NOT EXISTS (FROM row_causes AS r WHERE r.row = changed.row AND (r.cause = b.cause OR $only_without_cause))
"""
# The table of overrules decides about the words that it lists, and no others; other configuration may have changed
# which words there are.
_SPARE_WORDS = """
    DELETE FROM row_causes
    WHERE cause = 'configuration' AND NOT EXISTS (FROM relevant AS r WHERE r.cause = 'configuration') AND row IN (
        SELECT row FROM changed
        WHERE parts[1] NOT IN (
            SELECT word
            FROM (
                SELECT word, reason FROM old_spelling_decisions
                UNION ALL
                SELECT word, reason FROM new_spelling_decisions
            )
            WHERE reason LIKE 'overruled%'
        )
    )
"""
_FOUND = """
    INSERT INTO found
    WITH together AS (SELECT row, list_sort(list(cause)) AS causes FROM row_causes GROUP BY row),
    counted AS (
        SELECT change, causes, unnest(causes) AS cause, count(*) AS row_count
        FROM changed JOIN together USING (row)
        GROUP BY change, causes
    ),
    why AS (
        SELECT cause, told(list(DISTINCT detail)) AS detail
        FROM (
            SELECT cause, detail FROM relevant
            UNION ALL
            SELECT cause, detail FROM blames WHERE list_contains($processes, process)
        )
        GROUP BY cause
    )
    SELECT $table_name, NULL, change, cause, without(causes, cause), detail, row_count
    FROM counted
    LEFT JOIN why USING (cause)
"""
_KEEP_CAUSES = """
    INSERT INTO coarse_causes
    SELECT DISTINCT $node, f.cause, r.detail
    FROM found AS f
    LEFT JOIN (
        SELECT cause, detail FROM relevant
        UNION
        SELECT cause, detail FROM blames WHERE list_contains($processes, process)
    ) AS r USING (cause)
    WHERE f.table_name = $table_name
"""


def find_coarse(sides: Sides, tables: list[str], makings: Mapping[str, Making]) -> None:
    """The changes of these tables, in the order of the chain, into found. Follows `find_articles`."""
    connection = sides.connection
    connection.execute("CREATE TEMP TABLE coarse_causes (table_name VARCHAR, cause VARCHAR, detail VARCHAR)")
    of_articles = {node.name for node in article_nodes(makings)}
    for name in tables:
        node = coarse_node(name, makings)
        sides.compare_rows(name)
        takes_articles = not of_articles.isdisjoint(node.reads)
        parameters = {"reads": list(node.reads), "takes_articles": takes_articles}
        connection.execute(_RELEVANT, parameters)
        connection.execute(_SETS)
        if _count(connection, "SELECT count(DISTINCT causes) FROM sets") > 1:
            _link(sides, node)
        else:
            connection.execute(_ALL_CAUSES)
        _add_own(sides, node)
        named = {"processes": [*node.processes, *node.assembly, ""], "table_name": TABLES[name].info.qualified_name}
        connection.execute(_FOUND, named)
        connection.execute(_KEEP_CAUSES, named | {"node": name})


def _add_own(sides: Sides, node: Node) -> None:
    """What made the rows: where that differs, and where nothing else is a cause."""
    connection = sides.connection
    connection.execute(_ADD_OWN, {"processes": list(node.processes), "only_without_cause": False})
    if node.name == "spelling_decisions":
        connection.execute(_SPARE_WORDS)
    for processes in (list(node.assembly), [""]):
        connection.execute(_ADD_OWN, {"processes": processes, "only_without_cause": True})


def _link(sides: Sides, node: Node) -> None:
    """Make row_causes where articles of different causes meet, by the key columns that tables of articles have too."""
    connection = sides.connection
    connection.execute(_LINKS)
    positions: list[int] = []
    for position, column in enumerate(COMPARED[node.name].primary_key(), start=1):
        shared = re.sub("_[ab]$", "", column)
        tables = [r for r in node.reads if r in COMPARED and is_of_articles(COMPARED[r]) and shared in sides.columns(r)]
        for table in tables:
            for rows in sides.both(table):
                value = duckdb.ColumnExpression(shared).cast("VARCHAR").alias("value")
                rows.select(value, duckdb.ColumnExpression("article_id")).create_view("linked", replace=True)
                connection.execute(_ADD_LINKS, {"position": position})
        if tables:
            connection.execute(_MORE_TUPLES if positions else _FIRST_TUPLES, {"position": position})
            positions.append(position)
    if not positions:
        connection.execute(_ALL_CAUSES)
        return
    connection.execute(_ROW_CAUSES, {"positions": positions})


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])
