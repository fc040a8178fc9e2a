"""The body of an HTTP response without chunks and compression, and whether it is whole: crawlers keep what came before
a connection broke."""

import gzip
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

COMPRESSIONS = ("gzip", "x-gzip", "deflate")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r\n")
_CHUNK_END = b"\r\n"
_PIECE = 1 << 16


class Body(NamedTuple):
    """The bytes of a body, and what is missing in them, in words."""

    data: bytes
    problem: str | None = None


def decoded_body(body: bytes, fields: Mapping[str, str], most: int) -> Body:
    """The body as the header fields say, at most one byte more than `most` of it once it is decompressed. One that only
    says that it is chunked or compressed is taken as it is; of a broken one, what comes before the break."""
    is_chunked = "chunked" in fields.get("transfer-encoding", "").lower()
    compression = fields.get("content-encoding", "").lower()
    joined = _joined(body) if is_chunked else Body(body, _too_short(body, fields))
    if compression not in COMPRESSIONS:
        return joined
    unpacked = _gunzipped(joined.data, most)
    if unpacked is None and compression == "deflate":
        unpacked = _inflated(joined.data, zlib.MAX_WBITS, most) or _inflated(joined.data, -zlib.MAX_WBITS, most)
    if unpacked is None:
        return joined
    return Body(unpacked.data, joined.problem or unpacked.problem)


def _too_short(body: bytes, fields: Mapping[str, str]) -> str | None:
    said = fields.get("content-length", "")
    is_number = said.isascii() and said.isdigit() and len(said) < 19
    return f"{len(body)} of {int(said)} bytes are there" if is_number and len(body) < int(said) else None


def _joined(body: bytes) -> Body:
    """The content of the chunks; what follows a broken one is taken as it is."""
    pieces: list[bytes] = []
    position = 0
    while chunk := _CHUNK.match(body, position):
        start, end = chunk.end(), chunk.end() + int(chunk.group(1), 16)
        if start == end:
            return Body(b"".join(pieces))
        is_ended = body.startswith(_CHUNK_END, end)
        if not pieces and not is_ended and end < len(body):
            return Body(body)  # words that look like a length
        pieces.append(body[start:end])
        position = end + len(_CHUNK_END) if is_ended else end
    if not position:
        return Body(body)
    return Body(b"".join([*pieces, body[position:]]), "its last chunk is not there")


def _gunzipped(data: bytes, most: int) -> Body | None:
    """What all members hold; None where the data are none."""
    stream = gzip.GzipFile(fileobj=io.BytesIO(data))
    return _gathered(iter(lambda: stream.read1(_PIECE), b""), most)


def _inflated(data: bytes, window: int, most: int) -> Body | None:
    return _gathered(_inflating(data, window), most)


def _inflating(data: bytes, window: int) -> Iterator[bytes]:
    """Pieces of what one stream holds. Raises zlib.error, and EOFError where it is cut."""
    inflate = zlib.decompressobj(window)
    for start in range(0, len(data), _PIECE):
        rest = data[start : start + _PIECE]
        while rest and not inflate.eof:
            yield inflate.decompress(rest, _PIECE)
            rest = inflate.unconsumed_tail
    yield inflate.flush()
    if not inflate.eof:
        raise EOFError


def _gathered(pieces: Iterator[bytes], most: int) -> Body | None:
    """The pieces, up to one byte more than `most`; None where the first cannot be had."""
    taken = bytearray()
    problem = None
    try:
        for piece in pieces:
            taken += piece
            if len(taken) > most:
                break
    except (EOFError, OSError, zlib.error):
        if not taken:
            return None
        problem = "its compression breaks off"
    return Body(bytes(taken[: most + 1]), problem)
