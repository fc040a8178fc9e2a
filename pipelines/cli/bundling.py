"""The command that writes a database as a bundle of open files."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.app import DatabaseOption, app, existing
from pipelines.settings import Settings


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="New folder, or an earlier bundle to replace")],
    database: DatabaseOption = None,
) -> None:
    """Write the database as a bundle of open files that a stranger can read, cite and check."""
    from rich.console import Console

    from pipelines.publishing.bundle import export_bundle
    from pipelines.publishing.exported import record_bundle
    from pipelines.terminal import safe

    path = existing(database)
    bundle = export_bundle(path, folder)
    record_bundle(_data_folder(path), folder)
    rows = sum(bundle.row_counts.values())
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(f"{len(bundle.row_counts)} tables, {rows:,} rows, content fingerprint {bundle.content_fingerprint}")
    console.print(f"SHA-256 of SHA256SUMS: {bundle.sums_sha256}")
    console.print(f"bundle: {safe(bundle.folder)}")


def _data_folder(database: Path) -> Path:
    """The data folder that a database belongs to, which remembers its bundles: the one it lies in, as a rule."""
    beside = database.absolute().parent
    return beside if (beside / "runs").is_dir() else Settings.from_environment().data
