"""Optional fields of a record, from the loosely typed values that people write. A value that cannot be used costs the
field, never the article: it becomes a note."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pipelines.ingestion.readers.author_names import MAX_AUTHORS, author_names
from pipelines.ingestion.records import Record
from pipelines.lineage.segments import Segment

# What trafilatura calls an outlet, where `source` is an address.
_OUTLETS = ("sitename", "source-hostname", "hostname")


@dataclass
class Fields:
    """Takes fields out of a mapping and collects notes about those it could not use."""

    values: Mapping[str, object]
    notes: list[str] = field(default_factory=list)

    @classmethod
    def named(cls, values: Mapping[str, object], keys: Mapping[str, str], notes: Sequence[str] = ()) -> "Fields":
        """The fields of values that are called as `keys` says, by field.

        A source that is an address is that of the article (trafilatura), and the outlet is called otherwise.
        """
        taken = {name: values[key] for name, key in keys.items()}
        source = taken.get("source")
        if isinstance(source, str) and source.startswith(("http://", "https://")):
            outlet = next((values[name] for name in _OUTLETS if isinstance(values.get(name), str)), None)
            taken = {"url": source} | taken | {"source": outlet or host_of(source) or source}
        return cls(taken, list(notes))

    def text(self, name: str) -> str | None:
        """A text or number as text; null, missing and blank are None."""
        value = self.values.get(name)
        # A whole number may be too long for a float, and is finite anyway.
        is_number = isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))
        if is_number and not isinstance(value, bool):
            value = str(value)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if not isinstance(value, str) or not is_valid_unicode(value):
            self.notes.append(f"{name} is not a text: {_shown(value)}")
            return None
        return value

    def stripped(self, name: str) -> str | None:
        value = self.text(name)
        return value.strip() if value else None

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, or one text."""
        value = self.values.get(name)
        items = value if isinstance(value, list) else [] if value is None else [value]
        taken = (Fields({name: item}, self.notes).stripped(name) for item in items)
        return tuple(item for item in taken if item)

    def authors(self) -> tuple[str, ...]:
        """The names in `authors`, of which one text may hold several; one that is too long holds none."""
        names: list[str] = []
        for written in self.texts("authors"):
            if len(written) > MAX_AUTHORS:
                self.notes.append(f"authors: a text of {len(written)} characters names nobody")
            else:
                names += author_names(written)
        return tuple(names)

    def record(
        self,
        text: str,
        data: bytes,
        encoding: str,
        below: Mapping[str, Sequence[Segment]],
        locator: str = "whole",
        byte_start: int = 0,
    ) -> Record:
        """The record with this body and the fields that the mapping gives it; `below` as the record has it."""
        return Record(
            locator=locator,
            byte_start=byte_start,
            byte_end=byte_start + len(data),
            data=data,
            encoding=encoding,
            text=text,
            title=self.text("title"),
            external_id=self.stripped("id"),
            source=self.stripped("source"),
            url=self.stripped("url"),
            authors=self.authors(),
            published_at=self.stripped("published_at"),
            notes=tuple(self.notes),
            below=below,
        )


def host_of(url: str) -> str | None:
    """The host of an address; None where it is no address after all."""
    try:
        return urlsplit(url.strip()).hostname
    except ValueError:
        return None


def is_valid_unicode(text: str) -> bool:
    """False for lone surrogates, which JSON can write and no encoding can hold."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _shown(value: object) -> str:
    """The value for an error message, bounded and in ASCII; a nested one could be endless, so only its type."""
    return ascii(value)[:80] if isinstance(value, str | int | float) else f"a {type(value).__name__}"
