"""Files in UTF-16 and UTF-32, for readers that look for tags in bytes: read as UTF-8, with the places of the file."""

import io
from collections.abc import Iterator
from typing import BinaryIO

from pipelines.ingestion.decoding import mark_length
from pipelines.ingestion.readers.blocks import Block, Blocks
from pipelines.ingestion.readers.lines import wide_encoding

# The first character of markup, without a mark.
_UNMARKED = {
    b"<\0\0\0": "utf-32-le",
    b"\0\0\0<": "utf-32-be",
    b"<\0?\0": "utf-16-le",
    b"\0<\0?": "utf-16-be",
}


def markup_encoding(head: bytes) -> str | None:
    """The encoding of more than a byte a character that markup begins with."""
    return wide_encoding(head) or next((name for start, name in _UNMARKED.items() if head.startswith(start)), None)


def wide_blocks(stream: BinaryIO, blocks: Blocks, encoding: str, most: int) -> Iterator[Block]:
    """Blocks with their own bytes and places. Raises UnicodeError when the file is not in the encoding, or longer than
    `most` bytes."""
    data = stream.read(most + 1)
    if len(data) > most:
        raise UnicodeError(f"of a file in {encoding}, up to {most} bytes are read: convert it to UTF-8")
    begin = mark_length(data, encoding)
    text = data[begin:].decode(encoding)
    narrow = text.encode()
    seen = position = 0
    for block in blocks.read(io.BytesIO(narrow)):
        position += len(narrow[seen : block.start].decode().encode(encoding))
        own = narrow[block.start : block.end].decode().encode(encoding)
        start = begin + position
        yield Block(start, start + len(own), None if block.data is None else own, block.is_closed)
        position += len(own)
        seen = block.end
    blocks.size = len(data)
