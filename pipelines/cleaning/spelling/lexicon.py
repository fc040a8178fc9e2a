"""What counts as a known word of English, and how common a form is.

Belongs here: the dictionaries, their loading, and the question "is this a word?" for a plain form. Word formation
lives in ``derivation.py``, the choice between candidates in ``decisions.py``.

Resources, called as installed dependencies but for the last:

- symspellpy's ``frequency_dictionary_en_82_765`` (MIT): 82,765 words, American and British, the intersection of
  Google's n-gram counts with SCOWL.
- spylls' ``en_US`` Hunspell dictionary (SCOWL's BSD-like licence): productive affixes, but American only.
- wordfreq's word lists (its data is CC BY-SA, so it is only called): frequencies of English, and of the other
  languages in Latin script from which news borrows.
- SCOWL's American and British lists up to size 80 (BSD-like licence, see NOTICE), shipped in ``words/``: rare words,
  which are words but no aim for a correction.
"""

import lzma
import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import zip_longest
from pathlib import Path

from pipelines.cleaning.spelling.frequencies import word_counts
from pipelines.cleaning.spelling.hunspell import Hunspell, load_hunspell

# Part of the code, so that another list is another version of every step that asks it.
RARE_WORDS_SHA256 = "5acccf02121d7fd34ef0a532403f9b6d46646ac40d2d003f81bc7a162529d04b"
RARE_WORDS = Path(__file__).parent / "words" / "scowl_80.txt.xz"

# wordfreq's lists in Latin script, less English. "small" holds what occurs at least once in a million words.
_FOREIGN_LIST = "ca cs da de es fi fil fr hu id is it lt lv ms nb nl pl pt ro sh sk sl sv tr vi"
_FOREIGN = tuple(_FOREIGN_LIST.split())

# Stems of the closed class that is -our in Britain and -or in America. It is no rule for other words: "liquour" and
# "terrour" are misspellings in both.
_OUR_STEMS = (
    "arb ard arm behavi cand clam clang col demean enam endeav fav ferv flav glam harb hon hum lab neighb od parl ranc"
    " rig rum savi sav splend succ tum val vap vig"
)
# Regular correspondences between British and American spelling: a form that one of them turns into a listed word is a
# variant and not a misspelling. British loses its u before the Latin suffixes (honorary, vigorous, coloration).
_VARIANTS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=[a-z]{3})is(?=(?:e|ed|es|ers?|ing|able|ations?|ational)(?:ly)?$)", "iz"),
        (r"(?<=[a-z]{3})ys(?=(?:e|ed|es|ers?|ing)$)", "yz"),
        (rf"({'|'.join(_OUR_STEMS.split())})our(?!ary|ous|ation|ifi|i[sz])", r"\1or"),
        (rf"\b({'|'.join(_OUR_STEMS.split())})or(?!ary|ous|ation|ifi|i[sz])", r"\1our"),
        (r"h?aem(?=[aiorpu])", lambda m: m[0].replace("ae", "e")),
        (r"(?<=p)ae(?=d)|(?<=an)ae(?=s)|(?<=gyn)ae(?=c)|(?<=pal)ae(?=o)|(?<=f)ae(?=c)", "e"),
        (r"\boe(?=sop|str|dem)|(?<=f)oe(?=t)|(?<=rrh)oe", "e"),
        (r"(?<=[a-z]{2})wards$", "ward"),
        (r"(?<=[a-z]{3})eable$", "able"),
        (r"(cent|theat|met|lit|spect|scept|lust|calib|fib|sab|somb)re(?=s?$|d$)", r"\1er"),
        (r"(?<=[a-z]{2}[aeiou])l(?=ations?$|i[sz](?:e[drs]?|ing|ation)$)", "ll"),
    )
)
# Weak past forms in -t, which American dictionaries leave out.
_PAST_IN_T = re.compile(r"(?:un|re|mis|over)?(?:burnt|dreamt|leant|leapt|learnt|smelt|spelt|spilt|spoilt)")
# British doubles l after one unstressed vowel letter (libelled, teetotaller); "revealled" has two vowel letters.
_DOUBLED_L = re.compile(r"([a-z]*[aeiouy][a-z]*[^aeiou][aeiou]l)l(?:ed|ing|ers?|ors?|ists?|able)")


def plain(form: str) -> str:
    """The spelling under which the dictionaries list ``form``: composed, straight apostrophes and hyphens."""
    composed = unicodedata.normalize("NFC", form)
    return composed.replace("’", "'").replace("ʼ", "'").replace("‐", "-").replace("‑", "-")


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The loaded dictionaries, of which there is one.

    ``common`` are the lower-case words of the frequency dictionary, which are also what a correction may lead to;
    ``english`` maps a lower-case form to its Zipf frequency (log10 of occurrences in a billion words). ``rare`` are the
    words of SCOWL, case kept, most of the common ones among them.
    """

    common: frozenset[str]
    rare: frozenset[str] = field(repr=False)
    english: dict[str, float] = field(repr=False)
    hunspell: Hunspell = field(repr=False)

    def zipf(self, form: str) -> float:
        """Zipf frequency of a lower-case form in English; 0 when it is not on the list (below about 1)."""
        return self.english.get(form, 0.0)

    def foreign_zipf(self, form: str) -> float:
        """The highest Zipf frequency of a lower-case form in another language; 0 when below 3 in all of them."""
        return self._foreign.get(form, 0.0)

    def lists(self, form: str) -> bool:
        """Whether a dictionary has this lower-case form, as it stands."""
        return form in self.common or bool(self.hunspell.lookup(form))

    def is_known(self, form: str) -> bool:
        """Whether a lower-case form is a word: listed, or the British or American variant of a listed one."""
        if form in self.rare or self.lists(form) or _PAST_IN_T.fullmatch(form):
            return True
        doubled = _DOUBLED_L.fullmatch(form)
        if doubled and self.lists(doubled[1]):
            return True
        return any(self.lists(variant) for variant in _variants(form))

    def has_name(self, form: str) -> bool:
        """Whether a dictionary has this form, which has a capital, as it stands."""
        return form in self.rare or bool(self.hunspell.lookup(form))

    def is_name(self, form: str) -> bool:
        """Whether the dictionary has this lower-case form with a capital only (``sid``, ``tehran``)."""
        return not self.hunspell.lookup(form) and bool(self.hunspell.lookup(form.capitalize()))

    @cached_property
    def _foreign(self) -> dict[str, float]:
        return _zipfs(_FOREIGN, "small")


def is_same_word(one: str, other: str) -> bool:
    """Whether two lower-case words are spellings of one: centre and center, organise and organize."""
    return one in _variants(other) or other in _variants(one)


@lru_cache(maxsize=50_000)
def _variants(form: str) -> set[str]:
    return {pattern.sub(replacement, form) for pattern, replacement in _VARIANTS} - {form}


@cache
def load_lexicon() -> Lexicon:
    """Load the dictionaries, once per process (a third of a second)."""
    return Lexicon(
        common=frozenset(word_counts()),
        rare=frozenset(lzma.decompress(RARE_WORDS.read_bytes()).decode().split()),
        english=_zipfs(("en",), "large"),
        hunspell=load_hunspell(),
    )


def _zipfs(languages: Sequence[str], wordlist: str) -> dict[str, float]:
    """Zipf frequency of each word of wordfreq's lists, the highest where several languages have it.

    The lists give words by frequency, the most frequent first, in steps of a centibel.
    """
    import wordfreq  # here, for it takes a tenth of a second and is asked in workers only

    lists = (wordfreq.get_frequency_list(language, wordlist=wordlist) for language in languages)
    steps = list(zip_longest(*lists, fillvalue=()))
    found: dict[str, float] = {}
    for step in reversed(range(len(steps))):
        zipf = _zipf(wordfreq.cB_to_freq(-step))
        for words in steps[step]:
            found.update(dict.fromkeys(words, zipf))
    return found


def _zipf(frequency: float) -> float:
    """Zipf scale (van Heuven et al. 2014): log10 of the frequency per billion words, rounded as wordfreq does."""
    return round(math.log10(frequency) + 9, 2)
