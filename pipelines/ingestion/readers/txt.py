"""Plain text: the file is the article, with optional YAML front matter between two lines of three hyphens."""

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple

import yaml

from pipelines.field_names import FIELDS, FieldNames
from pipelines.ingestion.byte_layer import byte_segments
from pipelines.ingestion.decoding import UndecodableError, decode
from pipelines.ingestion.options import DEFAULT_OPTIONS, ReadOptions
from pipelines.ingestion.readers.fields import Fields
from pipelines.ingestion.records import Record, Reject
from pipelines.lineage.segments import Segment, compose

# Bounded, so that a long text that happens to begin with a rule of hyphens is not searched to its end.
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.{0,20000}?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)

_PIECE = 1 << 20
_YAML_ERRORS = (yaml.YAMLError, RecursionError, ValueError, OverflowError)
# A line of front matter that is not YAML: a colon, a quote or an asterisk in a value is enough for that.
_PLAIN_LINE = re.compile(r"[ \t]*([^\W\d][\w -]{0,40}?)[ \t]*:(?:[ \t]+(.*?))?[ \t]*")


def read(stream: BinaryIO, options: ReadOptions = DEFAULT_OPTIONS) -> Iterator[Record | Reject]:
    """One record or one reject.

    Front matter may give id, title, source, url, authors (text or list) and published_at, in any letter case and by
    their usual names; a key that is not known becomes a note. What stands between the rules and is neither YAML nor
    lines of `key: value` is text like the rest.
    """
    most = options.limits.record_bytes
    data = stream.read(most + 1)
    if len(data) > most:
        size = len(data) + sum(map(len, iter(lambda: stream.read(_PIECE), b"")))
        yield Reject("too_large", f"the file has {size} bytes; up to {most} are read: split it", byte_end=size)
        return
    if not data.strip():
        yield Reject("empty", "the file is empty", byte_end=len(data))
        return
    try:
        text, encoding = decode(data)
    except UndecodableError as error:
        yield Reject(error.reason, str(error), byte_end=len(data))
        return
    fields, title, body_start = Fields({}), list[Segment](), 0
    if (match := _FRONT_MATTER.match(text)) and (front := _front_matter(match.group(1))):
        keys = {field: key for field, key in options.names.keys(front.values).items() if field != "text"}
        unknown = [ascii(key)[:30] for key in front.values if not _is_known(key, options.names)]
        notes = [*front.notes, f"no field is called {', '.join(unknown[:5])}"] if unknown else front.notes
        fields = Fields.named(front.values, keys, notes)
        spans = [span for key, *span in front.spans if key == keys.get("title")]
        title = _scalar_segments(text, match.start(1), spans, fields.values.get("title"))
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
    """The mapping in a front matter block, every value with its start and end in it, and what to note about it."""

    values: dict[str, object]
    spans: list[tuple[str, int, int]]
    notes: list[str]


def _is_known(key: str, names: FieldNames) -> bool:
    return any(key.casefold() in names.names_of(field) for field in FIELDS - {"text"})


def _front_matter(block: str) -> _FrontMatter | None:
    """What a front matter block says, every scalar as the text that was written; None when it is none."""
    try:
        # BaseLoader builds texts, lists and mappings only: no objects, and no guess at what a date is.
        loader = yaml.BaseLoader(block)
        node = loader.get_single_node()
        values = None if node is None else loader.construct_document(node)
    except _YAML_ERRORS as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark else ""
        return _plain_lines(block, f"the front matter is not YAML{where}, and was read line by line")
    if values is None or values == "":
        return _FrontMatter({}, [], [])
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        return _plain_lines(block, "the front matter is no YAML mapping, and was read line by line")
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    spans = [(str(key.value), value.start_mark.index, value.end_mark.index) for key, value in pairs]
    return _FrontMatter(values, spans, [])


def _plain_lines(block: str, note: str) -> _FrontMatter | None:
    """Front matter read as lines of `key: value`; None unless every line is one. Of a key that is repeated, the last
    counts, as in YAML."""
    values: dict[str, object] = {}
    spans = []
    position = 0
    for line in block.splitlines(keepends=True):
        bare = line.rstrip()
        if bare:
            match = _PLAIN_LINE.fullmatch(bare)
            if not match:
                return None
            key, value = match.group(1), match.group(2) or ""
            values[key] = value
            spans.append((key, position + match.start(2), position + match.end(2)) if value else (key, 0, 0))
        position += len(line)
    return _FrontMatter(values, spans, [note]) if values else None


def _scalar_segments(text: str, offset: int, spans: Sequence[Sequence[int]], value: object) -> list[Segment]:
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
