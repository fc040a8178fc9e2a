"""What the fields of a record are called in files: the names that are known, and those that a run is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# The field's own name first, then those of news-please, trafilatura and hand-written front matter, then common
# ones. A `fingerprint`
# (trafilatura) is no id: it is equal for texts that are alike.
KNOWN_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id",),
    "title": ("title", "headline"),
    "text": ("text", "maintext", "raw_text", "body", "content"),
    "source": ("source", "sitename", "source-hostname", "hostname", "source_domain", "publication", "outlet"),
    "url": ("url", "link"),
    "authors": ("authors", "author", "byline"),
    "published_at": ("published_at", "date_publish", "published", "date"),
}
FIELDS = frozenset(KNOWN_NAMES)


@dataclass(frozen=True)
class FieldNames:
    """Names by field. `given` are those that a run is told, as pairs of field and name; they come before the known."""

    given: tuple[tuple[str, str], ...] = ()

    def keys(self, values: Mapping[str, object]) -> dict[str, str]:
        """By field, the key under which `values` has it: the first of its names that is there with a value, in any
        letter case."""
        written: dict[str, str] = {}
        for key, value in values.items():
            if value is not None and not (isinstance(value, str) and not value.strip()):
                written.setdefault(key.casefold(), key)
        found: dict[str, str] = {}
        for field in KNOWN_NAMES:
            taken = next((written[name] for name in self.names_of(field) if name in written), None)
            if taken is not None:
                found[field] = taken
        return found

    def every_key(self, keys: Iterable[str]) -> frozenset[str]:
        """Those of the keys that may be a field's."""
        known = {name for field in KNOWN_NAMES for name in self.names_of(field)}
        return frozenset(key for key in keys if key.casefold() in known)

    def names_of(self, field: str) -> tuple[str, ...]:
        """The names of a field in lower case, in order of preference."""
        told = tuple(name.casefold() for one, name in self.given if one == field)
        return told + KNOWN_NAMES[field]


def parse_field_names(text: str) -> tuple[tuple[str, str], ...]:
    """The pairs of `field=name,field=name`. Raises ValueError, with the fields there are, for anything else."""
    pairs = []
    for part in filter(str.strip, text.split(",")):
        field, equals, name = (piece.strip() for piece in part.partition("="))
        if not equals or not name:
            raise ValueError(f"{part.strip()!r} is no field=name: write text=body,published_at=date")
        if field not in FIELDS:
            raise ValueError(f"no field is called {field!r}: there are {', '.join(KNOWN_NAMES)}")
        pairs.append((field, name))
    return tuple(pairs)
