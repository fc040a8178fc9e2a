"""WARC and ARC: every byte is accounted for, and pages are at their places. Compared with fastwarc and warcio."""

import base64
import gzip
import hashlib
import io
import zlib

import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import given
from hypothesis import strategies as st
from warcio.warcwriter import WARCWriter

from pipelines.ingestion.readers import arc, warc
from pipelines.ingestion.records import Record, Reject

from .samples import PAGE, arc_record, response, warc_record


def read(data: bytes) -> list[Record | Reject]:
    return list(warc.read(io.BytesIO(data)))


def reasons(results: list[Record | Reject]) -> list[str | None]:
    return [result.reason if isinstance(result, Reject) else None for result in results]


def chunked(body: bytes) -> bytes:
    pieces = [body[start : start + 50] for start in range(0, len(body), 50)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def test_a_page_has_the_address_of_its_record_and_the_bytes_of_its_body() -> None:
    data = warc_record(b"x", "warcinfo") + warc_record(response())
    info, page = read(data)
    assert isinstance(info, Reject)
    assert isinstance(page, Record)
    assert (info.reason, page.locator, page.url, page.source) == (
        "not_an_article", "record:2", "http://news.example/a", "news.example"
    )  # fmt: skip
    assert data[page.byte_start : page.byte_end] == PAGE


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"Transfer-Encoding: chunked\r\n", chunked(PAGE)),
        (b"Content-Encoding: gzip\r\n", gzip.compress(PAGE)),
        (b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", chunked(gzip.compress(PAGE))),
    ],
)
def test_a_body_that_is_packed_is_read_and_its_place_is_that_of_the_record(head: bytes, body: bytes) -> None:
    [plain] = read(warc_record(response()))
    data = warc_record(response(body, b"Content-Type: text/html; charset=utf-8\r\n" + head))
    [page] = read(data)
    assert isinstance(plain, Record)
    assert isinstance(page, Record)
    assert (page.text, page.title, page.below) == (plain.text, plain.title, {})
    assert data[page.byte_start : page.byte_end] == body == page.data
    assert "chunked or compressed" in page.notes[-1]


# Letters without order, which compression leaves long, so that a body cut by its half still holds the article.
LONG = PAGE.replace(b"</body>", b"<!--" + base64.b64encode(hashlib.shake_128(b"x").digest(9_000)) + b"--></body>")
CHUNKED, GZIP, DEFLATE = (
    b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: gzip\r\n",
    b"Content-Encoding: deflate\r\n",
)
BODIES = [
    (CHUNKED, chunked(LONG)),
    (GZIP, gzip.compress(LONG)),
    (DEFLATE, zlib.compress(LONG)),
    (DEFLATE, zlib.compress(LONG)[2:-4]),
    (CHUNKED + GZIP, chunked(gzip.compress(LONG))),
    (f"Content-Length: {len(LONG)}\r\n".encode(), LONG),
]


@pytest.mark.parametrize(("head", "body"), BODIES)
def test_a_body_that_is_cut_is_noted_and_a_whole_one_is_not(head: bytes, body: bytes) -> None:
    head = b"Content-Type: text/html; charset=utf-8\r\n" + head
    [whole] = read(warc_record(response(body, head)))
    [part] = read(warc_record(response(body[: len(body) // 2], head)))
    assert isinstance(whole, Record)
    assert isinstance(part, Record)
    assert whole.text == part.text
    assert ["is cut" in " ".join(found.notes) for found in (whole, part)] == [False, True]


def test_chunks_without_the_last_are_noted() -> None:
    [found] = read(warc_record(response(chunked(PAGE).removesuffix(b"0\r\n\r\n"), CHUNKED)))
    assert isinstance(found, Record)
    assert "is cut" in found.notes[-1]


def test_a_record_that_says_it_is_cut_is_noted() -> None:
    data = warc_record(response()).replace(b"WARC-Type", b"WARC-Truncated: length\r\nWARC-Type", 1)
    [found] = read(data)
    assert isinstance(found, Record)
    assert found.notes[-1].endswith("WARC-Truncated is 'length'")
    assert found.below["text"]


def test_all_members_of_a_packed_body_are_read() -> None:
    first, second = PAGE[:150], PAGE[150:]
    head = b"Content-Type: text/html; charset=utf-8\r\n" + GZIP
    [plain] = read(warc_record(response()))
    [found] = read(warc_record(response(gzip.compress(first) + gzip.compress(second), head)))
    assert isinstance(plain, Record)
    assert isinstance(found, Record)
    assert (found.text, "is cut" in " ".join(found.notes)) == (plain.text, False)


@pytest.mark.parametrize("head", [b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n"])
def test_a_body_that_only_says_it_is_packed_keeps_its_bytes(head: bytes) -> None:
    [page] = read(warc_record(response(PAGE, head)))
    assert isinstance(page, Record)
    assert page.below["text"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (response().replace(b"200 OK", b"404 Not Found"), "not_an_article"),
        (response(head=b"Content-Type: image/png\r\n"), "not_an_article"),
        (response(head=b"Content-Encoding: br\r\n"), "unknown_encoding"),
        (b"words", "bad_response"),
        (b"HTTP/1.1 200 OK\r\n", "bad_response"),
        (response(b"<p>No article.</p>"), "no_text"),
    ],
)
def test_what_is_no_page_is_said(content: bytes, reason: str) -> None:
    assert reasons(read(warc_record(content))) == [reason]


def test_what_is_broken_costs_no_more_than_itself() -> None:
    whole = warc_record(response())
    long = whole.replace(b"Content-Length: ", b"Content-Length: 9")
    short = whole.replace(b"Content-Length: ", b"Content-Length: 1\r\nX-Was: ")
    data = b"junk\r\nmore\r\n" + whole + b"WARC/1.0\r\nno header\r\n\r\n" + short + whole
    assert reasons(read(data)) == ["bad_record", None, "bad_record", "bad_response", "bad_record", None]
    assert reasons(read(whole + long)) == [None, "truncated"]
    cut = read(whole + whole[:-50])
    assert (reasons(cut), cut[-1].byte_end) == ([None, "truncated"], 2 * len(whole) - 50)


def test_the_text_of_a_wet_is_an_article() -> None:
    data = warc_record("Ein Café.\n".encode(), "conversion", "text/plain")
    [found] = read(data)
    assert isinstance(found, Record)
    assert (found.text, found.url, found.title) == ("Ein Café.\n", "http://news.example/a", None)
    assert data[found.byte_start : found.byte_end] == "Ein Café.\n".encode()


def test_an_arc_is_read_like_a_warc() -> None:
    odd = arc_record(response(), "http://news.example/a b")
    data = arc_record(b"1 0 x\n", "filedesc://a.arc") + odd + b"junk\n" + arc_record(response())[:-30]
    results = list(arc.read(io.BytesIO(data)))
    assert reasons(results) == ["not_an_article", None, "bad_record", "truncated"]
    assert isinstance(results[1], Record)
    assert (results[1].url, data[results[1].byte_start : results[1].byte_end]) == ("http://news.example/a b", PAGE)


@given(
    st.lists(st.tuples(st.sampled_from(["metadata", "resource", "conversion"]), st.binary(max_size=200)), max_size=6)
)
def test_records_are_those_that_fastwarc_finds_in_what_warcio_writes(wanted: list[tuple[str, bytes]]) -> None:
    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=False)
    for kind, content in wanted:
        record = writer.create_warc_record(
            "http://x.example/",
            kind,
            payload=io.BytesIO(content),
            warc_content_type="application/x",
            length=len(content),
        )
        writer.write_record(record)
    data = stream.getvalue()
    found = [result for result in read(data) if result.reason != "empty"] if data else []  # type: ignore[union-attr]
    theirs = list(ArchiveIterator(io.BytesIO(data), parse_http=False)) if data else []
    assert len(found) == len(theirs) == len(wanted)
    for ours, (_, content) in zip(found, wanted, strict=True):
        assert data[ours.byte_start : ours.byte_end].endswith(content)
