"""Looks for many names at once in a text, in time about linear in the text, however many the names are."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

# A name begins where no word, address or number goes on; a hyphen may stand before it (a Mexico-Jordan treaty).
_FIRST_WORD = re.compile(r"(?<![\w@#/.])\w+")
# It ends likewise; a possessive may follow, or a hyphen (US-led).
_END = re.compile(r"(?![\w@/]|['’](?!s\b)\w)")


def is_in_compound(text: str, start: int, end: int) -> bool:
    """Whether a hyphen ties the occurrence to a word before it or after it."""
    return text[max(0, start - 1) : start] == "-" or text[end : end + 1] == "-"


@lru_cache(maxsize=8)
def _places_of_words(text: str) -> dict[str, list[int]]:
    """Where each word of a text begins that a name can begin with. Several rules look for names in one text."""
    found: dict[str, list[int]] = {}
    for word in _FIRST_WORD.finditer(text):
        found.setdefault(word.group(), []).append(word.start())
    return found


@dataclass(frozen=True)
class Forms:
    """Names by their first word and length: what is looked up at a word is as many stretches as there are lengths."""

    by_first_word: Mapping[str, Mapping[int, frozenset[str]]]

    @classmethod
    def of(cls, names: Iterable[str]) -> "Forms":
        """Of names that begin with a word; others are never found."""
        found: dict[str, dict[int, set[str]]] = {}
        for name in names:
            if first := _FIRST_WORD.match(name):
                found.setdefault(first.group(), {}).setdefault(len(name), set()).add(name)
        return cls(
            {
                word: {length: frozenset(by_length[length]) for length in sorted(by_length, reverse=True)}
                for word, by_length in found.items()
            }
        )

    def occurrences(self, text: str) -> Iterator[tuple[int, int]]:
        """Start and end of each occurrence, the longest at a place, none inside of another."""
        end = 0
        words = _places_of_words(text)
        known = words.keys() & self.by_first_word.keys()
        for start, word in sorted((place, first) for first in known for place in words[first]):
            for length, names in self.by_first_word[word].items() if start >= end else ():
                stop = start + length
                if text[start:stop] in names and _END.match(text, stop):
                    end = stop
                    yield start, stop
                    break
