"""Small pieces of markup to text: SGML and XML as they are, and HTML as it is shown. Every character keeps its place.

Nothing is fetched and nothing is defined: an entity that is not HTML's own stays as it is written, so that no feed can
make itself larger. Pages are read elsewhere.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from html.entities import html5
from typing import NamedTuple

from pipelines.lineage.segments import Kind, Segment, joined

_INTEREST = re.compile(r"[<&]|\s+")
_TAG = re.compile(r"""</?([A-Za-z][\w:.-]*)(?>(?:[^<>"']++|"[^"<>]*+"|'[^'<>]*+'|["'])*)>|<[!?][^<>]*+>""")
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,30}));")
_COMMENT, _CDATA = ("<!--", "-->"), ("<![CDATA[", "]]>")
# Elements whose content is not shown.
_HIDDEN = ("script", "style", "iframe", "noscript", "template")
_BLOCK = frozenset((
    "address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip


class Token(NamedTuple):
    """A stretch of markup and what it stands for: `text`, `tag` (the name), `entity`, `space`, or nothing."""

    kind: str
    start: int
    end: int
    text: str = ""


def tokens(markup: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """The stretches of markup, in order and without gaps. What is no tag or entity is text."""
    end = len(markup) if end is None else end
    ends = _Ends(markup, end)
    position = plain = start
    while match := _INTEREST.search(markup, position, end):
        token = _token(markup, match, end, ends)
        position = token.end
        if token.kind == "text":
            continue
        if token.start > plain:
            yield Token("text", plain, token.start, markup[plain : token.start])
        if token.kind == "cdata":
            first, last = token.start + len(_CDATA[0]), token.end - len(_CDATA[1])
            yield from (Token("", token.start, first), Token("text", first, last, markup[first:last]))
            yield Token("", last, token.end)
        else:
            yield token
        plain = position
    if end > plain:
        yield Token("text", plain, end, markup[plain:end])


class _Ends:
    """Where things end. What was not found once is not searched for again, so that time does not grow with the square
    of what is never closed."""

    def __init__(self, markup: str, end: int) -> None:
        self._markup, self._end = markup, end
        self._missing: set[str] = set()

    def after(self, ending: str, start: int) -> int | None:
        """Where the ending ends that comes first; None when none comes."""
        found = -1 if ending in self._missing else self._markup.find(ending, start, self._end)
        if found < 0:
            self._missing.add(ending)
            return None
        return found + len(ending)


def _token(markup: str, match: re.Match[str], end: int, ends: _Ends) -> Token:
    start = match.start()
    if markup[start] not in "<&":
        return Token("space", start, match.end(), match.group())
    if markup[start] == "&":
        entity = _ENTITY.match(markup, start, end)
        text = entity and _character(entity)
        return Token("entity", start, entity.end(), text) if entity and text else Token("text", start, start + 1)
    for (opening, ending), kind in ((_COMMENT, ""), (_CDATA, "cdata")):
        if markup.startswith(opening, start):
            after = ends.after(ending, start + len(opening))
            return Token(kind, start, after) if after else Token("text", start, start + 1)
    tag = _TAG.match(markup, start, end)
    if not tag:
        return Token("text", start, start + 1)
    return Token("tag", start, tag.end(), ("/" if markup[start + 1] == "/" else "") + (tag.group(1) or "").lower())


def _character(entity: re.Match[str]) -> str | None:
    """What an entity stands for; None for what is none."""
    decimal, hexadecimal, name = entity.groups()
    if name:
        return html5.get(f"{name};")
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if not 0 < code < 0x110000 or 0xD800 <= code < 0xE000:
        return None
    # In pages and feeds, the numbers from 128 on are those of Windows-1252.
    return html.unescape(f"&#{code};") if 0x80 <= code < 0xA0 else chr(code)


class Shown(NamedTuple):
    """Text, and the segments that lead from it to the markup."""

    text: str
    segments: list[Segment]


def plain(markup: str, start: int = 0, end: int | None = None) -> Shown:
    """Text of SGML: tags and comments left out, white space as it is."""
    return _shown((token.kind, token) for token in tokens(markup, start, end) if token.kind not in ("", "tag"))


def unwrapped(markup: str, start: int = 0, end: int | None = None) -> Shown:
    """What XML carries: entities and CDATA resolved, and markup within left as it is."""
    carried = ((("text" if token.kind == "tag" else token.kind), token) for token in tokens(markup, start, end))
    return _shown(
        (kind, token._replace(text=markup[token.start : token.end]) if token.kind == "tag" else token)
        for kind, token in carried
        if kind
    )


def page_text(markup: str) -> Shown:
    """HTML as it is shown: one paragraph a line, other white space one blank."""
    text: list[str] = []
    segments: list[Segment] = []
    position = 0
    for kind, start, end, piece in _with_gaps(markup):
        text.append(piece)
        segments.append(Segment(kind, position, position + len(piece), start, end))
        position += len(piece)
    return Shown("".join(text), joined(segments))


def _shown(pieces: Iterable[tuple[str, Token]]) -> Shown:
    text: list[str] = []
    segments: list[Segment] = []
    position = 0
    for kind, token in pieces:
        if token.text:
            made: Kind = "decoded" if kind == "entity" else "copied"
            text.append(token.text)
            segments.append(Segment(made, position, position + len(token.text), token.start, token.end))
            position += len(token.text)
    return Shown("".join(text), joined(segments))


def _with_gaps(markup: str) -> Iterator[tuple[Kind, int, int, str]]:
    """Words and entities, and one piece of white space for all that lies between two of them, markup included."""
    gap: list[Token] = []
    began = False
    for token in _visible(tokens(markup)):
        if token.kind in ("", "tag", "space") or token.text.isspace():
            gap.append(token)
            continue
        if began and (piece := _gap_text(gap)):
            is_plain = len(gap) == 1 and gap[0].kind == "space" and gap[0].text == piece
            yield "copied" if is_plain else "decoded", gap[0].start, gap[-1].end, piece
        gap.clear()
        began = True
        yield "decoded" if token.kind == "entity" else "copied", token.start, token.end, token.text


def _visible(stream: Iterable[Token]) -> Iterator[Token]:
    """The tokens, those inside of hidden elements as nothing."""
    hidden = ""
    for token in stream:
        if hidden:
            hidden = "" if token.kind == "tag" and token.text == f"/{hidden}" else hidden
            yield token._replace(kind="", text="")
        else:
            hidden = token.text if token.kind == "tag" and token.text in _HIDDEN else ""
            yield token


def _gap_text(gap: list[Token]) -> str:
    if any(token.kind == "tag" and token.text.removeprefix("/") in _BLOCK for token in gap):
        return "\n"
    if len(gap) == 1 and len(gap[0].text) == 1 and gap[0].text.isspace() and gap[0].text not in "\t\n\r\f\v":
        return gap[0].text  # a blank that does not break, say
    return " " if any(token.kind == "space" or token.text.isspace() for token in gap) else ""


def stands_for(read: Callable[[str], str], written: str, text: str) -> bool:
    """Whether a stretch stands for a piece of text: white space may be made of any white space and markup."""
    if text.isspace():
        return not read(written).strip() and written != ""
    return read(written) == text
