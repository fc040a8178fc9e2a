"""What may still hold an article after it was forgotten, and is only named: other databases and logs."""

import json
from pathlib import Path

import duckdb

from pipelines.lineage.runs import RunFolder
from pipelines.places import kept_in
from pipelines.settings import Settings


def databases_that_hold(settings: Settings, ids: set[str]) -> list[Path]:
    """Other databases that were published from this data folder, or lie in it, and hold the article."""
    recorded = (Path(json.loads(r.settings)["database"]) for r in RunFolder(kept_in(settings) / "runs").read())
    known = {path.resolve() for path in (*recorded, *settings.data.glob("*.duckdb*")) if path.is_file()}
    return sorted(path for path in known - {settings.database.resolve()} if _holds(path, ids))


def _holds(database: Path, ids: set[str]) -> bool:
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            found = connection.execute(
                "SELECT count(*) FROM articles WHERE list_contains(?, article_id)", [sorted(ids)]
            )
            return bool(found.fetchall()[0][0])
    except duckdb.Error:  # no database of ours, or one that cannot be opened now
        return False


def logs_that_name(folder: Path, ids: set[str]) -> list[Path]:
    """Files of Dagster's log that name the article: the previews in it hold the beginnings of texts."""
    names = [one.encode() for one in ids]
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if any(name in path.read_bytes() for name in names)]
