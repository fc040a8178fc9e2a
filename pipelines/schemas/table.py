"""What a table is: its columns (dataframely) and the facts about it that the database, the checks, the
documentation and the Dagster assets are derived from. No table is declared here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

import dataframely as dy
import polars as pl

Stage = Literal["ingestion", "cleaning", "extraction", "resolution", "aggregation", "publishing"]


@dataclass(frozen=True)
class TableInfo:
    """What a schema's columns do not say about its table.

    `references` maps a column to `table.column`: every non-null value must be found there. `primary_key` asks
    for a PRIMARY KEY in the database; tables with many rows an article get a uniqueness check instead, since keys on
    long text columns cost three times the load time and four times the space.
    """

    name: str
    stage: Stage
    grain: str
    namespace: Literal["main", "lineage", "intermediate"] = "main"
    primary_key: bool = True
    references: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_published(self) -> bool:
        return self.namespace != "intermediate"

    @property
    def qualified_name(self) -> str:
        """Name in the published database, schema included."""
        return self.name if self.namespace == "main" else f"{self.namespace}.{self.name}"


class Table(dy.Schema):
    """Base of every table. A subclass's docstring is the table's description."""

    info: ClassVar[TableInfo]

    @classmethod
    def dtypes(cls) -> dict[str, pl.DataType]:
        """Column name to Polars type, in column order."""
        return {name: column.dtype for name, column in cls.columns().items()}

    @classmethod
    def description(cls) -> str:
        """The docstring on one line."""
        return " ".join((cls.__doc__ or "").split())

    @classmethod
    def fingerprinted_columns(cls) -> list[str]:
        """Columns that must come out the same every time; a column opts out in its metadata and says why."""
        return [name for name, column in cls.columns().items() if (column.metadata or {}).get("fingerprinted", True)]

    @classmethod
    def text_columns(cls) -> list[str]:
        """Columns that hold running text of articles, which a database that is made without texts leaves null."""
        return [name for name, column in cls.columns().items() if (column.metadata or {}).get("running_text")]

    @classmethod
    def conform(cls, frame: pl.LazyFrame | pl.DataFrame) -> pl.LazyFrame:
        """The frame with exactly this table's columns, in order and of its types.

        Raises polars errors on collection when a column is missing or a value does not fit its type.
        """
        return frame.lazy().select(pl.col(name).cast(dtype) for name, dtype in cls.dtypes().items())
