"""JSON files: one record, a list of records, or records one after the other. Elements are found by their brackets and
read one at a time, so that a long list needs no more memory than its longest element."""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from pipelines.ingestion.options import DEFAULT_OPTIONS, ReadOptions
from pipelines.ingestion.readers.json_record import decodes, json_record
from pipelines.ingestion.readers.lines import wide_encoding
from pipelines.ingestion.records import Record, Reject

__all__ = ["decodes", "read"]

_PIECE = 1 << 18
_STRUCTURE = re.compile(rb'["\[\]{},]')
_STRING_END = re.compile(rb'["\\]')
_SPACE = b" \t\r\n"
_MARK = b"\xef\xbb\xbf"


def read(stream: BinaryIO, options: ReadOptions = DEFAULT_OPTIONS) -> Iterator[Record | Reject]:
    """One record or reject for each element; what stands between them and is no element is a reject too."""
    number = 0
    most = options.limits.record_bytes
    head = stream.read(4)
    stream.seek(0)
    if wide_encoding(head):
        size = sum(map(len, iter(lambda: stream.read(_PIECE), b"")))
        yield Reject("undecodable", "JSON is UTF-8 by its standard: convert the file", byte_end=size)
        return
    for stretch in _Scanner(most).stretches(stream):
        number += 1
        locator = f"record:{number}"
        if stretch.data is None:
            error = f"the record has {stretch.end - stretch.start} bytes; up to {most} are read"
            yield Reject("too_large", error, locator, stretch.start, stretch.end)
        elif stretch.problem:
            yield Reject("invalid_json", stretch.problem, locator, stretch.start, stretch.end)
        else:
            yield json_record(stretch.data, locator, stretch.start, options)
    if not number:
        yield Reject("empty", "there is no record in the file", byte_end=stream.tell())


class _Stretch(NamedTuple):
    """What may be a record; too long, it has no data."""

    start: int
    end: int
    data: bytes | None
    problem: str | None = None


class _Scanner:
    """Finds where elements begin and end. What is kept of the file is the stretch at hand."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._depth = 0
        self._is_list = self._in_string = self._after_backslash = False
        self._start = 0
        self._kept = bytearray()
        self._is_too_long = False

    def stretches(self, stream: BinaryIO) -> Iterator[_Stretch]:
        position = 0
        while piece := stream.read(_PIECE):
            yield from self._in_piece(piece, position)
            position += len(piece)
        problem = "the list does not end" if self._depth and self._is_list else None
        if self._in_string or (self._depth and not self._is_list) or self._depth > 1:
            problem = "the record does not end"
        last = self._taken(position, problem)
        if last or problem:
            yield last or _Stretch(self._start, position, b"", problem)

    def _in_piece(self, piece: bytes, offset: int) -> Iterator[_Stretch]:
        kept_to = index = 0
        while index < len(piece):
            if self._in_string:
                index = self._after_string(piece, index)
                continue
            match = _STRUCTURE.search(piece, index)
            if not match:
                break
            index = match.end()
            character = match.group()
            before, ends, self._in_string = self._stepped(character)
            if not (before or ends):
                continue
            end = match.start() if before else index
            self._keep(piece[kept_to:end])
            found = self._taken(offset + end)
            # A bracket or comma between elements belongs to none.
            kept_to = index
            if before and character == b"{":
                kept_to = match.start()
            self._start = offset + kept_to
            if found:
                yield found
        self._keep(piece[kept_to:])

    def _stepped(self, character: bytes) -> tuple[bool, bool, bool]:
        """Whether a stretch ends before the character, whether one ends after it, and whether it begins a string."""
        if character == b'"':
            return False, False, True
        if self._depth == 0:
            if character in b"[{":
                self._depth, self._is_list = 1, character == b"["
                return True, False, False
            return False, False, False
        if self._depth == 1 and self._is_list and character in b",]}":
            self._depth = 1 if character == b"," else 0
            return True, False, False
        if character in b"[{":
            self._depth += 1
        elif character in b"]}":
            self._depth -= 1
        return False, self._depth == 0, False

    def _after_string(self, piece: bytes, index: int) -> int:
        if self._after_backslash:
            self._after_backslash = False
            return index + 1
        match = _STRING_END.search(piece, index)
        if not match:
            return len(piece)
        self._after_backslash = match.group() == b"\\"
        self._in_string = self._after_backslash
        return match.end()

    def _keep(self, data: bytes) -> None:
        if len(self._kept) + len(data) > self._most:
            self._is_too_long = True
            self._kept.clear()
        if not self._is_too_long:
            self._kept += data

    def _taken(self, end: int, problem: str | None = None) -> _Stretch | None:
        """The stretch that ends here, without the white space around it; None when there is nothing else."""
        data, start, is_too_long = bytes(self._kept), self._start, self._is_too_long
        self._kept.clear()
        self._is_too_long = False
        if is_too_long:
            return _Stretch(start, end, None)
        if start == 0 and data.startswith(_MARK) and not data[len(_MARK) :].strip(_SPACE):
            return None
        solid = data.strip(_SPACE)
        start += len(data) - len(data.lstrip(_SPACE))
        return _Stretch(start, start + len(solid), solid, problem) if solid else None
