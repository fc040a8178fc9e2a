"""Organisations that the model has in pieces or without their end: "[Almond] & [Marlowe]", "[Almond Foods] of
[Harbour Inc.]", "[Almond] SE". Only signs and words that join nothing else are looked at."""

import re
from collections.abc import Mapping, Sequence

from pipelines.resolution.mentions import FIELDS, ResolvedMention
from pipelines.resolution.names import LEGAL_FORMS, is_name

# In names one writes & where one would write "and" between names.
_AMPERSAND = " & "
_JOINING = frozenset({" of ", " and "})
_FORMS = "Inc|Corp|Co|Ltd|LLC|PLC|plc|SE|AG|NV|SA|GmbH|SpA"
_FORM_AFTER = re.compile(rf",? (?:{_FORMS})\b(?:\.(?=\s[a-z]|,|\)))?(?![\w’'&-])")
_JOINED = frozenset({"ORG", "PERSON", "GPE", "PRODUCT", "WORK_OF_ART", "FAC", "LOC", "NORP"})


def with_joined_bodies(texts: Mapping[str, str], found: Sequence[ResolvedMention]) -> list[ResolvedMention]:
    """The mentions, in order of reading, with such organisations whole."""
    return [m for field in FIELDS for m in _joined(texts.get(field, ""), [m for m in found if m.field == field])]


def _joined(text: str, mentions: Sequence[ResolvedMention]) -> list[ResolvedMention]:
    kept: list[ResolvedMention] = []
    for m in mentions:
        if kept and m.char_start < kept[-1].char_end:
            continue  # its legal form, and part of it now
        before = kept[-1] if kept else None
        if before and _is_one(before, text[before.char_end : m.char_start], m):
            kept[-1] = _longer(text, before, m.char_end)
        else:
            kept.append(m)
        kept[-1] = _with_legal_form(text, kept[-1])
    return kept


def _is_one(first: ResolvedMention, between: str, second: ResolvedMention) -> bool:
    if between not in _JOINING and between != _AMPERSAND:
        return False
    if first.label not in _JOINED or second.label not in _JOINED or not (is_name(first.text) and is_name(second.text)):
        return False
    if between == _AMPERSAND:
        return True
    ends_as_company = _plain(second.text.split()[-1]) in LEGAL_FORMS and " " in second.text
    return first.label == "ORG" and between in _JOINING and ends_as_company and not _has_form(first.text)


def _has_form(name: str) -> bool:
    return _plain(name.split()[-1]) in LEGAL_FORMS


def _with_legal_form(text: str, m: ResolvedMention) -> ResolvedMention:
    form = _FORM_AFTER.match(text, m.char_end) if m.label == "ORG" else None
    return _longer(text, m, form.end()) if form and is_name(m.text) and not _has_form(m.text) else m


def _longer(text: str, m: ResolvedMention, end: int) -> ResolvedMention:
    return m._replace(char_end=end, text=text[m.char_start : end], label="ORG", rule="joined")


def _plain(word: str) -> str:
    return word.casefold().strip(".,")
