"""How likely each place of a name is the one that an article means, given the places that its other names may be: a
log-linear model with few weights, which were fitted; docs/decisions/0021-places.md says to what and how."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, floor, log, log1p, log10
from typing import NamedTuple

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

_WEIGHTS_INSIDE = (WEIGHTS["in_country"], WEIGHTS["in_region"])
_DISTRICT = 2
# Places that lie at a point.
_POINTS = frozenset(("district", "capital", "city"))
# The places of some hundred articles.
_REMEMBERED = 1 << 14

Area = tuple[str, ...]
Cell = tuple[int, int]


class Spot(NamedTuple):
    """What of a place counts for weighing it: what speaks for it by itself, the areas that it lies in (country, region,
    district, as far as it has them), and, where it lies at a point, its cell of one degree and those around it."""

    score: float
    areas: Sequence[Area]
    cell: Cell | None
    cells: Sequence[Cell]


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

    @classmethod
    def of(cls, name: Name, spots: Sequence[Spot]) -> "Around":
        areas: dict[Area, float] = {}
        cells: dict[Cell, float] = {}
        weight = 1 + log(name.count)
        for spot, likely in zip(spots, name.likely, strict=True):
            if likely < _LEAST:
                continue
            there = weight * likely
            for area in spot.areas:
                areas[area] = areas.get(area, 0.0) + there
            if spot.cell:
                cells[spot.cell] = max(cells.get(spot.cell, 0.0), there)
        return cls(areas, cells)

    @classmethod
    def of_all(cls, parts: Sequence["Around"]) -> "Around":
        areas: dict[Area, float] = defaultdict(float)
        cells: dict[Cell, float] = defaultdict(float)
        for part in parts:
            for area, weight in part.areas.items():
                areas[area] += weight
            for cell, weight in part.cells.items():
                cells[cell] += weight
        return cls(areas, cells)


def weigh(names: Sequence[Name]) -> None:
    """Set how likely the places of each name are: first by themselves, then each name by what all others are."""
    spots_of = [[_spot_of(place) for place in name.places] for name in names]
    for name, spots in zip(names, spots_of, strict=True):
        name.likely = _shares([spot.score for spot in spots])
    for _ in range(_ROUNDS):
        parts = [Around.of(name, spots) for name, spots in zip(names, spots_of, strict=True)]
        everything = Around.of_all(parts)
        for name, spots, own in zip(names, spots_of, parts, strict=True):
            if len(spots) > 1:
                name.likely = _shares(list(_scores(spots, everything, own)))


@lru_cache(_REMEMBERED)
def _spot_of(place: Place) -> Spot:
    codes = (place.country_code, place.region, place.district)
    areas = [codes[:depth] for depth in (1, 2, 3) if all(codes[:depth])]
    score = _own_score(place.kind, place.population, place.rank)
    if place.kind not in _POINTS:
        return Spot(score, areas, None, ())
    cell = floor(place.latitude), floor(place.longitude)
    return Spot(score, areas, cell, _cells(*cell))


def _own_score(kind: str, population: int, rank: int) -> float:
    """What speaks for a place by itself."""
    own = {
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
    return sum(WEIGHTS[name] * value for name, value in own.items())


def _scores(spots: Sequence[Spot], everything: Around, own: Around) -> Iterator[float]:
    """What speaks for each place of a name, beside the name's own part in everything that is around."""
    areas, own_areas, cells, own_cells = everything.areas, own.areas, everything.cells, own.cells
    for score, inside, _, near in spots:
        for weight, area in zip(_WEIGHTS_INSIDE, inside, strict=False):
            around = areas.get(area, 0.0) - own_areas.get(area, 0.0)
            if around > 0:
                score += weight * log1p(around / _NOTHING)
        if near and (nearby := sum([cells[cell] - own_cells.get(cell, 0.0) for cell in near if cell in cells])) > 0:
            score += WEIGHTS["nearby"] * log1p(nearby / _NOTHING)
        if len(inside) > _DISTRICT:
            around = areas.get(inside[_DISTRICT], 0.0) - own_areas.get(inside[_DISTRICT], 0.0)
            if around > 0:
                score += WEIGHTS["in_district"] * log1p(around / _NOTHING)
        yield score


def _shares(scores: Sequence[float]) -> list[float]:
    most = max(scores, default=0.0)
    grown = [exp(score - most) for score in scores]
    total = sum(grown)
    return [value / total for value in grown]


@lru_cache(_REMEMBERED)
def _cells(row: int, column: int) -> Sequence[Cell]:
    """A cell and those around it: about a hundred kilometres each way."""
    return [(row + down, (column + right + 180) % 360 - 180) for down in (-1, 0, 1) for right in (-1, 0, 1)]
