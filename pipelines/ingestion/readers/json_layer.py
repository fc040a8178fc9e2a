"""Where values stand in a line of JSON, and which characters of the line each character of a string was made from."""

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # not in the stubs; json itself scans strings with it

from pipelines.lineage.segments import Segment

_SPACE = re.compile(r"[ \t\n\r]*")
# An escape; two of \u where they are the halves of one character.
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
_DECODER = json.JSONDecoder()


def value_spans(line: str) -> dict[str, tuple[int, int]]:
    """Start and end of every value of the object that is written in the line; a key that is repeated has its last one.

    The line is known to be a JSON object.
    """
    spans: dict[str, tuple[int, int]] = {}
    position = _after_space(line, _after_space(line, 0) + 1)
    while line[position] == '"':
        key, position = scanstring(line, position + 1)
        start = _after_space(line, _after_space(line, position) + 1)
        _, end = _DECODER.raw_decode(line, start)
        spans[key] = (start, end)
        position = _after_space(line, _after_space(line, end) + 1) if line[_after_space(line, end)] == "," else end
    return spans


def string_segments(line: str, start: int, end: int) -> list[Segment]:
    """Segments of a value's text over the line. What is no string (a number) is its own text."""
    if line[start] != '"':
        return [Segment("copied", 0, end - start, start, end)]
    segments: list[Segment] = []
    position, below = 0, start + 1
    for match in _ESCAPE.finditer(line, below, end - 1):
        escape, after = match.span()
        if escape > below:
            segments.append(Segment("copied", position, position + escape - below, below, escape))
            position += escape - below
        segments.append(Segment("decoded", position, position + 1, escape, after))
        position, below = position + 1, after
    if end - 1 > below:
        segments.append(Segment("copied", position, position + end - 1 - below, below, end - 1))
    return segments


def _after_space(line: str, position: int) -> int:
    match = _SPACE.match(line, position)
    return match.end() if match else position
