"""Lines of a file, each with its place, in any encoding that a byte-order mark names, or UTF-16 that lacks it, and
bounded."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from pipelines.ingestion.decoding import Decoded, UndecodableError, decode, utf16_by_zeros

_PIECE = 1 << 20
# What UTF-16 is told by where it has no mark: its zeros, of which a few bytes may have as many by chance.
_HEAD, _FEWEST = 4_096, 16
# Encodings in which a line ends with more than the byte of its end, by their mark; UTF-32's begins with UTF-16's.
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Line(NamedTuple):
    """One line with its end. `encoding` is that of the file where it is one of more than a byte a character.
    Of a line that is too long, only `start` and `end` are there."""

    number: int
    start: int
    end: int
    data: bytes
    encoding: str | None
    is_too_long: bool = False

    def decoded(self) -> Decoded:
        """Text and encoding. Raises UndecodableError."""
        return decode_part(self.data, self.encoding)


def read_lines(stream: BinaryIO, most: int) -> Iterator[Line]:
    """Every line of a stream that is at its start; one of more than `most` bytes is passed over."""
    head = stream.read(_HEAD)
    encoding = wide_encoding(head)
    if encoding is None and len(head) >= _FEWEST:
        encoding = utf16_by_zeros(head[: len(head) // 2 * 2])
    stream.seek(0)
    start = 0
    number = 1
    while data := _line(stream, encoding, most + 1):
        end, is_too_long = start + len(data), len(data) > most
        while is_too_long and not _is_ended(data, encoding) and (data := _line(stream, encoding, _PIECE)):
            end += len(data)
        yield Line(number, start, end, b"" if is_too_long else data, encoding, is_too_long)
        start, number = end, number + 1


def wide_encoding(head: bytes) -> str | None:
    """The encoding of more than a byte a character that a file's first bytes are the mark of."""
    return next((name for mark, name in _WIDE if head.startswith(mark)), None)


def decode_part(data: bytes, encoding: str | None) -> Decoded:
    """Text of a part of a file, in the file's encoding where it has one. Raises UndecodableError."""
    if encoding is None or wide_encoding(data):
        return decode(data)
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        raise UndecodableError("undecodable", f"the file is in {encoding}, but not here: {error.reason}") from error


def _line(stream: BinaryIO, encoding: str | None, most: int) -> bytes:
    """Bytes up to the end of a line, or at least `most` of them."""
    if encoding is None:
        return stream.readline(most)
    data = bytearray()
    width = 4 if "32" in encoding else 2
    while len(data) < most and (piece := stream.readline(most)):
        data += piece
        data += stream.read(-len(data) % width)
        if _is_ended(data, encoding):
            break
    return bytes(data)


def _is_ended(data: bytes | bytearray, encoding: str | None) -> bool:
    if encoding is None:
        return data.endswith(b"\n")
    end = "\n".encode(encoding)
    return len(data) % len(end) == 0 and data.endswith(end)
