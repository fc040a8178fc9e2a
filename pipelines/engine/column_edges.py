"""Column lineage: which columns of the tables that a step reads have a part in a column that it makes."""

from collections.abc import Iterator
from typing import NamedTuple

from pipelines.engine.step import Step
from pipelines.schemas import TABLES


class ColumnEdge(NamedTuple):
    """One edge, by the tables' names without their schema."""

    table: str
    column: str
    reads_table: str
    reads_column: str


def edges_of(step: Step) -> Iterator[ColumnEdge]:
    """Columns that are carried over from the tables that the step reads: those of the same name, since the same
    quantity has the same name everywhere."""
    for table in step.makes:
        for column in TABLES[table].columns():
            for read in step.reads:
                if column in TABLES[read].columns():
                    yield ColumnEdge(table, column, read, column)
