"""One lock on the data folder, for the command and for Dagster alike: two runs at once would tread on each other."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipelines.bucket_problems import one_line
from pipelines.engine.bucket_lock import bucket_lock
from pipelines.places import place_of
from pipelines.settings import NewsledgerError, Settings


@contextmanager
def data_lock(data: Path, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the data folder. Raises NewsledgerError when somebody else does, after waiting for them.

    The lock belongs to the process: it goes when the process does, however it ends.
    """
    data.mkdir(parents=True, exist_ok=True)
    lock = FileLock(data / ".lock")
    try:
        with lock.acquire(timeout=wait_seconds):
            yield
    except Timeout as error:
        raise NewsledgerError(
            f"another run is using {data}: wait until it has ended, or give this one a data folder of its own (--data)"
        ) from error


@contextmanager
def run_lock(settings: Settings, wait_seconds: float = 0) -> Iterator[None]:
    """Hold the data folder and, where tables and done work are in a bucket, that place too. What goes wrong with the
    bucket is then said in one line."""
    with data_lock(settings.data, wait_seconds):
        if not settings.bucket:
            yield
            return
        place = place_of(settings.bucket)
        with one_line(place), bucket_lock(place / ".lock", wait_seconds):
            yield
