"""Runs: one record for each execution of the chain, kept as a file so that later databases can list earlier runs, and
so that two runs can be compared."""

import json
import platform
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import polars as pl

from pipelines.lineage.hashing import short_hash
from pipelines.lineage.processes import Model, Process
from pipelines.places import Place, below, delete, read_text, rename, write_text
from pipelines.schemas.lineage import Runs, TableVersions

# Tables of so many published runs stay on the disk, so that the last one can be compared with the one before.
KEPT_RUNS = 2

_LIBRARIES = (
    "dagster",
    "dataframely",
    "duckdb",
    "polars",
    "spacy",
    "ftfy",
    "symspellpy",
    "spylls",
    "wordfreq",
    "pycld2",
)


_ANNOUNCED = ".json.announced"


def utc_now() -> datetime:
    """The time, as tables have it: UTC without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class Run:
    """One execution. Its id is made at random, or of the id that another program gave it."""

    trigger: str
    foreign_id: str = field(default_factory=lambda: secrets.token_hex(16))
    started_at: datetime = field(default_factory=utc_now)

    @property
    def run_id(self) -> str:
        return short_hash(self.trigger, self.foreign_id)


@dataclass(frozen=True)
class RunRecord:
    """A run that published: a row of lineage.runs, and the versions of its tables.

    `tables` gives row count and fingerprint of every published table by its name in the database. `files` gives the
    Parquet file of every table of the chain, intermediate ones included, by its plain name; the files of the last
    KEPT_RUNS runs are there. `processes` are all that had a part in the rows. `database_sha256` is of the file that was
    published, `database_layout` of what is in it beside rows. Records of older versions lack these four.
    """

    run_id: str
    started_at: str
    published_at: str
    trigger: str
    newsledger_version: str
    settings: str
    versions: str
    content_fingerprint: str
    tables: Mapping[str, tuple[int, str]]
    files: Mapping[str, str] = field(default_factory=dict)
    processes: tuple[Process, ...] = ()
    database_sha256: str = ""
    database_layout: str = ""

    @classmethod
    def of(
        cls,
        run: Run,
        settings: Mapping[str, object],
        content_fingerprint: str,
        tables: Mapping[str, tuple[int, str]],
        files: Mapping[str, str] | None = None,
        processes: Iterable[Process] = (),
    ) -> "RunRecord":
        """The record of a run that is about to publish."""
        versions = {"python": platform.python_version()} | {name: version(name) for name in _LIBRARIES}
        return cls(
            run.run_id,
            run.started_at.isoformat(),
            utc_now().isoformat(),
            run.trigger,
            version("newsledger"),
            json.dumps(settings, sort_keys=True),
            json.dumps(versions, sort_keys=True),
            content_fingerprint,
            tables,
            files or {},
            tuple(processes),
        )

    @classmethod
    def read(cls, file: Place) -> "RunRecord":
        """The record in a file, of this version or an older one. Raises ValueError when it was cut off."""
        values: dict[str, Any] = json.loads(read_text(file))
        known = {name: value for name, value in values.items() if name in {f.name for f in fields(cls)}}
        return cls(**known | {"processes": tuple(map(_process, values.get("processes", ())))})


def _process(values: dict[str, Any]) -> Process:
    model = Model(**values["model"]) if values["model"] else None
    return Process(values["step"], values["code_sha256"], values["configuration"], values["packages"], model)


class RunFolder:
    """The folder of run records. A record is announced before its database takes the place of the old one, and
    confirmed after it: a run that was killed in between is found announced, and the database says which it is."""

    def __init__(self, folder: Place) -> None:
        self.folder = folder

    def announce(self, record: RunRecord) -> None:
        """Write the record down as one that may have published."""
        write_text(self._announced(record), json.dumps(asdict(record), indent=1, sort_keys=True))

    def confirm(self, record: RunRecord) -> None:
        """An announced record counts from now on."""
        rename(self._announced(record), self.folder / f"{record.run_id}.json")

    def withdraw(self, record: RunRecord) -> None:
        """The announced run has not published."""
        delete(self._announced(record))

    def announced(self) -> list[RunRecord]:
        """Records that are neither confirmed nor withdrawn: their runs were killed."""
        return self._records(f"*{_ANNOUNCED}")

    def write(self, record: RunRecord) -> None:
        self.announce(record)
        self.confirm(record)

    def read(self) -> list[RunRecord]:
        """All confirmed records, oldest first."""
        return self._records("*.json")

    def kept_files(self) -> frozenset[str]:
        """Names of the Parquet files that a comparison may ask for: of the last runs, and of announced ones."""
        kept = [*self.read()[-KEPT_RUNS:], *self.announced()]
        return frozenset(file for record in kept for file in record.files.values())

    def tidy(self) -> None:
        """Remove what was being written when a run was killed."""
        for left in below(self.folder, "*.new"):
            delete(left)

    def _announced(self, record: RunRecord) -> Place:
        return self.folder / f"{record.run_id}{_ANNOUNCED}"

    def _records(self, pattern: str) -> list[RunRecord]:
        records = []
        for file in below(self.folder, pattern):
            with suppress(ValueError):  # cut off by a loss of power
                records.append(RunRecord.read(file))
        return sorted(records, key=lambda record: (record.published_at, record.run_id))


def run_rows(records: list[RunRecord]) -> pl.DataFrame:
    """Rows of lineage.runs."""
    times = ("started_at", "published_at")
    rows = [
        {name: getattr(record, name) for name in Runs.dtypes()}
        | {name: datetime.fromisoformat(getattr(record, name)) for name in times}
        for record in records
    ]
    return pl.DataFrame(rows, schema=Runs.dtypes())


def table_version_rows(records: list[RunRecord]) -> pl.DataFrame:
    """Rows of lineage.table_versions."""
    rows = [(record.run_id, name, *version_) for record in records for name, version_ in record.tables.items()]
    return pl.DataFrame(rows, schema=TableVersions.dtypes(), orient="row")
