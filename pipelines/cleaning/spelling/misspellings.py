"""Misspellings that people have collected, with the words that were meant.

Belongs here: reading the list of typos (MIT or Apache-2.0, see NOTICE), which is shipped in ``words/`` and made by
``.ci/misspellings``. It is evidence and no replacement table: an entry names a word as a candidate and speaks for it,
and is weighed in ``candidates.py`` with everything else.
"""

import lzma
from collections.abc import Mapping
from functools import cache
from pathlib import Path

# Part of the code, so that another list is another version of every step that asks it.
MISSPELLINGS_SHA256 = "909ef9f2877fc1dc012d5312566373a6d824656fc97e19de0e9c4f3dc79b51a2"
MISSPELLINGS = Path(__file__).parent / "words" / "typos.txt.xz"


@cache
def load_misspellings() -> Mapping[str, str]:
    """For each of 95,663 lower-case misspellings the words that may have been meant, a space between (most have one);
    loaded once per process (a tenth of a second)."""
    meant: dict[str, str] = {}
    for line in lzma.decompress(MISSPELLINGS.read_bytes()).decode("ascii").splitlines():
        words, _, forms = line.partition(": ")
        meant.update(dict.fromkeys(forms.split(" "), words))
    return meant


def named_for(form: str) -> tuple[str, ...]:
    """The words that the list names for a lower-case form; none for most forms."""
    return tuple(load_misspellings().get(form, "").split())
