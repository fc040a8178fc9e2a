"""When the extractor's lines give way to the page's paragraphs, and when not."""

from collections.abc import Sequence

from pipelines.ingestion.readers.page_blocks import Block, blocks
from pipelines.ingestion.readers.page_candidate import better_choice
from pipelines.ingestion.readers.page_lines import Line
from pipelines.ingestion.readers.page_tree import parse_page

PARAGRAPHS = [
    f"In the {n}th year of the wall the sea rose once more, and nobody in the town was glad of it." for n in range(12)
]
TEASERS = [f"Ten things that you must know about the harbour before you go there, part {n}" for n in range(4)]
PAGE = (
    "<html><body><div class='list'>"
    + "".join(f"<a href='/{n}'><h2>{teaser}</h2></a>" for n, teaser in enumerate(TEASERS))
    + "</div><div class='story'><h1>The wall</h1>"
    + "".join(f"<div><p>{paragraph}</p></div>" for paragraph in PARAGRAPHS)
    + "<p>The end</p></div></body></html>"
)


def shown(page: str) -> list[Block]:
    tree = parse_page(page)
    assert tree is not None
    return blocks(tree)


def chosen(texts: Sequence[str], found: Sequence[Block]) -> list[Line]:
    places = {block.text: place for place, block in enumerate(found)}
    return [Line(text, places[text], found[places[text]], found[places[text]].element) for text in texts]


def texts(lines: Sequence[Line]) -> list[str]:
    return [line.text for line in lines]


def test_links_taken_for_text_give_way_to_the_paragraphs() -> None:
    found = shown(PAGE)
    assert texts(better_choice(chosen(TEASERS, found), found)) == PARAGRAPHS


def test_a_third_of_the_paragraphs_gives_way_and_half_does_not() -> None:
    found = shown(PAGE)
    assert texts(better_choice(chosen(PARAGRAPHS[:3], found), found)) == PARAGRAPHS
    assert texts(better_choice(chosen(PARAGRAPHS[:6], found), found)) == PARAGRAPHS[:6]


def test_paragraphs_of_comments_are_no_article() -> None:
    found = shown(PAGE.replace("class='story'", "class='comments'"))
    assert texts(better_choice(chosen(TEASERS, found), found)) == TEASERS


def test_a_few_sentences_overrule_nothing() -> None:
    found = shown(
        "<html><body><h2>Ten things to know</h2><div>" + f"<p>{PARAGRAPHS[0]}</p>" * 3 + "</div></body></html>"
    )
    assert texts(better_choice(chosen(["Ten things to know"], found), found)) == ["Ten things to know"]


def test_text_is_measured_without_its_blanks() -> None:
    words = [" ".join("wall" for _ in range(22)) + f" {n}." for n in range(20)]
    found = shown("<html><body><div>" + "".join(f"<p>{line}</p>" for line in words) + "</div></body></html>")
    assert len(" ".join(words[:6])) > 0.35 * sum(len(block.solid) for block in found)
    assert texts(better_choice(chosen(words[:6], found), found)) == words


def test_quotation_marks_that_stand_alone_are_no_lines() -> None:
    found = shown(PAGE.replace("<p>The end</p>", "<p>“„</p><p>The end</p>").replace("<h1>", "<p>„</p><h1>"))
    assert not {"“„", "„"} & set(texts(better_choice(chosen(TEASERS, found), found)))
