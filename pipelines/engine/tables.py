"""The tables: one Parquet file each, with a manifest that says what it was made from."""

import json
import re
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import polars as pl

from pipelines.lineage.fingerprints import fingerprint
from pipelines.lineage.parquet import scan_files
from pipelines.places import Place, below, delete, exists, read_text, upload, write_text
from pipelines.schemas import Table
from pipelines.schemas.checks import CheckResult
from pipelines.settings import NewsledgerError


@dataclass(frozen=True)
class Manifest:
    """What is known about a table's present rows.

    `step_key` is equal exactly when the same process read the same rows; `inputs` are the fingerprints of the
    tables that were read.
    """

    table: str
    file: str
    row_count: int
    fingerprint: str
    step_key: str
    process_id: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    failures: Sequence[CheckResult] = ()


# What is written at a time, long texts among it.
_ROWS_AT_A_TIME = 20_000
# Files that a table's rows are written to: named by their fingerprint, or on the way there.
_ROWS = re.compile(r"[a-z_]+\.(?:[0-9a-f]{16}|new|publishing)\.parquet")


class TableFolder:
    """The folder of tables. A table changes by replacing its manifest, so it is always whole.

    Files are named by what is in them, so that runs with equal rows share one. `kept` are names of files that stay when
    a table changes: those of the last published runs.
    """

    def __init__(self, folder: Place, kept: Collection[str] = ()) -> None:
        self.folder = folder
        self.kept = kept

    def manifest(self, name: str) -> Manifest | None:
        """The manifest of a table, None when it has not been made."""
        try:
            values = json.loads(read_text(self.folder / f"{name}.json"))
        except (FileNotFoundError, json.JSONDecodeError):  # never made, or cut off by a loss of power
            return None
        failures = tuple(CheckResult(**failure) for failure in values.pop("failures"))
        manifest = Manifest(**values, failures=failures)
        return manifest if exists(self.folder / manifest.file) else None

    def required(self, name: str) -> Manifest:
        """The manifest of a table. Raises NewsledgerError when it has not been made."""
        manifest = self.manifest(name)
        if manifest is None:
            raise NewsledgerError(
                f"table {name} has not been made yet: run the whole chain, or materialise {name} first"
            )
        return manifest

    def path(self, name: str) -> Place:
        """The table's Parquet file."""
        return self.folder / self.required(name).file

    def scan(self, name: str) -> pl.LazyFrame:
        """The table's rows, lazily."""
        return scan_files([self.path(name)])

    def write_rows(self, table: type[Table], rows: pl.LazyFrame) -> tuple[str, int, str]:
        """Write rows to a file of their own: its name, row count and fingerprint. No manifest points to it yet."""
        name = table.info.name
        with self._on_disk() as folder:
            new = folder / f"{name}.new.parquet"
            rows.sink_parquet(new, maintain_order=False, row_group_size=_ROWS_AT_A_TIME)
            row_count, print_ = fingerprint(table, new)
            file = f"{name}.{print_[:16]}.parquet"
            upload(new, self.folder / file)
        return file, row_count, print_

    @contextmanager
    def _on_disk(self) -> Iterator[Path]:
        """A folder for what is not finished: this one, or for tables in a bucket one that goes again."""
        if isinstance(self.folder, Path):
            self.folder.mkdir(parents=True, exist_ok=True)
            yield self.folder
            return
        with tempfile.TemporaryDirectory(prefix="newsledger-tables-") as folder:
            yield Path(folder)

    def publish(self, manifest: Manifest) -> None:
        """Make the manifest the table's present one, and remove files that nothing points to."""
        write_text(self.folder / f"{manifest.table}.json", json.dumps(asdict(manifest), indent=1, sort_keys=True))
        for file in below(self.folder, f"{manifest.table}.*.parquet"):
            if file.name != manifest.file and file.name not in self.kept:
                delete(file)

    def tidy(self, kept: Collection[str]) -> None:
        """Remove the rows that neither a manifest nor `kept` points to, whoever left them."""
        pointed_to = {*kept}
        for manifest in below(self.folder, "*.json"):
            present = self.manifest(manifest.stem)
            pointed_to |= {present.file} if present else set()
        for file in below(self.folder, "*.parquet"):
            if _ROWS.fullmatch(file.name) and file.name not in pointed_to:
                delete(file)
