"""Names and ids of runs, jobs and datasets as OpenLineage has them. No path of the machine gets into a name.

A run's id must be a UUID there: it is the UUIDv5 of our own id in the namespace RUNS, so that events and lineage.runs
can be joined.
"""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

from pipelines.schemas import TABLES
from pipelines.settings import Settings

# The project has no public address; `x-` says that nobody has registered the name.
VERSION = version("newsledger")
PRODUCER = f"urn:x-newsledger:{VERSION}"
RUNS = uuid5(NAMESPACE_URL, "urn:x-newsledger:runs")
RUN_JOB = "newsledger.run"


class DatasetName(NamedTuple):
    """What tells one dataset from all others."""

    namespace: str
    name: str


def run_uuid(run_id: str) -> UUID:
    """The UUID of a run, from its id in lineage.runs."""
    return uuid5(RUNS, run_id)


def part_uuid(run_id: str, part: str) -> UUID:
    """The UUID of one step of a run, or of publishing."""
    return uuid5(RUNS, f"{run_id}/{part}")


def part_job(part: str) -> str:
    """The job's name of a step, or of publishing."""
    return f"newsledger.{part}"


def table_name(table: str, settings: Settings) -> DatasetName:
    """A table, by its name without schema: where it is in the database, and there by its qualified name."""
    database = database_name(settings)
    return DatasetName(f"{database.namespace}/{quote(database.name)}", TABLES[table].info.qualified_name)


def database_name(settings: Settings) -> DatasetName:
    """The database file."""
    return DatasetName(f"duckdb://{_place(settings)}", settings.database.name)


def source_names(settings: Settings) -> Sequence[DatasetName]:
    """The files and folders of articles that were given, each once. A folder counts as one dataset: an archive of
    millions of files must still fit an event."""
    names = (_last_part(path) for path in settings.articles)
    return [DatasetName(f"file://{_place(settings)}", name) for name in dict.fromkeys(names)]


def _place(settings: Settings) -> str:
    return quote(settings.events.namespace, safe="")


def _last_part(path: Path) -> str:
    return path.absolute().name or "articles"
