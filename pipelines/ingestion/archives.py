"""Archives: the members of a .zip, .tar, .tar.gz or .tgz, read where they lie and never unpacked, so that what a member
is called is only ever shown."""

import stat
import tarfile
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from pipelines.ingestion.pieces import Forgiving, Inflated, TooCompressedError, buffered, damage_of, doubtful_from
from pipelines.limits import Limits

_HARMLESS_BYTES = 16 << 20
_ENDINGS = {".zip": "zip", ".tar": "tar", ".tar.gz": "tar.gz", ".tgz": "tar.gz"}
# The end of a zip says where its directory is, and how large; a comment of up to 65,535 bytes may follow.
_ZIP_END, _ZIP_END_BYTES = b"PK\5\6", 22
_ZIP_MEMBER = b"PK\3\4"
_DIRECTORY_BYTES_A_MEMBER = 1_000
_DOUBT = "a wrong checksum puts its bytes in doubt"
_TAR_BLOCK, _PIECE = 512, 1 << 20


class ArchiveError(OSError):
    """An archive, or the rest of one, that gives no members. `reason` is the code for the input."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Member(NamedTuple):
    """A file in an archive. `place` finds it again; with a `reason`, it is not to be read, and `problem` says why."""

    name: str
    place: int
    reason: str | None = None
    problem: str | None = None


def kind_of(name: str) -> str | None:
    """The kind of archive that a file name stands for."""
    return next((kind for ending, kind in _ENDINGS.items() if name.lower().endswith(ending)), None)


def open_archive(stream: BinaryIO, kind: str, limits: Limits) -> "ZipArchive | TarArchive":
    """The archive in a stream, which it closes. Raises ArchiveError."""
    if kind == "zip":
        return ZipArchive(stream, limits)
    return TarArchive(buffered(Inflated(stream, limits)) if kind == "tar.gz" else stream, limits)


class ZipArchive:
    """A zip file; the place of a member is its number in the directory."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._stream, self._limits = stream, limits
        _require_directory_of(stream, limits.archive_members * _DIRECTORY_BYTES_A_MEMBER)
        try:
            self._zip = zipfile.ZipFile(stream)
        except Exception as error:  # a broken directory brings out every kind
            raise ArchiveError("bad_archive", f"not a zip file, or a broken one: {error}"[:200]) from error
        self._size = stream.seek(0, 2)

    def members(self) -> Iterator[Member]:
        """In the order of the directory. Raises ArchiveError when together they are a bomb, and after all of them when
        members lie before those that the directory names, as in two zips joined to one file."""
        infos = self._zip.infolist()
        total = sum(info.file_size for info in infos)
        ratio = self._limits.compression_ratio
        if total > max(_HARMLESS_BYTES, ratio * self._size):
            raise ArchiveError("too_compressed", f"its members are {total} bytes, more than {ratio} times its size")
        for place, info in enumerate(infos):
            if not info.is_dir():
                yield Member(info.filename, place, *self._problem(info))
        start = min((info.header_offset for info in infos), default=self._zip.start_dir)
        if _has_before(self._stream, _ZIP_MEMBER, start):
            problem = (
                f"members before byte {start} are not in its directory, and not read: unpack each part of the file"
            )
            raise ArchiveError("bad_archive", problem)

    def _problem(self, info: zipfile.ZipInfo) -> tuple[str | None, str | None]:
        if info.flag_bits & 1:
            return "encrypted", "the member is encrypted: decrypt it first"
        if stat.S_ISLNK(info.external_attr >> 16):
            return "unreadable", "a link, not a file"
        if info.file_size > max(_HARMLESS_BYTES, self._limits.compression_ratio * info.compress_size):
            return "too_compressed", f"{info.file_size} bytes out of {info.compress_size}: not a text"
        return None, None

    def open(self, place: int) -> BinaryIO:
        info = self._zip.infolist()[place]
        try:
            return buffered(Forgiving(lambda: self._zip.open(info)))
        except Exception as error:  # a broken header brings out every kind
            raise ArchiveError("bad_archive", f"the member cannot be read: {error}"[:200]) from error

    def close(self) -> None:
        self._zip.close()
        self._stream.close()


class TarArchive:
    """A tar file; the place of a member is where its header begins."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._stream, self._limits = stream, limits

    def members(self) -> Iterator[Member]:
        """In the order of the file, one more than are read at most. Raises ArchiveError where it is damaged, after the
        members before. A tar has no checksums of its own: what a wrong one of the gzip puts in doubt is not read."""
        found: list[tuple[Member, int]] = []
        problem = None
        try:
            for member in self._listed():
                found.append(member)
                if len(found) > self._limits.archive_members:
                    break
        except ArchiveError as error:
            problem = error
        doubtful = self._doubtful_from()
        for listed, end in found:
            is_doubtful = doubtful is not None and end > doubtful and not listed.reason
            yield listed._replace(reason="bad_compression", problem=_DOUBT) if is_doubtful else listed
        if problem:
            raise problem

    def _doubtful_from(self) -> int | None:
        """Where the bytes begin that a wrong checksum puts in doubt."""
        try:
            self._stream.seek(0, 2)
        except OSError:  # the members that lie before are read all the same
            return None
        return doubtful_from(self._stream)

    def _listed(self) -> Iterator[tuple[Member, int]]:
        """Each member, and the byte after it."""
        self._stream.seek(0)
        tar = None
        try:
            tar = tarfile.TarFile(fileobj=self._stream)
            while member := tar.next():
                tar.members.clear()  # type: ignore[attr-defined]  # it would remember every one
                if not member.isdir():
                    name = member.name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
                    yield Member(name, member.offset, *_tar_problem(member)), tar.offset
            problem = self._problem_after(tar.offset)
        except TooCompressedError as error:
            raise ArchiveError("too_compressed", str(error)) from error
        except (tarfile.TarError, OSError, ValueError, OverflowError, EOFError) as error:
            where = f" after byte {tar.offset}" if tar else ""
            raise ArchiveError("bad_archive", f"the archive is damaged{where}: {error}"[:200]) from error
        if problem:
            raise ArchiveError("bad_archive", problem)

    def _problem_after(self, end: int) -> str | None:
        """What is wrong with the bytes after the last member that was found: they must be blank, and there."""
        self._stream.seek(end)
        mark = self._stream.read(_TAR_BLOCK)
        if mark.strip(b"\0"):
            return f"the archive is damaged after byte {end}"
        while piece := self._stream.read(_PIECE):
            if piece.strip(b"\0"):
                return f"after its end at byte {end} more follows, which is not read: unpack it (tar --ignore-zeros)"
        if damage := damage_of(self._stream):
            return f"the archive is damaged after byte {end}: {damage}"
        return None if mark else f"it has no end mark: members after byte {end} may be missing"

    def open(self, place: int) -> BinaryIO:
        def reopen() -> BinaryIO:
            self._stream.seek(place)
            tar = tarfile.TarFile(fileobj=self._stream)
            found = tar.extractfile(tar.firstmember) if tar.firstmember else None  # type: ignore[attr-defined]
            if found is None:
                raise tarfile.ReadError("there is no file at its place")
            return found  # type: ignore[return-value]

        try:
            return buffered(Forgiving(reopen))
        except (tarfile.TarError, OSError, ValueError, OverflowError, EOFError) as error:
            raise ArchiveError("bad_archive", f"the member cannot be read: {error}"[:200]) from error

    def close(self) -> None:
        self._stream.close()


def _tar_problem(member: tarfile.TarInfo) -> tuple[str | None, str | None]:
    if member.issparse():
        return "unreadable", "a sparse file"
    if not member.isreg():
        return "unreadable", "a link or a device, not a file"
    return None, None


def _has_before(stream: BinaryIO, mark: bytes, end: int) -> bool:
    """Whether the mark is in the stream before a byte of it."""
    stream.seek(0)
    left, tail = end, b""
    while left > 0 and (piece := stream.read(min(_PIECE, left))):
        if mark in tail + piece:
            return True
        left -= len(piece)
        tail = piece[1 - len(mark) :]
    return False


def _require_directory_of(stream: BinaryIO, most: int) -> None:
    """Raises ArchiveError when the directory, which is read at once, is larger than `most` bytes."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _ZIP_END_BYTES - 65_535))
    tail = stream.read()
    start = tail.rfind(_ZIP_END)
    length = int.from_bytes(tail[start + 12 : start + 16], "little") if start >= 0 else 0
    if length != 0xFFFFFFFF and length > most:
        raise ArchiveError("too_many_members", f"its directory has {length} bytes")
