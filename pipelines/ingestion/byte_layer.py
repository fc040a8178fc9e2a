"""The lowest layer: which bytes of an object each character was decoded from."""

import codecs
import re
from collections.abc import Iterator

from pipelines.ingestion.decoding import mark_length
from pipelines.lineage.segments import Kind, Segment, joined

# Runs of characters that take one, two, three or four bytes.
_UTF8_RUNS = re.compile("([\x00-\x7f]+)|([\x80-\u07ff]+)|([\u0800-\uffff]+)|([\U00010000-\U0010ffff]+)")
_UTF16_RUNS = re.compile("()([\x00-\uffff]+)|()([\U00010000-\U0010ffff]+)")
# In these the meaning of a byte hangs on what came before it, so that no stretch can be decoded by itself.
_WITH_STATE = re.compile(r"iso-?2022|utf-?7|hz")


def byte_segments(text: str, encoding: str, data: bytes, start: int = 0) -> list[Segment]:
    """Segments of `text` over the bytes that it was decoded from, `data`, which begin at byte `start` of the object.

    Broken bytes that were read as U+FFFD are decoded segments. A text in an encoding with state is unaligned. Raises
    ValueError when the bytes give a text of another length.
    """
    if not text:
        return []
    if _WITH_STATE.match(encoding.replace("_", "-").lower()):
        return [Segment("unaligned", 0, len(text), 0, 0)]
    mark = mark_length(data, encoding)
    first = start + mark
    if encoding.startswith("utf-32"):
        segments = [Segment("copied", 0, len(text), first, first + 4 * len(text))]
    elif encoding.startswith("utf-16"):
        segments = list(_runs(_UTF16_RUNS, text, first))
    elif len(data) - mark == len(text):  # a byte a character: most encodings, and ASCII in the others
        segments = [Segment("copied", 0, len(text), first, first + len(text))]
    elif encoding.startswith("utf-8"):
        segments = list(_runs(_UTF8_RUNS, text, first))
    else:
        segments = []
    if not segments or segments[-1].lower_end != start + len(data):
        segments = joined(_fed(data[mark:], encoding, first))
    if segments[-1].end != len(text):
        raise ValueError(f"the text is not what {encoding} makes of the bytes")
    return segments


def _runs(pattern: re.Pattern[str], text: str, position: int) -> Iterator[Segment]:
    """Segments of characters of one width; the width is the number of the group that matched."""
    for match in pattern.finditer(text):
        start, end = match.span()
        width = match.lastindex or 1
        yield Segment("copied", start, end, position, position + width * (end - start))
        position += width * (end - start)


def _fed(data: bytes, encoding: str, first: int) -> Iterator[Segment]:
    """One segment a character, found by giving the decoder one byte at a time: slow, and right for every encoding."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    begin = position = 0
    for end in range(1, len(data) + 1):
        characters = decoder.decode(data[end - 1 : end], final=end == len(data))
        pieces = [(characters, end - len(decoder.getstate()[0]))]  # what is not used begins the next character
        if len(characters) > 1 and data[end - 1] < 0x80:  # a broken character, and the plain one that showed it
            pieces = [(characters[:-1], end - 1), (characters[-1], end)]
        for piece, used in pieces:
            if piece:
                kind: Kind = "copied" if len(piece) == 1 and piece != "\ufffd" else "decoded"
                yield Segment(kind, position, position + len(piece), first + begin, first + used)
                begin, position = used, position + len(piece)
