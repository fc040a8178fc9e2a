"""Text aligned with its page: every character where it was put, whatever stands between, and no raise on any page."""

import html
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingestion.readers.page_alignment import align, align_title, shows
from pipelines.ingestion.readers.page_text import PageText, solid
from pipelines.lineage.segments import Segment, lower_span

LEAD = "The harbour of Port Vell reopened on Tuesday after a storm, officials said."
MORE = "Ferries to the islands sail again from Wednesday morning on all the lines."
END = "The café on the pier stays closed until the spring, said Ines Ferrer."


def proven(text: str, page: str, segments: list[Segment]) -> list[Segment]:
    """The segments, after everything that holds of any has been asserted."""
    assert [s.start for s in segments] + [len(text)] == [0] + [s.end for s in segments] if text else segments == []
    known = [s for s in segments if s.kind != "unaligned"]
    assert all(a.lower_end <= b.lower_start for a, b in pairwise(known))
    for segment in segments:
        above, below = text[segment.start : segment.end], page[segment.lower_start : segment.lower_end]
        assert above
        if segment.kind == "unaligned":
            assert segment[3:] == (0, 0)
        elif segment.kind == "inserted":
            assert below == ""
            assert solid(above) in ("", "-")
        else:
            assert below
            assert shows(below, above)
            assert segment.kind != "copied" or above == below
    for before, segment, after in zip(known, known[1:], known[2:], strict=False):
        if segment.kind == "decoded" and text[segment.start : segment.end].isspace():
            assert (before.lower_end, segment.lower_end) == (segment.lower_start, after.lower_start)
    return segments


def aligned(text: str, page: str) -> list[Segment]:
    return proven(text, page, align(text, PageText(page)))


def aligned_title(title: str, page: str) -> list[Segment]:
    return proven(title, page, align_title(title, PageText(page)))


def below(text: str, page: str, part: str, segments: list[Segment]) -> str:
    """The stretch of the page below a part of the text."""
    start = text.index(part)
    return page[slice(*lower_span(segments, start, start + len(part)))]


def kinds(text: str, page: str) -> list[tuple[str, str, str]]:
    return [(s.kind, text[s.start : s.end], page[s.lower_start : s.lower_end]) for s in aligned(text, page)]


@pytest.mark.parametrize(
    ("text", "page", "expected"),
    [
        ("Ann Lee", "<p>Ann Lee</p>", [("copied", "Ann Lee", "Ann Lee")]),
        (
            "at AT&T in",
            "at AT&amp;T in",
            [("copied", "at AT", "at AT"), ("decoded", "&", "&amp;"), ("copied", "T in", "T in")],
        ),
        (
            "Ann Lee",
            "Ann&nbsp;\nLee",
            [("copied", "Ann", "Ann"), ("decoded", " ", "&nbsp;\n"), ("copied", "Lee", "Lee")],
        ),
        ("Starmer", "<b>Star</b>mer", [("copied", "Star", "Star"), ("copied", "mer", "mer")]),
        ("Starmer", "Star\xadmer", [("copied", "Star", "Star"), ("copied", "mer", "mer")]),
        ("a\nb", "<p>a</p>\n<p>b</p>", [("copied", "a", "a"), ("decoded", "\n", "</p>\n<p>"), ("copied", "b", "b")]),
        ("a-\nb", "a-b", [("copied", "a-", "a-"), ("inserted", "\n", ""), ("copied", "b", "b")]),
        ("it’s", "it&#146;s", [("copied", "it", "it"), ("decoded", "’", "&#146;"), ("copied", "s", "s")]),
        ("", "<p>a</p>", []),
        (" \n", "<p>a</p>", [("unaligned", " \n", "")]),
        ("nowhere", "", [("unaligned", "nowhere", "")]),
    ],
)
def test_kinds_of_segments(text: str, page: str, expected: list[tuple[str, str, str]]) -> None:
    assert kinds(text, page) == expected


def test_what_the_extractor_dropped_is_below_nothing() -> None:
    page = f"<p>{LEAD}</p><figcaption>A crane. Photo: Ann Lee</figcaption><p>{MORE}</p>"
    assert kinds(f"{LEAD}\n{MORE}", page) == [("copied", LEAD, LEAD), ("inserted", "\n", ""), ("copied", MORE, MORE)]


def test_what_was_dropped_within_a_line_parts_it_there() -> None:
    page = LEAD.replace("storm", "storm <span>Advertisement</span>")
    assert [kind[1:] for kind in kinds(LEAD, page)] == [
        ("The harbour of Port Vell reopened on Tuesday after a storm",) * 2,
        (", officials said.",) * 2,
    ]


def test_mark_of_a_list_is_inserted_unless_the_page_shows_it() -> None:
    text = f"{LEAD}\n- one thing\n- another"
    listed = f"<p>{LEAD}</p><ul><li>one thing</li><li>another</li></ul>"
    assert [kind[1] for kind in kinds(text, listed) if kind[0] == "inserted"] == ["\n- ", "\n- "]
    dashes = f"<p>{LEAD}</p><p>- one thing<br>- another</p>"
    assert [kind[0] for kind in kinds(text, dashes)] == ["copied", "decoded", "copied", "decoded", "copied"]


def test_what_the_page_does_not_show_is_unaligned() -> None:
    page = f'<script>"{LEAD}"</script><!-- {LEAD} --><img alt="{LEAD}"><p>{MORE}</p>'
    assert [(s.kind, s.start) for s in aligned(f"{LEAD}\n{MORE}", page)] == [
        ("unaligned", 0),
        ("copied", len(LEAD) + 1),
    ]


def test_unclosed_tags_and_comments_end_the_text() -> None:
    for rest in (f"<p class='{MORE}", f"<!-- {MORE}", f"<script>{MORE}"):
        assert [s.kind for s in aligned(f"{LEAD}\n{MORE}", f"<p>{LEAD}{rest}")] == ["copied", "unaligned"]


def test_lead_that_is_a_teaser_too_is_that_of_the_article() -> None:
    page = f"<aside><a>{LEAD}</a></aside><nav>Ports</nav><p>{LEAD}</p><p>{MORE}</p><footer>{LEAD}</footer>"
    assert lower_span(aligned(f"{LEAD}\n{MORE}", page), 0, len(LEAD))[0] == page.index(f"<p>{LEAD}") + 3


def test_only_line_of_a_text_is_the_first_that_the_page_shows() -> None:
    page = f"<p>{LEAD}</p><footer>{LEAD}</footer>"
    assert aligned(LEAD, page) == [Segment("copied", 0, len(LEAD), 3, 3 + len(LEAD))]


def test_short_line_that_is_a_menu_entry_too_is_that_between_its_neighbours() -> None:
    menu = "<ul><li>Sport</li><li>Storm</li></ul>"
    page = f"{menu}<p>{LEAD} Sport.</p>{menu}<h2>Sport</h2><p>{MORE}</p>{menu}"
    text = f"{LEAD} Sport.\nSport\n{MORE}"
    at = text.index("Sport\n")
    assert lower_span(aligned(text, page), at, at + 5)[0] == page.index("<h2>") + 4


def test_line_out_of_order_is_unaligned_and_harms_no_other() -> None:
    page = f"<p>{MORE}</p><p>{LEAD}</p><p>{END}</p>"
    found = aligned(f"{LEAD}\n{MORE}\n{END}", page)
    assert (
        sum(s.end - s.start for s in found if s.kind == "unaligned") == len(MORE) + 2 == found[1].end - found[1].start
    )


def test_body_that_only_json_holds() -> None:
    body = f"{LEAD} <b>“{MORE}”</b>\n{END}"
    for ascii_only in (True, False):
        data = json.dumps({"articleBody": body}, ensure_ascii=ascii_only)
        page = f'<p>Please wait.</p><script type="application/ld+json">{data}</script>'
        text = f"{LEAD} “{MORE}”\n{END}"
        assert {s.kind for s in aligned(text, page)} <= {"copied", "decoded", "inserted"}
        assert below(text, page, "café", aligned(text, page)) in ("café", "caf\\u00e9")


TITLE = 'Port Vell’s "harbour" & café reopen'
QUOTED = html.escape(TITLE)
IN_JSON = json.dumps({"headline": TITLE})


@pytest.mark.parametrize(
    ("page", "place", "written"),
    [
        (f"<title>{QUOTED} | Herald</title><a>{QUOTED}</a><h1 class=x>{QUOTED}</h1>", "<h1 class=x>", QUOTED),
        (f"<meta property=og:title content='{QUOTED}'><title>{QUOTED} | Herald</title>", "<title>", QUOTED),
        (
            f'<meta name="description" content="{QUOTED}"><meta name="twitter:title" content="{QUOTED}">',
            'title" content="',
            QUOTED,
        ),
        (f"<script type='application/ld+json'>{IN_JSON}</script>", 'headline": "', IN_JSON[14:-2]),
        (f"<p>Before</p><h2>{QUOTED}</h2>", "<h2>", QUOTED),
    ],
)
def test_title_is_found_where_it_was_taken_from(page: str, place: str, written: str) -> None:
    segments = aligned_title(TITLE, page)
    start = page.index(place) + len(place)
    assert lower_span(segments, 0, len(TITLE)) == (start, start + len(written))
    assert "unaligned" not in {segment.kind for segment in segments}


def test_title_that_the_page_does_not_have_is_unaligned_as_a_whole() -> None:
    page = (
        f'<h1>Another title</h1><script>{IN_JSON}</script><script type=ld+json>"headline": 1, "headline": "\\x</script>'
    )
    assert aligned_title(TITLE, page) == [Segment("unaligned", 0, len(TITLE), 0, 0)]
    assert aligned_title("", page) == []


def test_what_shows_a_text() -> None:
    assert shows("AT&amp;<b>T</b>", "A T&T")
    assert shows("it\\u2019s", "it’s")
    assert not shows("<!-- Ann -->", "Ann")
    assert not shows("Ann", "Anna")


CHARACTERS = st.sampled_from("abcdefgé’&<>\"'漢")
WORDS = st.lists(st.text(alphabet=CHARACTERS, min_size=1, max_size=6), min_size=1, max_size=12)
BETWEEN = st.sampled_from(
    ["", "", "", "<b>", "</b>", "<!-- a -->", "\xad", "<script>if (a<b) {}</script>", "<a title='a>b'>"]
)
BLANKS = st.sampled_from([" ", " ", "\n", "&nbsp;", " <i> ", "\t<!-- b -->", "<br>\n", "&#32;"])
CHROME = st.sampled_from(
    ["", "<p>0123 456</p>", "<nav>Home <a>789</a></nav>\n", "<style>a {}</style>", "<!-- abc --><hr>"]
)


@given(st.data())
def test_every_character_is_found_where_it_was_put(data: st.DataObject) -> None:
    page, text = "<html><body>", ""
    expected: list[tuple[int, tuple[int, int]]] = []
    for number in range(data.draw(st.integers(1, 5))):
        page += data.draw(CHROME) + "<p>"
        text += "\n" if number else ""
        # Its number makes each word of the page one of its own, so that there is one right place.
        for index, word in enumerate(data.draw(WORDS)):
            if index:
                text, page = text + " ", page + data.draw(BLANKS)
            for character in f"[{number}.{index}]{word}":
                ways = [html.escape(character), f"&#{ord(character)};", f"&#x{ord(character):x};"]
                written = data.draw(st.sampled_from(ways[:1] * 6 + ways[1:]))
                expected.append((len(text), (len(page), len(page) + len(written))))
                text, page = text + character, page + written + data.draw(BETWEEN)
        page += data.draw(st.sampled_from(["</p>", "", "</p>\n\n", "</p></div>"]))
    segments = aligned(text, page)
    assert "unaligned" not in {segment.kind for segment in segments}
    assert [(at, lower_span(segments, at, at + 1)) for at, _ in expected] == expected


SOUP = st.lists(
    st.sampled_from(
        ["a", "b ", "ab", "\n", "<p>", "</b>", "<!--", "-->", "<script>", "</script>", "<title>", "<h1>", "&amp;"]
    )
    | st.sampled_from(
        ["&#146;", "&nbsp;", "&", "<", "\u200b", "\0", "- ", '{"headline": "ab"}', "<script type=ld+json>"]
    )
    | st.characters(),
    max_size=40,
).map("".join)


@given(SOUP, SOUP)
def test_any_text_on_any_page(text: str, page: str) -> None:
    aligned(text, page)
    aligned_title(text, page)
    assert align(text, PageText(page)) == align(text, PageText(page))


@pytest.mark.parametrize("piece", ["a ", "ab\n", "<p>a</p>", "a<i>b</i>", "&amp;", '"articleBody": "a'])
def test_hostile_text_is_aligned_within_bounds(piece: str) -> None:
    page = PageText("<p>" + piece * 20_000 + "<script type=ld+json>" + piece * 20_000)
    for text in (piece * 20_000, "ab ba\n" * 20_000, "a" * 20_000 + "b" + "a" * 20_000):
        assert align(text, page)[-1].end == len(text)
