"""Names as strings: what in a mention is the name, and when two strings are the same name."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from pipelines.lineage.hashing import short_hash

# What entities are told apart by, so that a place named as GPE here and LOC there is one place.
ENTITY_CLASSES = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
    "PRODUCT": "product",
    "EVENT": "event",
    "WORK_OF_ART": "work",
    "LAW": "law",
    "LANGUAGE": "language",
}
TITLES = frozenset(
    {
        "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "lord", "lady", "baroness",
        "baron", "president", "premier", "chancellor", "minister", "secretary", "senator", "sen", "representative",
        "rep", "congressman", "congresswoman", "governor", "gov", "mayor", "councillor", "councilor", "judge",
        "justice", "chief", "king", "queen", "prince", "princess", "pope", "archbishop", "bishop", "cardinal",
        "rev", "reverend", "imam", "rabbi", "general", "gen", "colonel", "col", "major", "captain", "capt",
        "lieutenant", "lt", "sergeant", "sgt", "admiral", "commander", "officer", "inspector", "superintendent",
        "ambassador", "chairman", "chairwoman", "pm", "sheikh", "sheikha", "emir", "emperor", "empress", "sultan",
        "crown", "prime", "vice", "deputy", "former", "maj", "brig", "brigadier", "marshal", "corporal", "cpl", "hon",
        "engr", "shri", "smt", "ayatollah", "mullah", "maulana", "shaikh", "pastor", "detective", "constable",
        "comrade",
    }
)  # fmt: skip
# Small words inside surnames.
PARTICLES = frozenset(
    {
        "al", "af", "ap", "ben", "bin", "bint", "da", "dal", "das", "de", "del", "della", "der", "di", "do", "dos",
        "du", "e", "el", "ibn", "la", "las", "le", "los", "ten", "ter", "ul", "van", "vom", "von", "y", "zu", "zur",
    }
)  # fmt: skip
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_ARTICLE = re.compile(r"^(?:the|an?)\s+(?=\S)", re.IGNORECASE)
# A line that ends within a name of two parts: García-, Márquez.
_BROKEN_AT_HYPHEN = re.compile(r"(?<=\w)([-‐])[^\S\n]*\n\s*(?=\w)")
_POSSESSIVE = re.compile(r"['’]s?$")
_ADDRESS = re.compile(r"://|\bwww\.|\S@\S|^[@#]")
LEGAL_FORMS = frozenset({"inc", "corp", "co", "ltd", "llc", "plc", "se", "ag", "nv", "sa", "gmbh", "spa"})
_OUTER = " \t\n\"'“”‘’`.,;:()[]"
# The names of some hundred articles: each rule asks the same of each of them.
_REMEMBERED = 1 << 15


@lru_cache(_REMEMBERED)
def bare_name(mention: str) -> str:
    """The mention without article, possessive, outer quotes and line ends: "the United Kingdom's" is United Kingdom."""
    name = " ".join(_BROKEN_AT_HYPHEN.sub(r"\1", mention).split())
    while True:
        shorter = _POSSESSIVE.sub("", _ARTICLE.sub("", name)).lstrip(_OUTER).rstrip(_OUTER)
        # A final dot belongs to an abbreviation (U.S.), not to the sentence.
        if f"{shorter}." in name and "." in shorter:
            shorter += "."
        if shorter == name or not shorter:
            return name
        name = shorter


@lru_cache(_REMEMBERED)
def is_name(mention: str) -> bool:
    """Whether it can be a name: it has a capital (or a letter of a script without them) and is no web address.

    Of the model's "names" without a capital, 1 in 30 was one in hand-annotated news.
    """
    return any(c.isalpha() and not c.islower() for c in mention) and not _ADDRESS.search(mention)


def without_legal_form(name: str) -> str:
    """An organisation's name without Inc., Ltd and the like at its end."""
    words = name.split()
    while len(words) > 1 and _plain(words[-1]) in LEGAL_FORMS:
        words = words[:-1]
    return " ".join(words).rstrip(",")


def person_tokens(name: str) -> list[str]:
    """Tokens of a person's name, without titles before it and generation suffixes after it."""
    tokens = name.split()
    while tokens and _plain(tokens[0]) in TITLES:
        tokens = tokens[1:]
    while tokens and _plain(tokens[-1]) in _SUFFIXES:
        tokens = tokens[:-1]
    return tokens


def is_full_name(tokens: Sequence[str]) -> bool:
    """Whether tokens of a PERSON introduce somebody: two or more, in lower case none but particles (bin, von der), and
    no acronym at the end unless all is in capitals, as in a headline."""
    return (
        len(tokens) > 1
        and all(not token.islower() or token in PARTICLES for token in tokens)
        and (not tokens[-1].isupper() or len(tokens[-1]) > 5 or " ".join(tokens).isupper())
    )


@lru_cache(_REMEMBERED)
def name_key(name: str) -> str:
    """What two spellings of one name share: letter case, compatibility forms, dots and spacing set aside."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().replace(".", "").split())


@lru_cache(_REMEMBERED)
def entity_id(entity_class: str, name: str, discriminator: str = "") -> str:
    """Identity of an entity; the discriminator keeps apart two of one class that bear one name."""
    return short_hash(entity_class, name_key(name), discriminator)


def initials(name: str) -> frozenset[str]:
    """The acronyms that a name of several words may have, small words in it or not: UNHCR, WHO, FCO."""
    words = re.findall(r"\w+", name)
    capitals = "".join(word[0] for word in words if word[0].isupper())
    return frozenset({capitals, "".join(word[0].upper() for word in words)} if len(words) > 1 else ())


def is_acronym_of(acronym: str, name: str) -> bool:
    """Whether the letters, at least two, are the initials of the name's words."""
    letters = acronym.replace(".", "")
    return len(letters) >= 2 and letters.isupper() and letters in initials(name)


def _plain(token: str) -> str:
    return token.casefold().strip(".,")
