"""Elements of a large file, one at a time: the items of a feed, the documents of an SGML collection. They are found by
their tags, so that a file that is not well-formed gives what can be read of it, and memory holds one element."""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from pipelines.ingestion.decoding import Decoded, decode
from pipelines.ingestion.readers.page_encoding import declared_encoding, decode_page

_PIECE = 1 << 18
_HEAD_BYTES = 1 << 16
# A tag that is cut by the end of a piece.
_LONGEST_TAG = 4_096
_CDATA_END = b"]]>"
# Reading markup takes seconds a megabyte in the worst case, and news has kilobytes.
MAX_ELEMENT_BYTES = 8 << 20


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
        self._inside = {name.encode(): _inside(name.encode()) for name in names}
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
                name, begin = bytes(opening.group(1)).lower(), opening.start()
                del data[:begin]
                start += begin
                block = self._block(data, start, name, stream)
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
        position, searched, is_over = 1, 0, False
        while True:
            match = self._inside[name].search(data, position)
            if match and match.lastgroup == "cdata":
                after = data.find(_CDATA_END, max(match.end(), searched)) if searched < len(data) else -1
                if after >= 0 or is_over:  # one that never ends is read like the rest
                    position = after + len(_CDATA_END) if after >= 0 else match.end()
                    searched = searched if after >= 0 else len(data)
                    continue
                searched = max(match.end(), len(data) - len(_CDATA_END))
            elif match:
                is_closed = match.lastgroup == "closing"
                end = match.end() if is_closed else match.start()  # another one begins: this one was never closed
                return Block(start, start + end, bytes(data[:end]) if end <= self._most else None, is_closed)
            else:
                position = max(position, len(data) - _LONGEST_TAG)
            if is_over:
                return Block(start, start + len(data), bytes(data) if len(data) <= self._most else None, False)
            if len(data) > self._most:
                return Block(start, start + len(data), None)
            piece = stream.read(_PIECE)
            is_over = not piece
            data += piece


def _inside(name: bytes) -> re.Pattern[bytes]:
    """What matters within an element: its end, another that begins, and what hides both."""
    patterns = rb"(?P<closing></(?:\w+:)?%b\s*>)|(?P<cdata><!\[CDATA\[)|(?P<opening><(?:\w+:)?%b(?=[\s>]))"
    return re.compile(patterns % (name, name), re.IGNORECASE)


class Encoding:
    """How the elements of one file are decoded: as its declaration says if they can be, else as pages are."""

    def __init__(self, head: bytes) -> None:
        self._declared = declared_encoding(head)

    def decode(self, data: bytes) -> Decoded:
        """Text and encoding. Raises UndecodableError."""
        is_utf8 = False
        if self._declared and not (is_utf8 := _is_utf8(data)):
            try:
                return Decoded(data.decode(self._declared), self._declared)
            except UnicodeDecodeError:
                pass
        return decode(data) if is_utf8 else Decoded(*decode_page(data)[:2])


def _is_utf8(data: bytes) -> bool:
    try:
        return not data.isascii() and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False
