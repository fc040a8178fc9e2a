"""Datelines: where, when and by which agency a story was filed ("KYIV, Jan 5 (Reuters) -"). They are read, not removed:
the place is part of the story."""

import re
from typing import NamedTuple

_MOST_LINES = 3
_LONGEST = 120
_UPPER, _LOWER = "A-ZÀ-ÖØ-Þ", "a-zß-öø-ÿ"
# KYIV, ST. PETERSBURG, RIO DE JANEIRO, McALLEN, PORT-AU-PRINCE, L'AQUILA
_CAPITALS = rf"(?:Mc|Mac|d'|D'|L'|al-)?[{_UPPER}][{_UPPER}.'’-]{{1,24}}"
_CAPITAL_PLACE = rf"{_CAPITALS}(?:[ ]{_CAPITALS}){{0,3}}"
_PLACES = rf"{_CAPITAL_PLACE}(?:/{_CAPITAL_PLACE}){{0,3}}"
# Kyiv, New York: only where a date or an agency stands behind it.
_WORD = rf"[{_UPPER}][{_LOWER}.'’-]{{1,24}}"
_PLAIN_PLACE = rf"{_WORD}(?:[ ]{_WORD}){{0,3}}"
_MONTH = (
    r"(?i:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
_REGION = rf"(?:,[ ](?!{_MONTH}\b)(?:[{_UPPER}][\w.'’-]{{1,20}}[ ]?){{1,3}})?"
_DATE = rf"(?:{_MONTH}\.?[ ]{{1,2}}\d{{1,2}}(?:,?[ ]\d{{4}})?|\d{{1,2}}[ ]{_MONTH}\.?(?:[ ]\d{{4}})?)"
# An agency has an acronym, or one of the names that have none.
_AGENCY = (
    r"(?:[A-Z]{2,6}(?:[ ][A-Z][a-z]{2,12})?(?:/[A-Z]{2,6})?|(?:Thomson[ ])?Reuters(?:[ ]\w{3,12}){0,2}|Xinhua|Bloomberg"
    r"|Kyodo(?:[ ]News)?|Yonhap|Interfax|Anadolu|The[ ]Associated[ ]Press|Associated[ ]Press|Business[ ]Wire|PRNewswire"
    r"|GLOBE[ ]NEWSWIRE|Agence[ ]France-Presse|Inter[ ]Press[ ]Service|Tribune[ ]News[ ]Service)"
)
# Any other name in those brackets is an agency where a date stands before it.
_NAMED = r"[A-Z][\w.&'’/-]{1,15}(?:[ ][A-Z][\w.&'’-]{1,15}){0,3}"
_DASH = r"[ ]?(?:--|[-–—―])(?=\s|[\"'“‘A-Z])"
_DATELINE = re.compile(
    rf"""(?:(?P<place>{_PLACES}{_REGION})(?:,[ ](?P<date>{_DATE}),?)?
            (?:[ ]?\((?P<agency>{_AGENCY}|{_NAMED})\))?{_DASH}
       | (?P<plain>{_PLAIN_PLACE}{_REGION})(?:,[ ](?P<plain_date>{_DATE}),?)?
            (?:[ ]?\((?P<plain_agency>{_AGENCY})\))?{_DASH}
       | \((?P<only>{_AGENCY})\){_DASH})""",
    re.VERBOSE,
)
_KNOWN_AGENCY = re.compile(_AGENCY)
# A hyphen is no dash, and two without a space belong to what is before them.
_LONG_DASH = re.compile(r"(?:[ ]--|[–—―])$")
# What else stands in capitals before a dash. A dash alone says little, so that a place is nothing of these.
_NO_PLACE = re.compile(
    r"(?:BREAKING|UPDATED?|EXCLUSIVE|WATCH|VIDEO|LIVE|OPINION|ANALYSIS|CORRECTION|EDITORIAL|REVIEW|PHOTOS?|NEWS|ALERT"
    r"|COMMENT|INTERVIEW|PREVIEW|REPORT|FACTBOX|TIMELINE|NOTE|WARNING|ADVISORY|BRIEF|SPORTS?|BUSINESS|TV|UK|US|EU|UN)\b"
    r"|[A-Z][.'’-]*$"
)


class Dateline(NamedTuple):
    """A dateline with its dash: half-open, in code points of the text."""

    start: int
    end: int
    place: str | None
    date_text: str | None
    agency: str | None


def find_dateline(text: str) -> Dateline | None:
    """The dateline at the beginning of one of the first lines, None where there is none.

    A title or a byline may stand before it. Without date or agency a place must stand in capitals before a long dash.
    """
    position = lines = 0
    while position < len(text) and lines < _MOST_LINES:
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        if text[position:end].strip():
            lines += 1
            if found := _read(text, position, min(end, position + _LONGEST)):
                return found
        position = end + 1
    return None


def _read(text: str, start: int, end: int) -> Dateline | None:
    start += len(text[start:end]) - len(text[start:end].lstrip())
    match = _DATELINE.match(text, start, end)
    if match is None:
        return None
    place = match["place"] or match["plain"]
    date, agency = match["date"] or match["plain_date"], match["agency"] or match["plain_agency"] or match["only"]
    if agency and not date and not _KNOWN_AGENCY.fullmatch(agency):
        return None
    if not (date or agency) and (match["plain"] or not _LONG_DASH.search(match.group())):
        return None
    if place and not agency and _NO_PLACE.match(place):
        return None
    return Dateline(match.start(), match.end(), place.strip() if place else None, date, agency)
