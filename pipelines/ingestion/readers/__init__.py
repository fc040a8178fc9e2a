"""One reader a format. A new format is one file here and one line in READERS."""

from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from pipelines.ingestion.options import ReadOptions
from pipelines.ingestion.readers import csv_rows, html, json_list, jsonl, txt
from pipelines.ingestion.records import Record, Reject


class Reader(NamedTuple):
    """How one format is read.

    `read` gets the (decompressed) object from its start and keeps its order. `decodes` says whether what is written in
    the object (an escape, an entity, markup) stands for a piece of text: it proves the record's decoded segments.
    """

    media_type: str
    read: Callable[[BinaryIO, ReadOptions], Iterator[Record | Reject]]
    decodes: Callable[[str, str], bool]


def _page(stream: BinaryIO, options: ReadOptions) -> Iterator[Record | Reject]:
    return html.read(stream)


READERS: dict[str, Reader] = {
    ".txt": Reader("text/plain", txt.read, txt.decodes),
    ".html": Reader("text/html", _page, html.decodes),
    ".htm": Reader("text/html", _page, html.decodes),
    ".jsonl": Reader("application/jsonl", jsonl.read, jsonl.decodes),
    ".ndjson": Reader("application/jsonl", jsonl.read, jsonl.decodes),
    ".json": Reader("application/json", json_list.read, json_list.decodes),
    ".csv": Reader("text/csv", csv_rows.read, csv_rows.decodes),
    ".tsv": Reader("text/tab-separated-values", csv_rows.read_tabs, csv_rows.decodes),
}
