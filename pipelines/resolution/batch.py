"""The batch function of resolution: the mentions of many articles, each resolved by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

import polars as pl

from pipelines.resolution.article import resolve_article
from pipelines.resolution.countries import Country, Gazetteer
from pipelines.resolution.known_names import KnownName, KnownNames
from pipelines.resolution.mentions import ModelMention, ResolvedMention
from pipelines.resolution.places.candidates import Candidates
from pipelines.resolution.places.table import read_places
from pipelines.schemas.units import UNIT

MENTION = {
    "field": pl.String(),
    "char_start": pl.Int64(),
    "char_end": pl.Int64(),
    "text": pl.String(),
    "label": pl.String(),
}
# Where the mention's place lies. `country_code` above is part of an identity, and only countries and demonyms have it.
PLACED = {
    "place_country": pl.String(),
    "latitude": pl.Float64(),
    "longitude": pl.Float64(),
    "place_confidence": pl.Float64(),
    "place_rule": pl.String(),
}
RESOLVED_TABLES: dict[str, dict[str, pl.DataType]] = {
    "resolved": UNIT
    | MENTION
    | {name: pl.String() for name in ("model_label", "found_by", "rule", "entity_id", "entity_name", "country_code")}
    | PLACED
}


@dataclass(frozen=True)
class ResolveConfiguration:
    """What people may change: the names of countries, and what other well-known names are. And the gazetteer's file."""

    countries: tuple[Country, ...]
    places: Path | None = None
    names: tuple[KnownName, ...] = ()


def resolve_batch(configuration: ResolveConfiguration, batch: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Rows of RESOLVED_TABLES for a batch with columns unit, title, text and mentions."""
    gazetteer, known = _gazetteer(configuration.countries), _known_names(configuration.names)
    places = _candidates(configuration.places, configuration.countries) if configuration.places else None
    units: list[str] = []
    rows: list[ResolvedMention] = []
    listed = batch["mentions"].cast(pl.List(pl.Struct(MENTION))).explode(empty_as_null=False)
    mentions = map(ModelMention._make, listed.struct.unnest().select(*MENTION).iter_rows())
    counted = batch.select("unit", "title", "text", pl.col("mentions").list.len())
    for unit, title, text, count in counted.iter_rows():
        texts = {"title": title or "", "text": text}
        resolved = resolve_article(texts, list(islice(mentions, count)), gazetteer, places, known)
        units += [unit] * len(resolved)
        rows += resolved
    return {"resolved": _frame(units, rows)}


def _frame(units: Sequence[str], rows: Sequence[ResolvedMention]) -> pl.DataFrame:
    """The rows, as columns: half the work of a frame from rows."""
    schema = RESOLVED_TABLES["resolved"]
    columns = (units, *zip(*rows, strict=True)) if rows else ((),) * len(schema)
    return pl.DataFrame(dict(zip(schema, columns, strict=True)), schema=schema)


@cache
def _gazetteer(countries: tuple[Country, ...]) -> Gazetteer:
    return Gazetteer.of(countries)


@cache
def _candidates(path: Path, countries: tuple[Country, ...]) -> Candidates:
    return Candidates(read_places(path), _gazetteer(countries))


@cache
def _known_names(names: tuple[KnownName, ...]) -> KnownNames:
    return KnownNames.of(names)
