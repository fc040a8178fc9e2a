"""Bytes of a page to text, as a browser would, but checked: mark, declaration, UTF-8, detection."""

import codecs
import re
from typing import NamedTuple

from pipelines.ingestion.decoding import UndecodableError, decode_strictly

# Browsers look for a declaration in this many bytes and no further.
_HEAD_BYTES = 1024
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_DECLARATIONS = (
    re.compile(rb"""<meta\s[^>]*?charset\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE),
    re.compile(rb"""\A\s*<\?xml\s[^>]*?encoding\s*=\s*["']\s*([\w:.-]+)""", re.IGNORECASE),
)
# Labels that browsers read as another encoding (https://encoding.spec.whatwg.org/#names-and-labels); a declaration
# that can be read as ASCII cannot be UTF-16.
_READ_AS = {
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "latin-1", "ascii", "us-ascii", "x-cp1252"), "cp1252"),
    **dict.fromkeys(("iso-8859-9", "latin5", "iso-8859-9"), "cp1254"),
    **dict.fromkeys(("iso-8859-11", "tis-620", "windows-874"), "cp874"),
    **dict.fromkeys(("gb2312", "gbk", "gb_2312-80", "x-gbk"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "korean", "windows-949"), "cp949"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("utf8", "utf-16", "utf-16le", "utf-16be", "unicode"), "utf-8"),
    "x-mac-cyrillic": "mac-cyrillic",
    "macintosh": "mac-roman",
}
# The others that browsers know; Python knows more "encodings", some of which are none.
_KNOWN = re.compile(r"utf-8|windows-125[0-8]|cp125[0-8]|iso-8859-\d{1,2}|koi8-[ru]|ibm866|euc-jp|iso-2022-jp|gb18030")
# What is guessed from: encodings of the web in which letters beyond ASCII are the rule.
_GUESSED = ["cp1250", "cp1251", "cp1253", "cp1255", "cp1256", "koi8_r", "cp932", "euc_jp", "gb18030", "big5", "cp949"]
# Western text has up to some 5% of bytes beyond ASCII (curly quotes, accents); Cyrillic, Greek and Chinese have most.
_WESTERN_SHARE = 0.08
_SCRIPT = re.compile(rb"<(?:script|style)\b", re.IGNORECASE)
_MARKUP = re.compile(rb"<[^<>]*>|&#?\w{1,30};|\s+")
_SAMPLE_BYTES = 200_000
# Cut pages and pasted quotes leave broken bytes in UTF-8. Of text in another encoding next to nothing is UTF-8.
_BROKEN_SHARE = 0.2
# UTF-32's little-endian mark begins with UTF-16's.
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)


class DecodedPage(NamedTuple):
    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode_page(data: bytes) -> DecodedPage:
    """Text of the page, the encoding that gave it (Python's name), and what to know about it.

    Bytes that are UTF-8 beyond ASCII are UTF-8 whatever is declared: no other encoding comes out so by chance. Raises
    UndecodableError, `binary` or `undecodable`, as for plain text.
    """
    try:
        plain = decode_strictly(data)
    except UndecodableError as error:
        if error.reason == "binary" or data.startswith(_MARKS):
            raise
        plain, failed = None, error
    if plain and (data.startswith(_MARKS) or _is_utf8(plain.encoding, data)):
        return DecodedPage(*plain)
    declared = declared_encoding(data)
    if declared in ("utf-8", None) and (mended := _broken_utf8(data)):
        return mended
    for encoding in (declared, "utf-8", _guess(data), "cp1252"):
        text = _strict(data, encoding)
        if encoding and text is not None:
            return DecodedPage(text, encoding)
    raise failed if plain is None else UndecodableError("undecodable", "in no encoding that is known of pages")


def declared_encoding(data: bytes) -> str | None:
    """Python's name of the encoding that the page declares, read as browsers read the label; None if unknown."""
    head = _COMMENT.sub(b"", data[:_HEAD_BYTES])
    for declaration in _DECLARATIONS:
        if match := declaration.search(head):
            label = match.group(1).decode("ascii", "replace").lower()
            if label in _READ_AS:
                return codecs.lookup(_READ_AS[label]).name
            return codecs.lookup(label).name if _KNOWN.fullmatch(label) and _exists(label) else None
    return None


def _is_utf8(encoding: str, data: bytes) -> bool:
    return encoding == "utf-8" and not data.isascii()


def _exists(label: str) -> bool:
    try:
        codecs.lookup(label)
    except LookupError:  # iso-8859-12 was never made
        return False
    return True


def _strict(data: bytes, encoding: str | None) -> str | None:
    try:
        return data.decode(encoding) if encoding else None
    except UnicodeDecodeError:
        return None


def _broken_utf8(data: bytes) -> DecodedPage | None:
    """UTF-8 with a few bytes broken; any other encoding would garble all the rest."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode())
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    if not broken or broken > _BROKEN_SHARE * beyond_ascii:
        return None
    return DecodedPage(text, "utf-8", (f"encoding: UTF-8 with broken bytes, read as U+FFFD ({broken} in all)",))


def _guess(data: bytes) -> str | None:
    """An encoding by the letters of the text; None where it looks Western, or where nothing fits."""
    first, *after_scripts = _SCRIPT.split(data[:_SAMPLE_BYTES])
    letters = _MARKUP.sub(b" ", b" ".join([first, *(part.partition(b"</")[2] for part in after_scripts)]))
    if len(letters.translate(None, bytes(range(128)))) <= _WESTERN_SHARE * len(letters):
        return None
    from charset_normalizer import from_bytes  # here, for few pages come so far

    best = from_bytes(letters, cp_isolation=_GUESSED).best()
    return best.encoding if best else None
