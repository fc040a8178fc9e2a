"""Plain text: the file is the article, with optional YAML front matter between two lines of three hyphens."""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import yaml

from pipelines.ingestion.byte_layer import byte_segments
from pipelines.ingestion.decoding import UndecodableError, decode
from pipelines.ingestion.readers.fields import Fields
from pipelines.ingestion.records import Record, Reject
from pipelines.lineage.segments import Segment, compose

# Bounded, so that a long text that happens to begin with a rule of hyphens is not searched to its end.
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.{0,20000}?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)

_YAML_ERRORS = (yaml.YAMLError, RecursionError, ValueError, OverflowError)
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
    fields, title, body_start = Fields({}), list[Segment](), 0
    if match := _FRONT_MATTER.match(text):
        try:
            front = _front_matter(match.group(1))
        except ValueError as error:
            yield Reject("bad_front_matter", str(error), byte_end=len(data), encoding=encoding)
            return
        values, unknown = _known_keys(front.values)
        fields = Fields(values, [f"no field is called {', '.join(unknown[:5])}"] if unknown else [])
        title = _scalar_segments(text, match.start(1), front.titles, fields.values.get("title"))
        body_start = match.end()
    body = text[body_start:]
    if not body.strip():
        yield Reject("no_text", "there is nothing below the front matter", byte_end=len(data), encoding=encoding)
        return
    layer = byte_segments(text, encoding, data)
    kept = [Segment("copied", 0, len(body), body_start, len(text))]
    yield fields.record(body, data, encoding, {"text": compose(kept, layer), "title": compose(title, layer)})


def decodes(written: str, text: str) -> bool:
    """Whether what is written in the front matter stands for a title."""
    try:
        return bool(yaml.load(written, Loader=yaml.BaseLoader) == text)  # noqa: S506
    except _YAML_ERRORS:
        return False


class _FrontMatter(NamedTuple):
    """The mapping in a front matter block, and the start and end in it of every value that is a title."""

    values: dict[str, object]
    titles: list[tuple[int, int]]


def _known_keys(values: dict[str, object]) -> tuple[dict[str, object], list[str]]:
    """The values under the names of the fields, whatever the letter case, and the keys that name no field."""
    called = {key: _field_of(key) for key in values}
    known = {called[key]: value for key, value in values.items() if called[key] in _FIELDS}
    return known, [ascii(key)[:30] for key in values if called[key] not in _FIELDS]


def _field_of(key: str) -> str:
    return _OTHER_NAMES.get(key.casefold(), key.casefold())


def _front_matter(block: str) -> _FrontMatter:
    """What a front matter block says, every scalar as the text that was written.

    Raises ValueError with the line at fault when it is not a YAML mapping.
    """
    try:
        # BaseLoader builds texts, lists and mappings only: no objects, and no guess at what a date is.
        loader = yaml.BaseLoader(block)
        node = loader.get_single_node()
        values = None if node is None else loader.construct_document(node)
    except _YAML_ERRORS as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        raise ValueError(f"the front matter is not YAML{where}: quote values that hold a colon") from error
    if values is None or values == "":
        return _FrontMatter({}, [])
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        raise ValueError("the front matter is not a list of 'key: value' lines")
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    titles = [
        (value.start_mark.index, value.end_mark.index) for key, value in pairs if _field_of(str(key.value)) == "title"
    ]
    return _FrontMatter(values, titles)


def _scalar_segments(text: str, offset: int, spans: list[tuple[int, int]], value: object) -> list[Segment]:
    """Segments of a title over the text of the file: the last of the scalars at `spans` that says it, plain or quoted.

    A scalar with escapes or line breaks is decoded as a whole.
    """
    for start, end in ((offset + first, offset + last) for first, last in reversed(spans)):
        for inner_start, inner_end in ((start, end), (start + 1, end - 1)):
            if text[inner_start:inner_end] == value:
                return [Segment("copied", 0, len(value), inner_start, inner_end)]
        if isinstance(value, str) and decodes(text[start:end], value):
            return [Segment("decoded", 0, len(value), start, end)]
    return []
