"""The words beside a name that are cues of its kind: "Almond workers", "grain trader Almond". Each pattern comes with
the words of which one must stand next to the name, so that at most names few are tried. What cues add up to is decided
elsewhere."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_ROLES = (
    "actor|actress|adviser|advisor|analyst|artist|attorney|author|boss|captain|ceo|chair|chairman|chairperson"
    "|chairwoman|chancellor|chief|coach|colleague|columnist|commander|commissioner|defender|director|economist|editor"
    "|ex-president|farmer|father|founder|co-founder|forward|goalkeeper|governor|head|husband|historian|journalist|judge"
    "|lawmaker|lawyer|leader|manager|mayor|midfielder|minister|mother|officer|owner|player|premier|president"
    "|presenter|producer|professor|prosecutor|quarterback|reporter|researcher|scientist|secretary|senator|singer|son"
    "|daughter|brother|sister|wife|spokesman|spokesperson|spokeswoman|striker|student|teacher|trader|treasurer|winger"
    "|writer|general|colonel|lieutenant|sergeant|detective|constable|inspector|justice|lord|lady"
)
ROLES = frozenset(_ROLES.split("|"))
_BODIES = (
    "agency|airline|alliance|army|association|automaker|bank|body|broadcaster|broker|brokerage|brand|carmaker|carrier"
    "|chain|channel|charity|club|coalition|company|conglomerate|committee|council|daily|distributor|drugmaker|exporter"
    "|firm|foundation|giant|group|insurer|lender|lobby|magazine|maker|manufacturer|militia|miner|ministry|movement|network"
    "|newspaper|ngo|operator|organisation|organization|outlet|paper|party|platform|police|producer|provider|publication"
    "|publisher|refiner|regulator|retailer|startup|start-up|supplier|supermarket|team|tabloid|think-tank|tank|union"
    "|unit|university|utility|watchdog|website"
)
_OF_BODIES = (
    "shares?|stock|workers?|employees?|staff|officials?|executives?|spokesman|spokeswoman|spokesperson|chief|ceo|cfo"
    "|headquarters|offices?|board|management|shareholders?|investors?|customers?|subsidiary|subsidiaries|members?"
    "|lawmakers?|fighters?|forces|militants|troops|director|deputy|head|president|chairman|chairwoman|manager|coach"
    "|captain|report|website|survey|poll"
)
_AREAS = (
    "area|airport|city|coast|coastline|constituency|county|district|governorate|highlands|island"
    "|islands|municipality|neighborhood|neighbourhood|outskirts|peninsula|plateau|port|prefecture|province|region"
    "|settlement|suburb|suburbs|town|township|valley|village|villages|villagers|volcano|basin|desert"
)
# Who lives in a place, and who serves it: "an Almond woman", "Almond's mayor".
_OF_PLACES = (
    "man|men|woman|women|teen|teens|teenagers?|residents?|motorists?|native|couple|homes?|homeowners?"
    "|high school|police|firefighters|fire department|mayor|alderman|aldermen|city council|councilmans?|councilwomans?"
    "|councilmembers?"
)
# Of several, as the last of them or before it: "Almond, Ellison and Marlowe counties".
_IN_ROW = r"(?:(?:, (?:and )?| and )[A-Z][\w.’']{1,30}(?: [A-Z][\w’']{1,30})?){0,6}"
_AREAS_IN_ROW = "counties|townships|districts|provinces|villages|communities|schools"
_STREET = "St|Ave|Rd|Dr|Blvd|Ln|Street|Avenue|Road|Drive|Lane|Boulevard"
_PEOPLES = (
    "clan|culture|dialect|elders|ethnic|ethnicity|genocide|language|nationalists?|natives?|origin|people|peoples"
    "|speakers|speaking|traditions|tribe|tribes|tribal|tribesmen|rebels|descent|heritage"
)


class Cue(NamedTuple):
    """A pattern beside a name, the label that it speaks for and its weight. `words`: what may be the word next to the
    name where it matches, casefolded; None for any."""

    pattern: re.Pattern[str]
    label: str
    weight: int
    words: frozenset[str] | None


def _before(pattern: str, label: str, weight: int, words: str, flags: int = 0) -> Cue:
    """Of a pattern that is to end, with white space, at the name. `words`: those at its end, joined by |."""
    ends = (re.split(r"\W+", word)[-1] for word in _forms(words))
    return Cue(re.compile(rf"{pattern}\s+$", flags), label, weight, frozenset(ends))


def _after(pattern: str, label: str, weight: int, words: str | None, flags: int = 0) -> Cue:
    """Of a pattern that begins where the name ends. `words`: those at its start."""
    starts = (re.split(r"\W+", word)[0] for word in _forms(words)) if words else None
    return Cue(re.compile(pattern, flags), label, weight, frozenset(starts) if starts else None)


def _forms(words: str) -> Iterator[str]:
    """Each of the words, one that ends in "s?" with and without."""
    for word in words.casefold().split("|"):
        yield word.removesuffix("s?")
        if word.endswith("s?"):
            yield word.removesuffix("?")


_BODIES_OR_MORE = "|".join(f"{body}s?" for body in _BODIES.split("|"))
BEFORE = (
    _before(rf"\b(?:{_ROLES})", "PERSON", 10, _ROLES, re.IGNORECASE),
    _before(rf"\b(?:{_BODIES})s?,?", "ORG", 10, _BODIES_OR_MORE, re.IGNORECASE),
    _before(r", (?:aged )?[1-9]\d, (?:both )?(?:of|from)", "GPE", 20, "of|from"),
    _before(rf"\b(?:{_STREET})\.?,", "GPE", 10, _STREET),
    _before(r"\b(?:residents|citizens|inhabitants|mayor|governor|outskirts|streets) of", "GPE", 10, "of"),
    _before(rf"\b(?:{_AREAS}|state|capital|republic) of", "GPE", 10, "of"),
    _before(r"(?<![\w’'])(?:near|outside|throughout)", "GPE", 10, "near|outside|throughout"),
    _before(
        r"\b(?:held|located|based|situated|headquartered|born|live|lives|lived|living|arrived|elsewhere) in",
        "GPE", 10, "in",
    ),
    _before(
        r"(?<!\w)(?<!interest )(?<!believe )(?<!believed )(?<!believes )(?<!faith )(?<!trust )(?<!confidence )[Ii]n",
        "GPE", 5, "in",
    ),
    _before(
        r"\b(?:north|south|east|west|northeast|northwest|southeast|southwest|kilometres|kilometers|km|miles) of",
        "GPE", 10, "of",
    ),
    _before(r"\b(?:ethnic|indigenous|tribal)", "NORP", 10, "ethnic|indigenous|tribal"),
    _before(
        r"\b(?:shares|stake|stakes|employees|workers|members) (?:of|in|at)(?:\s+the)?", "ORG", 10, "of|in|at|the"
    ),
    _before(
        r"\b(?:works?|worked|working|employed|analysts?|economist|strategist) (?:at|for|with)",
        "ORG", 10, "at|for|with",
    ),
)  # fmt: skip
_SAYING = "said|says|told|added|tweeted|argued|noted|wrote|explained|insisted|replied"
AFTER = (
    _after(r",? (?:who|whose)\b", "PERSON", 10, "who|whose"),
    _after(r", (?:aged )?[1-9]\d,", "PERSON", 10, None),
    _after(rf", (?:(?:an?|the) (?:[\w-]+ ){{0,2}})?(?:{_ROLES})\b", "PERSON", 10, f"a|an|the|{_ROLES}"),
    _after(rf" (?:{_AREAS})\b(?! of)", "GPE", 10, _AREAS),
    _after(rf"(?:['’]s?)? (?:{_OF_PLACES})\b", "GPE", 10, _OF_PLACES, re.IGNORECASE),
    _after(rf"{_IN_ROW} (?:{_AREAS_IN_ROW})\b", "GPE", 10, None),
    _after(rf" (?:{_PEOPLES})\b", "NORP", 10, _PEOPLES),
    _after(rf" (?:{_SAYING})\b", "PERSON", 5, _SAYING),
    _after(r",? which\b", "ORG", 5, "which"),
    _after(rf", (?:an?|the) (?:[\w-]+ ){{0,3}}(?:{_BODIES})\b(?!['’])", "ORG", 10, "a|an|the"),
    _after(rf"(?:['’]s?)? (?:{_OF_BODIES})\b", "ORG", 10, _OF_BODIES),
)
_WORD = re.compile(r"\w+")
_NEXT_WORD = re.compile(r"(?:['’]s?)?,? (\w+)", re.IGNORECASE)
# Words of some thousand articles.
_REMEMBERED = 1 << 14


def cues_before(text: str) -> list[Cue]:
    """The cues in the text that ends where a name begins."""
    word = _last_word(text)
    return [cue for cue in _tried_before(word) if cue.pattern.search(text)] if word else []


def cues_after(text: str) -> list[Cue]:
    """The cues in the text that begins where a name ends."""
    word = _NEXT_WORD.match(text)
    return [cue for cue in _tried_after(word[1]) if cue.pattern.match(text)] if word else []


def _last_word(text: str) -> str:
    """The last word of a text that ends with white space, signs after the word or not; empty without."""
    last = text.rsplit(maxsplit=1)[-1:] if text[-1:].isspace() else ()
    return "".join(_WORD.findall(last[0])[-1:]) if last else ""


@lru_cache(_REMEMBERED)
def _tried_before(word: str) -> tuple[Cue, ...]:
    return tuple(cue for cue in BEFORE if _may_be_next(cue, word))


@lru_cache(_REMEMBERED)
def _tried_after(word: str) -> tuple[Cue, ...]:
    return tuple(cue for cue in AFTER if _may_be_next(cue, word))


def _may_be_next(cue: Cue, word: str) -> bool:
    """Letters beyond ASCII may stand for those of the pattern where letter case is set aside."""
    return cue.words is None or not word.isascii() or word.casefold() in cue.words
