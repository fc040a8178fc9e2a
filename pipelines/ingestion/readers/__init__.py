"""One reader a format. A new format is one file here and one line in READERS."""

from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from pipelines.ingestion.readers import html, jsonl, txt
from pipelines.ingestion.records import Record, Reject


class Reader(NamedTuple):
    """How one format is read.

    `read` gets the (decompressed) object from its start and keeps its order. `decodes` says whether what is written in
    the object (an escape, an entity, markup) stands for a piece of text: it proves the record's decoded segments.
    """

    media_type: str
    read: Callable[[BinaryIO], Iterator[Record | Reject]]
    decodes: Callable[[str, str], bool]


READERS: dict[str, Reader] = {
    ".txt": Reader("text/plain", txt.read, txt.decodes),
    ".jsonl": Reader("application/jsonl", jsonl.read, jsonl.decodes),
    ".html": Reader("text/html", html.read, html.decodes),
    ".htm": Reader("text/html", html.read, html.decodes),
}
