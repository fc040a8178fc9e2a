"""Regular expressions match alike in every Python that newsledger runs on."""

import re
from pathlib import Path

import pipelines

# A group, or what stands for one in an f-string.
_POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{+[0-9,]+\}+)\+|\}[*+?]\+")


def test_no_group_is_possessive() -> None:
    """Before Python 3.11.5 such a group keeps half of its last round (gh-106052); an atomic one does not."""
    folder = Path(pipelines.__file__).parent
    sources = sorted(folder.rglob("*.py"))
    found = [
        f"{source.relative_to(folder)}:{number}"
        for source in sources
        for number, line in enumerate(source.read_text("utf-8").splitlines(), 1)
        if _POSSESSIVE_GROUP.search(line)
    ]
    assert sources
    assert found == []


def test_a_possessive_group_is_told_from_others() -> None:
    assert _POSSESSIVE_GROUP.search(r"\w+(?:-\w+)*+")
    assert _POSSESSIVE_GROUP.search(r"(?: /\w++ ){{2,}}+ x")
    assert _POSSESSIVE_GROUP.search(r"<b>{_TEXT}*+</b>")
    assert not _POSSESSIVE_GROUP.search(r"\w++(?>(?:-\w++)*)[a-z]*+(x)+(y){2}")
