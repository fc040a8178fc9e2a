"""Putting a new database in the place of the old one, so that at every moment there is one whole database there, and
people who hold the old one open keep what they see."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from pipelines.settings import NewsledgerError

_PROBE = "import duckdb, sys; duckdb.connect(sys.argv[1], read_only=True).close()"
_MAGIC = slice(8, 12), b"DUCK"


@contextmanager
def publishing_lock(database: Path) -> Iterator[None]:
    """One publisher of a database at a time: runs with other data folders may share the database file."""
    database.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(database.with_name(f".{database.name}.lock")):
        yield


def building_place(database: Path) -> Path:
    """Where the new database is built: beside the old one, so that it can be renamed. Remains of runs that were
    killed are removed. Call under `publishing_lock`."""
    database.parent.mkdir(parents=True, exist_ok=True)
    place = database.with_name(f".{database.name}.building")
    for left in (place, wal_of(place)):
        left.unlink(missing_ok=True)
    shutil.rmtree(place.with_name(f"{place.name}.tmp"), ignore_errors=True)  # where DuckDB puts what does not fit
    return place


def require_replaceable(database: Path) -> None:
    """Raises NewsledgerError when there is something at the place that is not a DuckDB database: a typing error must
    not cost a file."""
    if "?" in str(database):
        raise NewsledgerError(f"DuckDB cannot keep a database under a path with a question mark: {database}")
    if database.is_dir():
        raise NewsledgerError(
            f"{database} is a folder: name a file for the database, {database / 'newsledger.duckdb'} say"
        )
    if not database.exists():
        return
    with database.open("rb") as stream:
        head = stream.read(16)
    where, magic = _MAGIC
    if head[where] != magic:
        raise NewsledgerError(f"{database} exists and is not a DuckDB database: move it away or name another file")


def swap_in(new: Path, database: Path) -> None:
    """Replace `database` by the finished database `new`.

    Raises NewsledgerError when a program holds `database` open for writing: the new one is then left beside it, under
    the same name with .new, and the message says how to finish.
    """
    _sync(new)
    stale = wal_of(database)
    if database.exists():
        problem = _problem_with_reading(database)
        if problem and "WAL" in problem and stale.exists():
            # The log of another file, left when somebody moved a database: no program that works has it open.
            _set_aside(stale)
            problem = _problem_with_reading(database)
        if problem:
            left = _left_beside(database)
            new.replace(left)
            raise NewsledgerError(
                f"{database} could not be opened ({problem}): another program may hold it for writing, as the duckdb "
                f"shell does unless it is started with -readonly. Close it and run again; the new one waits as {left}"
            )
    # A write-ahead log left by a program that died belongs to the old file; beside the new one, DuckDB would refuse
    # to open it.
    if stale.exists():
        _set_aside(stale)
    new.replace(database)
    # Left by an earlier run that could not finish; older than what is there now.
    _left_beside(database).unlink(missing_ok=True)
    _sync(database.parent)


def wal_of(database: Path) -> Path:
    """The write-ahead log that DuckDB keeps beside a database."""
    return database.with_name(f"{database.name}.wal")


def _left_beside(database: Path) -> Path:
    """Where a finished database waits that could not be put in place."""
    return database.with_name(f"{database.name}.new")


def _set_aside(wal: Path) -> None:
    wal.replace(wal.with_name(f"{wal.name}.stale"))


def _problem_with_reading(database: Path) -> str | None:
    """Why another process cannot open the database for reading; None when it can. In a process of its own, since
    locks do not show inside the one that holds them."""
    probe = subprocess.run([sys.executable, "-c", _PROBE, str(database)], capture_output=True, text=True, check=False)  # noqa: S603
    if probe.returncode == 0:
        return None
    lines = [line for line in probe.stderr.splitlines() if line.strip()]
    return lines[-1].split(" See also")[0][:300] if lines else "unknown error"


def _sync(path: Path) -> None:
    """Bring a file or folder to the disk before anything depends on it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
