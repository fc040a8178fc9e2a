"""The article's body: trafilatura's choice of lines, looked at again with the page's own elements at hand.

What is taken out here is not article text, so no edit tells of it; each line that is left is text that the page shows.
"""

import logging
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence

from pipelines.ingestion.readers.page_blocks import Block
from pipelines.ingestion.readers.page_candidate import better_choice
from pipelines.ingestion.readers.page_edges import key, trimmed
from pipelines.ingestion.readers.page_lines import Line, is_said_by_the_page
from pipelines.ingestion.readers.page_metadata import PageMetadata
from pipelines.ingestion.readers.page_regions import Regions, holds_comments
from pipelines.ingestion.readers.page_standfirst import standfirst
from pipelines.ingestion.readers.page_text import solid
from pipelines.ingestion.readers.page_tree import Element

# What trafilatura writes before the items of a list.
LIST_MARK = "-"
# A rule about regions that would take so much is wrong about the page.
_MOST = 0.5
_LEAST = 0.2
# Characters of a block that a line of several blocks is known by.
_MIN_BEGINNING, _MAX_BEGINNING = 4, 400


def read_body(tree: Element, shown: Sequence[Block], metadata: PageMetadata) -> str:
    """The article's paragraphs, one a line; "" where there is no article. `shown`: the lines of the page."""
    text = _extracted(tree)
    if not text:
        return ""
    lines = better_choice(located(text, shown), shown)
    titles = {key(block.text) for block in shown if block.element.tag in ("h1", "title")} - {""}
    regions = Regions(_core(lines))
    lines = _kept(lines, [not (line.element is not None and regions.is_apart(line.element)) for line in lines], _LEAST)
    lines = _kept(lines, [not is_said_by_the_page(line) for line in lines], _MOST)
    lines = trimmed(lines, metadata, titles)
    if first := standfirst(shown, lines, metadata.title, list(map(solid, metadata.descriptions))):
        lines.insert(0, first)
    return "\n".join(line.text for line in lines)


def _extracted(tree: Element) -> str | None:
    """trafilatura's text, one paragraph a line.

    Its memory of texts seen before stays off (`deduplicate`), so a page gives the same text in any order of pages.
    """
    import trafilatura  # here, for it takes half a second, and a run without pages need not wait

    # It tells of every page without text; the reject says so already.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL + 1)
    found = trafilatura.bare_extraction(
        tree, fast=True, include_comments=False, include_tables=False, deduplicate=False
    )
    return None if found is None or isinstance(found, dict) else found.text


def located(text: str, shown: Sequence[Block]) -> list[Line]:
    """The text's lines with the blocks that show them, in the page's order as far as lines that stand twice leave a
    choice."""
    places: dict[str, list[int]] = {}
    for place, block in enumerate(shown):
        places.setdefault(block.solid, []).append(place)
    lines: list[Line] = []
    latest = -1
    for line in text.split("\n"):
        wanted = solid(line)
        if not wanted:
            continue
        found = places.get(wanted) or places.get(wanted.removeprefix(LIST_MARK))
        if found:
            latest = _next(found, latest)
            lines.append(Line(line, latest, shown[latest], shown[latest].element))
        elif begun := _beginnings(wanted.removeprefix(LIST_MARK), places):
            latest = _next(begun, latest)
            lines.append(Line(line, latest, None, shown[latest].element))
        else:
            lines.append(Line(line, latest, None))
    return lines


def _next(places: Sequence[int], latest: int) -> int:
    """The first of these ascending places after the latest, or else the first."""
    after = bisect_right(places, latest)
    return places[after if after < len(places) else 0]


def _beginnings(wanted: str, places: Mapping[str, Sequence[int]]) -> Sequence[int]:
    """Where the longest block stands that a line begins with."""
    lengths = range(min(len(wanted), _MAX_BEGINNING), _MIN_BEGINNING - 1, -1)
    return next((places[wanted[:length]] for length in lengths if wanted[:length] in places), ())


def _core(lines: Sequence[Line]) -> set[Element]:
    """Elements that hold more than half of the text: their names are about the whole article."""
    held: Counter[Element] = Counter()
    total = 0
    for line in lines:
        if line.element is not None:
            size = len(line.text)
            total += size
            part: Element | None = line.element.getparent()
            while part is not None:
                held[part] += size
                part = part.getparent()
    return {element for element, size in held.items() if size > _MOST * total and not holds_comments(element)}


def _kept(lines: Sequence[Line], is_kept: Sequence[bool], least: float) -> list[Line]:
    """The lines that a rule leaves; all of them if fewer than this share of the text would be left."""
    kept = [line for line, keeps in zip(lines, is_kept, strict=True) if keeps]
    left, total = (sum(len(line.text) for line in some) for some in (kept, lines))
    return kept if left >= least * total else list(lines)
