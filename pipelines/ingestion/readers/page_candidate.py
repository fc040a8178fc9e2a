"""A second opinion about where the article is, for pages on which the extractor found little or took links for text:
the deepest element that holds most of the page's sentences."""

from collections import Counter
from collections.abc import Sequence

from pipelines.ingestion.readers.page_blocks import Block
from pipelines.ingestion.readers.page_lines import Line
from pipelines.ingestion.readers.page_regions import Regions
from pipelines.ingestion.readers.page_text import solid
from pipelines.ingestion.readers.page_tree import Element

# A line of so many characters and so few links is a paragraph.
_LONG = 60
_LINKED = 0.3
# An article holds such a share of the page's paragraphs.
_SHARE = 0.6
_MIN_SIZE = 500
# Designs draw these beside a quote, as lines of their own.
_QUOTES = '“”„‟‘’"«»'
# The extractor is overruled if the paragraphs that it found, wherever, are less than this share of those there.
_SHARE_FOUND = 0.35


def better_choice(lines: Sequence[Line], shown: Sequence[Block]) -> list[Line]:
    """The extractor's lines, or those of the element that holds most of the page's paragraphs, if what it
    found is but a part of that."""
    regions = Regions()
    paragraphs = {
        place: len(block.solid)
        for place, block in enumerate(shown)
        if _is_long(block) and not regions.is_apart(block.element)
    }
    element, inside = _holder(shown, paragraphs)
    found = sum(len(solid(line.text)) for line in lines if line.block is None or _is_long(line.block))
    size = sum(paragraphs[place] for place in inside)
    if element is None or size < _MIN_SIZE or found >= _SHARE_FOUND * size:
        return list(lines)
    return [
        Line(shown[place].text, place, shown[place], shown[place].element)
        for place in range(inside[0], inside[-1] + 1)
        if element in _around(shown[place].element) and shown[place].solid.strip(_QUOTES)
    ]


def _is_long(block: Block) -> bool:
    return len(block.solid) >= _LONG and not block.is_all(block.linked, _LINKED)


def _holder(shown: Sequence[Block], paragraphs: dict[int, int]) -> tuple[Element | None, list[int]]:
    """The deepest element with so large a share of the paragraphs, and their places."""
    held: Counter[Element] = Counter()
    for place, size in paragraphs.items():
        for element in _around(shown[place].element):
            held[element] += size
    most = _SHARE * sum(paragraphs.values())
    for place in paragraphs:
        for element in _around(shown[place].element):
            if held[element] >= most:
                return element, [at for at in paragraphs if element in _around(shown[at].element)]
    return None, []


def _around(element: Element) -> list[Element]:
    """The element and those around it, the nearest first; less body and html, which hold everything."""
    found = []
    part: Element | None = element
    while part is not None and part.tag not in ("body", "html"):
        found.append(part)
        part = part.getparent()
    return found
