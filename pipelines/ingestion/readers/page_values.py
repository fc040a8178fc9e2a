"""Text that a page holds in attributes of meta tags and in JSON-LD, as runs of the page's characters."""

import json
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from pipelines.ingestion.readers.page_text import PageText, Run, decoded, runs

_CONTENT = re.compile(
    r"""[\t\n\f\r /"']content[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:"([^"]*+)|'([^']*+)|([^\t\n\f\r >"'][^\t\n\f\r >]*+))""",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\u....|\\.|.", re.DOTALL)
_TAG = re.compile(r"<[^<>]*+>")
# A page has two or three; a hostile one has as many as it likes.
_MAX_META_TITLES = 50


def meta_titles(page: PageText) -> Iterator[list[Run]]:
    """Contents of the meta tags that are about a title, in order."""
    titles = (start for start, end in page.metas if "title" in page.page[start:end].lower())
    ends = dict(page.metas)
    for start in islice(titles, _MAX_META_TITLES):
        if value := _CONTENT.search(page.page, start, ends[start]):
            group = value.lastindex or 0
            yield runs(value[group], value.start(group))


def json_texts(page: PageText, keys: Sequence[str], budget: int) -> Iterator[list[Run]]:
    """Texts that have one of these keys in JSON-LD, in order, as long as they have so many characters in all."""
    text = re.compile(rf'"(?:{"|".join(keys)})"\s*+:\s*+(?>(?:\[\s*+)?)"((?>(?:[^"\\]++|\\.)*))"', re.DOTALL)
    for start, end in page.scripts:
        for value in text.finditer(page.page, start, end):
            budget -= len(value[1])
            if budget < 0:
                return
            yield _runs_in_json(value[1], value.start(1))


def shown_in_json(raw: str) -> str:
    """What a part of a JSON string shows: escapes and references resolved, tags taken out."""
    return decoded(_TAG.sub("", _unescaped(raw)[0]))


def _runs_in_json(raw: str, offset: int) -> list[Run]:
    """Runs of one character each, and of a whole reference, of a JSON string's content."""
    text, ends = _unescaped(raw)
    starts = [0, *ends]
    tags = [tag.span() for tag in _TAG.finditer(text)]
    found = []
    for (_, start), (end, _) in zip([(0, 0), *tags], [*tags, (len(text), 0)], strict=True):
        for run in runs(text[start:end], start):
            spans = [(run.solid, run.start, run.end)]
            if run.is_plain:
                spans = [(text[place], place, place + 1) for place in range(run.start, run.end)]
            for shown_as, first, last in spans:
                lower = raw[starts[first] : ends[last - 1]]
                found.append(Run(shown_as, offset + starts[first], offset + ends[last - 1], lower == shown_as))
    return found


def _unescaped(raw: str) -> tuple[str, list[int]]:
    """The text that a JSON string's content stands for, and where in it each character's writing ends."""
    characters, ends = [], []
    for escape in _ESCAPE.finditer(raw):
        written = escape[0]
        if len(written) > 1:
            try:
                written = json.loads(f'"{written}"', strict=False)
            except ValueError:  # no escape of JSON, so no JSON either
                written = written[0]
        characters.append(written[:1])
        ends.append(escape.end())
    return "".join(characters), ends
