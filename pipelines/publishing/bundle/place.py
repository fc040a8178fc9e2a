"""Where a bundle is put: it is built in a folder beside its place, and gets the place only when it is whole. What is
not an earlier bundle is never replaced."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from pipelines.publishing.bundle.checksums import RUN_SUMS, SUMS, TABLE_SUMS, paths_in
from pipelines.settings import NewsledgerError

DATAPACKAGE = "datapackage.json"
# The property of datapackage.json by which a bundle of ours is known.
MARKER = "newsledger_bundle"


def place_of(folder: Path) -> Path:
    """Where the bundle goes: where a link leads, so that the link stays one.

    Raises NewsledgerError when there is something that may not be replaced: a file, a folder that is neither empty nor
    an earlier bundle, or a bundle into which somebody has put files of their own.
    """
    try:
        place = folder.resolve()
    except RuntimeError as error:
        raise NewsledgerError(f"{folder} is a link that leads to itself") from error
    try:
        str(place).encode()
    except UnicodeEncodeError as error:
        raise NewsledgerError(f"DuckDB cannot write under a path that is no UTF-8: {folder}") from error
    if not place.exists():
        return place
    if not place.is_dir():
        raise NewsledgerError(f"{folder} is a file: name a new folder for the bundle")
    if not _is_bundle(place):
        if any(place.iterdir()):
            raise NewsledgerError(f"{folder} exists and is no earlier bundle: move it away, or name a new folder")
    elif strangers := sorted(_files(place) - _own_files(place)):
        raise NewsledgerError(
            f"{folder} holds files that are not of the bundle ({strangers[0]}): move them away, or name a new folder"
        )
    return place


@contextmanager
def built_beside(place: Path) -> Iterator[tuple[Path, Path]]:
    """A new folder to fill, which becomes `place` when nothing was raised, and is gone when something was; and one for
    what is needed on the way, which is gone in either case."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise NewsledgerError(f"{place.parent} is no folder: name another place for the bundle") from error
    lock = place.with_name(f".{place.name}.lock")
    lock.touch()  # where nothing can be written, a lock would be waited for without end
    with FileLock(lock):
        new, scratch, old = (place.with_name(f".{place.name}.{state}") for state in ("building", "scratch", "replaced"))
        if old.exists() and not place.exists():  # killed between the two renames of `_swap_in`
            old.replace(place)
        for left in (new, scratch, old):
            shutil.rmtree(left, ignore_errors=True)
        try:
            new.mkdir()
            scratch.mkdir()
            yield new, scratch
            _sync(new)
            _swap_in(new, place, old)
        finally:
            for left in (new, scratch):
                shutil.rmtree(left, ignore_errors=True)


def _swap_in(new: Path, place: Path, old: Path) -> None:
    """A folder cannot be renamed over a full one, so the old one steps aside first."""
    if place.exists():
        place.replace(old)
    try:
        new.replace(place)
    except OSError:
        if old.exists():
            old.replace(place)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _is_bundle(place: Path) -> bool:
    try:
        described = json.loads((place / DATAPACKAGE).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(described, dict) and MARKER in described


def _files(place: Path) -> set[str]:
    """Paths of everything that is not a folder; a link is never followed."""
    return {
        (Path(folder) / name).relative_to(place).as_posix()
        for folder, folders, files in os.walk(place)
        for name in [*files, *(f for f in folders if (Path(folder) / f).is_symlink())]
    }


def _own_files(place: Path) -> set[str]:
    """What an earlier export wrote there, and the CSV files that checking it makes."""
    own = {SUMS}
    for name in (SUMS, TABLE_SUMS, RUN_SUMS):
        if (place / name).is_file():
            own |= paths_in((place / name).read_text("utf-8", errors="replace"))
    return own


def _sync(folder: Path) -> None:
    """Bring all files to the disk before the folder gets its name."""
    for path in [*folder.rglob("*"), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
