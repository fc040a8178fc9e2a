"""What the neighbours of a name say about its kind, added up over the whole article: "Almond workers", "grain trader
Almond" and "Almond, which" together make a company of what the model takes for a person. Only cues are here; the words
that decide by themselves are in labels."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from pipelines.resolution.countries import Gazetteer
from pipelines.resolution.labels import HEAD_LABELS
from pipelines.resolution.mentions import ResolvedMention
from pipelines.resolution.names import bare_name, is_full_name, is_name, name_key, person_tokens
from pipelines.resolution.place_votes import dateline_vote, place_vote
from pipelines.resolution.places.candidates import Candidates

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
    "m[ae]n|wom[ae]n|teen|teens|teenagers?|residents?|motorists?|native|couple|homes?|homeowners?|high school|police"
    "|firefighters|fire department|mayor|alderm[ae]n|city council|council(?:man|woman|member)s?"
)
# Of several, as the last of them or before it: "Almond, Ellison and Marlowe counties".
_IN_ROW = r"(?:(?:, (?:and )?| and )[A-Z][\w.’']{1,30}(?: [A-Z][\w’']{1,30})?){0,6}"
_AREAS_IN_ROW = "counties|townships|districts|provinces|villages|communities|schools"
_STREET = "St|Ave|Rd|Dr|Blvd|Ln|Street|Avenue|Road|Drive|Lane|Boulevard"
_PEOPLES = (
    "clan|culture|dialect|elders|ethnic|ethnicity|genocide|language|nationalists?|natives?|origin|people|peoples"
    "|speakers|speaking|traditions|tribe|tribes|tribal|tribesmen|rebels|descent|heritage"
)
# Patterns before and after a mention, each with the label that it speaks for and its weight.
_BEFORE = (
    (re.compile(rf"\b(?:{_ROLES})\s+$", re.IGNORECASE), "PERSON", 10),
    (re.compile(rf"\b(?:{_BODIES})s?,?\s+$", re.IGNORECASE), "ORG", 10),
    (re.compile(r", (?:aged )?[1-9]\d, (?:both )?(?:of|from)\s+$"), "GPE", 20),
    (re.compile(rf"\b(?:{_STREET})\.?,\s+$"), "GPE", 10),
    (re.compile(r"\b(?:residents|citizens|inhabitants|mayor|governor|outskirts|streets) of\s+$"), "GPE", 10),
    (re.compile(rf"\b(?:{_AREAS}|state|capital|republic) of\s+$"), "GPE", 10),
    (re.compile(r"(?<![\w’'])(?:near|outside|throughout)\s+$"), "GPE", 10),
    (
        re.compile(
            r"\b(?:held|located|based|situated|headquartered|born|live|lives|lived|living|arrived|elsewhere) in\s+$"
        ),
        "GPE",
        10,
    ),
    (
        re.compile(
            r"(?<!\w)(?<!interest )(?<!believe )(?<!believed )(?<!believes )"
            r"(?<!faith )(?<!trust )(?<!confidence )[Ii]n\s+$"
        ),
        "GPE",
        5,
    ),
    (
        re.compile(
            r"\b(?:north|south|east|west|northeast|northwest|southeast|southwest|kilometres|kilometers|km|miles) of\s+$"
        ),
        "GPE",
        10,
    ),
    (re.compile(r"\b(?:ethnic|indigenous|tribal)\s+$"), "NORP", 10),
    (re.compile(r"\b(?:shares|stake|stakes|employees|workers|members) (?:of|in|at)\s+(?:the\s+)?$"), "ORG", 10),
    (
        re.compile(r"\b(?:works?|worked|working|employed|analysts?|economist|strategist) (?:at|for|with)\s+$"),
        "ORG",
        10,
    ),
)
_AFTER = (
    (re.compile(r",? (?:who|whose)\b"), "PERSON", 10),
    (re.compile(r", (?:aged )?[1-9]\d,"), "PERSON", 10),
    (re.compile(r", (?:(?:an?|the) (?:[\w-]+ ){0,2})?(?:" + _ROLES + r")\b"), "PERSON", 10),
    (re.compile(rf" (?:{_AREAS})\b(?! of)"), "GPE", 10),
    (re.compile(rf"(?:['’]s?)? (?:{_OF_PLACES})\b", re.IGNORECASE), "GPE", 10),
    (re.compile(rf"{_IN_ROW} (?:{_AREAS_IN_ROW})\b"), "GPE", 10),
    (re.compile(rf" (?:{_PEOPLES})\b"), "NORP", 10),
    (re.compile(r" (?:said|says|told|added|tweeted|argued|noted|wrote|explained|insisted|replied)\b"), "PERSON", 5),
    (re.compile(r",? which\b"), "ORG", 5),
    (re.compile(r", (?:an?|the) (?:[\w-]+ ){0,3}(?:" + _BODIES + r")\b(?!['’])"), "ORG", 10),
    (re.compile(rf"(?:['’]s?)? (?:{_OF_BODIES})\b"), "ORG", 10),
)
_ARTICLE_BEFORE = re.compile(r"\b(?:the|an?)\s+$", re.IGNORECASE)
_CORRECTED = frozenset({"PERSON", "ORG", "PRODUCT", "WORK_OF_ART", "NORP", "GPE", "LOC", "FAC", "LANGUAGE"})
_MOST_WORDS = 3
_ENOUGH = 10
# What the model's own answer weighs for each mention, by how often it is right about names of that kind.
_MODEL_WEIGHTS = {"GPE": 10, "LOC": 10, "FAC": 5, "NORP": 10, "ORG": 5, "PERSON": 5}
_LEAST_MODEL_WEIGHT = 2
_CLASSES = {"LOC": "GPE", "FAC": "GPE"}


def by_cues(
    texts: Mapping[str, str],
    mentions: Sequence[ResolvedMention],
    gazetteer: Gazetteer,
    exempt: Collection[str],
    places: Candidates | None = None,
) -> list[ResolvedMention]:
    """The mentions with the label that the cues around all mentions of a name speak for."""
    cues: dict[str, Counter[str]] = {}
    answers: dict[str, Counter[str]] = {}
    spelt: dict[str, str] = {}
    for m in mentions:
        if m.label in _CORRECTED and is_name(m.text) and not _is_of_country(m, gazetteer):
            name = name_key(bare_name(m.text))
            for label, weight in _cues(texts[m.field], m):
                cues.setdefault(name, Counter())[label] += weight
            if places and (weight := dateline_vote(texts[m.field], m, places)):
                cues.setdefault(name, Counter())["GPE"] += weight
            spelt.setdefault(name, bare_name(m.text))
            answers.setdefault(name, Counter())[_class(m.label)] += _MODEL_WEIGHTS.get(m.label, _LEAST_MODEL_WEIGHT)
    for name, written in spelt.items():
        if places and (weight := place_vote(written, places)):
            cues.setdefault(name, Counter())["GPE"] += weight
    winners = {
        name: best
        for name, found in cues.items()
        if name not in exempt and (best := _winner(found, found + answers[name]))
    }
    return [_relabelled(m, winners) for m in mentions]


def _is_of_country(m: ResolvedMention, gazetteer: Gazetteer) -> bool:
    name = bare_name(m.text)
    return bool(gazetteer.country(name) or gazetteer.people(name))


def _class(label: str) -> str:
    return _CLASSES.get(label, label)


def _cues(text: str, m: ResolvedMention) -> list[tuple[str, int]]:
    before, after = text[max(0, m.char_start - 40) : m.char_start], text[m.char_end : m.char_end + 60]
    cues = [(label, weight) for pattern, label, weight in _BEFORE if pattern.search(before)]
    cues += [(label, weight) for pattern, label, weight in _AFTER if pattern.match(after)]
    # No person's name takes an article: "the Almonds, who".
    return [(label, weight) for label, weight in cues if label != "PERSON" or not _ARTICLE_BEFORE.search(before)]


def _winner(cues: Counter[str], votes: Counter[str]) -> str | None:
    """The label that cues speak for and that has more votes than any other, the model's answers counted in."""
    best, count = max(votes.items(), key=lambda item: (item[1], item[0]))
    others = max((n for label, n in votes.items() if label != best), default=0)
    return best if cues[best] >= _ENOUGH and count > others else None


def _relabelled(m: ResolvedMention, winners: Mapping[str, str]) -> ResolvedMention:
    name = bare_name(m.text)
    label = winners.get(name_key(name)) if m.label in _CORRECTED else None
    if label is None or label == m.label or m.rule in ("known_name", "dateline"):
        return m
    if label == "GPE" and m.label in ("LOC", "FAC"):
        return m
    if m.label == "PERSON" and label != "GPE" and is_full_name(person_tokens(name)):  # she may well be the company's
        return m
    words = name.split()
    if label == "PERSON" and (
        len(words) > _MOST_WORDS or not all(word[0].isupper() for word in words) or words[-1].casefold() in HEAD_LABELS
    ):
        return m
    return m._replace(label=label, rule="cues")
