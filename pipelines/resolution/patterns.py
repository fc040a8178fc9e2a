"""Names that the model missed and that their own shape gives away: places and agencies of datelines, and organisations
that end in a word like Inc or Commission."""

import re
from collections.abc import Iterator, Mapping, Sequence

from pipelines.cleaning.datelines import find_dateline
from pipelines.resolution.covered import Covered
from pipelines.resolution.english import DAYS_AND_MONTHS, FUNCTION_WORDS
from pipelines.resolution.forms import words_and_places
from pipelines.resolution.mentions import FIELDS, ResolvedMention, in_reading_order
from pipelines.resolution.names import ENTITY_CLASSES, LEGAL_FORMS

_BETWEEN_PLACES = re.compile(r"\s*/\s*|,\s+")
_CAPITALISED = r"[^\W\d_a-z][\w&’'-]*"
_HEADS = (
    "Agency|Association|Authority|Bank|Commission|Committee|Corporation|Council|Department|Federation|Foundation"
    "|Institute|Ministry|Party|University"
)
_ENDS = frozenset(
    {*_HEADS.split("|"), *(form.title() for form in LEGAL_FORMS), *(form.upper() for form in LEGAL_FORMS)}
)
_ORGANISATION = re.compile(
    rf"(?<![\w.&’'-])(?:{_CAPITALISED} (?:(?:of|and|for|&) (?={_CAPITALISED} ))?){{1,5}}(?:{'|'.join(sorted(_ENDS))})\b"
)


def with_dateline(texts: Mapping[str, str], found: Sequence[ResolvedMention]) -> list[ResolvedMention]:
    """The mentions, in order of reading, with the places of the text's dateline as places and its agency as one."""
    text = texts.get("text", "")
    dateline = find_dateline(text)
    if dateline is None:
        return list(found)
    spans: dict[tuple[int, int], str] = {}
    if dateline.place:
        start = text.index(dateline.place, dateline.start)
        for piece in re.finditer(r"[^/,]+", dateline.place):
            name = piece.group().strip()
            if name:
                at = start + piece.start() + piece.group().index(name)
                spans[at, at + len(name)] = "GPE"
    if dateline.agency:
        at = text.index(f"({dateline.agency})", dateline.start) + 1
        spans[at, at + len(dateline.agency)] = "ORG"
    kept = []
    for m in found:
        label = spans.pop((m.char_start, m.char_end), None) if m.field == "text" else None
        kept.append(m._replace(label=label, rule="dateline") if label and label != m.label else m)
    covered = Covered("text", text, (m for m in kept if m.label in ENTITY_CLASSES))
    new = [
        ResolvedMention("text", start, end, text[start:end], label, None, "rule", "dateline")
        for (start, end), label in spans.items()
        if covered.is_free(start, end)
    ]
    return in_reading_order([*kept, *new]) if new else kept


def missed_organisations(texts: Mapping[str, str], found: Sequence[ResolvedMention]) -> Iterator[ResolvedMention]:
    """Organisations that their last word gives away, where no mention stands."""
    for field in FIELDS:
        text = texts.get(field, "")
        covered = Covered(field, text, found)
        is_any = not _ENDS.isdisjoint(words_and_places(text)[0])
        for match in _ORGANISATION.finditer(text) if is_any else ():
            name = _without_beginning(match.group())
            start = match.end() - len(name)
            if " " in name and covered.is_free(start, match.end()) and not name.isupper():
                yield ResolvedMention(field, start, match.end(), name, "ORG", None, "rule", "head_noun")


def _without_beginning(name: str) -> str:
    """Without words that have their capital from the beginning of the sentence, and days."""
    first, _, rest = name.partition(" ")
    is_outside = first.casefold() in FUNCTION_WORDS or first.casefold() in DAYS_AND_MONTHS
    return _without_beginning(rest) if rest and is_outside else name
