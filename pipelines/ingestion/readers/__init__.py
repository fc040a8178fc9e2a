"""One reader a format. A new format is one file here and one line in READERS."""

from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from pipelines.ingestion.readers import html, jsonl, txt
from pipelines.ingestion.records import Record, Reject


class Reader(NamedTuple):
    """How one format is read. `read` gets the (decompressed) object from its start and keeps its order."""

    media_type: str
    read: Callable[[BinaryIO], Iterator[Record | Reject]]


READERS: dict[str, Reader] = {
    ".txt": Reader("text/plain", txt.read),
    ".jsonl": Reader("application/jsonl", jsonl.read),
    ".html": Reader("text/html", html.read),
    ".htm": Reader("text/html", html.read),
}
