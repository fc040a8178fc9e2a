"""Parquet: one article a row, with the names of the fields as columns. Its values are compressed together, so a row has
the bytes of its row group, and its characters have none of their own."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from pipelines.ingestion.options import DEFAULT_OPTIONS, ReadOptions
from pipelines.ingestion.pieces import OversizeError, PieceStream, held
from pipelines.ingestion.readers.fields import Fields, is_valid_unicode
from pipelines.ingestion.records import Record, Reject

_ROWS = 256


def read(stream: BinaryIO, options: ReadOptions = DEFAULT_OPTIONS) -> Iterator[Record | Reject]:
    """One record or reject for each row, read a few at a time."""
    import pyarrow as pa  # here, for other formats do without
    import pyarrow.parquet as pq

    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    number = 0
    group = (0, size)
    try:
        file = pq.ParquetFile(_seekable(stream, options.limits.held_bytes))
        names = list(dict.fromkeys(file.schema_arrow.names))
        keys = options.names.keys(dict.fromkeys(names, "x"))
        if "text" not in keys:
            known = ", ".join(ascii(name)[:80] for name in names[:20])
            error = f"no column is called text, but {known}: say which with --map text=NAME"
            yield Reject("no_text", error, byte_end=size)
            return
        wanted = [name for name in names if name in options.names.every_key(names)]
        for index in range(file.num_row_groups):
            group = _bytes_of(file.metadata.row_group(index), size)
            for batch in file.iter_batches(_ROWS, row_groups=[index], columns=wanted):
                for values in batch.to_pylist():
                    number += 1
                    yield _record(values, f"row:{number}", group, options)
    except OversizeError as error:
        yield Reject("too_large", str(error), byte_end=size)
    except (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        message = f"not Parquet, or broken: {' '.join(str(error).split())}"[:200]
        yield Reject("bad_parquet", message, "rest" if number else "whole", group[0], size)
    else:
        if not number:
            yield Reject("empty", "there is no row in the file", byte_end=size)


def decodes(written: str, text: str) -> bool:
    """No stretch of the file stands for a text."""
    return False


def _record(values: Mapping[str, Any], locator: str, group: tuple[int, int], options: ReadOptions) -> Record | Reject:
    start, end = group
    keys = options.names.keys(values)
    body = values.get(keys.get("text", ""))
    if not isinstance(body, str) or not body.strip():
        return Reject("no_text", "the row has no text", locator, start, end, "utf-8")
    if not is_valid_unicode(body):
        return Reject("invalid_unicode", "the text holds a lone surrogate", locator, start, end, "utf-8")
    shown = {field: _plain(values[key]) for field, key in keys.items()}
    # The row's values, not the file's bytes: these hang on how the file was packed.
    data = json.dumps(shown, sort_keys=True).encode()
    record = Fields.named(shown, {field: field for field in shown}).record(body, data, "utf-8", {}, locator, start)
    return Record(**{**record.__dict__, "byte_end": end})


def _plain(value: Any) -> object:
    """A value as JSON has it; moments and days as ISO 8601."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, str | int | float) or value is None:
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _bytes_of(group: Any, size: int) -> tuple[int, int]:
    """The range of a row group in the file; all of it where the file says nothing usable."""
    starts: list[int] = []
    ends: list[int] = []
    for index in range(group.num_columns):
        column = group.column(index)
        start = min(filter(None, (column.dictionary_page_offset, column.data_page_offset)), default=0)
        starts.append(start)
        ends.append(start + column.total_compressed_size)
    start, end = min(starts, default=0), max(ends, default=size)
    return (start, end) if 0 <= start < end <= size else (0, size)


def _seekable(stream: BinaryIO, most: int) -> BinaryIO:
    """The stream, or all of it in memory where going back in it means to begin anew."""
    return held(stream, most) if isinstance(getattr(stream, "raw", None), PieceStream) else stream


__all__: Sequence[str] = ["decodes", "read"]
