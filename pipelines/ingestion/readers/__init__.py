"""One reader a format. A new format is one file here and one line in READERS."""

from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from pipelines.ingestion.options import ReadOptions
from pipelines.ingestion.readers import arc, csv_rows, feed, html, json_list, jsonl, parquet, sgml, txt, warc
from pipelines.ingestion.readers.page_process import read_page
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
    """A page, in a process of its own."""
    data = stream.read(html.MAX_PAGE_BYTES + 1)
    if len(data) > html.MAX_PAGE_BYTES:
        stream.seek(0)
        return html.read(stream)
    return iter([read_page(data, options.limits.page_seconds)])


READERS: dict[str, Reader] = {
    ".txt": Reader("text/plain", txt.read, txt.decodes),
    ".html": Reader("text/html", _page, html.decodes),
    ".htm": Reader("text/html", _page, html.decodes),
    ".jsonl": Reader("application/jsonl", jsonl.read, jsonl.decodes),
    ".ndjson": Reader("application/jsonl", jsonl.read, jsonl.decodes),
    ".json": Reader("application/json", json_list.read, json_list.decodes),
    ".csv": Reader("text/csv", csv_rows.read, csv_rows.decodes),
    ".tsv": Reader("text/tab-separated-values", csv_rows.read_tabs, csv_rows.decodes),
    ".parquet": Reader("application/vnd.apache.parquet", parquet.read, parquet.decodes),
    ".warc": Reader("application/warc", warc.read, warc.decodes),
    ".wat": Reader("application/warc", warc.read, warc.decodes),
    ".wet": Reader("application/warc", warc.read, warc.decodes),
    ".arc": Reader("application/x-arc", arc.read, arc.decodes),
    ".rss": Reader("application/rss+xml", feed.read, feed.decodes),
    ".atom": Reader("application/atom+xml", feed.read, feed.decodes),
    ".xml": Reader("application/xml", feed.read, feed.decodes),
    ".sgm": Reader("text/sgml", sgml.read, sgml.decodes),
    ".sgml": Reader("text/sgml", sgml.read, sgml.decodes),
}
