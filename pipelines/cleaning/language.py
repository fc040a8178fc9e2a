"""Language of a text, by Compact Language Detector 2, and by common English words where that does not say English."""

import re
from functools import lru_cache
from typing import NamedTuple

import pycld2

from pipelines.cleaning.characters import has_any

UNDETERMINED = "und"
ENGLISH = "en"
# Languages whose texts are corrected and read. An undetermined text is most often a short English one.
READ_LANGUAGES = (ENGLISH, UNDETERMINED)
# The detector takes markup out by itself, and refuses a text that holds a code point which is no character.
_DISTURBING = re.compile(
    r"[<>&\ufdd0-\ufdef]|[" + "".join(chr((p << 16) | c) for p in range(17) for c in (0xFFFE, 0xFFFF)) + "]"
)
_WORD = re.compile(r"[^\W\d_]+")
# Words that make up a good part of any English text, and of hardly one in another language: "in", "is", "was", "a",
# "on", "for" and the like are left out, since other languages have them too.
_ENGLISH_WORDS = frozenset(
    {
        "the", "and", "of", "to", "that", "with", "from", "this", "has", "have", "had", "were", "which", "by",
        "said", "would", "are", "been", "their", "its", "they", "but", "not", "his", "she", "will", "after",
        "about", "when", "who", "than", "into", "more", "could", "there", "because", "through", "while",
    }
)  # fmt: skip
# A text with such a share of them, and so many different ones, is English: names, and lists of them, mislead the
# detector about what stands between them.
_ENGLISH_SHARE, _ENGLISH_DISTINCT = 0.2, 4


class Language(NamedTuple):
    """A code, and how much of the text speaks for it: in [0, 1], 0 for `und`."""

    code: str
    score: float


def detect_language(text: str) -> Language:
    """ISO 639-1 code of the text's main language (639-3 where there is none, `und` where it cannot be told), and its
    score: the share of the text that the detector finds in it, or else the share of common English words."""
    return _detect(text)


@lru_cache(maxsize=4)  # it is asked more than once in the cleaning of a text
def _detect(text: str) -> Language:
    letters = _without_disturbing(text)
    try:
        is_reliable, _, details = pycld2.detect(letters, bestEffort=False)
    except pycld2.error:
        is_reliable, details = False, (("", "un", 0, 0.0),)
    code = str(details[0][1])
    found = Language(code.split("-")[0], details[0][2] / 100) if is_reliable and code != "un" else None
    if found and found.code == ENGLISH:
        return found
    return _by_words(letters) or found or Language(UNDETERMINED, 0.0)


def _without_disturbing(text: str) -> str:
    return _DISTURBING.sub(" ", text) if has_any(text, _DISTURBING) else text


def _by_words(text: str) -> Language | None:
    """English, where common words say so."""
    words = _WORD.findall(text.casefold())
    common = [word for word in words if word in _ENGLISH_WORDS]
    if len(common) < _ENGLISH_SHARE * len(words) or len(set(common)) < _ENGLISH_DISTINCT:
        return None
    return Language(ENGLISH, round(len(common) / len(words), 2))
