"""Which bundles were exported from a data folder, so that an article which is forgotten goes from them too. The list is
a small file, bundles.json; exporting itself is in `pipelines.publishing.bundle`."""

import json
from pathlib import Path

from pipelines.publishing.bundle import export_bundle

_LIST = "bundles.json"


def record_bundle(data: Path, folder: Path) -> None:
    """Remember that a bundle was exported to a folder."""
    listed = {*exported_bundles(data), folder.absolute()}
    data.mkdir(parents=True, exist_ok=True)
    new = data / f"{_LIST}.new"
    new.write_text(json.dumps(sorted(map(str, listed)), indent=1), "utf-8")
    new.replace(data / _LIST)


def exported_bundles(data: Path) -> list[Path]:
    """The folders of bundles that were exported and are still there."""
    try:
        listed = json.loads((data / _LIST).read_text("utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):  # never written, or cut off by a loss of power
        return []
    return [folder for folder in map(Path, listed) if folder.is_dir()]


def export_again(database: Path, folder: Path) -> None:
    """Export a bundle anew from what is published now."""
    export_bundle(database, folder)
