"""How much more often than chance one word stands before another.

Belongs here: the measure. The counts are ``frequencies.py``'s, and what is made of it in a text ``occurrence.py``'s.
"""

import math
from collections import Counter
from dataclasses import dataclass, field
from functools import cache

from pipelines.cleaning.spelling.frequencies import pair_counts

# The table ends at 6.4 million occurrences: below that, neither a pair that is there nor one that is missing says much.
_UNSEEN = 1_000_000


@dataclass(frozen=True)
class Collocations:
    """Counts of word pairs, and of each word as the first and as the second of a pair."""

    pairs: dict[str, int] = field(repr=False)
    first: Counter[str] = field(repr=False)
    second: Counter[str] = field(repr=False)
    size: int

    def association(self, left: str, right: str) -> float:
        """log10 of how often two lower-case words stand side by side, over how often chance would put them there.

        0 for words of which nothing is known; a rare pair of rare words counts for nothing either way.
        """
        expected = self.first[left] * self.second[right] / self.size
        return math.log10((self.pairs.get(f"{left} {right}", 0) + _UNSEEN) / (expected + _UNSEEN))


@cache
def load_collocations() -> Collocations:
    """Load the table, once per process (half a second)."""
    pairs = pair_counts()
    first: Counter[str] = Counter()
    second: Counter[str] = Counter()
    for pair, count in pairs.items():
        left, right = pair.split(" ")
        first[left] += count
        second[right] += count
    return Collocations(pairs, first, second, sum(first.values()))
