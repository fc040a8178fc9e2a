"""Words that no dictionary lists because English makes them freely: inflections, derivations, compounds.

Belongs here: the rules of word formation, and how common a word made by them may be expected to be. Listed words and
the variants of British and American spelling are ``lexicon.py``'s.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from pipelines.cleaning.spelling.lexicon import Lexicon


class Formation(NamedTuple):
    """A regular way to make a form: from which listed words, and the Zipf frequency to expect of the result."""

    base: str
    zipf: float


# Productive prefixes only. In- and en- are not: what they made is listed, and "inprove" is no new word.
_PREFIX_LIST = (
    "anti arch astro audio auto bi bio cardio co contra counter cross crypto cyber de demi dis down eco electro "
    "euro ex extra fore geo hydro hyper infra inter intra iso kilo macro mega meta micro mid mini mis mono multi "
    "nano narco neo neuro non off omni out over paleo pan para petro photo poly post pre pro proto pseudo psycho "
    "quasi radio re self semi socio step sub super syn techno tele tetra thermo trans tri turbo ultra un under up "
    "vice video xeno"
)
PREFIXES = tuple(_PREFIX_LIST.split())
_INFLECTION_LIST = "s es ed ing er ers est"
_INFLECTIONS = tuple(_INFLECTION_LIST.split())
# Bound endings of new words, with second halves of compounds that work like suffixes.
_SUFFIX_LIST = (
    "or ors ee ees ly ness nesses less lessness like able ability ible ish ism isms ist ists istic ity ities ise "
    "ised ises ising isation ize ized izes izing izer izers ization izations isations ify ified ation ations ment "
    "ments ful fuls fully hood hoods ship ships dom doms wise ward wards wide fold some y ie ies ian ians ite ites "
    "ic al ally ings ery eries esque ette proof free worthy friendly gate fest athon nomics cracy ology ologist "
    "ologists phobia phobic phile philes scape scapes speak verse tainment maker makers making"
)
_SUFFIXES = tuple(_SUFFIX_LIST.split())

# How much rarer than its base a newly made word is, in powers of ten; rough averages over listed words.
_INFLECTED, _SUFFIXED, _PREFIXED = 1.5, 2.0, 2.5
# Two words written as one: how often they would meet by chance (zipf + zipf - 9), times a hundred for meaning it.
_COMPOUNDED = 7.0
_LEAST_STEM = 3
_LEAST_ZIPF_OF_BASE = 2.0
_LEAST_ZIPF_OF_PART = 3.0

# A form is asked about for every word that is near it.
_REMEMBERED = 10_000

_VOWELS = frozenset("aeiou")
_DOUBLE = re.compile(r"([b-df-hj-np-tv-z])\1")
_ONE_SYLLABLE = re.compile(r"[^aeiou]*[aeiou][bdfgklmnprtvz]")
_KEEPS_E = re.compile(r".*(?:[eoy]|[cg]|[^aeiou][vklz])e")


def formation(form: str, lexicon: Lexicon) -> Formation | None:
    """The likeliest regular formation of a lower-case form, or None.

    ``unfussed`` comes from ``fussed``, ``stockpiler`` from ``stockpile``, ``wholescale`` from ``whole+scale``. A form
    that differs from a listed word in nothing but a single or doubled consonant is not regular: beside
    ``transferring``, ``transfering`` is the same formation misspelled.
    """
    if _has_listed_twin(form, lexicon):
        return None
    found = _affixed(form, lexicon, depth=2) + _compounds(form, lexicon)
    return max(found, key=lambda f: (f.zipf, f.base), default=None)


def is_inflected(form: str, of: str, lexicon: Lexicon) -> bool:
    """Whether a form and the listed word ``of`` are two regular forms of one base: stockpiler, stockpiles."""
    if _has_listed_twin(form, lexicon):
        return False
    bases = _inflected_bases(form, lexicon)
    return bases.get(of) is not None or any(bases.get(base) for base, _ in _suffixed(of))


@lru_cache(_REMEMBERED)
def _inflected_bases(form: str, lexicon: Lexicon) -> dict[str, bool]:
    """The bases that a form may have by its endings, and which of them are listed."""
    return {base: lexicon.lists(base) for base, _ in _suffixed(form)}


def _affixed(form: str, lexicon: Lexicon, depth: int) -> list[Formation]:
    found = []
    for base, rarer in _bases(form):
        zipf = lexicon.zipf(base)
        if zipf >= _LEAST_ZIPF_OF_BASE and lexicon.is_known(base):
            found.append(Formation(base, zipf - rarer))
        elif depth > 1 and len(base) > _LEAST_STEM + 1:
            found += [Formation(deep.base, deep.zipf - rarer) for deep in _affixed(base, lexicon, depth - 1)]
    return found


def _bases(form: str) -> list[tuple[str, float]]:
    """What is left when one affix is taken off, as its base is spelled, and how much rarer the affix makes it."""
    prefixed = [
        (form.removeprefix(prefix), _PREFIXED)
        for prefix in PREFIXES
        if form.startswith(prefix) and len(form) > len(prefix) + _LEAST_STEM
    ]
    return prefixed + _suffixed(form)


@lru_cache(_REMEMBERED)
def _suffixed(form: str) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    for suffixes, rarer in ((_INFLECTIONS, _INFLECTED), (_SUFFIXES, _SUFFIXED)):
        for suffix in suffixes:
            if form.endswith(suffix) and len(form) >= len(suffix) + _LEAST_STEM:
                found += [(stem, rarer) for stem in _stems(form.removesuffix(suffix), suffix)]
    return found


def _stems(stem: str, suffix: str) -> list[str]:
    """Bases that English spelling turns into ``stem`` before ``suffix``: hop-ing from hope, happi-ness from happy."""
    y_for_i = [stem[:-1] + "y"] if stem.endswith("i") and suffix not in {"s", "ing", "ish", "ist", "ism"} else []
    if suffix == "s":
        return [] if stem[-1] in "sxz" or stem.endswith(("ch", "sh")) else [stem]
    if suffix == "es":
        return y_for_i or ([stem] if stem[-1] in "sxzo" or stem.endswith(("ch", "sh")) else [])
    if suffix[0] not in _VOWELS and suffix not in {"y", "er", "ers"}:
        return [stem, *y_for_i]
    if stem.endswith("e"):
        return [stem] if _KEEPS_E.fullmatch(stem) and suffix not in {"ed", "er", "ers", "est"} else []
    undoubled = [stem[:-1]] if len(stem) > _LEAST_STEM and stem[-1] == stem[-2] and stem[-1] not in _VOWELS else []
    plain = [] if _ONE_SYLLABLE.fullmatch(stem) else [stem]  # putting, not puting
    return [stem + "e", *undoubled, *plain, *y_for_i]


@lru_cache(_REMEMBERED)
def _has_listed_twin(form: str, lexicon: Lexicon) -> bool:
    """Whether a listed and far more common word differs only in a consonant being single or double."""
    twins = {form[: m.start()] + form[m.start() + 1 :] for m in _DOUBLE.finditer(form)}
    twins |= {form[:i] + form[i] + form[i:] for i in range(2, len(form)) if form[i] not in _VOWELS}
    return any(lexicon.zipf(twin) >= lexicon.zipf(form) + 1 and lexicon.lists(twin) for twin in twins)


def _compounds(form: str, lexicon: Lexicon) -> list[Formation]:
    found = []
    for at in range(_LEAST_STEM, len(form) - _LEAST_STEM + 1):
        parts = form[:at], form[at:]
        if max(map(len, parts)) > _LEAST_STEM and all(_is_part(part, lexicon) for part in parts):
            found.append(Formation("+".join(parts), sum(map(lexicon.zipf, parts)) - _COMPOUNDED))
    return found


def _is_part(form: str, lexicon: Lexicon) -> bool:
    return lexicon.zipf(form) >= _LEAST_ZIPF_OF_PART and lexicon.is_known(form) and not lexicon.is_name(form)
