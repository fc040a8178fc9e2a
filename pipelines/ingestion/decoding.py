"""Bytes to text: byte-order marks, UTF-8, and Windows-1252 for what is not UTF-8."""

import codecs
from typing import NamedTuple

# A byte-order mark settles the encoding. UTF-32 comes first: its little-endian mark begins with UTF-16's. The names say
# the order of bytes, so that a stretch from the middle can be decoded without the mark.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1b\x1a")) + b"\x7f"
# Real text has next to no control characters; images, archives and office files have a tenth and more.
_BINARY_SHARE = 0.02


class Decoded(NamedTuple):
    text: str
    encoding: str


class UndecodableError(ValueError):
    """The bytes are not text. `reason` is the code for the input."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def decode(data: bytes) -> Decoded:
    """Text of the bytes, without a byte-order mark, and the encoding that gave it (Python's name, with byte order).

    Raises UndecodableError: `binary` for bytes that are no text, `undecodable` for text in another encoding.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data[len(mark) :].decode(encoding), encoding)
            except UnicodeDecodeError as error:
                raise UndecodableError("undecodable", f"marked as {encoding} but is not: {error.reason}") from error
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if b"\0" in data or controls > _BINARY_SHARE * len(data):
        raise UndecodableError("binary", f"{controls} of {len(data)} bytes are control characters: not a text file")
    for encoding in ("utf-8", "cp1252"):
        try:
            return Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    raise UndecodableError("undecodable", "neither UTF-8 nor Windows-1252: convert the file to UTF-8")


def mark_length(data: bytes, encoding: str) -> int:
    """Length of the byte-order mark that the bytes begin with, 0 without one."""
    return next((len(mark) for mark, name in _MARKS if name == encoding and data.startswith(mark)), 0)
