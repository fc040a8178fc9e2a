"""A mention before and after resolution: what every part of this stage hands to the next."""

from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

FIELDS = ("title", "text")


class ModelMention(NamedTuple):
    """A mention as the model has it."""

    field: str
    char_start: int
    char_end: int
    text: str
    label: str


class ResolvedMention(NamedTuple):
    """A mention with what is known about it. `entity_name` is the full name, `entity_id` null when it names nobody
    that can be told. `country_code` is part of the identity of countries and demonyms; `place_country` is the country
    that the place lies in, at `latitude` and `longitude`, and how it was told."""

    field: str
    char_start: int
    char_end: int
    text: str
    label: str
    model_label: str | None
    found_by: str
    rule: str | None = None
    entity_id: str | None = None
    entity_name: str | None = None
    country_code: str | None = None
    place_country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    place_confidence: float | None = None
    place_rule: str | None = None

    @property
    def position(self) -> tuple[int, int, int, str]:
        """Order of reading: title first."""
        return FIELDS.index(self.field), self.char_start, self.char_end, self.label


_IN_FIELD = attrgetter("char_start", "char_end", "label")


def in_reading_order(mentions: Iterable[ResolvedMention]) -> list[ResolvedMention]:
    """The mentions by their positions."""
    ordered = sorted(mentions, key=_IN_FIELD)
    return [m for field in FIELDS for m in ordered if m.field == field]
