"""The places that a mention may name, and those that the words after it say it lies in. Which of them is meant is
weighed elsewhere."""

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

from pipelines.resolution.countries import Gazetteer
from pipelines.resolution.names import bare_name
from pipelines.resolution.places.abbreviations import BEGINNINGS, Shortened, abbreviated
from pipelines.resolution.places.keys import bare_area, is_area, place_key
from pipelines.resolution.places.parts import place_forms
from pipelines.resolution.places.table import Place, PlaceTable

AREA_KINDS = frozenset({"country", "region", "district"})
# Smaller regions are named in their own countries, and there by more than their bare name.
_KNOWN_REGION = 100_000
# Of some hundred articles.
_REMEMBERED = 1 << 14
# Degrees; at the equator some fifty kilometres.
_ONE_POINT = 0.5
# People know where a capital or a city of this size lies: "London, Russia and Spain" is a list.
_KNOWN_CITY = 1_000_000
# Any place in a country that nothing tells.
ELSEWHERE = Place(0, "elsewhere", "", "", "", "", 0.0, 0.0, 0)
_POSSESSIVE = re.compile(r"['’]s?$")
_AFTER = re.compile(r"(?P<sign>,\s|\s\(|,\s\()(?P<area>[A-Z][\w’'-]{0,30}\.?(?:[ -]?[A-Z][\w’'-]{0,30}\.?){0,3})")
_NEXT = re.compile(r"(?:, (?:and )?| and )([A-Z][\w’'-]{0,30}(?: [A-Z][\w’'-]{0,30})?)")


class Candidates:
    """Places by what a text calls them."""

    def __init__(self, table: PlaceTable, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._table = table
        self._named = lru_cache(_REMEMBERED)(table.named)
        self._of = lru_cache(_REMEMBERED >> 2)(self._of_forms)
        self._population = lru_cache(_REMEMBERED)(self._population_of)

    def of(self, name: str, *, has_dot: bool = False) -> tuple[Place, ...]:
        """The places that a mention may name, by itself or as a part of a place or a site in one. `has_dot`: whether a
        dot ends it in the text, as it does an abbreviation."""
        return self._of(bare_name(name), has_dot)

    def _of_forms(self, name: str, has_dot: bool) -> tuple[Place, ...]:
        for number, form in enumerate(place_forms(name)):
            if places := self._exactly(form, has_dot=has_dot):
                return places if not number else tuple(place._replace(rank=max(place.rank, 1)) for place in places)
        return ()

    def may_begin_area(self, word: str) -> bool:
        """Whether a country, a people or a region may be called by this word and others after it: most words that have
        a capital begin no such name, and what follows them need not be looked up."""
        return _first_word(word) in self._beginnings or word.replace(".", "") in BEGINNINGS

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """First words of the names of several words, as they are in keys."""
        keys = {*self._table.regions, *map(place_key, (*self.gazetteer.bearers, *self.gazetteer.demonyms))}
        return frozenset(key.split()[0] for key in keys if " " in key)

    def exactly(self, name: str) -> tuple[Place, ...]:
        """The places that bear a name, not those of a part of it."""
        return self._exactly(name, has_dot=False)

    def region_name(self, country_code: str, region: str) -> str | None:
        """The name of a region by its codes, if the table has it."""
        return self._table.region_names.get((country_code, region))

    def population(self, name: str) -> int:
        """How many people live in the largest place that is called so by its own name; 0 without any."""
        return self._population(name)

    def _population_of(self, name: str) -> int:
        return max((place.population for place in self._named(place_key(name)) if place.rank < 2), default=0)

    def country(self, code: str) -> tuple[Place, ...]:
        """The country of a code, if the table has it."""
        place = self._table.countries.get(code)
        return (place,) if place else ()

    def areas(self, written: str, *, has_dot: bool = False, is_after_comma: bool = False) -> tuple[Place, ...]:
        """The countries and regions that some words name: mostly one, two for Georgia."""
        if short := abbreviated(written, has_dot=has_dot, is_after_comma=is_after_comma):
            return self._region(short)
        regions = self._table.regions.get(place_key(written), ())
        return (*self._countries(written), *(region for region in regions if region.population >= _KNOWN_REGION))

    def areas_after(self, text: str, end: int) -> tuple[Place, ...]:
        """Where the words after a name say that it lies: "Paris, Texas", "Paris (Texas)", "Springfield, Ill.". Nothing
        where a list goes on: "Ontario, Alberta and Quebec"."""
        match = _AFTER.match(text, end)
        words = match["area"].split(" ") if match else []
        for count in range(len(words), 0, -1):
            if match and (areas := self._written_after(" ".join(words[:count]), match["sign"])):
                following = _NEXT.match(text, match.start("area") + len(" ".join(words[:count])))
                others = self.areas(following[1]) if following else ()
                is_list = others and not any(lies_in(area, other) for area in areas for other in others)
                return () if is_list else areas
        return ()

    def _written_after(self, written: str, sign: str) -> tuple[Place, ...]:
        bare = _POSSESSIVE.sub("", written).removesuffix(".")
        return self.areas(bare, has_dot=written.endswith("."), is_after_comma=sign == ", ")

    def _exactly(self, name: str, *, has_dot: bool) -> tuple[Place, ...]:
        if short := abbreviated(name, has_dot=has_dot, is_after_comma=False):
            return self._region(short)
        key = place_key(name)
        found = self._named(key)
        if countries := self._countries(name):
            # By its bare name Niger is the country; Niger State is called so.
            return (*countries, *(place for place in found if place.kind != "country" and place.rank < 2))
        if is_area(key):
            found = tuple(place for place in found or self._named(bare_area(key)) if place.kind in AREA_KINDS) or found
        return found

    def _countries(self, name: str) -> tuple[Place, ...]:
        return tuple(place for code in self.gazetteer.codes(name) for place in self.country(code))

    def _region(self, short: Shortened) -> tuple[Place, ...]:
        named = self._table.regions.get(short.key, ())
        return tuple(place for place in named if place.country_code == short.country_code)[:1]


@lru_cache(_REMEMBERED)
def _first_word(word: str) -> str:
    """The first word of the key of a name that begins with a word and goes on."""
    return place_key(f"{word} x").split()[0]


def lies_in(place: Place, area: Place) -> bool:
    """Whether a place is a part of a country or region."""
    if area.kind == "country":
        return place.kind != "country" and place.country_code == area.country_code
    inside = (place.country_code, place.region) == (area.country_code, area.region)
    return inside and place.kind not in ("country", "region")


def within(places: Sequence[Place], areas: Sequence[Place]) -> tuple[Place, ...]:
    """The places that are a part of any of the areas."""
    return tuple(place for place in places if any(lies_in(place, area) for area in areas))


def is_known_everywhere(place: Place) -> bool:
    """Whether a place needs no word about where it lies."""
    return place.kind in ("country", "capital") or (place.kind == "city" and place.population >= _KNOWN_CITY)


def is_at(place: Place, other: Place) -> bool:
    """Whether two listed places are, for a map, at one point: a city, and the district and region named after it."""
    if "unlisted" in (place.kind, other.kind):
        return False
    close = abs(place.latitude - other.latitude), abs(place.longitude - other.longitude)
    return max(close) <= _ONE_POINT


def unlisted(area: Place) -> Place:
    """Any place in an area that the table lacks."""
    return Place(0, "unlisted", "", area.country_code, area.region, "", 0.0, 0.0, 0)
