"""Opening source files: decompressed, and out of the archives they lie in."""

from types import TracebackType
from typing import BinaryIO, Self

from pipelines.ingestion.archives import ArchiveError, TarArchive, ZipArchive, kind_of, open_archive
from pipelines.ingestion.objects import INSIDE, SourceFile
from pipelines.ingestion.pieces import Inflated, buffered, doubtful_from, held
from pipelines.limits import Limits

Archive = ZipArchive | TarArchive


class Opener:
    """Opens files one after the other, and keeps the archive of the last one open: members that are asked for in their
    order are read in one pass. One stream is in use at a time."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._chain: list[tuple[SourceFile, Archive]] = []

    def open(self, file: SourceFile) -> BinaryIO:
        """The (decompressed) bytes, as a stream. Raises OSError."""
        stream = self._stored(file)
        return buffered(Inflated(stream, self._limits)) if file.is_gzip else stream

    def archive(self, file: SourceFile) -> Archive:
        """The archive that the file is. Raises OSError."""
        depth = len(file.places)
        if len(self._chain) > depth and self._chain[depth][0] == _as_container(file):
            return self._chain[depth][1]
        self._close_from(depth)
        stream = self._stored(file)
        if file.places:
            stream = _in_memory(stream, self._limits)
        try:
            archive = open_archive(stream, kind_of(file.name) or "", self._limits)
        except BaseException:
            stream.close()
            raise
        self._chain.append((_as_container(file), archive))
        return archive

    def _stored(self, file: SourceFile) -> BinaryIO:
        """The bytes as they lie in the folder or archive."""
        if not file.places:
            return file.absolute.open("rb")
        return self.archive(container_of(file)).open(file.places[-1])

    def _close_from(self, depth: int) -> None:
        for _, archive in reversed(self._chain[depth:]):
            archive.close()
        del self._chain[depth:]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close_from(0)


def _in_memory(stream: BinaryIO, limits: Limits) -> BinaryIO:
    """An archive in an archive. Raises ArchiveError when a wrong checksum puts it in doubt, OSError."""
    data = held(stream, limits.held_bytes)
    if doubtful_from(stream) is not None:
        raise ArchiveError("bad_compression", "a wrong checksum puts the archive in doubt")
    return data


def container_of(file: SourceFile) -> SourceFile:
    """The archive that a member lies in."""
    *names, _ = (file.member or "").split(INSIDE)
    return SourceFile("", file.absolute, places=file.places[:-1], member=INSIDE.join(names) if names else None)


def _as_container(file: SourceFile) -> SourceFile:
    return SourceFile("", file.absolute, places=file.places, member=file.member)
