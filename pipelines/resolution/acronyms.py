"""Acronyms where the article itself says what they stand for: "Harbour Association against Floods (HAAF)", or the other
way round. The words before the parentheses whose initials are its letters are the name, whatever the model made of
them (after Schwartz and Hearst 2003, with initials for all letters)."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pipelines.resolution.mentions import FIELDS, ResolvedMention, in_reading_order
from pipelines.resolution.names import ENTITY_CLASSES, bare_name, is_acronym_of, is_full_name, person_tokens

# A bracket comes first, so that a search finds it at once; a blank may stand before it.
_AFTER = re.compile(r"[(\[]([A-Z][A-Za-z&.-]{1,9})[)\]]")
_BEFORE = re.compile(r"\b([A-Z]{2,10}) \(((?:[^\W\d_][\w&’'-]*,? ){1,8}[^\W\d_][\w&’'-]*)\)")
_WORD = re.compile(r"[^\W\d_][\w&’'-]*")
# Words between those of one name.
_WITHIN = re.compile(r",? (?:& )?|[-–/]")
_MOST_WORDS = 12
# What ends so is an office or a thing, not a body; what it is called is left to the model.
_NO_BODY = frozenset(
    {
        "accord", "act", "agreement", "bill", "chairman", "chief", "code", "commander", "commanding", "commissioner",
        "conference", "convention", "director", "engineering", "executive", "framework", "fund", "general", "goals",
        "index", "initiative", "intelligence", "manager", "mathematics", "minister", "officer", "operations", "plan",
        "police", "policy", "president", "product", "program", "programme", "project", "protocol", "report", "rights",
        "scheme", "secretary", "strategy", "summit", "survey", "system", "tax", "test", "treaty", "zone",
    }
)  # fmt: skip
_FEWEST_CAPITALS = 2
# Right after a name, possessive or not.
_IN_PARENTHESES = re.compile(r"(?:['’]s)?\s\(([A-Z][A-Za-z.]{1,9})\)")
_SHORTEST_LOOSE = 3


def with_expansions(texts: Mapping[str, str], found: Sequence[ResolvedMention]) -> list[ResolvedMention]:
    """The mentions, in order of reading, with what an acronym stands for as one mention. What runs over the edge of an
    expansion stays, and so does a mention that has it all."""
    return [
        m
        for field in FIELDS
        for m in _with_expansions(texts.get(field, ""), field, [m for m in found if m.field == field])
    ]


def _with_expansions(text: str, field: str, mentions: Sequence[ResolvedMention]) -> list[ResolvedMention]:
    """`mentions` of one field, in order of reading; none overlaps another."""
    starts, ends = [m.char_start for m in mentions], [m.char_end for m in mentions]
    added: list[ResolvedMention] = []
    replaced: set[int] = set()
    for start, end in sorted(_expansions(text)):
        parts = range(bisect_right(ends, start), bisect_left(starts, end))
        if added and start < added[-1].char_end:
            continue
        if any(mentions[i].char_start < start or end < mentions[i].char_end for i in parts):
            continue
        if any((mentions[i].char_start, mentions[i].char_end) == (start, end) for i in parts):
            continue
        if expansion := _expansion(text, field, start, end, [mentions[i] for i in parts]):
            added.append(expansion)
            replaced.update(parts)
    if not added:
        return list(mentions)
    kept = [m for i, m in enumerate(mentions) if i not in replaced]
    return in_reading_order([*kept, *added])


def _expansion(text: str, field: str, start: int, end: int, parts: Sequence[ResolvedMention]) -> ResolvedMention | None:
    """A body, unless the model's longest part says event, work, law or the like. None where it is a person, or nothing
    that one could tell."""
    names = [m for m in parts if m.label in ENTITY_CLASSES]
    longest = max(names, key=lambda m: m.char_end - m.char_start, default=None)
    if any(m.label == "PERSON" and is_full_name(person_tokens(bare_name(m.text))) for m in names):
        return None
    if text[start:end].casefold().split()[-1] in _NO_BODY and (longest is None or longest.label != "ORG"):
        return None
    if longest is None:
        return ResolvedMention(field, start, end, text[start:end], "ORG", None, "rule", "expansion")
    label = "ORG" if longest.label in ("GPE", "NORP", "PERSON", "LANGUAGE") else longest.label
    return longest._replace(char_start=start, char_end=end, text=text[start:end], label=label, rule="expansion")


def _expansions(text: str) -> Iterator[tuple[int, int]]:
    for match in _AFTER.finditer(text):
        end = match.start() - text[max(0, match.start() - 1) : match.start()].isspace()
        for start in reversed(_words_before(text, end)):
            name = text[start:end]
            if name[0].isupper() and is_acronym_of(match[1], name) and _is_name_of_words(name):
                yield start, end
                break
    for match in _BEFORE.finditer(text) if " (" in text else ():
        if is_acronym_of(match[1], match[2]) and _is_name_of_words(match[2]):
            yield match.span(2)


def _words_before(text: str, end: int) -> list[int]:
    """Where the words begin that stand before a place with nothing but blanks, commas and hyphens between them."""
    words = list(_WORD.finditer(text, max(0, end - 150), end))
    starts: list[int] = []
    place = end
    for word in reversed(words[-_MOST_WORDS:]):
        if word.end() != place and not _WITHIN.fullmatch(text, word.end(), place):
            break
        starts.append(word.start())
        place = word.start()
    return starts[::-1]


def _is_name_of_words(name: str) -> bool:
    return sum(word[0].isupper() for word in name.split()) >= _FEWEST_CAPITALS


def acronym_after(text: str, end: int, name: str) -> str | None:
    """The acronym in parentheses right after a name, if its letters are the name's initials, or, of a longer one, half
    are: what it shortens may be the name in another language (National Institute of Migration, INAMI)."""
    match = _IN_PARENTHESES.match(text, end, end + 20) if "(" in text[end : end + 4] else None
    if not match:
        return None
    is_short = is_acronym_of(match[1], name) or _has_half_the_initials(match[1], name)
    return match[1] if is_short else None


def _has_half_the_initials(acronym: str, name: str) -> bool:
    if " " not in name or len(acronym) < _SHORTEST_LOOSE or not acronym.isupper():
        return False
    initials_of_name = Counter(word[0] for word in re.findall(r"\w+", name) if word[0].isupper())
    return (Counter(acronym) & initials_of_name).total() >= len(acronym) / 2
