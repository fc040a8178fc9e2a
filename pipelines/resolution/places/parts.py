"""Names with a place inside: parts of a place (northern Iraq), sites in it (Boston Harbor), public bodies of it
(Vancouver Coastal Health Authority), and names too large for any country. Patterns over names, nothing looked up."""

import re
from collections.abc import Iterator
from functools import lru_cache

from pipelines.resolution.places.keys import place_key

_SIDES = r"(?:(?:north|south)[ -]?(?:east|west)|north|south|east|west|mid)(?:ern)?|central"
_PARTS = re.compile(
    rf"^(?:{_SIDES}|upper|lower|inner|outer|downtown|midtown|uptown|greater|metro(?:politan)?|mainland|rural|suburban|old"
    r"|occupied|nearby|neighbou?ring|(?:city|town|village|port|state|province|township|county|municipality|republic|isle)"
    r" of(?: the)?) (?=\S)",
    re.IGNORECASE,
)
# Words in a place's name, where a site bears it.
_LONGEST = 5
_SETTLEMENT = re.compile(r" (?:city|town|township|village|borough|metropolitan area|metro area|area)$", re.IGNORECASE)
# What lies in one place and bears its name first. Rivers and mountains lie in several.
_SITE = re.compile(
    r" (?:airport|harbou?r|port|bay|beach|valley|park|street|stadium|station|museum|gallery|hospital|university|college"
    r"|zoo|cathedral|metro|peninsula|coast|suburbs?|hills?|heights|square|bridge|road|zone|plaza|mall|raceway|speedway"
    r"|fairgrounds|library)$",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"^((?:[A-Z][\w.’'-]+ ){1,3}?)(?:[A-Z][\w.’'-]+ ){0,2}(?:City Council|Council|Police|Fire|Hospital|University"
    r"|College|Schools?|Court|Courthouse|Department|Health|Authority|Airport|Chamber|Church|Museum|Library)\b"
)
# Larger than a country, or in several: no answer is better than a village of that name.
_PART_OF_THE_WORLD = re.compile(
    rf"(?:(?:{_SIDES}|latin|sub saharan) )*"
    r"(?:africa|americas?|antarctica|arctic|asia|asia pacific|atlantic|balkans?|baltics?|caribbean|caucasus|eurasia"
    r"|europe|(?:far|middle|near) east|horn of africa|gulf|indo pacific|maghreb|mediterranean|oceania|pacific|sahara"
    r"|sahel|scandinavia|world"
    r"|(?:atlantic|pacific|indian|arctic) ocean|(?:black|baltic|north|mediterranean|red|caspian) sea)"
)
_COUNTRIES_ALL_THE_SAME = frozenset({"america", "south africa"})
# Names of some hundred articles.
_REMEMBERED = 1 << 14


def place_forms(name: str) -> Iterator[str]:
    """The name, then what of it may be the place that it is a part of or lies in, the longest first."""
    yield name
    if "," in name:
        yield name.partition(",")[0]
    if (shorter := _PARTS.sub("", name)) != name:
        yield shorter
    if (settlement := _SETTLEMENT.sub("", shorter)) != shorter:
        yield settlement
    if _SITE.search(name):
        words = name.split()
        yield from (" ".join(words[:count]) for count in range(min(len(words) - 1, _LONGEST), 0, -1))


@lru_cache(_REMEMBERED)
def is_part_of_the_world(name: str) -> bool:
    """Whether a name is that of a continent, an ocean or a part of one: Asia, West Africa, Latin America."""
    key = place_key(name)
    return bool(_PART_OF_THE_WORLD.fullmatch(key)) and key not in _COUNTRIES_ALL_THE_SAME


@lru_cache(_REMEMBERED)
def place_of_body(name: str) -> str | None:
    """What may be a place at the start of the name of a public body."""
    match = _BODY.match(name)
    return match[1].strip() if match else None
