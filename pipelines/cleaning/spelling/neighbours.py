"""Which words of a list are a slip or two away from a form.

What belongs here: the search. By the deletions of SymSpell (Garbe 2012): two forms that are so near become one when at
most two letters of each are left out, and of these only the first few need to be looked at. Deletions are kept as
numbers in two arrays, which take a tenth of the time to make, and of the memory, that sets of strings would take.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
from symspellpy.editdistance import DistanceAlgorithm, EditDistance  # type: ignore[import-untyped]

MOST_SLIPS = 2
# Letters at the beginning of a word by whose deletions it is found: as many as a number has bytes to spare.
_PREFIX = 6
_KEPT = [kept for left_out in range(MOST_SLIPS + 1) for kept in combinations(range(_PREFIX), _PREFIX - left_out)]
_DAMERAU = EditDistance(DistanceAlgorithm.DAMERAU_OSA)

Numbers = npt.NDArray[np.uint64]


class Neighbours:
    """A list of words, which are ASCII, searchable by Damerau distance."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words)
        self._known = frozenset(self._words)
        self._lengths = np.fromiter(map(len, self._words), np.int64, len(self._words))
        self._letters = np.fromiter(map(_letters, self._words), np.uint64, len(self._words))
        deletions = _deletions(self._words, MOST_SLIPS)
        order = np.argsort(deletions)
        self._deletions = deletions[order]
        self._numbers = (order % max(len(self._words), 1)).astype(np.uint32)

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def near(self, form: str, most_slips: int = MOST_SLIPS) -> Mapping[str, int]:
        """The words within so many slips of a form, itself among them, with their distance."""
        asked = np.array(_deletions_of(form, most_slips), np.uint64)
        first, last = (np.searchsorted(self._deletions, asked, side).tolist() for side in ("left", "right"))
        numbers = np.concatenate([self._numbers[start:end] for start, end in zip(first, last, strict=True)])
        longer = self._lengths[numbers] - len(form)
        # A slip takes one letter away and brings one at most; a letter more or less is a slip by itself.
        own, others = np.uint64(_letters(form)), self._letters[numbers]
        taken, brought = np.bitwise_count(own & ~others), np.bitwise_count(others & ~own)
        is_near = (taken + np.maximum(longer, 0) <= most_slips) & (brought + np.maximum(-longer, 0) <= most_slips)
        words = [self._words[number] for number in set(numbers[is_near].tolist())]
        distances = ((word, few_slips_between(form, word)) for word in words)
        return {word: slips for word, slips in distances if slips is not None and slips <= most_slips}


def slips_between(form: str, word: str) -> int:
    """The Damerau distance of two forms."""
    return int(_DAMERAU.compare(form, word, max(len(form), len(word)))) if form != word else 0


def few_slips_between(form: str, word: str) -> int | None:
    """The same where it is at most two; None where it is more.

    Without what both begin and end with, one of two slips is at the first letter and the other at the last.
    """
    start, end = 0, min(len(form), len(word))
    while start < end and form[start] == word[start]:
        start += 1
    left, right = len(form), len(word)
    while end > start and form[left - 1] == word[right - 1]:
        left, right, end = left - 1, right - 1, end - 1
    shorter, longer = sorted((form[start:left], word[start:right]), key=len)
    more = len(longer) - len(shorter)
    if not shorter or more > 2:
        return more if more <= 2 else None
    if len(longer) == 1 or (len(longer) == 2 and longer == shorter[::-1]):
        return 1
    if more == 2:
        return 2 if longer[1:-1] == shorter else None
    first = (1, 2) if longer[:2] == shorter[1::-1] else (1,)
    last = (1, 2) if longer[-2:] == shorter[: -3 if len(shorter) > 2 else None : -1] else (1,)
    if more == 1:
        is_two = any(longer[1:-size] == shorter[:-size] for size in last)
        return 2 if is_two or any(longer[size:-1] == shorter[size:] for size in first) else None
    if longer[1:] == shorter[:-1] or longer[:-1] == shorter[1:]:
        return 2
    inner = ((size, -other) for size in first for other in last if size + other <= len(longer))
    return 2 if any(longer[slice(*part)] == shorter[slice(*part)] for part in inner) else None


def _letters(word: str) -> int:
    """The letters that a word has, and those that it has twice, as bits. Some signs share their bits with a letter."""
    once = twice = 0
    for letter in word:
        bit = 1 << (ord(letter) & 31)
        twice |= once & bit
        once |= bit
    return once | twice << 32


def _deletions(words: Sequence[str], most: int) -> Numbers:
    """What is left of the beginnings of words without any of their letters, up to so many of them: as numbers, for all
    words without the same letters after all words without others. A letter is a byte, and none is zero."""
    written = np.array([word[:_PREFIX].encode("ascii", "replace") for word in words], f"S{_PREFIX}")
    columns = written.view(np.uint8).reshape(-1, _PREFIX).T.astype(np.uint64)
    found = []
    for kept in _KEPT:
        if len(kept) >= _PREFIX - most:
            packed = np.zeros(len(words), np.uint64)
            for place, column in enumerate(kept):
                packed |= columns[column] << np.uint64(8 * (_PREFIX - 1 - place))
            found.append(packed)
    return np.concatenate(found)


def _deletions_of(form: str, most: int) -> list[int]:
    """The same of one form."""
    written = form[:_PREFIX].encode("ascii", "replace").ljust(_PREFIX, b"\0")
    found = {
        int.from_bytes(bytes([written[place] for place in kept]).ljust(_PREFIX, b"\0"), "big")
        for kept in _KEPT
        if len(kept) >= _PREFIX - most
    }
    return list(found)
