"""Places of one article: every mention of a place gets the country it lies in, and where it lies, or nothing where the
article leaves it open. One name means one place throughout an article, save where the article says otherwise."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.resolution.mentions import ResolvedMention
from pipelines.resolution.names import bare_name
from pipelines.resolution.places.candidates import (
    AREA_KINDS,
    ELSEWHERE,
    Candidates,
    is_at,
    is_known_everywhere,
    unlisted,
    within,
)
from pipelines.resolution.places.context import named_around
from pipelines.resolution.places.identity import with_country_or_not, with_told_places
from pipelines.resolution.places.keys import place_key
from pipelines.resolution.places.namesakes import with_own_identity
from pipelines.resolution.places.parts import is_part_of_the_world
from pipelines.resolution.places.table import Place
from pipelines.resolution.places.weighing import Name, weigh

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
# Below, a country is a guess; a point needs as much.
LEAST_CONFIDENCE = 0.7

# A name's key, and the areas that the words after it give.
Reading = tuple[str, tuple[Place, ...]]


class Mentioned(NamedTuple):
    """A mention of a place: its number in the list of mentions, its name, the places of that name, where it is said to
    be."""

    number: int
    key: str
    places: tuple[Place, ...]
    areas: tuple[Place, ...]


class Answer(NamedTuple):
    """The likeliest place of a name in its likeliest country, how likely the country is, and whether the place's point
    and its region are as sure as a country has to be."""

    place: Place
    confidence: float
    is_point: bool
    is_in_region: bool


@dataclass
class Readings:
    """The names of an article, each to be one place, and which of them a mention has."""

    names: dict[Reading, Name] = field(default_factory=dict)
    of_mention: dict[int, Reading] = field(default_factory=dict)
    # Readings that the words after the name decide.
    told: set[Reading] = field(default_factory=set)
    answers: dict[Reading, Answer | None] = field(default_factory=dict)

    def add(self, reading: Reading, places: Sequence[Place]) -> None:
        if reading in self.names:
            self.names[reading].count += 1
        else:
            self.names[reading] = Name(places)

    def answer(self, reading: Reading) -> Answer | None:
        """Where a weighed name lies, if that is sure enough."""
        if reading not in self.answers:
            self.answers[reading] = _answer(self.names[reading])
        return self.answers[reading]


def with_places(
    texts: Mapping[str, str], mentions: Sequence[ResolvedMention], candidates: Candidates
) -> list[ResolvedMention]:
    """The mentions, those of places and demonyms with country, coordinates, confidence and rule where these are known;
    names that the article itself places somewhere ("Tyler, Texas") as places, whatever label they had."""
    mentions = with_told_places(texts, mentions, candidates)
    readings = readings_of(texts, mentions, candidates)
    weigh(list(readings.names.values()))
    return [_placed(m, readings, readings.of_mention.get(index), candidates) for index, m in enumerate(mentions)]


def readings_of(texts: Mapping[str, str], mentions: Sequence[ResolvedMention], candidates: Candidates) -> Readings:
    """The names of the article with the places that each may be, not yet weighed."""
    readings = Readings()
    said_of: dict[str, dict[Place, None]] = defaultdict(dict)
    found = [_mentioned(texts, index, m, candidates) for index, m in enumerate(mentions) if _is_place(m)]
    for mentioned in found:
        said_of[mentioned.key].update(dict.fromkeys(mentioned.areas))
    for mentioned in found:
        told = _told(mentioned)
        inside = told or within(mentioned.places, tuple(said_of[mentioned.key]))
        reading = (mentioned.key, mentioned.areas if told else ())
        readings.add(reading, inside or mentioned.places)
        readings.of_mention[mentioned.number] = reading
        if inside:
            readings.told.add(reading)
    keys = {key for key, _ in readings.names}
    around: dict[Reading, list[tuple[Place, ...]]] = defaultdict(list)
    for key, places in named_around(texts, mentions, candidates):
        if key not in keys:
            around[key, places].append(places)
    _open(readings, [places for (_, places) in around])
    for reading, times in around.items():
        readings.names[reading] = Name(times[0], len(times))
    return readings


def _is_place(m: ResolvedMention) -> bool:
    return m.label in PLACE_LABELS and not is_part_of_the_world(bare_name(m.text))


def _mentioned(texts: Mapping[str, str], index: int, m: ResolvedMention, candidates: Candidates) -> Mentioned:
    text = texts[m.field]
    name = bare_name(m.text)
    has_dot = m.text.endswith(".") or text[m.char_end : m.char_end + 1] == "."
    places = candidates.of(name, has_dot=has_dot)
    areas = candidates.areas_after(text, m.char_end)
    if any(place.kind == "country" for place in places):  # a country and a country are a list
        areas = tuple(area for area in areas if area.kind != "country")
    return Mentioned(index, place_key(name), places, areas)


def _told(mentioned: Mentioned) -> tuple[Place, ...]:
    """The places that the words after a mention leave: of the known ones, else an unknown one there."""
    inside = within(mentioned.places, mentioned.areas)
    if inside or any(map(is_known_everywhere, mentioned.places)):
        return inside
    # A region is in no other one: "Iowa, Wisconsin" is a list.
    regions = {place.country_code for place in mentioned.places if place.kind == "region"}
    return tuple(unlisted(area) for area in mentioned.areas if area.country_code not in regions)


def _open(readings: Readings, around: Sequence[Sequence[Place]]) -> None:
    """Add to each name that nothing places the possibility that it is a place which the table lacks: in a country that
    the article has to do with, or elsewhere."""
    listed = [*around, *(name.places for reading, name in readings.names.items() if _is_clear(readings, reading))]
    countries = {place.country_code: place for places in listed for place in places}
    others = [*(unlisted(_country_of(place)) for place in countries.values()), ELSEWHERE]
    for reading, name in readings.names.items():
        if reading not in readings.told:
            name.places = (*name.places, *others)


def _country_of(place: Place) -> Place:
    """The country of a place, as an area."""
    return place._replace(kind="country", region="", district="")


def _is_clear(readings: Readings, reading: Reading) -> bool:
    places = readings.names[reading].places
    is_one = len({place.country_code for place in places}) == 1 and any(place.rank == 0 for place in places)
    return reading in readings.told or is_one or any(place.kind in ("country", "capital") for place in places)


def _placed(m: ResolvedMention, readings: Readings, reading: Reading | None, candidates: Candidates) -> ResolvedMention:
    """The mention with its place, if it is known."""
    if reading is None:  # a demonym, or a country under another label: its country is part of what it stands for
        rule = "demonym" if m.label == "NORP" else "country_name"
        return m._replace(place_country=m.country_code, place_confidence=1.0, place_rule=rule) if m.country_code else m
    answer = readings.answer(reading)
    if answer is None:
        return with_country_or_not(m, is_country=False, candidates=candidates)
    best = answer.place
    m = with_country_or_not(m, is_country=best.kind == "country", candidates=candidates)
    if answer.is_in_region:
        m = with_own_identity(m, best, candidates)
    return m._replace(
        place_country=best.country_code,
        latitude=best.latitude if answer.is_point else None,
        longitude=best.longitude if answer.is_point else None,
        place_confidence=answer.confidence,
        place_rule=_rule(best, is_told=reading in readings.told),
    )


def _answer(name: Name) -> Answer | None:
    """What the weighed places of a name come to."""
    by_country: dict[str, float] = defaultdict(float)
    for place, likely in zip(name.places, name.likely, strict=True):
        by_country[place.country_code] += likely
    country, confidence = max(by_country.items(), key=lambda item: (item[1], item[0]))
    if not country or confidence < LEAST_CONFIDENCE:
        return None
    there = [(likely, p) for likely, p in zip(name.likely, name.places, strict=True) if p.country_code == country]
    best = max(there, key=lambda item: item[0])[1]
    is_point = sum(likely for likely, place in there if is_at(place, best)) >= LEAST_CONFIDENCE
    in_region = sum(likely for likely, place in there if place.region == best.region)
    return Answer(best, round(confidence, 3), is_point, in_region >= LEAST_CONFIDENCE)


def _rule(best: Place, *, is_told: bool) -> str:
    if is_told:
        return "in_area"
    if best.kind == "unlisted":
        return "country_of_article"
    return best.kind if best.kind in AREA_KINDS else "context"
