"""Streams that are read to where they are damaged, and say so, where others raise and forget what they had read."""

import io
import zlib
from abc import abstractmethod
from collections.abc import Callable
from typing import IO, Any, BinaryIO

from pipelines.limits import Limits

_PIECE = 1 << 16
# Below this, a ratio says nothing: a page of blanks is no bomb.
_HARMLESS_BYTES = 16 << 20
_AUTOMATIC_GZIP = 31
# What zlib says of a stretch that can be decompressed, but is not what was compressed.
_WRONG_SUMS = ("incorrect data check", "incorrect length check")


class OversizeError(OSError):
    """The object is larger than one may be, decompressed."""


class TooCompressedError(OSError):
    """The object grows by more than a text does when it is decompressed."""


class PieceStream(io.RawIOBase):
    """A stream of bytes that come in pieces. It ends where no more can be read; then `damage` says why, if that is not
    its true end. How much comes before the damage does not depend on how it is read.

    Where a checksum is wrong, any byte since the one before may be: `doubtful` is where those begin.
    """

    damage: str | None = None
    doubtful: int | None = None

    def __init__(self) -> None:
        self._position = 0
        self._piece = b""
        self._is_at_end = False

    @abstractmethod
    def _restart(self) -> None:
        """Go back to the start of what is below."""

    @abstractmethod
    def _next_piece(self) -> bytes:
        """Some bytes, or none; `_end` is called when no more will come."""

    def _end(self, damage: str | None = None, doubtful: int | None = None) -> None:
        self._is_at_end, self.damage, self.doubtful = True, damage, doubtful

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: Any) -> int:
        self._fill()
        count = min(len(buffer), len(self._piece))
        buffer[:count] = self._piece[:count]
        self._piece = self._piece[count:]
        self._position += count
        return count

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            while self._skip(_PIECE):
                pass
            offset += self._position
        elif whence == io.SEEK_CUR:
            offset += self._position
        if offset < self._position:
            self._position, self._piece = 0, b""
            self._is_at_end, self.damage, self.doubtful = False, None, None
            self._restart()
        while self._position < offset and self._skip(offset - self._position):
            pass
        return self._position

    def _fill(self) -> None:
        while not self._piece and not self._is_at_end:
            self._piece = self._next_piece()

    def _skip(self, most: int) -> int:
        self._fill()
        count = min(most, len(self._piece))
        self._piece = self._piece[count:]
        self._position += count
        return count


class Inflated(PieceStream):
    """What a gzip stream holds, all its members, to the end of the first with a wrong checksum. Raises
    TooCompressedError on the way."""

    def __init__(self, compressed: BinaryIO, limits: Limits) -> None:
        super().__init__()
        self._compressed, self._limits = compressed, limits
        self._restart()

    def _restart(self) -> None:
        self._compressed.seek(0)
        self._inflater: Any = None
        self._input = b""
        self._consumed = self._produced = self._member_start = self._member_place = 0

    def _next_piece(self) -> bytes:
        if not self._input and not self._take():
            return b""
        if self._inflater is None:
            if self._produced or self._consumed > len(self._input):
                self._input = self._input.lstrip(b"\0")  # padding between members, and after the last
                if not self._input:
                    return b""
            self._inflater = zlib.decompressobj(_AUTOMATIC_GZIP)
            self._member_start, self._member_place = self._produced, self._consumed - len(self._input)
        piece = self._inflate()
        self._produced += len(piece)
        if self._produced > max(_HARMLESS_BYTES, self._limits.compression_ratio * self._consumed):
            raise TooCompressedError(
                f"more than {self._limits.compression_ratio} times as large as it is compressed: not a text"
            )
        return piece

    def _take(self) -> bool:
        """Whether there was more to read from below."""
        self._input = self._compressed.read(_PIECE)
        self._consumed += len(self._input)
        if not self._input:
            self._end("it ends in the middle" if self._inflater else None)
        return bool(self._input)

    def _inflate(self) -> bytes:
        before = self._inflater.copy()
        try:
            piece: bytes = self._inflater.decompress(self._input, _PIECE)
        except zlib.error as error:
            is_sum = str(error).endswith(_WRONG_SUMS)
            damage = f"what follows cannot be decompressed ({error})"
            if is_sum:
                damage = f"gzip member at byte {self._member_place} of the compressed file: {error}"
            self._end(damage, self._member_start if is_sum else None)
            return _bytes_before_error(before, self._input)
        if self._inflater.eof:
            self._input, self._inflater = self._inflater.unused_data, None
        else:
            self._input = self._inflater.unconsumed_tail
        return piece

    def close(self) -> None:
        if not self.closed:
            self._compressed.close()
        super().close()


def _bytes_before_error(inflater: Any, data: bytes) -> bytes:
    """What comes out of the data until it is broken."""
    pieces = []
    for position in range(len(data)):
        try:
            pieces.append(inflater.decompress(data[position : position + 1]))
        except zlib.error:
            break
    return b"".join(pieces)


class Forgiving(PieceStream):
    """Another stream, up to the first error that reading it raises. Some of the last piece may be lost."""

    def __init__(self, reopen: Callable[[], IO[bytes]]) -> None:
        super().__init__()
        self._reopen = reopen
        self._below = reopen()

    def _restart(self) -> None:
        self._below.close()
        self._below = self._reopen()

    def _next_piece(self) -> bytes:
        try:
            piece = self._below.read(_PIECE)
        except (OversizeError, TooCompressedError):
            raise
        except Exception as error:  # hostile archives bring out every kind
            message = str(error)[:200] or type(error).__name__
            self._end(message, 0 if "CRC" in message else None)
            return b""
        if not piece:
            self._end(damage_of(self._below), doubtful_from(self._below))
        return piece

    def close(self) -> None:
        if not self.closed:
            self._below.close()
        super().close()


def damage_of(stream: object) -> str | None:
    """Why a stream that was read to its end ended early; None when it did not."""
    raw = getattr(stream, "raw", stream)
    return raw.damage if isinstance(raw, PieceStream) else None


def doubtful_from(stream: object) -> int | None:
    """Where in a stream that was read to its end the bytes begin that a wrong checksum puts in doubt."""
    raw = getattr(stream, "raw", stream)
    return raw.doubtful if isinstance(raw, PieceStream) else None


def buffered(stream: PieceStream) -> BinaryIO:
    return io.BufferedReader(stream, 1 << 17)


def held(stream: BinaryIO, most: int) -> io.BytesIO:
    """All of a stream in memory. Raises OversizeError beyond `most` bytes."""
    data = stream.read(most + 1)
    if len(data) > most:
        raise OversizeError(f"larger than {most} bytes, which is the most that is held in memory")
    return io.BytesIO(data)
