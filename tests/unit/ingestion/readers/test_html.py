"""HTML pages: four whole ones, pages that are none, and any bytes at all."""

import codecs
import gzip
import io
import logging
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingestion.inputs import ingest
from pipelines.ingestion.objects import find_files
from pipelines.ingestion.readers import html
from pipelines.ingestion.records import Record, Reject

BODY = (
    "The harbour of Port Vell reopened on Tuesday after a storm that closed it for three days, officials said.\n"
    "“We lost two cranes – no more,” said the harbour master, Ines Ferrer, who had feared far worse damage.\n"
    "Ferries to the islands sail again from Wednesday morning; the café on the pier stays closed until spring."
)
PARAGRAPHS = "".join(f"<p>{line}</p>\n" for line in BODY.split("\n"))

# A news site of today: JSON-LD in a graph, persons by reference, chrome around the article.
GRAPH = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<title>Port Vell reopens after storm | The Coast Herald</title>
<link rel="canonical" href="https://coastherald.example/2026/03/04/port-vell">
<meta property="og:title" content="Port Vell reopens after storm">
<meta property="og:site_name" content="The Coast Herald">
<meta property="article:published_time" content="2026-03-04">
<script type="application/ld+json">{{"@context": "https://schema.org", "@graph": [
 {{"@type": "Organization", "@id": "#org", "name": "Coast Media"}},
 {{"@type": "Person", "@id": "#ann", "name": "Ann Lee"}},
 {{"@type": ["NewsArticle"], "headline": "Port Vell reopens", "datePublished": "2026-03-04T07:15:00+01:00",
  "dateModified": "2026-03-05T09:00:00+01:00", "publisher": {{"@id": "#org"}},
  "author": [{{"@id": "#ann"}}, {{"@type": "Person", "name": "Bo Ek"}}, {{"name": "The Coast Herald"}}]}}]}}</script>
</head><body><header><h1>The Coast Herald</h1></header><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Harbour of Port Vell reopens after storm</h1>
{PARAGRAPHS}</article>
<aside><p>Read more: ten harbours to visit before the summer comes.</p></aside>
<footer>© The Coast Herald. All rights reserved.</footer></body></html>"""

# An older one: meta tags and microdata only, the date most precise in the least certain place.
META = f"""<html><head><title>Port Vell reopens - Daily Example</title>
<meta property="og:title" content="Port Vell reopens - Daily Example">
<meta property="og:site_name" content="Daily Example">
<meta property="og:url" content="https://daily.example/a?id=7">
<meta name="author" content="By Ann Lee, Bo Ek Jr. and Carla Díaz"><meta name="date" content="2026-03-04"></head>
<body><div id="content"><div class="article-body">
<time itemprop="datePublished" datetime="2026-03-04T18:30:00Z">Wednesday</time>
{PARAGRAPHS}</div></div></body></html>"""

# XHTML of the old days in an old encoding; nothing but a byline, and a day in the address.
XHTML = f"""<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Port Vell reopens</title>
<link rel="canonical" href="http://www.old.example/2026/3/4/port.html" /></head>
<body><h1>Port Vell reopens</h1><div class="byline author">By Ann Lee</div><div class="entry-content">
{PARAGRAPHS}</div></body></html>"""

# No html, no head, nothing closed, no facts but a relative day.
BARE = "<h1>Port Vell reopens<p>" + BODY.replace("\n", "\n<p>") + "<p><time>Monday</time>"

PAGES = [GRAPH, META, XHTML, BARE]


def read(data: bytes | str) -> Record | Reject:
    (result,) = html.read(io.BytesIO(data.encode() if isinstance(data, str) else data))
    return result


def record(data: bytes | str) -> Record:
    result = read(data)
    assert isinstance(result, Record), result
    return result


def reject(data: bytes | str) -> Reject:
    result = read(data)
    assert isinstance(result, Reject), result
    return result


def page(head: str = "", body: str = PARAGRAPHS) -> str:
    return f"<html><head>{head}</head><body><article>{body}</article></body></html>"


def test_a_page_with_json_ld_in_a_graph() -> None:
    found = record(GRAPH)
    assert found.text == BODY  # the headline is the title
    assert (found.title, found.source) == ("Harbour of Port Vell reopens after storm", "The Coast Herald")
    assert found.url == "https://coastherald.example/2026/03/04/port-vell"
    assert (found.authors, found.published_at) == (("Ann Lee", "Bo Ek"), "2026-03-04T07:15:00+01:00")
    assert (found.external_id, found.encoding, found.notes) == (None, "utf-8", ())
    assert (found.locator, found.byte_start, found.byte_end) == ("whole", 0, len(GRAPH.encode()))
    assert found.data == GRAPH.encode()


def test_a_page_with_meta_tags_only() -> None:
    found = record(META)
    assert found.text == BODY
    assert (found.title, found.source, found.url) == (
        "Port Vell reopens",
        "Daily Example",
        "https://daily.example/a?id=7",
    )
    assert found.authors == ("Ann Lee", "Bo Ek Jr.", "Carla Díaz")
    assert (found.published_at, found.notes) == ("2026-03-04T18:30:00Z", ())


def test_old_xhtml_in_windows_1252() -> None:
    found = record(XHTML.encode("cp1252"))
    assert found.text == BODY
    assert (found.title, found.source, found.encoding) == ("Port Vell reopens", "old.example", "cp1252")
    assert (found.authors, found.published_at) == (("Ann Lee",), "2026-03-04")


def test_a_bare_page_with_nothing_closed() -> None:
    found = record(BARE)
    assert found.text.endswith(BODY)
    assert (found.title, found.source, found.url, found.authors) == ("Port Vell reopens", None, None, ())
    assert (found.published_at, found.notes) == (None, ())


def test_a_text_file_that_is_called_html() -> None:
    assert record(BODY).text.split() == BODY.split()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (codecs.BOM_UTF8, "no_text"),
        (b"<html><head><title>x</title></head><body></body></html>", "no_text"),
        (b"<!-- only a comment", "no_text"),
        (b"<script>var a = 1;</script>", "no_text"),
        (b"<?xml version='1.0'?>", "no_text"),
        (b"<html>\0</html>", "binary"),
        (bytes(range(256)), "binary"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8", "undecodable"),
        (codecs.BOM_UTF32_BE + b"text", "undecodable"),
        (b"<p>" + b"word " * 50 + b"\x81\x8d", "undecodable"),
        (b"<div>" * 1_000_000, "too_complex"),
        (b"<p>x" * 1_000_000, "too_complex"),
        (b"<p " + b"".join(b"a%d " % n for n in range(100_000)) + b">text", "too_complex"),
        (b"x" * (html.MAX_PAGE_BYTES + 5_000_000), "too_large"),
    ],
)
def test_a_page_without_article_is_rejected_with_its_size(data: bytes, reason: str) -> None:
    found = reject(data)
    assert (found.reason, found.byte_start, found.byte_end) == (reason, 0, len(data))
    assert found.error


def test_an_extractor_that_fails_costs_only_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("trafilatura.bare_extraction", fail)
    assert reject(GRAPH).reason == "extraction_failed"


def test_a_page_gives_the_same_in_any_order_and_number() -> None:
    first = [read(text) for text in PAGES]
    assert [read(text) for text in PAGES * 4] == first * 4
    assert [read(text) for text in reversed(PAGES)] == first[::-1]


def test_nothing_is_fetched_logged_or_printed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a page was fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    with caplog.at_level(logging.WARNING):
        for data in (*PAGES, "<html></html>", "x", page('<script src="https://x.example/a.js"></script>')):
            read(data)
    assert (capfd.readouterr(), caplog.messages) == (("", ""), [])


def test_html_htm_and_gz_are_read_from_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(GRAPH, encoding="utf-8")
    (tmp_path / "b.HTM").write_text(META, encoding="utf-8")
    (tmp_path / "c.html.gz").write_bytes(gzip.compress(XHTML.encode("cp1252")))
    done = ingest(find_files([tmp_path]))
    assert done.inputs.select("path", "status", "media_type").rows() == [
        (name, "article", "text/html") for name in ("a.html", "b.HTM", "c.html.gz")
    ]
    assert done.raw_articles["published_precision"].to_list() == ["second", "second", "day"]


_PIECES = st.one_of(
    st.sampled_from(
        ["<", ">", "</", "<!--", "-->", "<![CDATA[", "]]>", '"', "'", "{", "}", "[", ",", "&#0;", "&#xD800;"]
    ),
    st.sampled_from(["<p>", "</article>", "<script>", "</script>", "<svg/>", "<table>", "<base href='//['>", "<h1>"]),
    st.sampled_from(["<time datetime=", '<meta charset="utf-16">', "<meta name=author content=", "2026-03-04"]),
    st.sampled_from(["\x00", "\x0b", "\ufffe", "é", "\U0001f600", "\\ud800"]),
)


@given(st.binary(max_size=300), st.sampled_from([b"", b"<html><body><p>", codecs.BOM_UTF16_BE]))
def test_any_bytes_give_one_record_or_one_reject(data: bytes, start: bytes) -> None:
    result = read(start + data)
    assert (result.byte_start, result.byte_end) == (0, len(start + data))


@given(st.sampled_from(PAGES), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 400), _PIECES), max_size=8))
def test_a_mutilated_page_gives_one_record_or_one_reject(text: str, cuts: list[tuple[float, int, str]]) -> None:
    for place, length, piece in cuts:
        at = int(place * len(text))
        text = text[:at] + piece + text[at + length :]
    result = read(text)
    assert result.byte_end == len(text.encode())
    if isinstance(result, Record):
        result.text.encode()
