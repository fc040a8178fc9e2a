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
# An element so called by one name of its own is one in whatever box it stands, far from the headline, and in few words.
_NAME = re.compile(r"dek|deck|standfirst|stand-first|strapline|subheadline|sub-headline|subdeck")
# Lines below the headline among which it is looked for.
_NEAR, _FAR = 6, 10
_MIN_WORDS, _MAX_WORDS = 5, 80
_MIN_NAMED_WORDS = 3


def standfirst(
    shown: Sequence[Block], lines: Sequence[Line], title: str | None, described: Sequence[str]
) -> Line | None:
    """The standfirst, if the text found so far has none. `described`: how the page describes itself, as solid text.

    It stands below the last headline above the text, and is named as such (by one whole name, in whatever box), or is a
    heading of the second rank, or what the page is described with. A byline, a caption or a link is none.
    """
    if not lines or not title:
        return None
    first = next((line.place for line in lines if line.element is not None), 0)
    wanted = "".join(filter(str.isalnum, title.casefold()))
    headline = next((at for at in range(first - 1, -1, -1) if _key(shown[at]) == wanted), None)
    if headline is None:
        return None
    known = {line.place for line in lines}
    for place in range(headline + 1, min(headline + 1 + _FAR, first)):
        block = shown[place]
        if place not in known and (
            _is_called_so(block)
            or (place <= headline + _NEAR and _is_standfirst(block, place == headline + 1, described))
        ):
            line = Line(block.text, place, block, block.element)
            return None if is_said_by_the_page(line) else line
    return None


def _key(block: Block) -> str:
    return "".join(filter(str.isalnum, block.solid.casefold()))


def _is_called_so(block: Block) -> bool:
    """Whether the line's own element has such a name, and the line is a sentence or has enough words for one."""
    words = len(block.text.split())
    return (
        any(map(_NAME.fullmatch, names(block.element).split()))
        and words <= _MAX_WORDS
        and (words >= _MIN_WORDS or endings.is_sentence(block.text, _MIN_NAMED_WORDS - 1))
        and not endings.is_byline(block.text)
        and not block.is_all(block.linked, 0.5)
        and not names_chrome(block.element)
    )


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
