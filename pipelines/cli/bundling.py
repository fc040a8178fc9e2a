"""The command that writes a database as a bundle of open files."""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.app import DatabaseOption, app, existing


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="New folder, or an earlier bundle to replace")],
    database: DatabaseOption = None,
) -> None:
    """Write the database as a bundle of open files that a stranger can read, cite and check."""
    from rich.console import Console

    from pipelines.publishing.bundle import export_bundle
    from pipelines.terminal import safe

    bundle = export_bundle(existing(database), folder)
    rows = sum(bundle.row_counts.values())
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(f"{len(bundle.row_counts)} tables, {rows:,} rows, content fingerprint {bundle.content_fingerprint}")
    console.print(f"SHA-256 of SHA256SUMS: {bundle.sums_sha256}")
    console.print(f"bundle: {safe(bundle.folder)}")
