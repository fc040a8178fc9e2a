"""A small, whole file of every format, written for these tests."""

import io
import json

import pyarrow as pa
import pyarrow.parquet as pq

PAGE = b"""<!DOCTYPE html><html><head><title>Ferry opens</title><meta charset="utf-8"></head>
<body><article><h1>Ferry opens</h1>
<p>The new ferry opened on Monday with a short ceremony in the caf\xc3\xa9 beside the old harbour wall.</p>
<p>Passengers said they had waited for the service for years &amp; were glad of it.</p></article></body></html>"""
RECORDS = [
    {
        "id": "1",
        "title": "Ferry \u201copens\u201d",
        "text": 'He said "yes".\nCaf\u00e9 \U0001f600 \\ end',
        "date": "2026-03-04",
    },
    {"id": 2, "maintext": "Second story.", "date_publish": "2026-03-05 10:00:00", "source_domain": "a.example"},
]


def response(page: bytes = PAGE, head: bytes = b"Content-Type: text/html\r\n") -> bytes:
    return b"HTTP/1.1 200 OK\r\n" + head + b"\r\n" + page


def warc_record(
    content: bytes, kind: str = "response", media_type: str = "application/http; msgtype=response"
) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://news.example/a\r\n"
        f"Content-Type: {media_type}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"


def arc_record(content: bytes, url: str = "http://news.example/a") -> bytes:
    return f"{url} 127.0.0.1 20260304000000 text/html {len(content)}\n".encode() + content + b"\n"


def parquet_file(rows: list[dict[str, object]], rows_in_a_group: int = 1000) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), stream, row_group_size=rows_in_a_group)
    return stream.getvalue()


RSS = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Harbour &amp; Coast</title>
<item><title>Ferry &#8220;opens&#8221;</title><link>http://news.example/a?x=1&amp;y=2</link>
<guid isPermaLink="false">7</guid>
<pubDate>Wed, 04 Mar 2026 10:00:00 GMT</pubDate><dc:creator>By Ann Lee and Bo Ek</dc:creator>
<description>Short.</description>
<content:encoded><![CDATA[<p>The ferry &amp; the <b>caf\u00e9</b> opened.</p>
<p>It\u2019s   late.</p>]]></content:encoded></item>
<item><title>Two</title>
<description>&lt;p&gt;AT&amp;amp;T said \U0001f600&lt;/p&gt;&lt;p&gt;No.&lt;/p&gt;</description></item>
</channel></rss>""".encode()
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Wire</title><entry><title type="text">a &lt; b</title>
<link rel="self" href="http://x.example/s"/><link href="http://x.example/1"/><id>urn:1</id>
<updated>2026-03-04T10:00:00Z</updated>
<author><name>Ann Lee</name></author><content type="xhtml"><div><p>One &amp; two.</p><p>Three</p></div></content>
</entry></feed>"""
SGML = b"""<!DOCTYPE lewis SYSTEM "lewis.dtd">
<REUTERS TOPICS="YES" NEWID="1"><DATE>26-FEB-1987 15:01:01.79</DATE>
<TEXT>&#2;<TITLE>COCOA &lt;BAHIA> REVIEW</TITLE><DATELINE>    SALVADOR, Feb 26 - </DATELINE><BODY>Showers continued
in the zone, AT&amp;T said.
 Reuter
&#3;</BODY></TEXT>
</REUTERS>
<REUTERS NEWID="2"><TEXT TYPE="BRIEF"><TITLE>ONLY A HEADLINE</TITLE></TEXT></REUTERS>
"""
CSV = (
    "id,Title,text,author\r\n"
    '1,"Ferry, ""opens""","He said ""yes"".\r\nCaf\u00e9 \U0001f600",Ann Lee\r\n2,Two,Plain,\r\n'
).encode()
WARC = (
    warc_record(b"software: x\r\n", "warcinfo", "application/warc-fields")
    + warc_record(response())
    + warc_record("A plain caf\u00e9 text.".encode(), "conversion", "text/plain")
)
FILES: dict[str, bytes] = {
    ".txt": "---\ntitle: A title\nauthors: [x]\n---\nThe caf\u00e9 text.\n".encode(),
    ".html": PAGE,
    ".htm": PAGE,
    ".jsonl": b"\n".join(json.dumps(one).encode() for one in RECORDS),
    ".ndjson": b"\n".join(json.dumps(one, ensure_ascii=False).encode() for one in RECORDS),
    ".json": json.dumps(RECORDS, indent=1).encode(),
    ".csv": CSV,
    ".tsv": CSV.replace(b",", b"\t"),
    ".parquet": parquet_file([{"text": "One.", "title": "a"}, {"text": "Two.", "title": None}], 1),
    ".warc": WARC,
    ".wat": WARC,
    ".wet": WARC,
    ".arc": arc_record(b"1 0 x\n", "filedesc://a.arc") + arc_record(response()),
    ".rss": RSS,
    ".atom": ATOM,
    ".xml": RSS,
    ".sgm": SGML,
    ".sgml": SGML,
}
