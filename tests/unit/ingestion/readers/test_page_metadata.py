"""What pages say about themselves: which date, which names, which of several articles, and broken JSON-LD."""

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


def linked_data(script: str) -> str:
    return page(f'<script type="application/ld+json">{script}</script>')


@pytest.mark.parametrize(
    ("head", "published_at"),
    [
        ('<meta property="article:published_time" content="2026-03-04T07:15:00-05:00">', "2026-03-04T07:15:00-05:00"),
        ('<meta name="parsely-pub-date" content="2026-03-04T12:15:00Z">', "2026-03-04T12:15:00Z"),
        # The sure place decides the day, whatever else is more precise.
        ('<meta name="pubdate" content="2026-03-04"><meta name="date" content="2025-01-01T10:10:10Z">', "2026-03-04"),
        # Midnight is how programs write a bare day.
        (
            '<meta name="pubdate" content="2026-03-04T00:00:00Z"><meta name="date" content="2026-03-04 10:10">',
            "2026-03-04 10:10",
        ),
        # The publisher's own zone says the publisher's day.
        (
            '<meta name="pubdate" content="2026-03-05T02:00Z"><meta name="date" content="2026-03-04T21:00:00-05:00">',
            "2026-03-04T21:00:00-05:00",
        ),
        ('<meta property="article:modified_time" content="2026-03-04T07:15:00Z">', None),
        ('<meta property="og:url" content="https://x.example/2026/03/04/a">', "2026-03-04"),
        ('<meta property="og:url" content="https://x.example/2026/13/44/a">', None),
    ],
)
def test_which_date_is_taken(head: str, published_at: str | None) -> None:
    assert record(page(head)).published_at == published_at


@pytest.mark.parametrize("written", ["yesterday", "Monday", "03/04/2026", "10 minutes ago", "x" * 200])
def test_a_date_that_is_not_certain_becomes_a_note(written: str) -> None:
    found = record(page(f'<meta name="pubdate" content="{written}">'))
    assert found.published_at is None
    assert [note.partition(":")[0] for note in found.notes] == ["published_at"]


def test_no_date_is_guessed_from_the_text() -> None:
    found = record(page(body=PARAGRAPHS + "<p>Published March 4, 2026. Copyright 2019. It was the 5 May 2020.</p>"))
    assert (found.published_at, found.notes) == (None, ())


@pytest.mark.parametrize(
    ("author", "authors"),
    [
        ('"Ann Lee"', ("Ann Lee",)),
        ('{"name": "BY ANN LEE &amp; Bo Ek"}', ("ANN LEE", "Bo Ek")),
        ('["Ann Lee", {"name": "ann lee"}, null, 7, ["Bo Ek"]]', ("Ann Lee", "Bo Ek")),
        ('{"name": ["Ann Lee", "Bo Ek, Reporter"]}', ("Ann Lee", "Bo Ek")),
        ('"https://x.example/ann"', ()),
        ('[{"name": "a@b.example"}, "@ann", "(Image: PA)", "Staff", "Wire Staff"]', ()),
        ('{"@id": "#nobody"}', ()),
        ('{"name": {"name": "Ann Lee"}}', ()),
    ],
)
def test_names_of_authors(author: str, authors: tuple[str, ...]) -> None:
    script = f'{{"@type": "Article", "author": {author}, "publisher": {{"name": "Wire"}}}}'
    found = record(linked_data(script))
    assert (found.authors, found.source, found.notes) == (authors, "Wire", ())


def test_the_article_is_told_from_others_by_its_address() -> None:
    script = """[{"@type": "NewsArticle", "headline": "Another", "author": "Not She", "url": "https://x.example/b"},
     {"@type": "NewsArticle", "headline": "This", "author": "Ann Lee",
      "mainEntityOfPage": {"@id": "https://x.example/a"}},
     {"@type": "ItemList", "itemListElement": [
      {"@type": "NewsArticle", "url": "https://x.example/a", "author": "Nor He"}]}]
    """
    head = '<link rel="canonical" href="/a"><meta property="og:url" content="https://x.example/a?x=1">'
    found = record(page(f'{head}<script type="application/ld+json">{script}</script>'))
    assert (found.title, found.authors, found.url) == ("This", ("Ann Lee",), "https://x.example/a")


@pytest.mark.parametrize(
    "script",
    ['{"@type": "NewsArticle", "author": ', "var x = 1;", "[" * 100_000, '{"a": 1' + "0" * 5000 + "}", "{'a': 'b'}"],
)
def test_broken_json_ld_is_left_out_with_a_note(script: str) -> None:
    found = record(linked_data(script))
    assert (found.text, found.authors, len(found.notes)) == (BODY, (), 1)
    assert found.notes[0].startswith("JSON-LD is not JSON: ")


@pytest.mark.parametrize(
    "script",
    ["<!-- {} -->", "//<![CDATA[\n{}\n//]]>", "{};", "\ufeff{}", "[[], null, 3, {}]"],
)
def test_json_ld_in_old_wrappings_is_read(script: str) -> None:
    article = '{"@type": "http://schema.org/NewsArticle", "headline": "Two\nlines", "author": "\\ud83d"}'
    found = record(linked_data(script.replace("{}", article)))
    assert (found.title, found.authors, found.notes) == ("Two lines", (), ())


def test_addresses_that_are_none_are_left_out() -> None:
    for href in ("/a", "javascript:void(0)", "http://[", "https://x y", "mailto:a@b.example", ""):
        assert record(page(f'<link rel="canonical" href="{href}">')).url is None


def test_of_headings_that_are_as_much_like_the_title_the_longest_is_taken() -> None:
    head = "<title>Ten harbours of the north | Coastal | Coast TV</title>"
    found = record(page(head, f"<h1>Coastal</h1><h1>Ten harbours of the north</h1>{PARAGRAPHS}"))
    assert found.title == "Ten harbours of the north"
