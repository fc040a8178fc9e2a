"""Markdown that people and CI servers render. Article text is hostile: nothing in a value is read as Markdown, HTML, a
link, a mention or a direction of writing."""

import re
from collections.abc import Iterable, Sequence

_PLAIN = frozenset(" ,-")
_DOT = re.compile(r"(?<=[0-9])&#46;(?=[0-9])")


def escaped(value: object) -> str:
    """A value that shows as the characters it has, on one line.

    Every sign that is no letter or digit becomes an HTML entity, for there is no shorter list on which all renderers
    agree, but for a dot between digits; what shows nothing (controls, marks of direction) becomes a visible escape
    first.
    """
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in " ".join(str(value).split()))
    safe = "".join(c if c.isalnum() or c in _PLAIN else f"&#{ord(c)};" for c in text)
    return _DOT.sub(".", safe)


def code(value: object) -> str:
    """A value as code, where servers look for no @mentions, issue numbers or addresses."""
    return f"<code>{escaped(value)}</code>"


def cell(value: object) -> str:
    """A value in a table: numbers as they are, everything else as code."""
    if value is None or value == "":
        return ""
    return f"{value:,}" if isinstance(value, int) else code(value)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str] = ()) -> str:
    """A table of cells that are Markdown already; the columns named in `right` are set to the right."""
    rule = ("--:" if column in right else "---" for column in columns)
    lines = (columns, tuple(rule), *rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
