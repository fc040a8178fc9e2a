"""One JSON object as a record, wherever it stands: on a line, or in a list."""

import json
import re
from collections.abc import Sequence
from functools import lru_cache

from pipelines.ingestion.byte_layer import byte_segments
from pipelines.ingestion.decoding import UndecodableError
from pipelines.ingestion.options import ReadOptions
from pipelines.ingestion.readers.fields import Fields, is_valid_unicode
from pipelines.ingestion.readers.json_layer import string_segments, value_spans
from pipelines.ingestion.readers.lines import decode_part
from pipelines.ingestion.records import Record, Reject
from pipelines.lineage.segments import Segment, compose

_DECODER = json.JSONDecoder(strict=False)
# The two halves of a character, as \\u and four digits each.
_LONGEST_ESCAPE = 12
_STRING_OR_BRACKET = re.compile(r'"(?>(?:[^"\\]++|\\.)*)"?|[\[{]|[\]}]', re.DOTALL)


def json_record(
    data: bytes, locator: str, start: int, options: ReadOptions, encoding: str | None = None
) -> Record | Reject:
    """The record or reject that the bytes of a JSON value give, which begin at byte `start` of the object. `encoding`
    is that of the file, where its mark names one."""
    end = start + len(data)
    try:
        text, encoding = decode_part(data, encoding)
    except UndecodableError as error:
        return Reject(error.reason, str(error), locator, start, end)

    def reject(reason: str, error: str) -> Reject:
        return Reject(reason, error, locator, start, end, encoding)

    if _is_deeper(text, options.limits.nesting):
        return reject("invalid_json", f"nested too deeply: more than {options.limits.nesting} levels")
    try:
        values = json.loads(text)
    except ValueError as error:
        return reject("invalid_json", str(error)[:200])
    except RecursionError:
        return reject("invalid_json", "nested too deeply")
    if not isinstance(values, dict):
        return reject("not_a_record", f"the line is a JSON {type(values).__name__}, not an object")
    keys = options.names.keys(values)
    body = values.get(keys.get("text", "text"))
    if not isinstance(body, str) or not body.strip():
        return reject("no_text", "the record has no 'text', or it is not a text, or it is blank")
    if not is_valid_unicode(body):
        return reject("invalid_unicode", "'text' holds a lone surrogate (half of a character, such as \\ud83d)")
    layer, spans = byte_segments(text, encoding, data, start), value_spans(text)
    below: dict[str, Sequence[Segment]] = {
        field: compose(string_segments(text, *spans[keys[field]]), layer)
        for field in ("title", "text")
        if field in keys
    }
    return Fields.named(values, keys).record(body, data, encoding, below, locator, start)


def decodes(written: str, text: str) -> bool:
    """Whether a stretch of a JSON string stands for a piece of text."""
    return _escape_decodes(written, text) if len(written) <= _LONGEST_ESCAPE else _decodes(written, text)


def _decodes(written: str, text: str) -> bool:
    try:
        return bool(_DECODER.decode(f'"{written}"') == text)
    except ValueError:
        return False


# The same few escapes stand in all texts.
_escape_decodes = lru_cache(maxsize=1 << 12)(_decodes)


def _is_deeper(text: str, most: int) -> bool:
    """Whether lists and objects are nested deeper; the parser's own bound hangs on who calls it."""
    if text.count("[") + text.count("{") <= most:
        return False
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match.group(), 0)
        if depth > most:
            return True
    return False
