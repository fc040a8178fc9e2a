"""Reference tables: small files that people may edit, and whose contents are part of a process."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pipelines.lineage.hashing import sha256_hex
from pipelines.settings import NewsledgerError

T = TypeVar("T")


def file_sha256(path: Path) -> str:
    """Hash of a reference table's bytes. Raises NewsledgerError when it cannot be read."""
    return sha256_hex((read_reference(Path.read_bytes, path),))


def read_reference(reader: Callable[[Path], T], path: Path) -> T:
    """What a reader makes of a reference table. Raises NewsledgerError for one that cannot be read or used."""
    try:
        return reader(path)
    except (OSError, ValueError) as error:
        raise NewsledgerError(f"cannot use the reference table {path.name}: {error}") from error
