"""Source objects: which files there are below the given paths, and their bytes. What lies in archives is listed in
`members.py`."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from pipelines.ingestion.pieces import OversizeError

_CHUNK = 1 << 20
# Between the names of a member and of the archive in an archive that it lies in: no name holds it.
INSIDE = "\0"


@dataclass(frozen=True)
class SourceFile:
    """A file as found. `path` is POSIX and relative; `problem` says why it cannot be opened at all, `reason` is its
    code.

    In an archive, `absolute` is the outermost archive's, `places` lead from there to the member (one for each archive
    on the way), and `member` has their names, INSIDE between them.
    """

    path: str
    absolute: Path
    problem: str | None = None
    reason: str = "unreadable"
    places: tuple[int, ...] = ()
    member: str | None = None

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.absolute.name if self.member is None else PurePosixPath(self.member.split(INSIDE)[-1]).name

    @property
    def is_gzip(self) -> bool:
        return PurePosixPath(self.name).suffix.lower() == ".gz"

    @property
    def extension(self) -> str:
        """Extension of the format, without that of the compression, in lower case."""
        name = PurePosixPath(self.name)
        return (name.with_suffix("") if self.is_gzip else name).suffix.lower()

    def state(self) -> tuple[int, int]:
        """Size and time of the last change, which tell whether a file stayed as it was."""
        status = self.absolute.stat()
        return status.st_size, status.st_mtime_ns


def find_files(articles: Sequence[Path]) -> list[SourceFile]:
    """Every file at or below the paths, each once, sorted by path.

    Paths are relative to the one folder given, or to the folder that all given paths share. Linked folders are
    listed with a problem and not entered, so that a loop of links ends; so are folders below that cannot be read.
    Raises FileNotFoundError for a path that does not exist, OSError for a given folder that cannot be read.
    """
    if not articles:
        raise FileNotFoundError("no file or folder is named")
    roots = [Path(os.path.abspath(path)) for path in articles]  # noqa: PTH100 (resolve would follow links)
    for root in roots:
        if not root.exists():
            raise FileNotFoundError(f"no such file or folder: {root}")
    base = Path(os.path.commonpath([root if root.is_dir() else root.parent for root in roots]))
    found = {file: problem for root in roots for file, problem in _walk(root)}
    files = (
        SourceFile(shown_path(file.relative_to(base).as_posix()), file, problem) for file, problem in found.items()
    )
    return sorted(files, key=lambda file: file.path)


def digest(stream: BinaryIO, limit: int) -> tuple[str, int]:
    """SHA-256 and size of a stream, read in pieces. Raises OversizeError beyond `limit` bytes."""
    sha, size = hashlib.sha256(), 0
    while piece := stream.read(_CHUNK):
        sha.update(piece)
        size += len(piece)
        if size > limit:
            raise OversizeError(f"larger than {limit} bytes")
    return sha.hexdigest(), size


def _walk(root: Path) -> Iterator[tuple[Path, str | None]]:
    if not root.is_dir():
        yield root, _problem(root)
        return
    errors: list[OSError] = []
    for folder, names, files in os.walk(root, onerror=errors.append):
        links = (path for name in names if os.path.islink(path := Path(folder, name)))  # noqa: PTH114 (the other raises)
        for path in (*(Path(folder, name) for name in files), *links):
            yield path, _problem(path)
    for error in errors:
        if Path(error.filename) == root:
            raise error
        yield Path(error.filename), f"a folder that cannot be read ({error.strerror}), nor what is in it"


def _problem(path: Path) -> str | None:
    """Why a path cannot be read as a file; opening a pipe or a device could hang."""
    try:
        if path.is_file():
            return None
        if path.is_symlink():
            return "a link to a folder, or to nothing: give the folder itself"
    except OSError as error:  # a folder whose names can be listed, but no more
        return error.strerror or str(error)
    return "not a regular file"


def shown_path(path: str) -> str:
    """A path as text; bytes in it that are not UTF-8 are written as \\xNN, and a backslash as two, so that no two files
    share one."""
    return os.fsencode(path.replace("\\", "\\\\")).decode("utf-8", "backslashreplace")
