"""The gazetteer's table, seeds/gazetteer/places.parquet: its columns, and how it is asked for a name. `make gazetteer`
makes it and nobody edits it; the README beside it says where it comes from."""

from bisect import bisect_left, bisect_right
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipelines.settings import CHECKOUT

PLACES_PATH = CHECKOUT / "seeds" / "gazetteer" / "places.parquet"
PLACE_COLUMNS: dict[str, pl.DataType] = {
    "key": pl.String(),
    "rank": pl.Int8(),
    "kind": pl.String(),
    "name": pl.String(),
    "country_code": pl.String(),
    "region": pl.String(),
    "district": pl.String(),
    "latitude": pl.Float64(),
    "longitude": pl.Float64(),
    "population": pl.Int64(),
}
# San José has hundreds of namesakes: the least of them are never meant by the bare name.
_MOST_NAMESAKES = 200


class Place(NamedTuple):
    """A place by one of its names.

    rank: 0 for its own name, 1 for another one, 2 for an area's name without the noun for its kind (Rapides). kind:
    country, region (first-order division), district (second-order), capital or city; `unlisted` stands for any place
    of a country or region that the table lacks, `elsewhere` for one in a country that nothing tells. region, district:
    GeoNames' codes, "" without. latitude, longitude: degrees north and east, of a division the centre of its people.
    """

    rank: int
    kind: str
    name: str
    country_code: str
    region: str
    district: str
    latitude: float
    longitude: float
    population: int


class PlaceTable:
    """The table in memory, in order of keys and, of one key, from the most populous place to the least."""

    def __init__(self, table: pl.DataFrame) -> None:
        """Raises ValueError for a table with other columns than PLACE_COLUMNS, or in another order."""
        if dict(table.schema) != PLACE_COLUMNS:
            raise ValueError("a gazetteer has other columns: make gazetteer")
        if not table["key"].is_sorted():
            raise ValueError("a gazetteer is in order of keys: make gazetteer")
        self._table = table
        self._keys: list[str] = self._table["key"].to_list()

    def named(self, key: str) -> tuple[Place, ...]:
        """The places of a name, the most populous first."""
        first = bisect_left(self._keys, key)
        count = bisect_right(self._keys, key, first) - first
        return (
            tuple(Place(*row[1:]) for row in self._table.slice(first, min(count, _MOST_NAMESAKES)).rows())
            if count
            else ()
        )

    @cached_property
    def countries(self) -> dict[str, Place]:
        """Code -> country."""
        found = self._table.filter((pl.col("kind") == "country") & (pl.col("rank") == 0))
        return {place.country_code: place for place in (Place(*row[1:]) for row in found.rows())}

    @cached_property
    def regions(self) -> dict[str, tuple[Place, ...]]:
        """Key -> the regions of that name, the most populous first. Most words of a text are no key of it."""
        named: dict[str, list[Place]] = {}
        for key, *row in self._table.filter(pl.col("kind") == "region").rows():
            named.setdefault(key, []).append(Place(*row))
        return {key: tuple(places) for key, places in named.items()}

    @cached_property
    def region_names(self) -> dict[tuple[str, str], str]:
        """Country code and code of a region -> the region's own name."""
        own = self._table.filter((pl.col("kind") == "region") & (pl.col("rank") == 0)).sort("name", descending=True)
        return {(country, region): name for country, region, name in own["country_code", "region", "name"].rows()}


@cache
def read_places(path: Path) -> PlaceTable:
    """The table, read once a process. Raises OSError or ValueError when it cannot be used."""
    try:
        return PlaceTable(pl.read_parquet(path))
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"not a gazetteer ({error}): make gazetteer") from error
