"""What a page shows: as the parser of the reader has it, on any soup of markup, and where each character stands."""

import html
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from pipelines.ingestion.readers.page_text import PageText, runs, shown, solid
from pipelines.ingestion.readers.page_tree import parse_page

UNSHOWN = {"script", "style", "iframe", "noembed", "noframes", "xmp", "textarea", "plaintext"}
SOUP = [
    *(
        "a",
        "b ",
        "\n",
        "é",
        "'",
        '"',
        "=",
        ">",
        "<",
        "&",
        "</",
        "<!",
        "/>",
        "<!--",
        "-->",
        "--!>",
        "<!-->",
        "<![CDATA[",
        "]]>",
    ),
    *(
        "<?php",
        "?>",
        "<p>",
        "<b>",
        "</b >",
        "<br/>",
        "<x:y>",
        '<a href="',
        "<div class=x>",
        "<i title='x>y'>",
        "<h1>",
        "</h1>",
    ),
    *("<script>", "</script>", "<SCRIPT>", "</ScRiPt >", "<script/>", "<style>", "</style>", "<iframe>", "</iframe>"),
    *(
        "<textarea>",
        "</textarea>",
        "<xmp>",
        "</xmp>",
        "&amp;",
        "&nbsp",
        "&copy",
        "&notit;",
        "&#146;",
        "&#x2019;",
        "&#0;",
    ),
    *("&bogus;", "&lt;"),
]


def shown_by_parser(page: str) -> str:
    """Solid text of the tree that the reader sees, less what no reader of an article sees."""
    found = []
    for event, element in etree.iterwalk(parse_page(page), events=("start", "end")):
        around = {ancestor.tag for ancestor in element.iterancestors()}
        if event == "start" and not UNSHOWN & (around | {element.tag}):
            found.append(element.text or "")
        elif event == "end" and around and not UNSHOWN & around:
            found.append(element.tail or "")
    return solid(html.unescape("".join(found)))


@given(st.lists(st.sampled_from(SOUP), max_size=14).map("".join))
def test_soup_shows_what_the_parser_of_the_reader_finds(soup: str) -> None:
    page = f"<html><body>q{soup}"
    assert PageText(page).solid == shown_by_parser(page)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("AT&amp;T", "AT&T"),
        ("Caf&eacute; d&#39;Or", "Café d'Or"),
        ("it&#146;s &#x92; 5&#128;", "it’s ’ 5€"),  # numbers of Windows-1252, as browsers read them
        ("a&nbsp;b&nbspc", "a\xa0b\xa0c"),
        ("&notit; &bogus; a & b &#; &hellip", "¬it; &bogus; a & b &#; &hellip"),  # without semicolon: old names only
        ("&amp;quot;x&amp;quot;", '"x"'),  # escaped twice by the publisher
        ("Keir <b>Star</b>mer", "Keir Starmer"),
        ("a<!-- b > c --!>d<!-->e", "ade"),
        ("a<![CDATA[b]]>c", "ac"),
        ("a<?php b ?>c</ d>e</>f", "acef"),
        ("1 < 2, <3", "1 < 2, <3"),
        ("<a title='>b' href=\"'>\">c</a>", "c"),
        ("a<style>b</style>c<script>'</b>' d</script >e", "ace"),
        ("a<script><!-- <script> </script> b --></script>c", "ac"),  # a script within a comment within a script
        ("a<script src='x'/>b", "ab"),
        ("a<script>b", "a"),
        ("a<p title='b", "a"),
        ("a<!-- b", "a"),
        ("a</", "a</"),
    ],
)
def test_stretch_shows(markup: str, expected: str) -> None:
    assert shown(markup) == expected


def test_runs_say_where_each_character_stands() -> None:
    raw = "A &amp; B&notit;"
    assert [(run.solid, raw[run.start - 7 : run.end - 7], run.is_plain) for run in runs(raw, 7)] == [
        ("A", "A", True),
        ("&", "&amp;", False),
        ("B", "B", True),
        ("¬", "&not", False),
        ("it;", "it;", True),
    ]


@given(st.text(alphabet="a é\u200b\xad\n&;#x13lt<", max_size=30))
def test_runs_hold_the_solid_text(raw: str) -> None:
    raw = raw.replace("<", "")
    assert "".join(run.solid for run in runs(raw)) == solid(shown(raw))


def test_title_ends_where_something_like_markup_begins() -> None:
    page = PageText("<title>One &amp; <b> two</title><p>three</p>")
    assert page.solid == "One&\0three"
    assert page.titles == [(0, 5)]


@pytest.mark.parametrize(
    "piece",
    [
        *("<", "<a ", "<!--", "<!", "</", '<a b="', "<a b='c' d=\"", "<a =", "<title>", "<textarea>", "<script>"),
        *("<script/>", "<script><!--<script>", "<script type=ld+json>", "&amp;", "&", "&#1", "<h1>x", "<h1>x</h1>"),
        *("<p>a</p>", "\0"),
    ],
)
def test_hostile_page_is_read_in_one_pass(piece: str) -> None:
    """Were it not, a page of this size would take longer than anybody waits."""
    assert len(PageText(piece * 200_000).solid) <= len(piece) * 200_000


def test_number_of_any_length_is_no_error() -> None:
    assert PageText("a&#" + "1" * 10_000 + ";b").solid.endswith("b")


def test_any_characters_are_read() -> None:
    generator = random.Random(1)  # noqa: S311
    for _ in range(300):
        PageText(
            "".join(chr(generator.choice((generator.randrange(128), generator.randrange(0x11000)))) for _ in range(80))
        )
