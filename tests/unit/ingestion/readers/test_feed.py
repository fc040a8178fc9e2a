"""Feeds: what an item says, where it stands, and what a broken feed still gives. Compared with feedparser."""

import io

import feedparser
import pytest

from pipelines.ingestion.readers import READERS, feed
from pipelines.ingestion.records import Record, Reject
from pipelines.ingestion.source_segments import proven_segments

from .samples import ATOM, RSS


def read(data: bytes) -> list[Record | Reject]:
    return list(feed.read(io.BytesIO(data)))


def item(inner: str, declared: str = "utf-8", encoding: str = "utf-8") -> Record | Reject:
    data = (
        f'<?xml version="1.0" encoding="{declared}"?><rss><channel><title>T</title><item>{inner}</item></channel></rss>'
    )
    [found] = read(data.encode(encoding))
    return found


def record(inner: str, declared: str = "utf-8", encoding: str = "utf-8") -> Record:
    found = item(inner, declared, encoding)
    assert isinstance(found, Record), found
    for field in ("title", "text"):
        assert {s.kind for s in proven_segments(found, field, READERS[".rss"])} <= {"copied", "decoded"}
    return found


@pytest.mark.parametrize("data", [RSS, ATOM])
def test_items_have_the_fields_that_feedparser_finds(data: bytes) -> None:
    for ours, theirs in zip(read(data), feedparser.parse(io.BytesIO(data)).entries, strict=True):
        assert isinstance(ours, Record)
        assert (ours.external_id, ours.url) == (theirs.get("id"), theirs.get("link"))
        dates = [theirs[name] for name in ("published", "updated") if name in dict.keys(theirs)]
        assert ours.published_at == next(iter(dates), None)


def test_the_fullest_text_is_taken_as_it_is_shown() -> None:
    first, second = read(RSS)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.text, first.title) == ("The ferry & the café opened.\nIt’s late.", "Ferry “opens”")
    assert (first.source, first.authors) == ("Harbour & Coast", ("Ann Lee", "Bo Ek"))
    assert second.text == "AT&T said 😀\nNo."


def test_markup_in_atom_is_markup_and_text_is_text() -> None:
    [found] = read(ATOM)
    assert isinstance(found, Record)
    assert (found.title, found.text, found.url) == ("a < b", "One & two.\nThree", "http://x.example/1")


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<description>Plain &amp;amp; simple</description>", "Plain & simple"),
        ("<description><![CDATA[a]]> b<![CDATA[ c]]></description>", "a b c"),
        ("<description>&lt;b&gt;Bold&lt;/b&gt;, not &lt;/p&gt;&lt;p&gt; two</description>", "Bold, not\ntwo"),
        ("<description>x</description><content:encoded>\n</content:encoded>", "x"),
        ("<media:title>no</media:title><description>a<script>b</script>c</description>", "ac"),
        ("<description>A&nbsp;b &unknown; &#150; c</description>", "A\xa0b &unknown; – c"),
        ("<link><description>after what is never closed</description>", "after what is never closed"),
        ("<description>3 < 4 & 5</description>", "3 < 4 & 5"),
    ],
)
def test_text_is_what_is_shown(inner: str, text: str) -> None:
    assert record(inner).text == text


@pytest.mark.parametrize("encoding", ["iso-8859-2", "koi8-r", "euc-kr", "utf-16", "utf-32-be", "cp1252"])
def test_any_encoding_keeps_its_bytes(encoding: str) -> None:
    text = {"koi8-r": "Паром открыт", "euc-kr": "년 뉴스", "iso-8859-2": "Łódź"}.get(encoding, "Zoë’s")
    found = record(f"<description>{text} today</description>", encoding, encoding)
    assert found.text == f"{text} today"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<urlset><url><loc>http://x</loc></url></urlset>", "not_a_feed"),
        (b"<rss><channel><title>x</title></channel></rss>", "no_text"),
        (b"<rss><item><title>Only a title</title></item></rss>", "no_text"),
        (b"<rss><item><description>cut off", "bad_item"),
        (b"<rss><item><description><![CDATA[cut off</description></item>", None),
    ],
)
def test_what_gives_no_article_is_said(data: bytes, reason: str | None) -> None:
    [found] = read(data)
    assert (found.reason if isinstance(found, Reject) else None) == reason


def test_an_item_that_is_never_closed_costs_itself_alone() -> None:
    data = b"<rss><item><description>One</description><item><description>Two</description></item></rss>"
    first, second = read(data)
    assert isinstance(first, Reject)
    assert isinstance(second, Record)
    assert (first.reason, second.text) == ("bad_item", "Two")


def test_the_name_after_an_address_is_the_author() -> None:
    assert record("<author>a.lee@x.example (Ann Lee)</author><description>x</description>").authors == ("Ann Lee",)
    many = "a@" * 4_900
    assert record(f"<author>{many}</author><description>x</description>").authors == (many,)
    assert record("<author>" + "a@" * 200_000 + "</author><description>x</description>").authors == ()


def test_what_a_feed_has_commented_out_is_no_article() -> None:
    one, two = (b"<item><description>%b</description></item>" % text for text in (b"One.", b"Two."))
    hidden = b"<!-- <item><description>old</description></item> -->"
    assert shown(b"<rss>" + hidden + one + hidden + two + hidden + b"</rss>") == ["One.", "Two."]
    assert shown(b"<rss>" + one.replace(b"</item>", b"<!-- </item><item> --></item>") + two) == ["One.", "Two."]
    long = b"<!--" + hidden.strip(b"<>!-") * 10_000 + b"-->"  # longer than a piece of the stream
    assert shown(b"<rss>" + long + one + b"</rss>") == ["One."]


def test_a_comment_that_never_ends_hides_nothing() -> None:
    one = b"<item><description>One.</description></item>"
    assert shown(b"<rss><!-- " + one + b"</rss>") == ["One."]
    assert shown(b"<rss><!-- " + b" " * (9 << 20) + one + one + b"--></rss>") == ["One.", "One."]


@pytest.mark.parametrize("opening", [b"<!--", b"<![CDATA[", b"<item><!--", b"<item><![CDATA["])
def test_what_is_never_closed_is_searched_once(opening: bytes) -> None:
    data = b"<rss>" + opening * 20_000 + b"<item><description>One.</description></item>"
    assert shown(data)[-1] == "One."


def shown(data: bytes) -> list[str]:
    return [found.text if isinstance(found, Record) else f"({found.reason})" for found in read(data)]
