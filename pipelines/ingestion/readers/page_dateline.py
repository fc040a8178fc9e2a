"""What readers see next to the headline: the day that the article carries, and who wrote it."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from pipelines.ingestion.dates import parse_published
from pipelines.ingestion.readers.page_blocks import Block
from pipelines.ingestion.readers.page_regions import names

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(
    rf"""(?:{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d|(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?\.?\s+{_MONTH}\.?,?\s+(?:19|20)\d\d
      |(?<!\d)(?:19|20)\d\d-\d\d-\d\d)(?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2})[:.](\d\d)(?::\d\d)?\s*([ap])?\.?(?:m\b)?", re.IGNORECASE)
# A date so labelled is not that of publication, or not that of this article.
_OTHER = re.compile(
    r"(?:edited|revised|last|reviewed|events?|from|until|since)\W{0,3}(?:\w{2,9}\W{1,3}){0,2}$", re.IGNORECASE
)
_CHANGE = re.compile(r"(?:updated?|modified)\W{0,3}(?:\w{2,9}\W{1,3}){0,2}$", re.IGNORECASE)
_BYLINE = re.compile(
    r"^\W*(?:(?:story|text|words|written|reported|posted)\s+)?by\b[\s:—–-]*(?P<names>[^\W\d_].{2,150})$", re.IGNORECASE
)
_APART = re.compile(
    r"(?:^|[ -])(?:captions?|credits?|related|recirc|recommended|trending|popular|comments?|figure|lateral"
    r"|sidebar)(?=$|[ -])"
)
# Publishers keep the line with the date in boxes of all names; this one is about the element itself.
_DATED = re.compile(r"(?:^|-)(?:date|dateline|datetime|timestamp|published|modified|updated)(?=$|-)")
# Lines around the headline, and words of a line, within which a date is the article's.
_BEFORE, _AFTER = 4, 14
_MAX_WORDS = 18
# Longer lines are text; below the second of them, the article has begun.
_PARAGRAPH_WORDS = 25
_MAX_LINE = 300


class Shown(NamedTuple):
    """A day as shown on the page, and the clock time beside it in minutes of the day; None where there is none.
    `is_change`: the page calls it the day of the last change, and shows no other."""

    day: date
    minutes: int | None
    is_change: bool = False


def shown_date(shown: Sequence[Block], title: str | None) -> Shown | None:
    """The first date next to the headline that is not said to be that of a change, or else the first that is. Relative
    words are none."""
    change = None
    for block in _around(shown, title):
        if len(block.text.split()) > _MAX_WORDS:
            continue
        for found in _DATE.finditer(block.text):
            before = block.text[max(found.start() - 40, 0) : found.start()]
            is_change = bool(_CHANGE.search(before))
            if (is_change and change) or (not is_change and _OTHER.search(before)):
                continue
            try:
                day = parse_published(found[0]).day
            except ValueError:
                continue
            if day is not None and not is_change:
                return Shown(day, _minutes(block.text, found))
            if day is not None:
                change = Shown(day, _minutes(block.text, found), is_change=True)
    return change


def shown_byline(shown: Sequence[Block], title: str | None) -> str | None:
    """The names after the first "By" next to the headline."""
    for block in _around(shown, title):
        if len(block.text.split()) <= _MAX_WORDS and (found := _BYLINE.match(block.text)):
            line = found["names"]
            end = _DATE.search(line)
            return (line[: end.start()] if end else line).strip(" ,|•·-–—")
    return None


def _around(shown: Sequence[Block], title: str | None) -> Iterator[Block]:
    """The lines next to the headline: those below it as far as the text, then those above."""
    headline = _headline(shown, title)
    if headline is None:
        return
    paragraphs = 0
    for block in shown[headline + 1 : headline + 1 + _AFTER]:
        paragraphs += len(block.text.split()) >= _PARAGRAPH_WORDS
        if paragraphs > 1:
            break
        if _may_tell(block):
            yield block
    yield from filter(_may_tell, reversed(shown[max(headline - _BEFORE, 0) : headline]))


def _headline(shown: Sequence[Block], title: str | None) -> int | None:
    """Where the headline stands: an h1 that is the title, else any line that is, else the only h1."""
    wanted = _key(title or "")
    same = [place for place, block in enumerate(shown) if wanted and _key(block.text) == wanted]
    headings = [place for place, block in enumerate(shown) if block.element.tag == "h1"]
    both = [place for place in same if shown[place].element.tag == "h1"]
    return next(iter((*both, *same, *(headings if len(headings) == 1 else ()))), None)


def _may_tell(block: Block) -> bool:
    if len(block.text) > _MAX_LINE or block.element.tag in ("figcaption", "title"):
        return False
    parent = block.element.getparent()
    # A name that speaks of a date outdoes the others of its own element ("caption wiki-page-date-modified").
    around = [] if any(map(_DATED.search, names(block.element).split())) else [block.element]
    return not any(_APART.search(names(element)) for element in (*around, *([] if parent is None else [parent])))


def _minutes(text: str, found: re.Match[str]) -> int | None:
    clock = _CLOCK.search(text, found.end(), found.end() + 20) or _CLOCK.search(text, 0, found.start())
    if clock is None or int(clock[1]) > 23 or int(clock[2]) > 59:
        return None
    hours = int(clock[1])
    if clock[3]:
        hours = hours % 12 + 12 * (clock[3].lower() == "p")
    return hours * 60 + int(clock[2])


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
