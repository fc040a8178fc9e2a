"""Which stretches of a text are word forms that spelling may judge at all.

Belongs here: the one tokeniser which both counts the corpus vocabulary and applies decisions, so that the two can
never disagree. What a word means, and whether it is right, does not belong here.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.cleaning.pieces import Remembered, pieces_of


class Token(NamedTuple):
    """One occurrence of a word form: half-open, in Unicode code points of the text it was found in."""

    start: int
    end: int
    word: str


# Latin letters with their accents, composed or as combining marks; no digits, no other scripts.
_LETTER = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
_MARK = "\u0300-\u036f"
_APOSTROPHE = "'’ʼ"
_HYPHEN = "‐‑-"
# A soft hyphen or a zero-width character inside a word is invisible and would leave half a word on each side.
_GLUE = "\u00ad\u200b-\u200d\u2060\ufeff"
_PART = f"[{_LETTER}][{_LETTER}{_MARK}]*+"
_SIMPLE = f"{_PART}(?>(?:[{_APOSTROPHE}]{_PART})*)"

# Each stretch is taken whole by the first alternative that fits; only the one named ``word`` is a word. Quantifiers are
# possessive: none of these may give letters back, or half of a code token would pass for a word. Groups are atomic
# instead: before Python 3.11.5 a possessive one keeps half of its last round (gh-106052).
_SCANNER = re.compile(
    rf"""
      (?: https?:// | ftp:// | www\. ) \S++                        # URLs
    | (?<![\w.+%-]) [\w.+%-]++ @ [\w.-]++                          # e-mail addresses
    | [@\#$\\~] \w [\w.-]*+                                        # handles, tags, variables, escapes
    | & \w++ ;                                                     # character references
    | \w[\w-]*+ (?>(?: \.[a-z0-9_][\w-]*+ )+) (?: /\S*+ )?         # hosts, file names, a.m., version numbers
    | (?<!\w) (?: \.{{1,2}} )? / [\w.]\S*+                         # absolute and relative paths
    | \w++ (?>(?: [/\\][\w.-]++ ){{2,}}) /?                        # a/b/c
    | \w++ (?: :: | \\ | = ) [\w\\]\S*+                            # code
    | \w++ (?>(?: \*++\w*+ )+)                                     # f***, sh*t
    | (?P<word> {_SIMPLE} (?>(?: [{_HYPHEN}]{_SIMPLE} )*) )
      (?! [\w{_MARK}{_GLUE}(\[] | [{_HYPHEN}](?!-) | … | \.\.\. )    # runs on: digits, member(s), pre-, cut short
    | [\w{_GLUE}] [\w{_APOSTROPHE}{_GLUE}{_HYPHEN}]*+              # what is left: digits, other scripts
    """,
    re.VERBOSE,
)
# [w]hile and (s)he: a bracket closed right before the word holds its beginning. A hyphen there marks a suffix or a
# compound whose first half was no word (20-year-old, COVID-19-hit).
_HEAD_IS_ELSEWHERE = frozenset(")]*_/\\" + _HYPHEN + _APOSTROPHE)
# Twice the longest words of English; what is longer is data or a prank, and a search near it takes minutes.
_LONGEST = 64
_POSSESSIVES = tuple(a + s for a in _APOSTROPHE for s in "sS")
_SEPARATORS = re.compile(f"[{_APOSTROPHE}{_HYPHEN}]")


def word_tokens(text: str) -> Iterator[Token]:
    """Yield the occurrences of word forms in ``text`` that may be judged, in order of position.

    A form is a run of Latin letters with its inner apostrophes and hyphens (``don’t``, ``back-channel``), in the exact
    case and with the exact characters of the text. A possessive ``’s`` is left out of the form, so that
    ``Zelenskyy’s`` counts as ``Zelenskyy``. Skipped whole: URLs, e-mail addresses, handles, tags, host and file
    names, paths, anything with a digit or an underscore in it, camelCase and other mixed case, other scripts,
    forms which begin or end inside brackets (``[w]hile``, ``member(s)``), half compounds (``pre-``), forms cut off
    by an ellipsis, what is longer than any word, and the clipped ``-in’`` of rendered speech (``goin’``).
    """
    # No stretch runs over white space, and nothing is asked of what stands beyond it.
    pieces = pieces_of(text)
    for piece, start in zip(pieces.written, pieces.starts, strict=True):
        for first, last, word in FORMS_OF[piece]:
            yield Token(start + first, start + last, word)


def _forms(piece: str) -> tuple[Token, ...]:
    found = []
    for match in _SCANNER.finditer(piece):
        word = match["word"]
        if word is None:
            continue
        start, end = match.span("word")
        if start and piece[start - 1] in _HEAD_IS_ELSEWHERE and _head_is_elsewhere(piece, start):
            continue
        if word.endswith(_POSSESSIVES):
            word, end = word[:-2], end - 2
        elif word.endswith("in") and piece[end : end + 1] in {"'", "’"}:
            continue
        if len(word) <= _LONGEST and (word.islower() or _is_plain_case(word)):
            found.append(Token(start, end, word))
    return tuple(found)


# The occurrences in a piece of text that has no white space in it and around it, counted from its start.
FORMS_OF = Remembered(_forms)


def _head_is_elsewhere(text: str, start: int) -> bool:
    """Whether what stands before ``start`` is the rest of the same word, not a quote, a dash or a bracket."""
    before = text[start - 1]
    if before in _APOSTROPHE:  # ’em and 'til lose their heads too, but an opening quote looks the same
        return start > 1 and text[start - 2].isalnum()
    if before in _HYPHEN:
        return start < 2 or text[start - 2] not in _HYPHEN
    if before == "/":  # his/her is two words; /usr/bin never comes here
        return False
    return start > 1 and text[start - 2].isalnum()


def _is_plain_case(word: str) -> bool:
    """Whether every part of ``word`` is lower case, Capitalised or ALL CAPITALS: not camelCase, not ``MPs``."""
    return all(part.isupper() or part[1:].islower() or len(part) == 1 for part in _SEPARATORS.split(word))
