"""Text that was taken from a page, aligned with the page's characters, as segments; and what proves a segment.

The segments' lower layer is the decoded page, in code points. Lower spans of copied, decoded and inserted segments
ascend and do not overlap. An unaligned segment lies over 0:0: nothing is known of it.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from typing import NamedTuple

from pipelines.ingestion.readers.page_matching import Block, Line, match
from pipelines.ingestion.readers.page_text import PageText, Placed, decoded, placed, shown, solid
from pipelines.ingestion.readers.page_values import json_texts, meta_titles, shown_in_json
from pipelines.lineage.segments import Kind, Segment

# What the extractor writes before the items of a list, nested ones further in.
_LIST_MARK = re.compile(r" *- ")
_BODY_KEYS = ("articleBody", "reviewBody")
_TITLE_KEYS = ("headline",)
# Characters of a page's JSON-LD that are looked through; the longest of real bodies has a tenth.
_TITLE_BUDGET = 50_000
_BODY_BUDGET = 500_000
_ENOUGH = 0.5


class _Unit(NamedTuple):
    """Characters of the text and of the page that show the same. `is_next`: nothing is shown on the page between this
    and the unit before."""

    start: int
    end: int
    lower_start: int
    lower_end: int
    is_next: bool


def align(text: str, page: PageText) -> list[Segment]:
    """Segments of a body, one paragraph a line, over the page; [] for an empty text.

    A body of which the page shows less than half is looked for in the page's JSON-LD, where the extractor may have
    found it.
    """
    places = _solid_places(text)
    whole = "".join(map(text.__getitem__, places))
    lines = list(_lines(text, places))
    blocks = match(whole, lines, places, page.solid, page.node_starts)
    units = _joined(blocks, (_units_on_page(text, places, block, page) for block in blocks))
    covered = _length(blocks)
    if covered < _ENOUGH * len(whole):
        for found in json_texts(page, _BODY_KEYS, _BODY_BUDGET):
            other = "".join(run.solid for run in found)
            blocks = match(whole, lines, places, other, ()) if len(other) >= _ENOUGH * len(whole) else []
            if _length(blocks) > covered:
                covered = _length(blocks)
                below = placed(found)
                units = _joined(blocks, (list(_units(places, below, block)) for block in blocks))
    return _segments(text, page.page, units)


def align_title(title: str, page: PageText) -> list[Segment]:
    """Segments of a title over the page: where an h1 or title element shows it, else a meta tag, a JSON-LD headline,
    or any place that shows it; unaligned as a whole when there is none. [] for an empty title."""
    places = _solid_places(title)
    return _segments(title, page.page, list(_units_of_title(title, places, page)))


def shows(markup: str, text: str) -> bool:
    """Whether a stretch of the page shows this text, white space and what cannot be printed aside: as text between
    tags, as the value of an attribute, or as text in JSON. Holds for each copied and decoded segment."""
    wanted = solid(text)
    return any(solid(reading(markup)) == wanted for reading in (shown, decoded, shown_in_json))


def _solid_places(text: str) -> list[int]:
    """Where each solid character stands in the text. Of white space, only the blank is printable."""
    return list(compress(range(len(text)), map(str.isprintable, text.replace(" ", "\n"))))


def _lines(text: str, places: Sequence[int]) -> Iterator[Line]:
    """The lines of a text, as spans of its solid text."""
    raw_end = end = 0
    for raw in text.split("\n"):
        raw_end += len(raw) + 1
        begin, end = end, bisect_left(places, raw_end)
        start = begin + bool(_LIST_MARK.match(raw))
        if start < end:
            yield Line(begin, start, end)


def _units_of_title(title: str, places: Sequence[int], page: PageText) -> Iterator[_Unit]:
    whole = "".join(map(title.__getitem__, places))
    if not whole:
        return
    for start, end in (*page.headings, *page.titles):
        if (place := page.solid.find(whole, start, end)) >= 0:
            yield from _units_on_page(title, places, Block(0, place, len(whole)), page)
            return
    for found in (*meta_titles(page), *json_texts(page, _TITLE_KEYS, _TITLE_BUDGET)):
        if (place := "".join(run.solid for run in found).find(whole)) >= 0:
            yield from _units(places, placed(found), Block(0, place, len(whole)))
            return
    if (place := page.solid.find(whole)) >= 0:
        yield from _units_on_page(title, places, Block(0, place, len(whole)), page)


def _length(blocks: Sequence[Block]) -> int:
    return sum(block.length for block in blocks)


def _joined(blocks: Sequence[Block], units: Iterable[list[_Unit]]) -> list[_Unit]:
    """The units of all blocks; between blocks that do not touch on the page, something else is shown."""
    joined: list[_Unit] = []
    end = -1
    for block, found in zip(blocks, units, strict=True):
        if block.place != end and found:
            found[0] = found[0]._replace(is_next=False)
        joined += found
        end = block.place + block.length
    return joined


def _units_on_page(text: str, places: Sequence[int], block: Block, page: PageText) -> list[_Unit]:
    """The units of one block of shown text. `places`: of the text's solid characters. The first is next to whatever
    stands before the block on the page."""
    units = []
    shift = block.start - block.place
    stop = block.place + block.length
    for node in page.nodes(block.place, stop):
        if block.place <= node.start and node.end <= stop:
            raw = page.page[node.page_start : node.page_end]
            start = places[node.start + shift]
            lower_start = node.page_start + len(raw) - len(raw.lstrip())
            stripped = raw.strip()
            if "&" not in raw and text.startswith(stripped, start):  # the most: the text has the node as it is
                units.append(_Unit(start, start + len(stripped), lower_start, lower_start + len(stripped), True))
                continue
        units += _units(places, page.runs(node), block)
    return units


def _units(places: Sequence[int], below: Placed, block: Block) -> Iterator[_Unit]:
    """The units of that part of a block which lies in these runs: plain runs as long as can be, others as a whole.
    Another run of which the block holds a part only is in no unit."""
    shift = block.place - block.start
    is_next = True
    first = max(bisect_right(below.starts, block.place) - 1, 0)
    for index in range(first, bisect_left(below.starts, block.place + block.length)):
        begin, run = below.starts[index], below.runs[index]
        start = max(begin - shift, block.start)
        lower = run.start + start + shift - begin
        end = min(begin + len(run.solid) - shift, block.start + block.length)
        if run.is_plain:
            while start < end:
                stop = end
                if places[end - 1] - places[start] != end - 1 - start:  # the text has a gap where the page has none
                    stop = next(at for at in range(start + 1, end) if places[at] != places[at - 1] + 1)
                yield _Unit(places[start], places[stop - 1] + 1, lower, lower + stop - start, is_next)
                lower, start, is_next = lower + stop - start, stop, True
        elif start < end:
            is_whole = end - start == len(run.solid)
            if is_whole:
                yield _Unit(places[start], places[end - 1] + 1, run.start, run.end, is_next)
            is_next = is_whole


def _segments(text: str, page: str, units: Sequence[_Unit]) -> list[Segment]:
    """Segments of the units and of what stands between them."""
    found: list[Segment] = []
    end = lower_end = 0
    for unit in units:
        if unit.start > end:
            _join(found, _between(text[end : unit.start], end, lower_end if end else unit.lower_start, unit, page))
        end, lower_end = unit.end, unit.lower_end
        is_copied = text[unit.start : end] == page[unit.lower_start : lower_end]
        _join(found, Segment("copied" if is_copied else "decoded", *unit[:4]))
    if end < len(text):
        rest = text[end:]
        is_blank = bool(units) and not solid(rest)
        lower = lower_end if is_blank else 0
        found.append(Segment("inserted" if is_blank else "unaligned", end, len(text), lower, lower))
    return found


def _between(gap: str, start: int, lower_end: int, unit: _Unit, page: str) -> Segment:
    """The segment of what stands between a unit and the one before, which ends at `start` and `lower_end`."""
    if not gap.isspace() and solid(gap):
        is_mark = gap.strip() == "-" and gap.endswith("- ")
        kind: Kind = "inserted" if is_mark else "unaligned"
        lower_start = lower_end = lower_end if is_mark else 0
    elif unit.is_next and unit.lower_start > lower_end:
        lower_start, lower_end = lower_end, unit.lower_start
        kind = "copied" if page[lower_start:lower_end] == gap else "decoded"
    else:
        kind, lower_start = "inserted", lower_end
    return Segment(kind, start, unit.start, lower_start, lower_end)


def _join(found: list[Segment], segment: Segment) -> None:
    """Append, or lengthen the last where both are copied and continue each other."""
    if found and segment.kind == found[-1].kind == "copied" and segment.lower_start == found[-1].lower_end:
        found[-1] = Segment("copied", found[-1].start, segment.end, found[-1].lower_start, segment.lower_end)
    else:
        found.append(segment)
