"""How often words, and pairs of words, were counted in running English text: symspellpy's two lists (MIT).

Belongs here: reading them. They load in a fraction of a second, for rules that must look at every text and seldom need
the whole lexicon; that one is ``lexicon.py``'s.
"""

from functools import cache
from importlib.resources import files


@cache
def word_counts() -> dict[str, int]:
    """Occurrences of 82,765 lower-case words, American and British, in Google's n-gram counts."""
    return _counts("frequency_dictionary_en_82_765.txt")


@cache
def pair_counts() -> dict[str, int]:
    """Occurrences of the 242,342 most frequent pairs of these words, by the pair with a space between (``exact
    same``), in the same counts."""
    return _counts("frequency_bigramdictionary_en_243_342.txt")


def _counts(name: str) -> dict[str, int]:
    """What is counted, a word or two, with its count, which ends the line."""
    text = files("symspellpy").joinpath(name).read_text(encoding="utf-8-sig")
    return {counted: int(count) for counted, _, count in (line.rpartition(" ") for line in text.splitlines() if line)}
