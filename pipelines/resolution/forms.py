"""Looks for many names at once in a text, in time about linear in the text, however many the names are."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

_WORD = re.compile(r"(\w+)")
# A name begins where no word, address or number goes on; a hyphen may stand before it (a Mexico-Jordan treaty).
_BEFORE_NO_NAME = frozenset("@#/.")
# It ends likewise; a possessive may follow, or a hyphen (US-led).
_END = re.compile(r"(?![\w@/]|['’](?!s\b)\w)")


def is_in_compound(text: str, start: int, end: int) -> bool:
    """Whether a hyphen ties the occurrence to a word before it or after it."""
    return text[max(0, start - 1) : start] == "-" or text[end : end + 1] == "-"


@lru_cache(maxsize=8)
def words_and_places(text: str) -> tuple[Sequence[str], Sequence[int]]:
    """The words of a text and where each begins. Several rules look for names in one text."""
    pieces = _WORD.split(text)  # what stands between the words is every other piece, from the first on
    return pieces[1::2], list(accumulate(map(len, pieces)))[:-1:2]


@dataclass(frozen=True)
class Forms:
    """Names by their first word and length: what is looked up at a word is as many stretches as there are lengths."""

    by_first_word: Mapping[str, Mapping[int, Collection[str]]]

    @classmethod
    def of(cls, names: Iterable[str]) -> "Forms":
        """Of names that begin with a word; others are never found."""
        found: dict[str, dict[int, set[str]]] = {}
        for name in sorted(names, key=len, reverse=True):
            if first := _WORD.match(name):
                found.setdefault(first.group(), {}).setdefault(len(name), set()).add(name)
        return cls(found)

    def occurrences(self, text: str) -> Iterator[tuple[int, int]]:
        """Start and end of each occurrence, the longest at a place, none inside of another."""
        end = 0
        known = self.by_first_word
        for start, word in [
            (start, word) for word, start in zip(*words_and_places(text), strict=True) if word in known
        ]:
            may_begin = start >= end and text[max(0, start - 1) : start] not in _BEFORE_NO_NAME
            for length, names in known[word].items() if may_begin else ():
                stop = start + length
                if text[start:stop] in names and _END.match(text, stop):
                    end = stop
                    yield start, stop
                    break
