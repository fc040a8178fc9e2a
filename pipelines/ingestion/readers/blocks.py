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
# What hides tags, by its name among the patterns.
_HIDING = rb"(?P<cdata><!\[CDATA\[)|(?P<comment><!--)"
_ENDINGS = {"cdata": b"]]>", "comment": b"-->"}
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
        self._opening = re.compile(rb"<(?:\w+:)?(?P<name>" + any_name + rb")(?=[\s>])|" + _HIDING, re.IGNORECASE)
        self._inside = {name.encode(): _inside(name.encode()) for name in names}
        self._most = most
        # Up to where in the stream an ending has been looked for in vain, so that nothing is searched twice.
        self._searched = dict.fromkeys(_ENDINGS, 0)
        self.head = b""
        self.size = 0

    def read(self, stream: BinaryIO) -> Iterator[Block]:
        data, start = bytearray(), 0  # what is kept of the stream, and where in it that begins
        position = 0  # up to where in the data there is no element
        is_first, is_over = True, False
        while True:
            match = self._opening.search(data, position)
            if match and match.group("name"):
                name, begin = bytes(match.group("name")).lower(), match.start()  # the match shows data that change
                self.head = bytes(data[:begin][:_HEAD_BYTES]) if is_first and not self.head else self.head
                is_first = False
                del data[:begin]
                start += begin
                block = self._block(data, start, name, stream)
                yield block
                del data[: block.end - start]
                start, position = block.end, 0
                continue
            if match:
                after = self._after_hidden(data, start, match)
                if after is None and (is_over or len(data) - match.start() > MAX_ELEMENT_BYTES):
                    after = match.end()  # one that never ends is read like the rest
                if after is not None:
                    position = after
                    continue
                position = match.start()
            else:
                position = max(position, len(data) - _LONGEST_TAG)
            if is_over:
                break
            if not is_first or self.head or len(data) >= _HEAD_BYTES:
                self.head = self.head or (bytes(data[:_HEAD_BYTES]) if is_first else b"")
                del data[:position]
                start, position = start + position, 0
            piece = stream.read(_PIECE)
            is_over = not piece
            data += piece
        self.head = self.head or bytes(data[:_HEAD_BYTES])
        self.size = start + len(data)

    def _after_hidden(self, data: bytearray, start: int, match: re.Match[bytes]) -> int | None:
        """Where what hides tags from the match on ends in the data, which begin at `start` in the stream; None when it
        does not."""
        kind = match.lastgroup or ""
        found = data.find(_ENDINGS[kind], max(match.end(), self._searched[kind] - start))
        if found < 0:
            self._searched[kind] = max(start + match.end(), start + len(data) - len(_ENDINGS[kind]) + 1)
            return None
        return found + len(_ENDINGS[kind])

    def _block(self, data: bytearray, start: int, name: bytes, stream: BinaryIO) -> Block:
        """The block that the data begins with, reading on as far as it goes."""
        position, is_over = 1, False
        while True:
            match = self._inside[name].search(data, position)
            if match and match.lastgroup in _ENDINGS:
                after = self._after_hidden(data, start, match)
                if after is not None or is_over:  # one that never ends is read like the rest
                    position = match.end() if after is None else after
                    continue
                position = match.start()
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
    patterns = rb"(?P<closing></(?:\w+:)?%b\s*>)|(?P<opening><(?:\w+:)?%b(?=[\s>]))"
    return re.compile(patterns % (name, name) + b"|" + _HIDING, re.IGNORECASE)


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
