"""The tables on disk: one Parquet file each, with a manifest that says what it was made from."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import polars as pl

from pipelines.lineage.fingerprints import fingerprint
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


# Files that a table's rows are written to: named by their fingerprint, or on the way there.
_ROWS = re.compile(r"[a-z_]+\.(?:[0-9a-f]{16}|new|publishing)\.parquet")


class TableFolder:
    """The folder of tables. A table changes by replacing its manifest, so it is always whole.

    Files are named by what is in them, so that runs with equal rows share one. `kept` are names of files that stay when
    a table changes: those of the last published runs.
    """

    def __init__(self, folder: Path, kept: Collection[str] = ()) -> None:
        self.folder = folder
        self.kept = kept

    def manifest(self, name: str) -> Manifest | None:
        """The manifest of a table, None when it has not been made."""
        try:
            values = json.loads((self.folder / f"{name}.json").read_text("utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):  # never made, or cut off by a loss of power
            return None
        failures = tuple(CheckResult(**failure) for failure in values.pop("failures"))
        manifest = Manifest(**values, failures=failures)
        return manifest if (self.folder / manifest.file).exists() else None

    def required(self, name: str) -> Manifest:
        """The manifest of a table. Raises NewsledgerError when it has not been made."""
        manifest = self.manifest(name)
        if manifest is None:
            raise NewsledgerError(
                f"table {name} has not been made yet: run the whole chain, or materialise {name} first"
            )
        return manifest

    def path(self, name: str) -> Path:
        """The table's Parquet file."""
        return self.folder / self.required(name).file

    def scan(self, name: str) -> pl.LazyFrame:
        """The table's rows, lazily."""
        return pl.scan_parquet(self.path(name), glob=False)

    def write_rows(self, table: type[Table], rows: pl.LazyFrame) -> tuple[str, int, str]:
        """Write rows to a file of their own: its name, row count and fingerprint. No manifest points to it yet."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = table.info.name
        new = self.folder / f"{name}.new.parquet"
        rows.sink_parquet(new, maintain_order=False)
        row_count, print_ = fingerprint(table, new)
        file = f"{name}.{print_[:16]}.parquet"
        new.replace(self.folder / file)
        return file, row_count, print_

    def publish(self, manifest: Manifest) -> None:
        """Make the manifest the table's present one, and remove files that nothing points to."""
        new = self.folder / f"{manifest.table}.json.new"
        new.write_text(json.dumps(asdict(manifest), indent=1, sort_keys=True), "utf-8")
        new.replace(self.folder / f"{manifest.table}.json")
        for file in self.folder.glob(f"{manifest.table}.*.parquet"):
            if file.name != manifest.file and file.name not in self.kept:
                file.unlink(missing_ok=True)

    def tidy(self, kept: Collection[str]) -> None:
        """Remove the rows that neither a manifest nor `kept` points to, whoever left them."""
        pointed_to = {*kept}
        for manifest in self.folder.glob("*.json"):
            present = self.manifest(manifest.stem)
            pointed_to |= {present.file} if present else set()
        for file in self.folder.glob("*.parquet"):
            if _ROWS.fullmatch(file.name) and file.name not in pointed_to:
                file.unlink(missing_ok=True)
