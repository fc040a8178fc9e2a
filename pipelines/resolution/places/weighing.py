"""How likely each place of a name is the one that an article means, given the places that its other names may be: a
log-linear model with few weights, which were fitted; docs/decisions/0021-places.md says to what and how."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, floor, log, log1p, log10

from pipelines.resolution.places.table import Place

WEIGHTS = {
    "population": 1.2,
    "country": 2.4,
    "region": 0.65,
    "district": -1.5,
    "capital": 0.85,
    "unlisted": 0.65,
    "elsewhere": 2.15,
    "other_name": -2.5,
    "bare_area": -0.9,
    "in_country": 1.1,
    "in_region": 0.85,
    "nearby": 0.55,
    "in_district": 0.35,
}
_ROUNDS = 2
# What a place has around it when nothing of the article lies there, in names.
_NOTHING = 0.1
# Of a name that may be many places, those less likely than this are no evidence about others.
_LEAST = 0.01

_AROUND = ("in_country", "in_region", "nearby", "in_district")
_WEIGHTS_AROUND = tuple(WEIGHTS[name] for name in _AROUND)
# Places that lie at a point.
_POINTS = frozenset(("district", "capital", "city"))
# The places of some hundred articles.
_REMEMBERED = 1 << 14

Area = tuple[str, ...]
Cell = tuple[int, int]


@dataclass
class Name:
    """A name of the article: the places that it may be, how often it stands there, and, once weighed, how likely each
    of the places is."""

    places: Sequence[Place]
    count: int = 1
    likely: list[float] = field(default_factory=list)


@dataclass
class Around:
    """How many names lie in an area (country, region, district) and in a cell of one degree, each name counted with
    one and the logarithm of its occurrences, and by how likely it lies there."""

    areas: dict[Area, float]
    cells: dict[Cell, float]
    names: float

    @classmethod
    def of(cls, name: Name) -> "Around":
        areas: dict[Area, float] = defaultdict(float)
        cells: dict[Cell, float] = {}
        weight = 1 + log(name.count)
        for place, likely in zip(name.places, name.likely, strict=True):
            if likely < _LEAST:
                continue
            for area in _areas(place):
                areas[area] += weight * likely
            if place.kind in _POINTS:
                cell = _cell(place.latitude, place.longitude)
                cells[cell] = max(cells.get(cell, 0.0), weight * likely)
        return cls(areas, cells, weight)

    @classmethod
    def of_all(cls, parts: Sequence["Around"]) -> "Around":
        areas: dict[Area, float] = defaultdict(float)
        cells: dict[Cell, float] = defaultdict(float)
        for part in parts:
            for area, weight in part.areas.items():
                areas[area] += weight
            for cell, weight in part.cells.items():
                cells[cell] += weight
        return cls(areas, cells, sum(part.names for part in parts))


def weigh(names: Sequence[Name]) -> None:
    """Set how likely the places of each name are: first by themselves, then each name by what all others are."""
    nothing = Around({}, {}, 0.0)
    for name in names:
        name.likely = _shares([_score(place, nothing, nothing) for place in name.places])
    for _ in range(_ROUNDS):
        parts = [Around.of(name) for name in names]
        everything = Around.of_all(parts)
        for name, own in zip(names, parts, strict=True):
            name.likely = _shares([_score(place, everything, own) for place in name.places])


def features(place: Place, everything: Around, own: Around) -> Mapping[str, float]:
    """What speaks for a place, beside a name's own part in everything that is around."""
    around = dict(zip(_AROUND, _features_around(place, everything, own), strict=True))
    return _own_features(place.kind, place.population, place.rank) | around


def _own_features(kind: str, population: int, rank: int) -> dict[str, float]:
    """What speaks for a place by itself."""
    return {
        "population": log10(population + 10),
        "country": kind == "country",
        "region": kind == "region",
        "district": kind == "district",
        "capital": kind == "capital",
        "unlisted": kind == "unlisted",
        "elsewhere": kind == "elsewhere",
        "other_name": rank == 1,
        "bare_area": rank == 2,
    }


def _features_around(place: Place, everything: Around, own: Around) -> tuple[float, float, float, float]:
    """What speaks for a place by what is around it, in the order of _AROUND."""
    inside = [everything.areas.get(area, 0.0) - own.areas.get(area, 0.0) for area in _areas(place)] + [0.0] * 3
    near = _cells(place.latitude, place.longitude) if everything.cells and place.kind in _POINTS else ()
    nearby = sum(everything.cells[cell] - own.cells.get(cell, 0.0) for cell in near if cell in everything.cells)
    return _share(inside[0]), _share(inside[1]), _share(nearby), _share(inside[2])


def _share(around: float) -> float:
    return log1p(around / _NOTHING) if around > 0 else 0.0


def _score(place: Place, everything: Around, own: Around) -> float:
    score = _own_score(place.kind, place.population, place.rank)
    for weight, value in zip(_WEIGHTS_AROUND, _features_around(place, everything, own), strict=True):
        score += weight * value
    return score


@lru_cache(_REMEMBERED)
def _own_score(kind: str, population: int, rank: int) -> float:
    return sum(WEIGHTS[name] * value for name, value in _own_features(kind, population, rank).items())


def _shares(scores: Sequence[float]) -> list[float]:
    most = max(scores, default=0.0)
    grown = [exp(score - most) for score in scores]
    total = sum(grown)
    return [value / total for value in grown]


def _areas(place: Place) -> Sequence[Area]:
    """The country, the region and the district of a place, as far as it has them."""
    return _areas_of(place.country_code, place.region, place.district)


@lru_cache(_REMEMBERED)
def _areas_of(*codes: str) -> Sequence[Area]:
    return [codes[:depth] for depth in (1, 2, 3) if all(codes[:depth])]


def _cell(latitude: float, longitude: float) -> Cell:
    return floor(latitude), floor(longitude)


@lru_cache(_REMEMBERED)
def _cells(latitude: float, longitude: float) -> Sequence[Cell]:
    """The cell of a place and those around it: about a hundred kilometres each way."""
    row, column = _cell(latitude, longitude)
    return [(row + down, (column + right + 180) % 360 - 180) for down in (-1, 0, 1) for right in (-1, 0, 1)]
