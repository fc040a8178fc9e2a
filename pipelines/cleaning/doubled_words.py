"""Words that were written twice by mistake ("in the the country"): the second one goes.

What belongs here: which words can never stand twice in a row in an English sentence. Most can ("had had", "that that",
"the day he came in in 1979", "very very"), and names do (Duran Duran), so that only a closed class is looked at:

- articles, and the possessives "my" and "our", which must be followed by what they belong to;
- "of", "into", "and", "or", "but", "if", "than" and "because", which must be followed by what they tie on, and "also";
- "he", "she", "we" and "they", of which a clause can only have one;
- "to" before an article or a possessive, or where the word before it asks for "to" and a verb ("has to to come"):
  "the man I spoke to to get it" is sound.

A speaker's words are the speaker's, stammer and all: what stands in quotation marks is left. So is what stands three
times, which is meant, and a pair that ends a clause or is set apart, which is talked about.
"""

import re
from collections.abc import Iterator
from itertools import islice
from operator import eq

from pipelines.cleaning.pieces import pieces_of
from pipelines.lineage.edits import Replacement

_NEVER_TWICE = "the an a my our of into and or but if than because also he she we they to"
_DOUBLED = re.compile(
    rf"(?<!\S)(?P<first>{'|'.join(_NEVER_TWICE.split())})\ (?P=first)(?=\ (?P<after>[\w“‘\"'(£$€][\w'’]*))",
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE = re.compile(r"(?:(?P<word>\S+) )?\Z")
_LONGEST_WORD = 64
_SENTENCE_END = (".", "!", "?", ":", ".”", "!”", "?”", '."', '!"', '?"')
_OWNER_LIST = "the a an this these those his her its their our my your each every"
_OWNERS = frozenset(_OWNER_LIST.split())
_ASKS_FOR_VERB_LIST = (
    "has have had having want wants wanted going able unable trying tried need needs needed ought likely unlikely "
    "expected expects began begun decided hope hopes hoped plan plans planned due continue continues continued willing "
    "refused refuses failed fails managed agreed"
)
_ASKS_FOR_VERB = frozenset(_ASKS_FOR_VERB_LIST.split())


def doubled_words(text: str) -> Iterator[Replacement]:
    """Nothing for the second of two equal words of the closed class, and for the space before it."""
    for match in _DOUBLED.finditer(text) if _has_double(text) else ():
        first, after = match["first"], match["after"].lower()
        second = match.group()[len(first) + 1 :]
        line = text.rfind("\n", 0, match.start()) + 1
        before = _BEFORE.search(text, max(line, match.start() - _LONGEST_WORD), match.start())
        word = (before and before["word"]) or ""
        if first.lower() in {word.lower(), after} or not _is_prose(first, second, word):
            continue
        if first.lower() == "to" and not (after in _OWNERS or word.lower() in _ASKS_FOR_VERB):
            continue
        if not is_quoted(text, line, match.start()):
            yield Replacement(match.start() + len(first), match.end(), "", "doubled_word")


def _has_double(text: str) -> bool:
    """Whether any two neighbours are alike, which few texts have."""
    pieces = list(map(str.casefold, pieces_of(text).written))
    return any(map(eq, pieces, islice(pieces, 1, None)))


def is_quoted(text: str, line: int, position: int) -> bool:
    """Whether a quotation of the line that begins at `line` is still open at `position`."""
    before = text[line:position]
    return before.count('"') % 2 == 1 or before.rfind("“") > before.rfind("”")


def _is_prose(first: str, second: str, before: str) -> bool:
    """Whether the pair is written as a sentence has it: small letters, but for the beginning of a sentence."""
    if not second.islower():
        return False
    return first.islower() or not before or before.endswith(_SENTENCE_END)
