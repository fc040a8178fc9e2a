"""HTML character references that an export left in the text (&amp;quot; for a quotation mark)."""

import html
import re
from collections.abc import Iterator
from html.entities import html5

from pipelines.lineage.edits import Replacement

# Escaped once or several times over. Without its semicolon a reference may be the query of an address, or R&D.
_REFERENCE = re.compile(r"&(?:(?:amp|#0*38|#[xX]0*26);)*(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def entities(text: str) -> Iterator[Replacement]:
    """The characters that references stand for, as browsers read them. A name that HTML does not know stays."""
    for match in _REFERENCE.finditer(text):
        name = match.group(1)
        if name.startswith("#") or f"{name};" in html5:
            yield Replacement(match.start(), match.end(), html.unescape(f"&{name};"), "entity")
