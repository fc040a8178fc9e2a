"""CSV and TSV: one article a row, with the names of the fields in the first. Rows are found by their quotes, so that
each keeps its place in the file; a quoted field may hold line breaks, and doubled quotes for one."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import BinaryIO, NamedTuple

from pipelines.ingestion.byte_layer import byte_segments
from pipelines.ingestion.decoding import UndecodableError
from pipelines.ingestion.options import DEFAULT_OPTIONS, ReadOptions
from pipelines.ingestion.readers.fields import Fields
from pipelines.ingestion.readers.lines import decode_part, read_lines
from pipelines.ingestion.records import Record, Reject
from pipelines.lineage.segments import Segment, compose, joined

# In order of preference, where a header has as many of one as of another.
_DELIMITERS = ",;\t|"
_NAMED = 80


class _Row(NamedTuple):
    """The bytes of a row with its end, from the line `line` on; without data when it is too long. The delimiter is that
    of the file."""

    line: int
    start: int
    end: int
    data: bytes
    encoding: str | None
    delimiter: str
    problem: str | None = None


class _Cell(NamedTuple):
    """A value, and the segments that lead from it to the text of the row."""

    value: str
    segments: list[Segment]


def read(stream: BinaryIO, options: ReadOptions = DEFAULT_OPTIONS, delimiter: str = "") -> Iterator[Record | Reject]:
    """One record or reject for each row below the header. Without a delimiter, it is the one that the header has most
    of."""
    rows = _rows(stream, options.limits.record_bytes, delimiter)
    header = next(rows, None)
    if header is None:
        yield Reject("empty", "the file is empty", byte_end=stream.tell())
        return
    try:
        text, encoding = decode_part(header.data, header.encoding)
        if header.problem:
            raise UndecodableError("bad_row", f"the header: {header.problem}")
        names = [cell.value.strip() for cell in _cells(text, header.delimiter)]
        if "text" not in options.names.keys(dict.fromkeys(names, "x")):
            known = ", ".join(ascii(name)[:_NAMED] for name in names[:20])
            raise UndecodableError("no_text", f"no column is called text, but {known}: say which with --map text=NAME")
    except UndecodableError as error:
        end = max([header.end, *(row.end for row in rows)])
        yield Reject(error.reason, str(error), "whole", 0, end)
        return
    number = 0
    for number, row in enumerate(rows, start=1):
        yield _record(row, f"row:{number}", names, options)
    if not number:
        yield Reject("empty", "there is no row below the header", "whole", 0, header.end, encoding)


read_tabs = partial(read, delimiter="\t")


def decodes(written: str, text: str) -> bool:
    """Whether a stretch is the text as it stands, with broken bytes in it, or two quotes that stand for one."""
    return written == text or (written == '""' and text == '"')


def _record(row: _Row, locator: str, names: list[str], options: ReadOptions) -> Record | Reject:
    if row.problem:
        return Reject("bad_row", row.problem, locator, row.start, row.end)
    try:
        text, encoding = decode_part(row.data, row.encoding)
    except UndecodableError as error:
        return Reject(error.reason, str(error), locator, row.start, row.end)
    cells = _cells(text, row.delimiter)
    if len(cells) > len(names):
        are = f"{len(cells)} values below {len(names)} names"
        message = f"line {row.line}: {are}: quote values that hold {row.delimiter!r}"
        return Reject("bad_row", message, locator, row.start, row.end, encoding)
    of_name = dict(zip(names, cells, strict=False))
    values = {name: cell.value for name, cell in of_name.items()}
    keys = options.names.keys(values)
    body = values.get(keys.get("text", ""), "")
    if not body.strip():
        return Reject("no_text", "the row has no text", locator, row.start, row.end, encoding)
    layer = byte_segments(text, encoding, row.data, row.start)
    below: dict[str, Sequence[Segment]] = {
        field: compose(of_name[keys[field]].segments, layer) for field in ("title", "text") if field in keys
    }
    notes = _lost(keys.values(), names, cells)
    return Fields.named(values, keys, notes).record(body, row.data, encoding, below, locator, row.start)


def _lost(taken: Iterable[str], names: list[str], cells: list[_Cell]) -> list[str]:
    """Notes on values that the row has in another column of the name of one that is taken."""
    notes: list[str] = []
    for name in taken:
        values = [cell.value for called, cell in zip(names, cells, strict=False) if called == name]
        if any(value.strip() and value != values[-1] for value in values):
            notes.append(f"{names.count(name)} columns are called {ascii(name)[:_NAMED]}: the last is taken")
    return notes


def _rows(stream: BinaryIO, most: int, delimiter: str) -> Iterator[_Row]:
    """Rows that are not blank, with the delimiter, or with the one that the first of them has most of. One that is too
    long, or whose last quote is never closed, has a problem."""
    first, data, is_open = None, bytearray(), False
    for line in read_lines(stream, most):
        if first is None:
            first, data = line, bytearray()
        is_too_long = line.is_too_long or len(data) + len(line.data) > most
        if is_too_long:
            problem = f"line {first.number}: the row is longer than {most} bytes, or a quote in it is never closed"
            yield _Row(first.number, first.start, line.end, b"", line.encoding, delimiter, problem)
            first = None
            is_open = False
            continue
        data += line.data
        shape = line.data.decode(line.encoding or "latin-1", "replace").lstrip("\ufeff").removeprefix("ï»¿")
        if not is_open and not shape.strip("\0 \r\n"):
            first = None
            continue
        delimiter = delimiter or _delimiter_of(shape)
        is_open = _is_left_open(shape, is_open, delimiter)
        if not is_open:
            yield _Row(first.number, first.start, line.end, bytes(data), line.encoding, delimiter)
            first = None
    if first is not None:
        problem = f"line {first.number}: a quote is never closed"
        yield _Row(first.number, first.start, first.start + len(data), bytes(data), first.encoding, delimiter, problem)


def _is_left_open(line: str, is_open: bool, delimiter: str) -> bool:
    """Whether a quoted field goes on after the line."""
    position, begins = 0, True
    while True:
        if is_open:
            position = line.find('"', position)
            if position < 0:
                return True
            is_open = line.startswith('"', position + 1)
            position += 2 if is_open else 1
        elif begins and line.startswith('"', position):
            is_open, position = True, position + 1
        else:
            position = line.find(delimiter, position) + 1
            if not position:
                return False
            begins = True
            continue
        begins = False


def _cells(text: str, delimiter: str) -> list[_Cell]:
    """The values of a row."""
    text = text.rstrip("\r\n")
    field = re.compile(rf'"((?>(?:[^"]++|"")*))"([^{delimiter}]*)|([^{delimiter}]*)')
    cells: list[_Cell] = []
    position = 0
    while match := field.match(text, position):
        if match.group(1) is None:
            cells.append(_cell([("copied", match.start(), match.end())], text))
        else:
            cells.append(_cell([*_quoted(text, *match.span(1)), ("copied", *match.span(2))], text))
        position = match.end() + 1
        if position > len(text):
            break
    return cells


def _quoted(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Stretches of a quoted value, and the pairs of quotes in it."""
    while (pair := text.find('""', start, end)) >= 0:
        yield "copied", start, pair
        yield "decoded", pair, pair + 2
        start = pair + 2
    yield "copied", start, end


def _cell(stretches: list[tuple[str, int, int]], text: str) -> _Cell:
    value: list[str] = []
    segments: list[Segment] = []
    position = 0
    for kind, start, end in stretches:
        piece = text[start:end] if kind == "copied" else '"'
        if start < end:
            value.append(piece)
            kind_of = "copied" if kind == "copied" else "decoded"
            segments.append(Segment(kind_of, position, position + len(piece), start, end))  # type: ignore[arg-type]
            position += len(piece)
    return _Cell("".join(value), joined(segments))


def _delimiter_of(header: str) -> str:
    return max(_DELIMITERS, key=header.count)
