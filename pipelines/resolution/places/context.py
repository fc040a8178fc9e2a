"""What an article names as places besides the mentions of places in question: countries (also by demonym) and regions
anywhere in the text, counties and parishes, the places of public bodies. Linear in the text."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from pipelines.resolution.covered import Covered
from pipelines.resolution.mentions import ResolvedMention
from pipelines.resolution.names import bare_name
from pipelines.resolution.places.candidates import Candidates
from pipelines.resolution.places.keys import place_key
from pipelines.resolution.places.parts import place_of_body
from pipelines.resolution.places.table import Place

# Bounds of length keep the work linear, whatever the text.
_WORD = re.compile(r"([^\W\d_][\w’'.&-]*)")
_LONGEST = 4
_BOTH = (False, True)
_POSSESSIVE = re.compile(r"['’]s?$")
_DISTRICT_NOUNS = ("County", "Parish", "Borough", "Co.")
_DISTRICT = re.compile(r"\b((?:[A-Z][\w.'’-]{1,30} ){1,3})(?:County|Parish|Borough|Co\.)")
# What makes something else of the name before it: Georgia Avenue, Guernsey County.
_NO_AREA = re.compile(r" (?:Avenue|Borough|Co\.|County|Drive|Lane|Parish|Road|St\.|Street|Township)")


class Named(NamedTuple):
    """A name in the text, as a key, and the places that it may be."""

    key: str
    places: tuple[Place, ...]


def named_around(
    texts: Mapping[str, str], mentions: Iterable[ResolvedMention], candidates: Candidates
) -> Iterator[Named]:
    """Every place that the article names beside its mentions of places, once for each time it does."""
    mentions = list(mentions)
    for field, text in texts.items():
        people = Covered(field, text, (m for m in mentions if m.label == "PERSON"))
        for start, end, places in _areas(text, candidates):
            if people.is_free(start, end):
                yield Named(place_key(text[start:end]), places)
        yield from _districts(text, candidates)
    for m in mentions:
        place = place_of_body(bare_name(m.text)) if m.label == "ORG" else None
        if place and (places := candidates.of(place)):
            yield Named(place_key(place), places)


def _areas(text: str, candidates: Candidates) -> Iterator[tuple[int, int, tuple[Place, ...]]]:
    """Start, end and places of the countries and regions of the text, the longest name where two overlap."""
    pieces = _WORD.split(text)  # words, and between each two and at both ends what is none
    edges = list(accumulate(map(len, pieces)))
    beginnings = {word for word in set(pieces[1::2]) if word[0].isupper() and _may_be_area(word, candidates)}
    following = 0
    for at in [at for at in range(1, len(pieces), 2) if pieces[at] in beginnings]:
        if at < following:
            continue
        start = edges[at - 1]
        is_after_comma = pieces[at - 1].endswith(", ")
        longest = _length_of_name(pieces, at) if candidates.may_begin_area(pieces[at]) else 1
        for count in range(longest, 0, -1):
            name, places = _area(text[start : edges[at + 2 * (count - 1)]], is_after_comma, candidates)
            if places and not _NO_AREA.match(text, start + len(name)):
                yield start, start + len(name), places
                following = at + 2 * count
                break


@lru_cache(1 << 15)
def _may_be_area(word: str, candidates: Candidates) -> bool:
    """Whether a word names a country or region, or begins such a name. Most words with a capital do not."""
    return candidates.may_begin_area(word) or any(_area(word, after_comma, candidates)[1] for after_comma in _BOTH)


def _length_of_name(pieces: Sequence[str], at: int) -> int:
    """How many words from one on may be one name: those with nothing but a space between them."""
    count = 1
    while count < _LONGEST and at + 2 * count < len(pieces) and pieces[at + 2 * count - 1] in (" ", "\n"):
        count += 1
    return count


@lru_cache(1 << 15)
def _area(written: str, is_after_comma: bool, candidates: Candidates) -> tuple[str, tuple[Place, ...]]:
    """The name in some words, and the countries and regions that it names."""
    name = _POSSESSIVE.sub("", written)
    bare = name.removesuffix(".")
    if people := candidates.gazetteer.people(bare):
        return name, candidates.country(people.code)
    return name, candidates.areas(bare, has_dot=bare != name, is_after_comma=is_after_comma)


def _districts(text: str, candidates: Candidates) -> Iterator[Named]:
    """Counties and parishes of the text: of the words before the noun as many as make a known name."""
    for match in _DISTRICT.finditer(text) if any(noun in text for noun in _DISTRICT_NOUNS) else ():
        *words, noun = match.group().replace("Co.", "County").split()
        for first in range(len(words)):
            name = " ".join([*words[first:], noun])
            if places := tuple(place for place in candidates.of(name) if place.kind == "district"):
                yield Named(place_key(name), places)
                break
