"""The pieces of a text: what stands between its white space. Several rules look at every one of them, so that a text is
cut once for all; and nine of ten pieces of news have been met before, so that what is known of one is remembered.

What belongs here: the cutting and the memory. What a piece is, each rule knows itself.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TypeVar

T = TypeVar("T")

_SPACE = re.compile(r"\s")
# So many pieces, and none that is longer, are worth remembering something about.
_MOST_REMEMBERED = 1 << 16
_LONGEST_REMEMBERED = 64


@dataclass(frozen=True)
class Pieces:
    """What stands between any two characters of white space, '' where there is nothing, and where it begins: 0-based,
    in code points."""

    written: list[str]
    starts: list[int]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each piece stands there, in the order in which they appear."""
        return Counter(self.written)


@lru_cache(maxsize=2)
def pieces_of(text: str) -> Pieces:
    """Every piece of a text, in order."""
    written = _SPACE.split(text)
    lengths = map(len, written)
    starts = accumulate(map((1).__add__, lengths), initial=0)
    return Pieces(written, list(starts)[:-1])


class Remembered(dict[str, T]):
    """What a function says of each piece; a dict, since asking one is all that is done with most pieces."""

    def __init__(self, function: Callable[[str], T]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, piece: str) -> T:
        found = self._function(piece)
        if len(piece) <= _LONGEST_REMEMBERED:
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[piece] = found
        return found
