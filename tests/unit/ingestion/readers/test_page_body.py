"""Which lines of a page are the article: every rule with a page that shows it, and one that it must leave alone."""

import io

import pytest

from pipelines.ingestion.readers import html
from pipelines.ingestion.readers.page_alignment import shows
from pipelines.ingestion.records import Record

LINES = [
    "The harbour of Port Vell reopened on Tuesday after a storm that closed it for three days, officials said.",
    "“We lost two cranes – no more,” said the harbour master, Ines Ferrer, who had feared far worse damage.",
    "Ferries to the islands sail again from Wednesday morning; the café on the pier stays closed until spring.",
    "The council will vote next week on a wall of stone that would cost the town nine million, twice its budget.",
    "Fishermen who spoke on the quay wanted it built at once, and shopkeepers in the old town did not want it.",
    "A first plan for such a wall was drawn a century ago and lies in the archive, where few have ever seen it.",
]
TITLE = "Harbour of Port Vell reopens after storm"
HEAD = f"""<title>{TITLE} | The Coast Herald</title><meta property="og:title" content="{TITLE}">
<meta property="og:site_name" content="The Coast Herald"><meta name="author" content="Ann Lee">"""


def text(body: str, head: str = HEAD) -> str:
    page = f'<html><head>{head}</head><body class="has-sidebar no-comments"><main>{body}</main></body></html>'
    (record,) = html.read(io.BytesIO(page.encode()))
    assert isinstance(record, Record), record
    for segment in record.below["text"]:
        if segment.kind in ("copied", "decoded"):
            assert shows(
                page.encode()[segment.lower_start : segment.lower_end].decode(),
                record.text[segment.start : segment.end],
            )
    return record.text


def article(*, above: str = "", between: str = "", below: str = "") -> str:
    paragraphs = [f"<p>{line}</p>" for line in LINES]
    return (
        f"<article><h1>{TITLE}</h1>{above}{''.join(paragraphs[:3])}{between}{''.join(paragraphs[3:])}{below}</article>"
    )


BODY = "\n".join(LINES)


@pytest.mark.parametrize(
    "chrome",
    [
        '<p><strong>MORE: <a href="/a">Ten harbours to visit before the summer comes to an end</a></strong></p>',
        '<p>Lesen Sie auch: <a href="/a">Zehn Häfen, die man vor dem Sommer gesehen haben muss</a></p>',
        '<p><a href="/a">Ten harbours to visit before the summer comes to an end</a></p>',
        "<p>(Photo: Coast Herald / Agency)</p>",
        "<p>Advertisement</p>",
        "<p>Story continues below advertisement</p>",
        '<p><em>Sign up for our morning newsletter <a href="/n">here</a> and never miss a storm.</em></p>',
        '<p>We may earn a commission from links on this page. <a href="/d">Learn more</a>.</p>',
        '<div class="inline-newsletter"><p>The best of the coast, every morning, and it costs you nothing.</p></div>',
        '<div class="mol-img-group"><p class="imageCaption">A crane lies across the quay after the storm</p></div>',
        '<blockquote class="twitter-tweet"><p>The harbour is closed until further notice, all ships.</p></blockquote>',
        '<div style="display: none"><p>Please log in again. The login page opens in a new window.</p></div>',
        "<aside><p>The wall in figures: three hundred metres long, nine metres high, and forty years late.</p></aside>",
    ],
)
def test_what_pages_put_between_paragraphs_is_left_out(chrome: str) -> None:
    assert text(article(between=chrome)) == BODY


@pytest.mark.parametrize(
    "line",
    [
        '<p>The <a href="/wall">wall of stone that the town of Port Vell has planned</a> divides it.</p>',
        "<p>Related costs: nobody at the town hall would say on Monday what they would amount to.</p>",
        "<p>More than forty people signed up for the newsletter of the council on the day of the storm.</p>",
        "<p>“Read more about the sea,” he said, and the photographer by his side laughed at that.</p>",
        '<h2 id="share-and-newsletter" class="toc">How the town will share the cost</h2>',
        '<div class="overflow-hidden md:hidden"><p>Nobody was hurt in the storm, the harbour master said.</p></div>',
        "<p><i>Sirocco</i> was the name of the ship that sank, the largest of the four that lay at the quay.</p>",
    ],
)
def test_lines_of_the_article_that_look_like_it_stay(line: str) -> None:
    words = "".join(character for character in line.partition(">")[2] if character not in "<>/")
    found = text(article(between=line)).split("\n")
    assert len(found) == len(LINES) + 1, words


@pytest.mark.parametrize(
    "chrome",
    [
        "<p>Ann Lee is a reporter at the Coast Herald, where she covers harbours and the weather.</p>",
        "<p>Bo Ek can be reached at bo.ek@coastherald.example.</p>",
        "<p>Reporting by Ann Lee and Bo Ek; Editing by Carla Díaz</p>",
        "<p>Bo Ek contributed to this report.</p>",
        "<p>Copyright 2026 The Coast Herald. All rights reserved.</p>",
        "<p>This article was originally published by the Island Post.</p>",
        "<p>This article appeared in the print edition under the headline “Open”</p><p>From the March edition</p>",
        "<p><em>The Coast Herald does not take money from the harbour or from its owners.</em></p>",
        '<p>RELATED STORIES</p><p><a href="/a">Storm closes the harbour</a></p><p><a href="/b">Cranes fall</a></p>',
        '<h3>More from us</h3><ul><li><a href="/a">Storm</a></li><li><a href="/b">Cranes</a> Two fell</li></ul>',
        '<h3><a href="/a">Storm closes the harbour</a></h3><p>All ships stay out until further notice.</p>'
        '<h3><a href="/b">Cranes fall on the quay</a></h3><p>Two are lost and nobody is hurt.</p>',
        '<div class="link-stack"><h3>Our best</h3><ul><li><a href="/a">A storm</a> in a glass.</li></ul></div>',
        "<p>What do you think about the wall? Let us know in the comments.</p>",
        '<p>Follow the Coast Herald on <a href="/x">Facebook</a></p>',
        "<p>—Island Agency</p>",
        "<p>___</p><p>Lee reported from the island of Sant Pere and from the mainland, where ferries were late.</p>",
        "<p>Photographer: Dana Voss</p><p>Editor: Carla Díaz</p><p>Makeup: Eve Moe at Studio</p>",
        "<p><b>Photographer</b> Dana Voss</p><p><b>Editor</b> Carla Díaz</p>"
        "<p><b>Makeup artist and stylist</b> Eve Moe at The Wall Group for The Coast Herald</p>",
        "<p>[CLIP: Waves, and the wind]</p>",
        "<p>TOP TEN RIGHT NOW</p>",
        "<p>[1] Archive of the town, plan 17, sheet 3.</p>",
        "<p>The Coast Herald</p>",
        "<h2>What comes next</h2>",
        '<p class="tagline">She has lived on the coast for forty years and has a boat of her own.</p>',
    ],
)
def test_what_stands_below_the_last_sentence_is_left_out(chrome: str) -> None:
    assert text(article(below=chrome)) == BODY


def test_a_list_article_with_links_for_headings_stays() -> None:
    places = "".join(f'<h3><a href="/{n}">Harbour number {n}</a></h3><p>{line}</p>' for n, line in enumerate(LINES * 2))
    assert text(article(below=places)).endswith(LINES[-1])
    assert "Harbour number 0" in text(article(below=places))


@pytest.mark.parametrize(
    "last",
    [
        "The minister is a former editor of the newspaper, and he did not answer any of our questions on Tuesday.",
        "Follow the coast road for an hour and you come to the next harbour, which no storm has ever closed.",
        "“Read the plan,” she said.",
        "[The plan] will be voted on next week, and nobody in the town knows what comes of it [or when].",
        "“NEVER AGAIN.”",
        "(Reporting by Ann Lee; Editing by Carla Díaz)",
        "Bo Ek, the mayor, said that the copyright in the plan of 1926 lies with the family of the engineer.",
        "Watch what happens when the wind turns, and you know why people here distrust the sea and the council.",
    ],
)
def test_a_last_sentence_stays(last: str) -> None:
    assert text(article(below=f"<p>{last}</p>")) == f"{BODY}\n{last}"


@pytest.mark.parametrize(
    "chrome",
    [
        f"<h2>{TITLE}</h2>",
        "<p>By Ann Lee</p>",
        "<p>Ann Lee - March 4, 2026</p>",
        "<p>Published: 4 March 2026, 9:15 am</p>",
        "<p>5 min read</p>",
        "<p>HARBOUR</p><p>Ann Lee - March 4, 2026</p>",
        '<p><em>This story was originally published in our <a href="/m">March issue</a>.</em></p>',
    ],
)
def test_bylines_dates_and_repeated_titles_above_the_first_sentence_are_left_out(chrome: str) -> None:
    assert text(article(above=chrome)) == BODY


def test_what_stands_above_the_headline_is_left_out() -> None:
    notice = "<p>This article has been reviewed according to our editorial process.</p><p>proofread</p>"
    assert text(article().replace("<article>", f"<article>{notice}")) == BODY


@pytest.mark.parametrize(
    "standfirst",
    [
        '<div class="article-dek">Two cranes are lost, and a century-old plan is out of the drawer</div>',
        "<h2>Two cranes are lost, and a century-old plan is out of the drawer</h2>",
        "<p>Two cranes are lost, and a century-old plan is out of the drawer</p>",
    ],
)
def test_a_standfirst_begins_the_article(standfirst: str) -> None:
    line = "Two cranes are lost, and a century-old plan is out of the drawer"
    head = f'{HEAD}<meta name="description" content="{line}">' if standfirst.startswith("<p>") else HEAD
    body = article().replace("<article>", "<section>").replace("</article>", "</section>")
    body = body.replace("<section>", "").replace(
        f"<h1>{TITLE}</h1>", f"<header><h1>{TITLE}</h1>{standfirst}</header><article>", 1
    )
    assert text(body.replace("</section>", "</article>"), head) == f"{line}\n{BODY}"


@pytest.mark.parametrize(
    ("line", "is_taken"),
    [
        ("Two cranes are lost, and a century-old plan is out of the drawer", True),
        ("Two cranes lost.", True),
        ("Commentary", False),
        ("From our archive", False),
        ("By Ann Lee and Bo Ek of the Coast Herald", False),
    ],
)
def test_a_line_called_a_standfirst_is_one_in_any_box(line: str, is_taken: bool) -> None:
    box = f'<div class="byline-social"><p>Ann Lee</p><p class="strapline">{line}</p></div>'
    header = f"<header><h1>{TITLE}</h1>{box}</header>"
    found = text(header + article().replace(f"<h1>{TITLE}</h1>", ""))
    assert found == (f"{line}\n{BODY}" if is_taken else BODY)


@pytest.mark.parametrize(
    "line",
    ["By Ann Lee and Bo Ek of the Coast Herald", "Published on March 4, 2026 at noon", "Too short", "The crane " * 90],
)
def test_a_byline_or_a_long_text_is_no_standfirst(line: str) -> None:
    header = f'<header><h1>{TITLE}</h1><p class="article-dek">{line}</p></header>'
    assert text(header + article().replace(f"<h1>{TITLE}</h1>", "")) == BODY


def test_comments_longer_than_the_article_are_left_out() -> None:
    comments = "".join(
        f"<li><span>reader{n}</span><p>I think that {line.lower()} And that is all I have to say about it.</p></li>"
        for n, line in enumerate(LINES * 3)
    )
    assert text(article() + f'<div class="forum-comments"><ul class="comments-list">{comments}</ul></div>') == BODY


def test_a_rule_that_would_take_most_of_the_page_is_not_followed() -> None:
    body = (
        article().replace("<article>", '<article><div class="share promo">').replace("</article>", "</div></article>")
    )
    assert text(body) == BODY


@pytest.mark.parametrize(
    "body",
    [
        '<div class="x">' * 200 + f"<p>{BODY}</p>" + "</div>" * 200,
        f"<article>{'<h2>Related stories</h2>' * 3000}<p>{BODY}</p></article>",
        f"<article>{f'<p>{LINES[0]}</p>' * 3000}</article>",
        f"<article><p>{BODY * 300}</p></article>",
        f'<article class="{"aB-" * 20_000}"><p>{BODY}</p></article>',
    ],
)
def test_pages_made_to_hurt_are_read(body: str) -> None:
    assert LINES[0] in text(body)
