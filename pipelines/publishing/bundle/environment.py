"""What the database was made with: versions of the run, processes, model; and whether the lock that lies in the bundle
asks for the same. The lock is that of the checkout which exports; the database knows only the versions it recorded."""

import json
import re
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import duckdb

from pipelines.publishing.bundle.content import AboutDatabase
from pipelines.settings import CHECKOUT, NewsledgerError

ENVIRONMENT = "environment.json"
LOCK = "requirements.lock"
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
_PROCESSES = """
    SELECT process_id, step, code_sha256, configuration, packages, model, model_sha256
    FROM lineage.processes
    ORDER BY process_id
"""


def lock_text() -> str:
    """The lock of this checkout. Raises NewsledgerError when it is not there."""
    try:
        return (CHECKOUT / LOCK).read_text("utf-8")
    except OSError as error:
        raise NewsledgerError(f"{CHECKOUT / LOCK} cannot be read: run newsledger from a checkout") from error


def environment(connection: duckdb.DuckDBPyConnection, about: AboutDatabase, lock: str) -> dict[str, object]:
    """The content of environment.json."""
    rows = connection.execute(_PROCESSES)
    names = [column[0] for column in rows.description or ()]
    return {
        "newsledger_version": about.newsledger_version,
        "run_id": about.run_id,
        "model": about.model,
        "model_sha256": about.model_sha256,
        "versions": dict(sorted(about.versions.items())),
        # Not of the run: the bytes of the Parquet files depend on it.
        "exported_with": {name: version(name) for name in ("duckdb", "newsledger")},
        "lock": {"path": LOCK, "differs_from_run": dict(unlike_lock(about, lock))},
        "processes": [dict(zip(names, row, strict=True)) for row in rows.fetchall()],
    }


def unlike_lock(about: AboutDatabase, lock: str) -> Iterator[tuple[str, dict[str, str | None]]]:
    """Libraries of which the run had another version than the lock asks for. Python is in no lock."""
    pins = {_normal(name): pin for name, pin in _PIN.findall(lock)}
    for name, used in sorted(about.versions.items()):
        pinned = pins.get(_normal(name))
        if name != "python" and pinned != used:
            yield name, {"run": used, "lock": pinned}


def write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _normal(name: str) -> str:
    return re.sub("[-_.]+", "-", name).lower()
