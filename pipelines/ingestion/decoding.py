"""Bytes to text: byte-order marks, UTF-8, declarations, and detection for what is none of these."""

import codecs
import re
from typing import NamedTuple

# A byte-order mark settles the encoding. UTF-32 comes first: its little-endian mark begins with UTF-16's. The names say
# the order of bytes, so that a stretch from the middle can be decoded without the mark.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\v\x1b\x1a")) + b"\x7f"
# Real text has next to no control characters; images, archives and office files have a tenth and more.
_BINARY_SHARE = 0.02
_ASCII = bytes(range(128))
# UTF-32 and UTF-16: bytes with these marks are nothing else.
_WIDE_MARKS = tuple(mark for mark, encoding in _MARKS if encoding != "utf-8")
# What is guessed from: encodings of news in which letters beyond ASCII are the rule.
_GUESSED = ["cp1251", "cp1253", "cp1255", "cp1256", "koi8_r", "cp932", "euc_jp", "gb18030", "big5", "cp949"]
# Western text has up to some 5% of bytes beyond ASCII (curly quotes, accents); Cyrillic, Greek and Chinese have most,
# and of a few words nobody can tell.
_WESTERN_SHARE, _FEWEST = 0.3, 100
_SAMPLE_BYTES = 200_000
# Cut files and pasted quotes leave broken bytes in UTF-8. Of text in another encoding next to nothing is UTF-8.
_BROKEN_SHARE = 0.2
# In UTF-16 every second byte of Latin text is zero, and next to none of the others.
_ZERO_SHARE, _ZERO_SHARE_OF_OTHERS = 0.4, 0.05
# What a declaration may name; Python knows more "encodings", some of which are none.
_DECLARABLE = re.compile(
    r"(?i)(?:utf-?8|ascii|us-ascii|latin-?1|iso-?8859-\d{1,2}|windows-125\d|cp125\d|cp437|cp850|cp866|koi8-[ru]|mac-?roman"
    r"|big5|gbk|gb2312|gb18030|euc-?(?:jp|kr)|shift[_-]?jis|cp932|cp949)"
)


class Decoded(NamedTuple):
    text: str
    encoding: str


class UndecodableError(ValueError):
    """The bytes are not text. `reason` is the code for the input."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Text of the bytes, without a byte-order mark, and the encoding that gave it (Python's name, with byte order).

    In this order: a mark that is true; UTF-16 without one; UTF-8, since no other encoding comes out so by chance, also
    with a few bytes broken, which are read as U+FFFD; what is `declared`, if the bytes are that; the encoding of
    another script that fits the letters; Windows-1252. A wrong mark or declaration is no reason to refuse a text.
    Raises UndecodableError: `binary` for bytes that are no text, `undecodable` for text in no encoding that is known.
    """
    if (utf16 := _utf16_without_mark(data)) is not None:
        return utf16
    try:
        plain = decode_strictly(data)
    except UndecodableError as error:
        if error.reason == "binary" or data.startswith(_WIDE_MARKS):
            raise
        plain, failed = None, error
    if plain and (plain.encoding != "cp1252" or mark_length(data, plain.encoding)):
        return plain
    for found in (_broken_utf8(data), _decoded(data, declared), _decoded(data, guess(data))):
        if found is not None:
            return found
    if plain is None and (western := _decoded(data, "cp1252")) is not None:
        plain = western  # a mark of UTF-8 before a text that is not
    if plain is None:
        raise failed
    return plain


def decode_strictly(data: bytes) -> Decoded:
    """Text by its mark, as UTF-8, or as Windows-1252, and nothing else. Raises UndecodableError as `decode` does."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data[len(mark) :].decode(encoding), encoding)
            except UnicodeDecodeError as error:
                raise UndecodableError("undecodable", f"marked as {encoding} but is not: {error.reason}") from error
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if b"\0" in data or controls > _BINARY_SHARE * len(data):
        raise UndecodableError("binary", f"{controls} of {len(data)} bytes are control characters: not a text file")
    for encoding in ("utf-8", "cp1252"):
        try:
            return Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    raise UndecodableError("undecodable", "neither UTF-8 nor Windows-1252: convert the file to UTF-8")


def guess(data: bytes) -> str | None:
    """An encoding of another script by the letters; None where they look Western, or where nothing fits."""
    sample = data[:_SAMPLE_BYTES]
    if len(sample.translate(None, _ASCII)) <= max(_FEWEST, _WESTERN_SHARE * len(sample)):
        return None
    from charset_normalizer import from_bytes  # here, for few texts come so far

    best = from_bytes(sample, cp_isolation=_GUESSED).best()
    return best.encoding if best else None


def utf16_by_zeros(data: bytes) -> str | None:
    """The UTF-16 that bytes without a mark look like, if any; there is an even number of them."""
    if len(data) % 2 or b"\0" not in data or data.startswith(_WIDE_MARKS):
        return None
    first, second = data[0::2].count(0), data[1::2].count(0)
    least, most = _ZERO_SHARE * len(data) / 2, _ZERO_SHARE_OF_OTHERS * len(data) / 2
    if second >= least and first <= most:
        return "utf-16-le"
    return "utf-16-be" if first >= least and second <= most else None


def mark_length(data: bytes, encoding: str) -> int:
    """Length of the byte-order mark that the bytes begin with, 0 without one."""
    return next((len(mark) for mark, name in _MARKS if name == encoding and data.startswith(mark)), 0)


def _decoded(data: bytes, encoding: str | None) -> Decoded | None:
    """The text in an encoding that somebody names; None where it is unknown or not that of the bytes."""
    if encoding is None or not (_DECLARABLE.fullmatch(encoding) or encoding in _GUESSED):
        return None
    try:
        # Nobody writes the control characters in which Latin-1 differs from Windows-1252.
        name = codecs.lookup(encoding).name
        name = "cp1252" if name in ("iso8859-1", "ascii") else name
        return Decoded(data.decode(name), name)
    except (LookupError, UnicodeDecodeError):
        return None


def _broken_utf8(data: bytes) -> Decoded | None:
    """UTF-8 with a few bytes broken; any other encoding would garble all the rest."""
    mark = mark_length(data, "utf-8")
    text = data[mark:].decode("utf-8", "replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode())
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return Decoded(text, "utf-8") if 0 < broken <= _BROKEN_SHARE * beyond_ascii else None


def _utf16_without_mark(data: bytes) -> Decoded | None:
    """UTF-16 that lacks its mark, told by its zeros."""
    encoding = utf16_by_zeros(data)
    if encoding is None:
        return None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    controls = sum(character < " " and character not in "\t\n\r\f\v" for character in text)
    return Decoded(text, encoding) if controls <= _BINARY_SHARE * len(text) else None
