"""Causes at the level of articles: which articles' rows differ in which table, and what made them differ."""

from pathlib import Path

import duckdb

from pipelines.publishing.changes.nodes import Node
from pipelines.publishing.changes.sides import Sides, is_of_articles
from pipelines.schemas import TABLES

_FOLDER = Path(__file__).parent
# causes: why an article of both runs differs in a node. extra: causes that are found apart, before the node's turn.
# found: what becomes of it all, one row for each cause of the rows that changed in one way.
_TABLES = """
    CREATE TEMP TABLE causes (node VARCHAR, article_id VARCHAR, cause VARCHAR, detail VARCHAR);
    CREATE TEMP TABLE extra (node VARCHAR, article_id VARCHAR, cause VARCHAR, detail VARCHAR);
    CREATE TEMP TABLE found (
        table_name VARCHAR, article_id VARCHAR, change VARCHAR, cause VARCHAR, together_with VARCHAR[], detail VARCHAR,
        row_count BIGINT
    );
    -- What differs in reading files or in telling what became of them; if neither, what is named where nothing is.
    CREATE TEMP VIEW blames_of_inputs AS
    WITH own AS (SELECT DISTINCT cause, detail FROM blames WHERE process IN ('ingestion', 'records'))
    FROM own UNION ALL SELECT cause, detail FROM blames WHERE process = '' AND NOT EXISTS (FROM own);
    -- The first few of many, in order.
    CREATE TEMP MACRO told(details) AS
        array_to_string(list_transform(list_sort(details)[:5], lambda x: left(x::VARCHAR, 500)), '; ')
        || CASE WHEN len(details) > 5 THEN format('; and {} more', len(details) - 5) ELSE '' END;
    CREATE TEMP MACRO without(causes, cause) AS list_sort(list_filter(causes, lambda x: x <> cause));
"""
# An article's own input, as a node that others read: where it lies is in their rows.
_CAUSES_OF_INPUTS = """
    INSERT INTO causes
    SELECT DISTINCT 'inputs', article_id, cause, detail
    FROM input_causes
    WHERE status = 'article' AND change <> 'removed'
"""
# Why an article itself is otherwise, whether it came, went or changed: what others that lie beside it ask.
_CAUSES_OF_ARTICLES = """
    CREATE TEMP VIEW causes_of_articles AS
    SELECT article_id, cause, detail FROM fates
    UNION
    SELECT article_id, cause, detail FROM causes WHERE node = 'raw_articles'
"""
_CAUSES = """
    INSERT INTO causes
    WITH other AS (FROM differing ANTI JOIN fates USING (article_id))
    SELECT DISTINCT $node, article_id, cause, detail
    FROM (
        SELECT other.article_id, b.cause, b.detail FROM other JOIN blames AS b ON list_contains($processes, b.process)
        UNION ALL
        SELECT article_id, c.cause, c.detail FROM other JOIN causes AS c USING (article_id)
        WHERE list_contains($reads, c.node)
        UNION ALL
        SELECT article_id, e.cause, e.detail FROM other JOIN extra AS e USING (article_id) WHERE e.node = $node
    )
"""
_WITHOUT_CAUSE = """
    INSERT INTO causes
    SELECT DISTINCT $node, other.article_id, b.cause, b.detail
    FROM (
        FROM differing
        ANTI JOIN fates USING (article_id)
        ANTI JOIN (FROM causes WHERE node = $node) USING (article_id)
    ) AS other
    JOIN blames AS b ON list_contains($processes, b.process)
"""
_FOUND = """
    INSERT INTO found
    WITH why AS (
        SELECT article_id, cause, told(list(DISTINCT detail)) AS detail
        FROM (
            SELECT article_id, cause, detail FROM fates
            UNION ALL
            SELECT article_id, cause, detail FROM causes WHERE node = $node
        )
        GROUP BY article_id, cause
    ),
    together AS (SELECT article_id, list(cause) AS causes FROM why GROUP BY article_id)
    SELECT $table_name, article_id, change, cause, without(causes, cause), detail, row_count
    FROM changed
    JOIN why USING (article_id)
    JOIN together USING (article_id)
"""
_FOUND_INPUTS = """
    INSERT INTO found
    WITH why AS (
        SELECT input_id, path, article_id, change, cause, told(list(DISTINCT detail)) AS detail
        FROM input_causes
        GROUP BY ALL
    ),
    together AS (SELECT input_id, path, change, list(cause) AS causes FROM why GROUP BY ALL)
    SELECT 'inputs', article_id, change, cause, without(causes, cause), told(list(detail)), count(*)
    FROM why
    JOIN together USING (input_id, path, change)
    GROUP BY article_id, change, cause, causes
"""


def find_inputs(sides: Sides) -> None:
    """Make input_causes and fates; the changes of the table inputs go into found."""
    connection = sides.connection
    connection.execute(_TABLES)
    _execute(connection, "inputs.sql")
    for round_ in (1, 2, 3, 4):
        _execute(connection, "twins.sql", {"round": round_})
    _execute(connection, "fates.sql")
    connection.execute(_CAUSES_OF_INPUTS)
    connection.execute(_CAUSES_OF_ARTICLES)
    connection.execute(_FOUND_INPUTS)


def find_articles(sides: Sides, nodes: list[Node]) -> None:
    """The causes of every article in every node, and the changes of every table of articles into found."""
    connection = sides.connection
    for node in nodes:
        is_table = node.of is None and node.query is None
        if node.before and sides.has(node.name):
            _execute(connection, node.before)
        if not _find_differing(sides, node, is_table):
            continue
        reads, processes = list(node.reads), list(node.processes)
        connection.execute(_CAUSES, {"node": node.name, "reads": reads, "processes": processes})
        for others in (list(node.assembly), [""]):
            connection.execute(_WITHOUT_CAUSE, {"node": node.name, "processes": others})
        if is_table:
            table = TABLES[node.name].info.qualified_name
            connection.execute(_FOUND, {"node": node.name, "table_name": table})


def _find_differing(sides: Sides, node: Node, is_table: bool) -> bool:
    """Make the tables differing and changed of a node; False when nothing differs in it."""
    table = node.of or node.name
    if is_table or node.columns:
        if table not in sides.differing or not is_of_articles(TABLES[table]):
            return False
        sides.compare_articles(table, node.columns)
        return True
    if not sides.has(*node.needs) or not any(need in sides.differing for need in node.needs):
        return False
    assert node.query  # noqa: S101
    _execute(sides.connection, node.query)
    return True


def _execute(connection: duckdb.DuckDBPyConnection, file: str, parameters: dict[str, object] | None = None) -> None:
    connection.execute((_FOLDER / file).read_text("utf-8"), parameters or {})
