"""The standfirst: the sentence or two below the headline that begin an article, and that extractors leave out."""

import re
from collections.abc import Sequence

from pipelines.ingestion.readers import page_endings as endings
from pipelines.ingestion.readers.page_blocks import Block
from pipelines.ingestion.readers.page_lines import Line, is_said_by_the_page
from pipelines.ingestion.readers.page_regions import names, names_chrome

_NAMES = re.compile(
    r"(?:^|[ -])(?:dek|deck|standfirst|stand-first|subhead|sub-head|subheading|sub-heading|subheadline|sub-headline"
    r"|subtitle|sub-title|subdeck|summary|strapline|teaser-text|lede|excerpt|intro"
    r"|introduction|chapo|vorspann|lead)(?=$|[ -])"
)
# Lines below the headline among which it is looked for.
_NEAR = 6
_MIN_WORDS, _MAX_WORDS = 5, 80


def standfirst(
    shown: Sequence[Block], lines: Sequence[Line], title: str | None, described: Sequence[str]
) -> Line | None:
    """The standfirst, if the text found so far has none. `described`: how the page describes itself, as solid text.

    It stands below the last headline above the text, and is named as such, or a heading of the second rank, or what the
    page is described with. A byline, a caption or a link is none.
    """
    if not lines or not title:
        return None
    first = next((line.place for line in lines if line.element is not None), 0)
    wanted = "".join(filter(str.isalnum, title.casefold()))
    headline = next((at for at in range(first - 1, -1, -1) if _key(shown[at]) == wanted), None)
    if headline is None:
        return None
    known = {line.place for line in lines}
    for place in range(headline + 1, min(headline + 1 + _NEAR, first)):
        block = shown[place]
        if place not in known and _is_standfirst(block, place == headline + 1, described):
            line = Line(block.text, place, block, block.element)
            return None if is_said_by_the_page(line) else line
    return None


def _key(block: Block) -> str:
    return "".join(filter(str.isalnum, block.solid.casefold()))


def _is_standfirst(block: Block, is_next: bool, described: Sequence[str]) -> bool:
    words = len(block.text.split())
    if not _MIN_WORDS <= words <= _MAX_WORDS or block.is_all(block.linked, 0.5) or endings.is_byline(block.text):
        return False
    parent = block.element.getparent()
    around = [block.element, parent] if parent is not None else [block.element]
    is_named = any(_NAMES.search(names(element)) for element in around)
    is_heading = is_next and block.element.tag in ("h2", "h3")
    is_described = any(block.solid == text for text in described)
    return (is_named or is_heading or is_described) and not any(map(names_chrome, around))
