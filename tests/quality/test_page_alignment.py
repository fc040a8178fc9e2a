"""Text of real pages walked down to the characters of the page. `make quality` prints how much of it.

Truth comes twice. Each segment's stretch of page shows the segment's text. And where a mark stands in each of the
page's text nodes, the extractor itself says which node each character came from.
"""

import io
import re
import time
import zipfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.ingestion.readers.html import read
from pipelines.ingestion.readers.page_alignment import align, align_title, shows
from pipelines.ingestion.readers.page_encoding import decode_page
from pipelines.ingestion.readers.page_text import PageText, solid
from pipelines.ingestion.readers.page_tokens import tokens
from pipelines.ingestion.records import Record
from pipelines.lineage.segments import Segment

# Stands in for mentions: runs of words with capital letters.
NAMES = re.compile(r"\b[A-Z][\w’'.&-]*(?:[ \n]+[A-Z][\w’'.&-]*)*")
WORDS = re.compile(r"\S+")
# Marks are Chinese characters, so a page that has any of its own is left out.
MARKS = 0x4E00
MARK = re.compile("[\u4e00-\u9fff]")


class Aligned(NamedTuple):
    """One page, its record, the segments of text and title, and CPU seconds of reader and alignment."""

    page: str
    record: Record
    fields: list[tuple[str, list[Segment]]]
    reader_seconds: float
    seconds: float


def _read(data: bytes) -> Record:
    [record] = read(io.BytesIO(data))
    assert isinstance(record, Record)
    return record


def _aligned(data: bytes) -> Aligned:
    page = decode_page(data).text
    times = [time.process_time()]
    record = _read(data)
    times.append(time.process_time())
    shown = PageText(page)
    title = record.title or ""
    fields = [(record.text, align(record.text, shown)), (title, align_title(title, shown))]
    times.append(time.process_time())
    return Aligned(page, record, fields, times[1] - times[0], times[2] - times[1])


@pytest.fixture(scope="module")
def pages(eval_data: Path) -> list[Aligned]:
    with zipfile.ZipFile(eval_data / "ingestion" / "aed_html.dev.zip") as archive:
        found = [archive.read(name) for name in archive.namelist()]
    _aligned(found[0])  # imports count for no page
    return [_aligned(data) for data in found]


def test_nearly_all_of_each_page_is_aligned(pages: list[Aligned], capsys: pytest.CaptureFixture[str]) -> None:
    whole, known = Counter[str](), Counter[str]()
    for page in pages:
        for text, segments in page.fields:
            gaps = [(s.start, s.end) for s in segments if s.kind == "unaligned"]
            for name, spans in (
                ("characters", [(at, at + 1) for at in range(len(text))]),
                ("words", [word.span() for word in WORDS.finditer(text)]),
                ("names", [name.span() for name in NAMES.finditer(text)]),
            ):
                whole[name] += len(spans)
                known[name] += sum(not any(a < end and start < b for a, b in gaps) for start, end in spans)
        whole["titles"] += bool(page.record.title)
        known["titles"] += bool(page.record.title) and all(s.kind != "unaligned" for s in page.fields[1][1])
    cost = sum(page.seconds for page in pages) / sum(page.reader_seconds for page in pages)
    with capsys.disabled():
        for name in whole:
            print(f"\nalignment, {name}: {known[name] / whole[name]:.2%} of {whole[name]}", end="")  # noqa: T201
        print(f"\nalignment, time: {cost:.0%} of the reader's", end="")  # noqa: T201
    assert known["characters"] >= 0.999 * whole["characters"]
    assert known["words"] >= 0.999 * whole["words"]
    assert known["names"] >= 0.999 * whole["names"]
    assert known["titles"] >= 0.99 * whole["titles"]


def test_every_segment_shows_its_text(pages: list[Aligned]) -> None:
    for page in pages:
        for text, segments in page.fields:
            assert (
                [s.start for s in segments] + [len(text)] == [0] + [s.end for s in segments] if text else not segments
            )
            for s in segments:
                above, below = text[s.start : s.end], page.page[s.lower_start : s.lower_end]
                if s.kind == "copied":
                    assert above == below
                if s.kind in ("copied", "decoded"):
                    assert shows(below, above)


def test_text_is_aligned_with_the_node_it_came_from(pages: list[Aligned], capsys: pytest.CaptureFixture[str]) -> None:
    whole = right = 0
    for page in pages:
        nodes = [(a, b) for name, a, b in tokens(page.page) if not name and solid(page.page[a:b])]
        if MARK.search(page.page) or len(nodes) > 20_000:
            continue
        starts = [start for start, _ in nodes]
        lower = dict(_lower_places(page.fields[0][1]))
        for at, node in _nodes_by_extractor(page.page, starts, page.record.text):
            if at in lower:
                whole += 1
                right += bisect_right(starts, lower[at]) - 1 == node
    with capsys.disabled():
        print(f"\nalignment, right text node: {right / whole:.3%} of {whole} characters", end="")  # noqa: T201
    assert whole > 1_000_000
    assert right >= 0.9995 * whole


def _lower_places(segments: list[Segment]) -> Iterator[tuple[int, int]]:
    """Where on the page each aligned character stands."""
    for s in segments:
        if s.kind in ("copied", "decoded"):
            for at in range(s.start, s.end):
                yield at, s.lower_start + (at - s.start if s.kind == "copied" else 0)


def _nodes_by_extractor(page: str, starts: list[int], text: str) -> Iterator[tuple[int, int]]:
    """Places in the text and the text node that each came from, by reading the page again with a mark in each node.

    Lines that come out otherwise for the marks, and characters for which no mark came out, are left out.
    """
    parts = [page[a:b] for a, b in zip([0, *starts], [*starts, len(page)], strict=True)]
    stripped = [(part[: len(part) - len(part.lstrip())], part.lstrip()) for part in parts[1:]]
    marked = parts[0] + "".join(f"{blank}{chr(MARKS + i)}{rest}" for i, (blank, rest) in enumerate(stripped))
    lines, nodes = [""], [list[int | None]()]
    node = None
    for character in _read(marked.encode()).text:
        if MARK.match(character):
            node = ord(character) - MARKS
        elif character == "\n":
            lines.append("")
            nodes.append([])
        else:
            lines[-1] += character
            nodes[-1].append(node)
    wanted = text.split("\n")
    offsets = list(accumulate((len(line) + 1 for line in wanted), initial=0))
    for a, b, size in SequenceMatcher(None, lines, wanted, autojunk=False).get_matching_blocks():
        for line in range(size):
            for at, node in enumerate(nodes[a + line]):
                if node is not None and not wanted[b + line][at].isspace():
                    yield offsets[b + line] + at, node
