"""The parts of a run that are told of: each step of the chain, and publishing."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.engine.chain import CHAIN
from pipelines.engine.step import Step
from pipelines.schemas import TABLES
from pipelines.schemas.lineage import UNFINGERPRINTED

MADE_BY = {table: step for step in CHAIN for table in step.makes}


@dataclass(frozen=True)
class Part:
    """What a part reads and makes, by the tables' names. `step` is None for publishing, which makes the database."""

    name: str
    reads: Sequence[str]
    makes: Sequence[str]
    step: Step | None = None

    @property
    def reads_files(self) -> bool:
        return self.step is not None and self.step.reads_files


PUBLISHING = Part(
    "publish",
    [table for table in MADE_BY if TABLES[table].info.is_published],
    [table.info.name for table in UNFINGERPRINTED],
)


def part_of(step: Step) -> Part:
    return Part(step.name, step.reads, step.makes, step)
