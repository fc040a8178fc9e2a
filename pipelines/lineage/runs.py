"""Runs: one record for each execution of the chain, kept as a file so that later databases can list earlier runs."""

import json
import platform
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import polars as pl

from pipelines.lineage.hashing import short_hash
from pipelines.schemas.lineage import Runs, TableVersions

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
    """A run that published: a row of lineage.runs, and the versions of its tables."""

    run_id: str
    started_at: str
    published_at: str
    trigger: str
    newsledger_version: str
    settings: str
    versions: str
    content_fingerprint: str
    tables: Mapping[str, tuple[int, str]]

    @classmethod
    def of(
        cls, run: Run, settings: Mapping[str, object], content_fingerprint: str, tables: Mapping[str, tuple[int, str]]
    ) -> "RunRecord":
        """The record of a run that is about to publish; `tables` gives row count and fingerprint by table."""
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
        )


class RunFolder:
    """The folder of run records."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, record: RunRecord) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        new = self.folder / f"{record.run_id}.json.new"
        new.write_text(json.dumps(asdict(record), indent=1, sort_keys=True), "utf-8")
        new.replace(self.folder / f"{record.run_id}.json")

    def read(self) -> list[RunRecord]:
        """All records, oldest first."""
        records = []
        for file in self.folder.glob("*.json"):
            with suppress(json.JSONDecodeError):  # cut off by a loss of power
                records.append(RunRecord(**json.loads(file.read_text("utf-8"))))
        return sorted(records, key=lambda record: (record.published_at, record.run_id))


def run_rows(records: list[RunRecord]) -> pl.DataFrame:
    """Rows of lineage.runs."""
    rows = [
        asdict(record)
        | {
            "started_at": datetime.fromisoformat(record.started_at),
            "published_at": datetime.fromisoformat(record.published_at),
        }
        for record in records
    ]
    return pl.DataFrame([{name: row[name] for name in Runs.dtypes()} for row in rows], schema=Runs.dtypes())


def table_version_rows(records: list[RunRecord]) -> pl.DataFrame:
    """Rows of lineage.table_versions."""
    rows = [(record.run_id, name, *version_) for record in records for name, version_ in record.tables.items()]
    return pl.DataFrame(rows, schema=TableVersions.dtypes(), orient="row")
