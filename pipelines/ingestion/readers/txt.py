"""Plain text: the file is the article, with optional YAML front matter between two lines of three hyphens."""

import re
from collections.abc import Iterator
from typing import BinaryIO

import yaml

from pipelines.ingestion.decoding import UndecodableError, decode
from pipelines.ingestion.readers.fields import Fields
from pipelines.ingestion.records import Record, Reject

# Bounded, so that a long text that happens to begin with a rule of hyphens is not searched to its end.
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.{0,20000}?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)

_FIELDS = frozenset({"id", "title", "source", "url", "authors", "published_at"})
_OTHER_NAMES = {"author": "authors", "date": "published_at", "published": "published_at", "link": "url"}


def read(stream: BinaryIO) -> Iterator[Record | Reject]:
    """One record or one reject.

    Front matter may give id, title, source, url, authors (text or list) and published_at, in any letter case; a key
    that is not known becomes a note.
    """
    data = stream.read()
    if not data.strip():
        yield Reject("empty", "the file is empty", byte_end=len(data))
        return
    try:
        text, encoding = decode(data)
    except UndecodableError as error:
        yield Reject(error.reason, str(error), byte_end=len(data))
        return
    fields = Fields({})
    if match := _FRONT_MATTER.match(text):
        try:
            values, unknown = _known_keys(_front_matter(match.group(1)))
            fields = Fields(values, [f"no field is called {', '.join(unknown[:5])}"] if unknown else [])
        except ValueError as error:
            yield Reject("bad_front_matter", str(error), byte_end=len(data), encoding=encoding)
            return
        text = text[match.end() :]
    if not text.strip():
        yield Reject("no_text", "there is nothing below the front matter", byte_end=len(data), encoding=encoding)
        return
    yield fields.record(text, data, encoding)


def _known_keys(values: dict[str, object]) -> tuple[dict[str, object], list[str]]:
    """The values under the names of the fields, whatever the letter case, and the keys that name no field."""
    called = {key: _OTHER_NAMES.get(key.casefold(), key.casefold()) for key in values}
    known = {called[key]: value for key, value in values.items() if called[key] in _FIELDS}
    return known, [ascii(key)[:30] for key in values if called[key] not in _FIELDS]


def _front_matter(block: str) -> dict[str, object]:
    """The mapping in a front matter block, every scalar as the text that was written.

    Raises ValueError with the line at fault when it is not a YAML mapping.
    """
    try:
        # BaseLoader builds texts, lists and mappings only: no objects, and no guess at what a date is.
        values = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        raise ValueError(f"the front matter is not YAML{where}: quote values that hold a colon") from error
    if values is None or values == "":
        return {}
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        raise ValueError("the front matter is not a list of 'key: value' lines")
    return values
