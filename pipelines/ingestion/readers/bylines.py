"""Names of authors out of what pages give for them: lists, bylines, addresses, handles."""

import re
from collections.abc import Iterable

_BY = re.compile(r"^(?:(?:story|text|words|report(?:ing)?|written|posted|published)\s+)?by:?\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[;|\n]|\s&\s|\s+and\s+|,\s+and\s+|,)\s*", re.IGNORECASE)
# After a comma, these belong to the name before it.
_SUFFIX = re.compile(r"(?:Jr|Sr|I{2,3}|IV|Ph\.?\s?D|M\.?\s?D|M\.?S\.?|Esq)\.?", re.IGNORECASE)
_NO_NAME = re.compile(
    r"https?:|www\.|^[@(#]|^\W*$|\S@\S|\d|\.(?:com|org|html?)\b.*/|^(?:sponsored|guest|anonymous|unknown)$",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"^(?:staff|editors?|reporter|admin|senior|correspondent|contribut(?:or|ing)\b.*"
    r"|.*\b(?:staff writer|reporter|editor|correspondent|writer|contributor))$",
    re.IGNORECASE,
)
# Agencies and outlets that stand beside or behind the names of persons.
_AGENCY = re.compile(
    r"(?:the\s+)?(?:associated\s+press|reuters|agence\s+france-presse|bloomberg(?:\s+news)?|(?:the\s+)?canadian\s+press"
    r"|press\s+association|pa\s+media|deutsche\s+presse-agentur|xinhua|financial\s+times|new\s+york\s+times|washington\s+post"
    r"|bleacher\s+report|usa\s+today|cnn|bbc(?:\s+news)?|nbc\s+news|abc\s+news|cbs\s+news|fox\s+news|getty\s+images)",
    re.IGNORECASE,
)
_AGENCY_BEHIND = re.compile(rf"(?<=\w)\s+{_AGENCY.pattern}$", re.IGNORECASE)
_AGENCY_SHORT = re.compile(r"(?:AP|AFP|UPI|dpa|ANI|PTI|IANS|EFE|ANSA|TASS)")
_MAX_NAME = 100
_MAX_BYLINE = 1_000
_AFTER = re.compile(r"\W*\b(?:published|updated)\b.*", re.IGNORECASE)
_WORD = re.compile(r"\w+")
# Words that outlets put on and leave off, so "the Guardian staff" is the Guardian.
_LOOSE_WORDS = {"the", "staff", "com"}


def names(bylines: Iterable[str], outlets: Iterable[str] = ()) -> tuple[str, ...]:
    """The names in bylines, each once, in order; the outlet is no author, nor is an agency beside persons."""
    outlet_keys = {_key(outlet) for outlet in outlets}
    found: dict[str, str] = {}
    for byline in bylines:
        line = _BY.sub("", " ".join(byline[:_MAX_BYLINE].split()))
        if _key(line) in outlet_keys:
            continue
        for part in _split(line):
            name = _AFTER.sub("", _BY.sub("", part)).strip(" ,-–—|")
            name = name if _is_agency(name) else _AGENCY_BEHIND.sub("", name)
            if name and len(name) <= _MAX_NAME and not _NO_NAME.search(name) and not _ROLE.search(name):
                found.setdefault(name.casefold(), name)
    named = tuple(name for name in found.values() if _key(name) not in outlet_keys)
    return tuple(name for name in named if not _is_agency(name)) or named


def _is_agency(name: str) -> bool:
    return bool(_AGENCY.fullmatch(name) or _AGENCY_SHORT.fullmatch(name))


def _key(name: str) -> str:
    """The name's letters, so that spacing, case and loose words make no difference."""
    return "".join(word for word in _WORD.findall(name.casefold()) if word not in _LOOSE_WORDS)


def _split(byline: str) -> list[str]:
    parts: list[str] = []
    for part in _BETWEEN.split(byline):
        if parts and _SUFFIX.fullmatch(part):
            parts[-1] += f", {part}"
        else:
            parts.append(part)
    return parts
