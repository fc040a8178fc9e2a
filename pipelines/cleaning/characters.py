"""Rules for single characters: wrongly decoded ones, invisible ones, and several codes for one character.

A rule takes a text and proposes replacements in it, sorted and not overlapping.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from pipelines.cleaning.pieces import pieces_of
from pipelines.lineage.edits import Replacement

# Soft hyphen, zero-width space/joiners/marks, word joiner, byte-order mark, interlinear and bidi controls: they show
# nothing, and they hide words from any search. The joiner stays between other characters, where emoji and some
# scripts need it; see `joiner`.
_INVISIBLE = re.compile(r"[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]+")
# Joiners show nothing between Latin letters; a Mongolian vowel separator and a combining grapheme joiner neither.
_JOINERS = re.compile(r"[\u200c\u200d\u034f\u180e]")
_JOINER = re.compile(r"(?<![^\x00-\u02ff\u1e00-\u1eff\u2000-\u206f])[\u200c\u200d]+|[\u200c\u200d]+\Z|[\u034f\u180e]+")
# C0 and C1 controls but for tab and line ends, which are whitespace, and next-line, which is a line end.
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f]+")
_LINE = re.compile(r"[^\n]+")
_LONGEST_WORD = 2_000


@lru_cache(maxsize=2)  # most rules ask the same of a text, and few change it
def _characters_of(text: str) -> str:
    return "".join(frozenset(text))


def has_any(text: str, characters: re.Pattern[str]) -> bool:
    """Whether a text has any of the characters that a pattern stands for. A text is made of a few dozen, of which it
    takes no time to tell that most rules have nothing to do."""
    return characters.search(_characters_of(text)) is not None


def places(text: str, characters: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Where such a pattern matches, which may take in several of them."""
    return characters.finditer(text) if has_any(text, characters) else iter(())


def mojibake(text: str) -> Iterator[Replacement]:
    """UTF-8 that was decoded as something else (â€œ for a curly quote), found by ftfy, line by line.

    A line that ftfy changes is aligned with its repair by what both have in common at word borders, so that the
    edits are no larger than the damage.
    """
    for line in _LINE.finditer(text) if not text.isascii() else ():
        if line.group().isascii():
            continue
        repaired = _repaired(line.group())
        if repaired != line.group():
            yield from _aligned(line.group(), repaired, line.start(), "mojibake")


@lru_cache(maxsize=64)  # the lines of a text are looked at twice
def _repaired(line: str) -> str:
    import ftfy  # here, for most texts of many corpora have no such line

    return ftfy.fix_encoding(line)


def invisible(text: str) -> Iterator[Replacement]:
    """Characters that show nothing and are no space."""
    return (Replacement(m.start(), m.end(), "", "invisible") for m in places(text, _INVISIBLE))


def joiner(text: str) -> Iterator[Replacement]:
    """Joiners that join nothing: those that do not follow a letter of another script, or a picture."""
    found = _JOINER.finditer(text) if has_any(text, _JOINERS) else ()
    return (Replacement(m.start(), m.end(), "", "joiner") for m in found)


def control(text: str) -> Iterator[Replacement]:
    """Control characters, which terminals act on and texts have no use for."""
    return (Replacement(m.start(), m.end(), "", "control") for m in places(text, _CONTROL))


def composed(text: str) -> Iterator[Replacement]:
    """Letters written as base plus mark become the one character that Unicode has for them (NFC)."""
    if text.isascii():
        return
    pieces = pieces_of(text)
    for word, start in zip(pieces.written, pieces.starts, strict=True):
        # Composing takes time with the square of the marks on a letter; no word is so long, a hostile text may be.
        if word.isascii() or len(word) > _LONGEST_WORD:
            continue
        composed = unicodedata.normalize("NFC", word)
        if composed != word:
            yield _trimmed(word, composed, start, "unicode_nfc")


def _aligned(before: str, after: str, offset: int, rule: str) -> Iterator[Replacement]:
    """Replacements that make `after` of `before`: word by word where both have as many words, else one for all."""
    old, new = before.split(" "), after.split(" ")
    if len(old) != len(new):
        yield _trimmed(before, after, offset, rule)
        return
    for old_word, new_word in zip(old, new, strict=True):
        if old_word != new_word:
            yield _trimmed(old_word, new_word, offset, rule)
        offset += len(old_word) + 1


def _trimmed(before: str, after: str, offset: int, rule: str) -> Replacement:
    """One replacement without what both sides begin and end with."""
    shorter = min(len(before), len(after))
    start = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    rest = shorter - start
    end = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    return Replacement(offset + start, offset + len(before) - end, after[start : len(after) - end], rule)
