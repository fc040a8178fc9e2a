"""Encodings of pages: mark, declaration, UTF-8, detection."""

import codecs
import io

import pytest

from pipelines.ingestion.readers import html
from pipelines.ingestion.records import Record

BODY = (
    "The harbour of Port Vell reopened on Tuesday after a storm that closed it for three days, officials said.\n"
    "“We lost two cranes – no more,” said the harbour master, Ines Ferrer, who had feared far worse damage.\n"
    "Ferries to the islands sail again from Wednesday morning; the café on the pier stays closed until spring."
)
PARAGRAPHS = "".join(f"<p>{line}</p>\n" for line in BODY.split("\n"))


def record(data: bytes | str) -> Record:
    (result,) = html.read(io.BytesIO(data.encode() if isinstance(data, str) else data))
    assert isinstance(result, Record), result
    return result


def page(head: str = "", body: str = PARAGRAPHS) -> str:
    return f"<html><head>{head}</head><body><article>{body}</article></body></html>"


@pytest.mark.parametrize(
    ("head", "encoding", "used"),
    [
        ('<meta charset="utf-8">', "utf-8", "utf-8"),
        ("", "utf-8", "utf-8"),
        ('<meta charset="iso-8859-1">', "cp1252", "cp1252"),
        ("", "cp1252", "cp1252"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=Windows-1252">', "cp1252", "cp1252"),
        # Declared wrongly, either way.
        ('<meta charset="iso-8859-1">', "utf-8", "utf-8"),
        ("<meta charset=utf-8>", "cp1252", "cp1252"),
        ("<meta charset=no-such-thing>", "cp1252", "cp1252"),
        ("<meta charset=zlib>", "cp1252", "cp1252"),
        ("<!-- <meta charset=koi8-r> -->", "cp1252", "cp1252"),
        ("x" * 1024 + "<meta charset=koi8-r>", "cp1252", "cp1252"),
        ("<meta charset=gbk>", "gb18030", "gb18030"),
        ("<meta charset=macintosh>", "mac-roman", "mac-roman"),
    ],
)
def test_encodings_by_declaration(head: str, encoding: str, used: str) -> None:
    found = record(page(head).encode(encoding))
    assert (found.text, found.encoding) == (BODY, used)


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE])
def test_a_byte_order_mark_beats_the_declaration(mark: bytes) -> None:
    encoding = "utf-8" if mark == codecs.BOM_UTF8 else "utf-16-le"
    found = record(mark + page("<meta charset=koi8-r>").encode(encoding))
    assert (found.text, found.encoding) == (BODY, encoding)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Порт снова открыт после сильного шторма, сообщили власти города во вторник утром. ", "cp1251"),
        ("台風のために三日間閉鎖されていた港が火曜日に再開されたと当局者が明らかにした。", "cp932"),
    ],
)
def test_encodings_by_detection(text: str, encoding: str) -> None:
    found = record(page(body=f"<p>{text * 5}</p>").encode(encoding))
    assert found.text.strip() == (text * 5).strip()


@pytest.mark.parametrize("head", ["", "<meta charset=utf-8>"])
def test_utf_8_with_a_broken_byte_is_not_garbled(head: str) -> None:
    data = page(head, PARAGRAPHS * 9).encode()
    found = record(data.replace(b"for three", b"for \xe2 three", 1))
    assert found.text.startswith(BODY.replace("for three", "for \ufffd three"))
    assert (found.encoding, found.notes) == (
        "utf-8",
        ("encoding: UTF-8 with broken bytes, read as U+FFFD (1 in all)",),
    )
