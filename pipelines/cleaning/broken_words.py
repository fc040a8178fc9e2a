"""Words that were broken at the end of a line ("wel- comed"), put together again where the evidence is good.

What belongs here: whether a hyphen was put in by a line end. A compound keeps its hyphen ("non-performing"), and so
does one that waits for its other half ("three- and four-year").
"""

import re
from collections.abc import Iterator
from functools import cached_property

from pipelines.cleaning.spelling.lexicon import load_lexicon
from pipelines.lineage.edits import Replacement

_LETTERS = "A-Za-zÀ-ÖØ-öø-ÿ"
_HEAD = re.compile(rf"(?<![\w@/.\-'’])[{_LETTERS}]{{2,24}}-$")
_TAIL = re.compile(rf"[a-zà-öø-ÿ]{{2,24}}(?![\w{_LETTERS}@/\-])")
_BROKEN = re.compile(rf"(?<![\w@/.\-'’])[{_LETTERS}]{{2,24}}- [a-zà-öø-ÿ]{{2,24}}(?![\w@/\-])")
# What follows a half compound: short- and long-term, two- to three-year.
_LINKS = frozenset(("and", "or", "to", "through", "but", "nor", "versus", "vs", "as", "than", "if", "not", "then"))
# A form that is in use as a word of its own, in occurrences a billion words (log10); dictionaries list oddities too.
_IN_USE = 3.0
_LONGEST_HEAD = 30
_WORD = re.compile(r"\w+(?>(?:-\w+)*)")


class WordsOf:
    """The words that a text has, its compounds as one each; they are gathered when first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __contains__(self, word: str) -> bool:
        return word in self._words

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self._text))


def broken_words(text: str) -> Iterator[Replacement]:
    """Nothing for the hyphen and the space inside a word that was broken."""
    words = WordsOf(text)
    for match in _BROKEN.finditer(text) if "- " in text else ():
        head, tail = match.group().split(" ")
        if is_broken(head, tail) and mends(head, tail, words):
            start = match.start() + len(head) - 1
            yield Replacement(start, start + 2, "", "broken_word")


def is_broken(before: str, after: str) -> bool:
    """Whether a hyphen at the end of `before` ties it to the word that `after` begins with."""
    head = _HEAD.search(before[-_LONGEST_HEAD:])
    tail = _TAIL.match(after)
    return head is not None and tail is not None and tail.group() not in _LINKS


def mends(before: str, after: str, words: WordsOf) -> bool:
    """Whether the two halves are one word without hyphen.

    They are when the text itself, whose words are given, has the word elsewhere and not the compound, or when the
    dictionary has it and one of the halves is no word in use. Without `is_broken` the answer means nothing.
    """
    head, tail = _HEAD.search(before[-_LONGEST_HEAD:]), _TAIL.match(after)
    if head is None or tail is None:
        return False
    first, second = head.group()[:-1], tail.group()
    if f"{first}-{second}" in words:
        return False
    lexicon = load_lexicon()
    are_words = all(lexicon.zipf(half) >= _IN_USE and lexicon.lists(half) for half in (first.lower(), second))
    return first + second in words or (not are_words and lexicon.is_known((first + second).lower()))
