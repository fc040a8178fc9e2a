"""Source objects: which files there are below the given paths, and their bytes."""

import gzip
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

_CHUNK = 1 << 20
# Larger objects are refused, so that a small compressed file cannot fill the disk.
MAX_OBJECT_BYTES = 2 << 30


class OversizeError(OSError):
    """The object is larger than one may be, decompressed."""


@dataclass(frozen=True)
class SourceFile:
    """A file as found. `path` is POSIX and relative; `problem` says why it cannot be opened at all."""

    path: str
    absolute: Path
    problem: str | None = None

    @property
    def is_gzip(self) -> bool:
        return self.absolute.suffix.lower() == ".gz"

    @property
    def extension(self) -> str:
        """Extension of the format, without that of the compression, in lower case."""
        name = self.absolute.with_suffix("") if self.is_gzip else self.absolute
        return name.suffix.lower()

    def state(self) -> tuple[int, int]:
        """Size and time of the last change, which tell whether a file stayed as it was."""
        status = self.absolute.stat()
        return status.st_size, status.st_mtime_ns

    def open(self) -> BinaryIO:
        """The (decompressed) bytes, as a stream."""
        stream = gzip.open(self.absolute, "rb") if self.is_gzip else self.absolute.open("rb")  # noqa: SIM115
        return cast(BinaryIO, stream)


def find_files(articles: Sequence[Path]) -> list[SourceFile]:
    """Every file at or below the paths, each once, sorted by path.

    Paths are relative to the one folder given, or to the folder that all given paths share. Linked folders are
    listed with a problem and not entered, so that a loop of links ends. Raises FileNotFoundError for a path that
    does not exist.
    """
    if not articles:
        raise FileNotFoundError("no file or folder is named")
    roots = [Path(os.path.abspath(path)) for path in articles]  # noqa: PTH100 (resolve would follow links)
    for root in roots:
        if not root.exists():
            raise FileNotFoundError(f"no such file or folder: {root}")
    base = Path(os.path.commonpath([root if root.is_dir() else root.parent for root in roots]))
    found = {file: problem for root in roots for file, problem in _walk(root)}
    files = (SourceFile(_shown(file.relative_to(base)), file, problem) for file, problem in found.items())
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
    for folder, names, files in os.walk(root, onerror=_raise):
        links = (path for name in names if (path := Path(folder, name)).is_symlink())
        for path in (*(Path(folder, name) for name in files), *links):
            yield path, _problem(path)


def _problem(path: Path) -> str | None:
    """Why a path cannot be read as a file; opening a pipe or a device could hang."""
    if path.is_file():
        return None
    if path.is_symlink():
        return "a link to a folder, or to nothing: give the folder itself"
    return "not a regular file"


def _raise(error: OSError) -> None:
    raise error


def _shown(path: Path) -> str:
    """POSIX path as text; bytes in a file name that are not UTF-8 are written as \\xNN, and a backslash as two, so that
    no two files share a path."""
    return os.fsencode(path.as_posix().replace("\\", "\\\\")).decode("utf-8", "backslashreplace")
