"""How often words, and pairs of words, were counted in running English text: symspellpy's two lists (MIT).

Belongs here: reading them. They load in a fraction of a second, for rules that must look at every text and seldom need
the whole lexicon; that one is ``lexicon.py``'s.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

_WORDS = "frequency_dictionary_en_82_765.txt"
_PAIRS = "frequency_bigramdictionary_en_243_342.txt"


@cache
def word_counts() -> dict[str, int]:
    """Occurrences of 82,765 lower-case words, American and British, in Google's n-gram counts."""
    return {word: int(count) for word, count in _rows(_WORDS)}


@cache
def pair_counts() -> dict[str, int]:
    """Occurrences of the 242,342 most frequent pairs of these words, by the pair with a space between (``exact
    same``), in the same counts."""
    return {f"{first} {second}": int(count) for first, second, count in _rows(_PAIRS)}


def _rows(name: str) -> Iterator[list[str]]:
    text = files("symspellpy").joinpath(name).read_text(encoding="utf-8-sig")
    return (line.split(" ") for line in text.splitlines() if line)
