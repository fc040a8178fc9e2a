"""Column lineage: which columns of the tables that a step reads have a part in a column that it makes.

Nothing here is kept by hand: a step is run on tables without rows, and its plans and queries are read.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipelines.engine.step import Step
from pipelines.engine.tracing import TracedWorkspace
from pipelines.lineage.provenance import NOTHING, Reads
from pipelines.schemas import TABLES
from pipelines.settings import Settings

SOURCE_FILES = "source files"


class ColumnEdge(NamedTuple):
    """One edge, by the tables' names without their schema.

    `reads_column` is empty where no single column is read: for source files, and where rows are counted whatever they
    hold. `role` is 'value' for what goes into the column's values, 'rows' for what decides which rows there are or
    from which rows a value is taken.
    """

    table: str
    column: str
    reads_table: str
    reads_column: str
    role: str = "value"


_KNOWN: dict[Step, Sequence[ColumnEdge]] = {}


def edges_of(step: Step, settings: Settings | None = None) -> Sequence[ColumnEdge]:
    """The edges of all columns that the step makes, sorted; the same whatever the settings, which only say where
    reference tables and the model are found. They are worked out once for a step.

    Raises LookupError for a table that the step reads and does not declare, NotFollowedError for a plan or query
    that cannot be followed.
    """
    if step not in _KNOWN:
        _KNOWN[step] = _traced(step, settings or Settings.from_environment())
    return _KNOWN[step]


def _traced(step: Step, settings: Settings) -> Sequence[ColumnEdge]:
    if step.reads_files:
        files = (ColumnEdge(t, column, SOURCE_FILES, "") for t in step.makes for column in TABLES[t].columns())
        return sorted(files)
    workspace = TracedWorkspace.of(settings, step.reads)
    made = step.make(workspace)
    edges: set[ColumnEdge] = set()
    for table in step.makes:
        alternatives = workspace.relation_made(made[table])
        number = NOTHING.union(*(rows.number for rows in alternatives))
        for column in TABLES[table].columns():
            value = NOTHING.union(*(rows.columns[column].value for rows in alternatives))
            choice = NOTHING.union(*(rows.columns[column].choice for rows in alternatives))
            edges |= {ColumnEdge(table, column, *read, "value") for read in _named(value, value)}
            edges |= {ColumnEdge(table, column, *read, "rows") for read in _named(choice | number, value)}
    return sorted(edges)


def _named(reads: Reads, others: Reads) -> Reads:
    """Without those of whole rows where a column of the same table is read: that says as much."""
    by_column = {read.table for read in reads | others if read.column}
    return frozenset(read for read in reads if read.column or read.table not in by_column)
