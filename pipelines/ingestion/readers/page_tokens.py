"""A page taken apart into text and tags, each with its place, as the parser behind page_tree does it: libxml2 2.14,
which follows the HTML standard's tokeniser. One pass, no tree."""

import re
from collections.abc import Iterator

# Elements whose content is no markup, and that no reader of the article sees.
_UNSHOWN = ("script", "style", "iframe", "noembed", "noframes", "xmp", "textarea", "plaintext")
_NOTED = (*_UNSHOWN, "title", "h1", "meta")
_ATTRIBUTES = r"""
    (?>(?:[\t\n\f\r /]++
      |[^\t\n\f\r />][^\t\n\f\r />=]*+
       (?>(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\t\n\f\r >"'][^\t\n\f\r >]*+)?)?)
    )*)(?:>|\Z)"""
_TAG = re.compile(rf"<(/?)([a-zA-Z][^\t\n\f\r />]*+){_ATTRIBUTES}", re.VERBOSE)
_OTHER_TAG = rf"</?(?!(?i:{'|'.join(_NOTED)})(?:[\t\n\f\r />]|\Z))[a-zA-Z][^\t\n\f\r />]*+{_ATTRIBUTES}"
_OTHER_TAGS = re.compile(rf"(?>(?:{_OTHER_TAG})+)", re.VERBOSE)
_OTHER_TAGS_AND_BLANKS = re.compile(rf"(?>(?:[\t\n\f\r ]*+{_OTHER_TAG})+)", re.VERBOSE)
_MARKUP = re.compile(r"<(?:[a-zA-Z!?]|/(?!\Z))")
_EMPTY_COMMENT = re.compile(r"<!---?>")
_COMMENT_END = re.compile(r"--!?>")
_SCRIPT_PART = re.compile(r"<!--|-->|<(/?)[sS][cC][rR][iI][pP][tT](?=[\t\n\f\r />])")


def tokens(page: str, blanks: bool = True) -> Iterator[tuple[str, int, int]]:
    """The page's stretches of text ("", start, end), and of tags those of _NOTED elements, by name in lower case, an
    end tag's with its slash; in order.

    Comments and what _UNSHOWN elements hold are in no token, but a script's content is one named `#script`. `#break`
    stands for the rest of a title that holds what looks like markup. Without `blanks`, white space that is alone
    between tags is left out too.
    """
    other_tags = _OTHER_TAGS if blanks else _OTHER_TAGS_AND_BLANKS
    position = 0
    while found := _MARKUP.search(page, position):
        start = found.start()
        if start > position:
            yield "", position, start
        if others := other_tags.match(page, start):
            position = others.end()
        elif tag := _TAG.match(page, start):
            name, position = tag[2].lower(), tag.end()
            yield tag[1] + name, start, position
            if not tag[1] and name not in ("h1", "meta") and not _is_closed(tag):
                end = _end_of_content(page, position, name)
                yield from _content(page, position, end, name)
                position = end
        else:
            position = _end_of_comment(page, start)
    if position < len(page):
        yield "", position, len(page)


def _content(page: str, start: int, end: int, name: str) -> Iterator[tuple[str, int, int]]:
    """What is told of the content of an element in which there is no markup."""
    if name == "script":
        yield "#script", start, end
    elif name == "title":
        found = _MARKUP.search(page, start, end)
        cut = found.start() if found else end
        yield "", start, cut
        if cut < end:
            yield "#break", cut, end


def _is_closed(tag: re.Match[str]) -> bool:
    """Whether the tag closes itself: the slash stands apart from an attribute's bare value."""
    text = tag[0]
    return text.endswith("/>") and (text[-3] in "\t\n\f\r \"'/" or len(text) == len(tag[2]) + 3)


def _end_of_comment(page: str, start: int) -> int:
    """Where a comment, declaration, processing instruction or CDATA section of HTML ends."""
    if page.startswith("<!--", start):
        found = _EMPTY_COMMENT.match(page, start) or _COMMENT_END.search(page, start + 4)
        return found.end() if found else len(page)
    return page.find(">", start) + 1 or len(page)


def _end_of_content(page: str, start: int, name: str) -> int:
    """Where the end tag of an element begins whose content is no markup."""
    if name == "plaintext":
        return len(page)
    if name != "script":
        end_tag = re.compile("</" + "".join(f"[{c}{c.upper()}]" for c in name) + r"(?=[\t\n\f\r />])")
        found = end_tag.search(page, start)
        return found.start() if found else len(page)
    is_comment = is_nested = False
    for part in _SCRIPT_PART.finditer(page, start):
        if part[0] in ("<!--", "-->"):
            is_comment, is_nested = part[0] == "<!--", is_nested and part[0] == "<!--"
        elif part[1] and not is_nested:
            return part.start()
        else:
            is_nested = is_comment and not part[1]
    return len(page)
