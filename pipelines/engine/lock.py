"""One lock on the data folder, for the command and for Dagster alike: two runs at once would tread on each other."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipelines.settings import NewsledgerError


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
