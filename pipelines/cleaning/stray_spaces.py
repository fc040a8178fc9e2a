"""Spaces that got into a word ("th e", "govern ment"), taken out where no other reading is left.

What belongs here: whether two neighbours are the halves of one word. At least one of them must be no word at all, and
together they must be one that is in use, and more common than the half is by itself ("c are" is "care"; "plan b and"
is not "band"). Left alone:

- a lost apostrophe or hyphen, which is no stray space: "China s", "can t", "co operate", "her e mail";
- letters that stand for something: capital letters alone (T in the Park), a name before a word (Al Saud is);
- what stands among words that are not English ("ki te", "vis a vis") or may begin a phrase that is not ("en bloc");
- what is likelier to have lost a letter than to have gained a space: "for th year" is "for the year", not "forth year".
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.cleaning.pieces import Remembered, pieces_of
from pipelines.cleaning.spelling.derivation import PREFIXES
from pipelines.cleaning.spelling.frequencies import word_counts
from pipelines.cleaning.spelling.lexicon import load_lexicon
from pipelines.lineage.edits import Replacement

_PAIR = re.compile(r"(?<![^\s\"“‘(])([A-Za-z][a-z]{0,24})(?= ([a-z]{1,24}+)(?![\w@/\-'’*_+=&]|\.\w))")
# The same two by themselves, in the pieces that they end and begin.
_HEAD = re.compile(r"(?:\A|[\"“‘(])([A-Za-z][a-z]{0,24})\Z")
_TAIL = re.compile(r"[a-z]{1,24}+(?![\w@/\-'’*_+=&]|\.\w)")
_WORD_BEFORE = re.compile(r"([A-Za-z'’-]+)[,;:]? [\"“‘(]*\Z")
_WORD_AFTER = re.compile(r"[,;:]? [\"“‘(]*([A-Za-z'’-]+)")
_LONGEST_WORD = 40
# What is left of a word that lost its apostrophe: it's, don't, I'd, I'm, we'll, they're, I've.
_CLITICS = frozenset(("s", "t", "d", "m", "ll", "re", "ve"))
# Function words of the languages whose phrases English has taken over: en bloc, de facto, au fait, ad hoc, a la carte.
_FOREIGN_LIST = "en de du des la le les au aux et un une el los las y al ad ex von van der und da di il te"
_FOREIGN = frozenset(_FOREIGN_LIST.split())
_HOST_LIST = "i you he she we they it who that there what how where here this these those one"
_HOSTS_OF_VERBS = frozenset(_HOST_LIST.split())
# E-mail and its kind without the hyphen: the letter belongs to what follows.
_AFTER_E = re.compile(r" (?:mail|commerce|book|read|cig|bike|scooter|sport|learning|government|voting|waste)")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# The whole must be a word in use (occurrences in a billion words, log10); more so where the second half is one as well.
_IN_USE = 3.0
_IN_USE_BESIDE_WORD = 4.0


class _Split(NamedTuple):
    head: str
    tail: str
    start: int
    space: int
    end: int


def stray_spaces(text: str) -> Iterator[Replacement]:
    """Nothing for the space inside a word."""
    known = word_counts()
    found = [
        split
        for match in _pairs(text)
        if match[1].lower() + match[2] in known and (split := _split(text, match)) is not None
    ]
    halves = {start for split in found for start in (split.start, split.space + 1)}
    splits = [split for split in found if _is_among_english(text, split, halves)]
    taken = 0
    for at, split in enumerate(splits):
        following = splits[at + 1] if at + 1 < len(splits) else None
        if split.start >= taken and not (following and following.start < split.end and _is_better(following, split)):
            taken = split.end
            yield Replacement(split.space, split.space + 1, "", "stray_space")


def _pairs(text: str) -> Iterator[re.Match[str]]:
    """Every pair of neighbours of which one at least is no word, and may be half of one."""
    pieces = pieces_of(text)
    odd = set(filter(_IS_ODD.__getitem__, pieces.counts))
    if not odd:
        return
    places = [at for at, piece in enumerate(pieces.written) if piece in odd]
    for at in sorted({*places, *(place - 1 for place in places if place)}):
        head = _HEAD.search(pieces.written[at])
        if head and (match := _PAIR.match(text, pieces.starts[at] + head.start(1))):
            yield match


def _is_odd(piece: str) -> bool:
    """Whether a piece ends, or begins, with something that is no word and that half a word may look like."""
    head, tail = _HEAD.search(piece), _TAIL.match(piece)
    return bool((head and not _is_word(head[1].lower())) or (tail and not _is_word(tail[0])))


_IS_ODD = Remembered(_is_odd)


def _is_better(later: _Split, earlier: _Split) -> bool:
    """Of two readings that share a half ("the n umber"), whether the later one leaves the likelier pair of words."""
    zipf = load_lexicon().zipf
    first, shared, last = earlier.head.lower(), earlier.tail, later.tail
    return zipf(first) + zipf(shared + last) > zipf(first + shared) + zipf(last)


def _split(text: str, match: re.Match[str]) -> _Split | None:
    """The two halves of a match that are one word together, when it was split."""
    head, tail = match.groups()
    if _is_word(head.lower()) and _is_word(tail):
        return None
    before = _word_before(text, match.start())
    start, space = match.span(1)
    end = match.end(2)
    if tail == "e" and _AFTER_E.match(text, end):
        return None
    if _may_be_split(head, tail, before[1] if before else "") and _is_likelier_whole(head.lower(), tail):
        return _Split(head, tail, start, space, end)
    return None


def _is_among_english(text: str, split: _Split, halves: set[int]) -> bool:
    """Whether the words on both sides, where there are any on the line, are English ones, or `halves` themselves."""
    around = (_word_before(text, split.start), _WORD_AFTER.match(text, split.end))
    return all(_is_english(found[1]) or found.start(1) in halves for found in around if found is not None)


def _word_before(text: str, position: int) -> re.Match[str] | None:
    return _WORD_BEFORE.search(text, max(0, position - _LONGEST_WORD), position)


def _is_word(half: str) -> bool:
    return half in _FOREIGN or (half in word_counts() and half not in _CLITICS)


def _is_english(word: str) -> bool:
    return not word.islower() or "-" in word or word in _CLITICS or re.split("['’]", word)[0] in word_counts()


def _may_be_split(head: str, tail: str, before: str) -> bool:
    """Whether nothing but a space may have been lost between the halves, or put between them."""
    lower = head.lower()
    if lower in PREFIXES and not _is_word(lower):
        return False
    if not head.islower() and (len(head) == 1 or _is_word(tail) or tail in _CLITICS):
        return False
    if tail in _CLITICS and _is_word(head):
        has_lost_apostrophe = tail == "s" or (head.endswith("n") if tail == "t" else head in _HOSTS_OF_VERBS)
        return not has_lost_apostrophe and tail != "re"
    if lower in _CLITICS and _is_word(tail):
        return lower == "t" and not before.endswith("n")
    # Where both what stands before and the second half are words, a letter between them may be a name's last.
    return not _is_word(tail) or before.islower() or not before


def _is_likelier_whole(head: str, tail: str) -> bool:
    """Whether the whole is a word in use, and more so than those of its halves that are none."""
    lexicon = load_lexicon()
    broken = [half for half in (head, tail) if not _is_word(half)]
    zipf = lexicon.zipf(head + tail)
    if zipf < (_IN_USE_BESIDE_WORD if _is_word(tail) else _IN_USE) or lexicon.is_name(head + tail):
        return False
    if any(lexicon.zipf(half) >= zipf or (len(half) > 3 and lexicon.lists(half)) for half in broken):
        return False
    return len(broken) > 1 or _zipf_with_letter_lost(head, tail) < zipf


def _zipf_with_letter_lost(head: str, tail: str) -> float:
    """How common the two would be side by side if the one that is no word had lost a letter (log10, in a billion)."""
    zipf = load_lexicon().zipf
    broken, word = (tail, head) if _is_word(head) else (head, tail)
    mended = (broken[:at] + letter + broken[at:] for at in range(len(broken) + 1) for letter in _LETTERS)
    return max(zipf(form) for form in mended) + zipf(word) - 9
