"""Countries by their names and demonyms, from seeds/reference/countries.csv."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pipelines.schemas.reference import read_rows

# Names of countries that news also uses for something else, as often, and what in the article speaks for the country.
# Without any of it the name is a place without a country.
SUPPORT = {
    "Georgia": re.compile(r"\b(?:Georgians?|Tbilisi|Abkhazia|South Ossetia|Caucasus|Armenia|Azerbaijan)\b"),
}


class Country(NamedTuple):
    """A row of countries.csv: ISO 3166-1 alpha-2 code, usual English name, other names, demonyms (adjective first)."""

    code: str
    name: str
    aliases: tuple[str, ...]
    demonyms: tuple[str, ...]


class Known(NamedTuple):
    """What a name or demonym stands for."""

    name: str
    code: str


def read_countries(path: Path) -> tuple[Country, ...]:
    """Rows of countries.csv (country_code, name, aliases, demonyms; lists joined by |).

    Raises ValueError with file and line for a row that cannot be used.
    """
    countries = []
    for number, (code, name, aliases, demonyms) in read_rows(path, ("country_code", "name", "aliases", "demonyms")):
        if not (len(code) == 2 and code.isascii() and code.isupper() and name):
            raise ValueError(f"{path}, line {number}: needs a two-letter code in capitals and a name")
        countries.append(Country(code, name, _items(aliases), _items(demonyms)))
    return tuple(countries)


@dataclass(frozen=True)
class Gazetteer:
    """Look-up by name and by demonym, letter case kept ("US" is a country, "us" is not).

    A name that stands in the table for several countries stands for none here.
    """

    names: Mapping[str, Known]
    demonyms: Mapping[str, Known]
    # Every country that bears the name, in order of their codes: two for Congo.
    bearers: Mapping[str, tuple[str, ...]]

    def country(self, name: str) -> Known | None:
        """The country of that name, also where a headline has it in capitals."""
        return self.names.get(name) or self.names.get(_as_written(name))

    def codes(self, name: str) -> tuple[str, ...]:
        """Codes of all countries of that name, also where a headline has it in capitals."""
        return self.bearers.get(name) or self.bearers.get(_as_written(name), ())

    def people(self, name: str) -> Known | None:
        """What a demonym stands for, also in capitals."""
        return self.demonyms.get(name) or self.demonyms.get(_as_written(name))

    def is_listed(self, name: str) -> bool:
        """Whether a name is that of a country or of its people."""
        return bool(self.country(name) or self.people(name))

    @classmethod
    def of(cls, countries: Iterable[Country]) -> "Gazetteer":
        countries = tuple(countries)
        bearers: dict[str, set[str]] = {}
        for c in countries:
            for form in (c.name, *c.aliases):
                bearers.setdefault(form, set()).add(c.code)
        return cls(
            _unambiguous((form, Known(c.name, c.code)) for c in countries for form in (c.name, *c.aliases)),
            _unambiguous((form, Known(c.demonyms[0], c.code)) for c in countries for form in c.demonyms),
            {form: tuple(sorted(codes)) for form, codes in bearers.items()},
        )


@lru_cache(1 << 14)
def _as_written(name: str) -> str:
    """NEW ZEALAND as New Zealand. Short words in capitals are acronyms and stay as they are."""
    return name.title() if name.isupper() and len(name) > 3 else name


def _items(cell: str) -> tuple[str, ...]:
    return tuple(item for item in (part.strip() for part in cell.split("|")) if item)


def _unambiguous(pairs: Iterable[tuple[str, Known]]) -> dict[str, Known]:
    found: dict[str, set[Known]] = {}
    for form, known in pairs:
        found.setdefault(form, set()).add(known)
    return {form: min(knowns) for form, knowns in found.items() if len(knowns) == 1}
