"""Elements of a large file, one at a time: the items of a feed, the documents of an SGML collection. They are found by
their tags, so that a file that is not well-formed gives what can be read of it, and memory holds one element."""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from pipelines.ingestion.decoding import Decoded, UndecodableError, decode
from pipelines.ingestion.readers.page_encoding import declared_encoding

_PIECE = 1 << 18
_HEAD_BYTES = 1 << 16
# A tag that is cut by the end of a piece.
_LONGEST_TAG = 4_096
_CDATA, _CDATA_END = b"<![CDATA[", b"]]>"


class Block(NamedTuple):
    """One element with its tags; `data` is None when it is too long. `is_closed` says whether its end is there."""

    start: int
    end: int
    data: bytes | None
    is_closed: bool = True


class Blocks:
    """The elements with one of these names, whatever their prefix. After the last, `size` is that of the file; `head`
    is what comes before the first, at most 64 KiB."""

    def __init__(self, names: tuple[str, ...], most: int) -> None:
        any_name = "|".join(names).encode()
        self._opening = re.compile(rb"<(?:\w+:)?(" + any_name + rb")(?=[\s>])", re.IGNORECASE)
        self._closing = {
            name.encode(): re.compile(rb"</(?:\w+:)?" + name.encode() + rb"\s*>", re.IGNORECASE) for name in names
        }
        self._most = most
        self.head = b""
        self.size = 0

    def read(self, stream: BinaryIO) -> Iterator[Block]:
        data, start = bytearray(), 0  # what is kept of the stream, and where in it that begins
        is_first = True
        while True:
            opening = self._opening.search(data)
            if is_first and not self.head:
                self.head = bytes(data[: opening.start() if opening else 0][:_HEAD_BYTES])
            if opening:
                is_first = False
                del data[: opening.start()]
                start += opening.start()
                block = self._block(data, start, opening.group(1).lower(), stream)
                yield block
                del data[: block.end - start]
                start = block.end
                continue
            passed = max(0, len(data) - _LONGEST_TAG)
            if is_first and not self.head and len(data) < _HEAD_BYTES:
                passed = 0
            elif is_first and not self.head:
                self.head = bytes(data[:_HEAD_BYTES])
            del data[:passed]
            start += passed
            piece = stream.read(_PIECE)
            if not piece:
                break
            data += piece
        self.head = self.head or bytes(data[:_HEAD_BYTES])
        self.size = start + len(data)

    def _block(self, data: bytearray, start: int, name: bytes, stream: BinaryIO) -> Block:
        """The block that the data begins with, reading on as far as it goes."""
        closing, searched, is_over = self._closing[name], 1, False
        while True:
            for match in closing.finditer(data, searched):
                # Another one that begins first: this one was never closed.
                if other := self._opening.search(data, 1, match.start()):
                    if not _in_cdata(data, other.start()):
                        return Block(start, start + other.start(), bytes(data[: other.start()]), is_closed=False)
                if is_over or not _in_cdata(data, match.start()):
                    return Block(start, start + match.end(), bytes(data[: match.end()]))
            if is_over:
                return Block(start, start + len(data), bytes(data), is_closed=False)
            if len(data) > self._most:
                return Block(start, start + len(data), None)
            searched = max(1, len(data) - _LONGEST_TAG)
            piece = stream.read(_PIECE)
            is_over = not piece
            searched = 1 if is_over else searched
            data += piece


def _in_cdata(data: bytearray, position: int) -> bool:
    opened = data.rfind(_CDATA, 0, position)
    return opened >= 0 and data.find(_CDATA_END, opened, position) < 0


class Encoding:
    """How the elements of one file are decoded: as its declaration says if they can be, else as any text."""

    def __init__(self, head: bytes) -> None:
        self._declared = declared_encoding(head)

    def decode(self, data: bytes) -> Decoded:
        """Text and encoding. Raises UndecodableError."""
        try:
            plain = decode(data)
        except UndecodableError as error:
            if error.reason == "binary" or not self._declared:
                raise
            plain = None
        if self._declared and (plain is None or plain.encoding != "utf-8"):
            try:
                return Decoded(data.decode(self._declared), self._declared)
            except UnicodeDecodeError:
                pass
        if plain is None:
            raise UndecodableError("undecodable", f"declared as {self._declared}, but is not")
        return plain
