"""Where the lines of one text stand in another that holds them in the same order, with more around and between.

Whole lines first, then halves of those that are not found, and halves of halves: the longest that is left is looked
for next, between the places of its neighbours. Searching ends when it has cost a fixed number of characters, so that
no text takes longer than seconds.
"""

import heapq
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

# A line of this length (without white space) is no menu entry: its place can be looked for in the whole page.
_LONG = 30
# Of a line that stands in several places between its neighbours, so many are compared.
_MAX_PLACES = 50
# A piece shorter than this is taken only near a neighbour: two letters stand everywhere.
_SHORT = 12
_NEAR = 3_000
_NEXT = 40
_MIN_PIECE = 2
_MAX_WORD = 40
# Characters that one text may cost in searching; an ordinary page costs a million.
_BUDGET = 300_000_000


class Line(NamedTuple):
    """A line of a text. From `begin` to `start` stands what may not have been on the page: the mark of a list."""

    begin: int
    start: int
    end: int


class Block(NamedTuple):
    """`length` characters at `start` in the text that stand at `place` in the other."""

    start: int
    place: int
    length: int


def match(text: str, lines: Sequence[Line], places: Sequence[int], other: str, starts: Sequence[int]) -> list[Block]:
    """The blocks of `text` found in `other`: both ascend, nothing overlaps, none crosses the end of a line.

    Both are without white space. places: where each character of the text stands in the text with white space; a line
    is broken where these leave a gap rather than within a word. starts: where lines are likely to begin in `other`.
    """
    search = _Search(other, frozenset(starts))
    blocks = _Blocks(text, search)
    for block, line in _pulled_together(_ascending(_long_lines(text, lines, search)), text, search):
        blocks.insert(block, line)
    heap = [(line.start - line.end, line.start, line.end, line) for line in lines if line.end > line.start]
    heapq.heapify(heap)
    while heap:
        _, start, end, line = heapq.heappop(heap)
        start, end = blocks.uncovered(start, end)
        if end <= start or blocks.place(start, end, line):
            continue
        if end - start >= 2 * _MIN_PIECE:
            middle = _middle(start, end, places)
            heapq.heappush(heap, (start - middle, start, middle, line))
            heapq.heappush(heap, (middle - end, middle, end, line))
    return blocks.all()


class _Search:
    """`str.find` in one text, within a budget: when it is used up, nothing is found any more."""

    def __init__(self, text: str, starts: frozenset[int]) -> None:
        self.text = text
        self._starts = starts
        self._left = _BUDGET

    def first(self, part: str, start: int, end: int) -> int:
        found = self.text.find(part, start, end) if self._left > 0 else -1
        self._left -= (end if found < 0 else found) - start
        return found

    def last(self, part: str, start: int, end: int) -> int:
        found = self.text.rfind(part, start, end) if self._left > 0 else -1
        self._left -= end - max(found, start)
        return found

    def nearest(self, line: str, low: int | None, high: int | None, sides: tuple[bool, bool]) -> int:
        """Of the places of a line between two neighbours, either of which may be missing, the likeliest; -1 if none.

        One where lines begin comes before others, then the nearest to a neighbour on one of these sides, then the last:
        a short line is a heading more often than not. With no neighbours, the first.
        """
        end = len(self.text)
        is_alone = low is None and high is None

        def rank(place: int) -> tuple[bool, int, int]:
            to_low = end if low is None or not sides[0] else place - low
            to_high = end if high is None or not sides[1] else high - place - len(line)
            return place not in self._starts, min(to_low, to_high), place if is_alone else -place

        return min(self._some_places(line, low, high), key=rank, default=-1)

    def _some_places(self, line: str, low: int | None, high: int | None) -> Iterator[int]:
        """Places from the lower end on, and the last; where only the upper end has a neighbour, from there on."""
        start, end = low or 0, len(self.text) if high is None else high
        is_backward = low is None and high is not None
        if not is_backward and (place := self.last(line, start, end)) >= 0:
            yield place
        for _ in range(_MAX_PLACES):
            place = self.last(line, start, end) if is_backward else self.first(line, start, end)
            if place < 0:
                return
            yield place
            start, end = (start, place + len(line) - 1) if is_backward else (place + 1, end)


def _long_lines(text: str, lines: Sequence[Line], search: _Search) -> Iterator[tuple[Block, Line]]:
    """A place for each long line: the first after that of the line before, else the first of all."""
    cursor = 0
    for line in lines:
        if line.end - line.start < _LONG:
            continue
        part = text[line.start : line.end]
        place = search.first(part, cursor, len(search.text))
        if place < 0:
            place = search.first(part, 0, min(cursor + len(part), len(search.text)))
        if place >= 0:
            cursor = place + len(part)
            yield Block(line.start, place, len(part)), line


def _ascending(blocks: Iterator[tuple[Block, Line]]) -> list[tuple[Block, Line]]:
    """The heaviest choice of blocks whose places ascend and do not overlap."""
    ends = [0]  # of chains of blocks; the further a chain reaches, the heavier it is, or it is forgotten
    # Weight, last block, index of the chain before.
    chains: list[tuple[int, tuple[Block, Line] | None, int]] = [(0, None, -1)]
    order = [0]
    for block, line in blocks:
        at = bisect_left(ends, block.place + 1) - 1
        weight = chains[order[at]][0] + block.length
        chains.append((weight, (block, line), order[at]))
        end = block.place + block.length
        at = bisect_left(ends, end)
        if at and chains[order[at - 1]][0] >= weight:
            continue
        stop = at
        while stop < len(ends) and chains[order[stop]][0] <= weight:
            stop += 1
        ends[at:stop] = [end]
        order[at:stop] = [len(chains) - 1]
    chosen = []
    index = order[-1]
    while (last := chains[index][1]) is not None:
        chosen.append(last)
        index = chains[index][2]
    return chosen[::-1]


def _pulled_together(blocks: list[tuple[Block, Line]], text: str, search: _Search) -> Iterator[tuple[Block, Line]]:
    """A line that stands in several places goes where it touches a neighbour, or comes nearest to one."""
    high = None
    pulled = []
    for index in range(len(blocks) - 1, -1, -1):
        block, line = blocks[index]
        low = None
        if index:
            before = blocks[index - 1][0]
            low = before.place + before.length
        place = block.place
        if low != place and high != place + block.length:
            found = search.nearest(text[block.start : block.start + block.length], low, high, (True, True))
            place = place if found < 0 else found
        pulled.append((block._replace(place=place), line))
        high = place
    return reversed(pulled)


class _Blocks:
    """Blocks found so far, in order, and the search for a piece between its neighbours."""

    def __init__(self, text: str, search: _Search) -> None:
        self._text = text
        self._search = search
        self._starts: list[int] = []
        self._blocks: list[Block] = []

    def all(self) -> list[Block]:
        return self._blocks

    def uncovered(self, start: int, end: int) -> tuple[int, int]:
        """The piece less what is found already, which is at its edges: blocks grow over edges only."""
        before, after = self._neighbours(start)
        if before:
            start = max(start, before.start + before.length)
        return start, min(end, after.start) if after else end

    def _neighbours(self, start: int) -> tuple[Block | None, Block | None]:
        at = bisect_left(self._starts, start + 1)
        return (self._blocks[at - 1] if at else None), (self._blocks[at] if at < len(self._blocks) else None)

    def place(self, start: int, end: int, line: Line) -> bool:
        """Look for a piece, and let it grow to both sides where it is found."""
        before, after = self._neighbours(start)
        low = before.place + before.length if before else None
        high = after.place if after else None
        piece = self._text[start:end]
        to_before = start - before.start - before.length if before else len(self._text)
        to_after = after.start - end if after else len(self._text)
        if (start, end) == (line.start, line.end):
            place = self._search.nearest(piece, low, high, (to_before <= to_after, to_after <= to_before))
            reach = _NEAR
        else:
            look = self._search.first if to_before <= to_after else self._search.last
            place = look(piece, low or 0, len(self._search.text) if high is None else high)
            reach = _NEXT + min(to_before, to_after)
        gaps = [] if low is None else [place - low]
        gaps += [] if high is None else [high - place - len(piece)]
        if place < 0 or (len(piece) < _SHORT and gaps and min(gaps) > reach):
            return False
        self.insert(Block(start, place, end - start), line)
        return True

    def insert(self, block: Block, line: Line) -> None:
        """Take a block in, grown to both sides as far as the texts are the same, within the line."""
        before, after = self._neighbours(block.start)
        start, place, _ = block
        end, place_end = start + block.length, place + block.length
        least = max(line.begin, before.start + before.length) if before else line.begin
        least_place = before.place + before.length if before else 0
        most = min(line.end, after.start) if after else line.end
        most_place = after.place if after else len(self._search.text)
        text, other = self._text, self._search.text
        while start > least and place > least_place and text[start - 1] == other[place - 1]:
            start, place = start - 1, place - 1
        while end < most and place_end < most_place and text[end] == other[place_end]:
            end, place_end = end + 1, place_end + 1
        at = bisect_left(self._starts, start)
        self._starts.insert(at, start)
        self._blocks.insert(at, Block(start, place, end - start))


def _middle(start: int, end: int, places: Sequence[int]) -> int:
    """Where to break a piece: between the words nearest to its middle, else in the middle itself."""
    middle = (start + end) // 2
    for distance in range(min(middle - start, _MAX_WORD)):
        for at in (middle - distance, middle + distance):
            if places[at] - places[at - 1] > 1:
                return at
    return middle
