"""Where the model's mentions begin and end, set right: a mention is a name, the whole name, and one name. What kind of
thing it names is not decided here."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from pipelines.resolution.cue_patterns import ROLES
from pipelines.resolution.english import is_english
from pipelines.resolution.mentions import ResolvedMention
from pipelines.resolution.names import ENTITY_CLASSES, PARTICLES, TITLES, is_name

# No name runs over an empty line, nor over a slash between blanks: "Dado Ruvic / Illustration" is a name and a caption.
# Nor over a dash: "HOUSTON - Five employees" begins with a dateline.
_SIGNS = r"\s+/\s*|/\s+|(?<!\b[AaEe]l)\s+[-–—]+(?=\s|$)\s*"
_BREAK = re.compile(rf"\s*\n\s*\n\s*|{_SIGNS}")
# Nor over the end of a line where lines are paragraphs.
_BREAK_OF_PARAGRAPHS = re.compile(rf"\s*\n\s*|{_SIGNS}")
_SIGNS_AT_START, _SIGNS_AT_END = "([«“‘″•|*–— ", ",;:([»“”″–—- "
_ACRONYM_AT_END = re.compile(r"\s\(([A-Z][\w.&-]{1,9})\)?$")
# Nobody wraps lines as long as this.
_LONGEST_WRAPPED = 150
_SENTENCE_ENDS = frozenset(".!?:;\"”’')")
# Two people: "Howard to Knowles", "Barnier and Frost".
_BETWEEN_PEOPLE = re.compile(r"\s+(?:and|to|with|but|or|for|from|by|vs?\.?|as|at|in|on)\s+|,\s+|\s*[;:]\s+")
_REST_OF_NAME = re.compile(rf"(?:\s(?:{'|'.join(sorted(PARTICLES))}))*\s([^\W\d_]\w*(?:[-’'](?!s\b)\w+)*)")
# Second syllables of given names are written small after a hyphen (Moon Jae-in); so are heads of compounds, which
# follow a name of any length (Trump-era).
_SYLLABLE = re.compile(r"-([a-z]{2,6})(?![\w-])")
_COMPOUND_HEADS = frozenset(
    {
        "aged", "aided", "allied", "area", "backed", "based", "bashed", "born", "built", "class", "drawn", "elect",
        "era", "esque", "fan", "fans", "fed", "free", "funded", "held", "in-law", "inspired", "ish", "led", "less",
        "like", "linked", "made", "named", "old", "only", "owned", "penned", "picked", "prone", "ran", "run", "shot",
        "signed", "size", "sized", "style", "tied", "to", "type", "wide", "win", "won",
    }
)  # fmt: skip
_NEXT_WORD = re.compile(r" ([^\W\d_]\w*(?:[-’'](?!s\b)\w+)*)")
_EDGE_WORD_LABELS = frozenset({"PERSON", "ORG", "GPE", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW"})
# Kinds that may end in a common noun: Gaza strip, Hainan province.
_WITH_COMMON_END = frozenset({"LOC", "FAC", "GPE"})
_ARTICLES = frozenset({"the", "a", "an"})
_DANGLING = frozenset({"of", "for", "in", "on", "at", "and", "or", "the", "a", "an", "by", "to", "from", "with", "&"})


def with_bounds(text: str, mentions: Iterable[ResolvedMention]) -> list[ResolvedMention]:
    """The names in the mentions of a text, each without what is not of it. A mention that has no name stays."""
    lines = text.split("\n")
    ends = [stripped[-1] for line in lines[:-1] if (stripped := line.rstrip())]
    are_paragraphs = len(ends) > 1 and sum(end in _SENTENCE_ENDS for end in ends) >= len(ends) / 2
    are_paragraphs |= max(map(len, lines)) > _LONGEST_WRAPPED
    separator = _BREAK_OF_PARAGRAPHS if are_paragraphs else _BREAK
    found: list[ResolvedMention] = []
    for m in mentions:
        if not text.startswith("-", m.char_end) and _is_right(m.label, m.text, separator):
            found.append(m)
            continue
        parts = [part for part in _parts(m, separator) if is_name(part.text)] if m.label in ENTITY_CLASSES else []
        parts = [part for i, part in enumerate(parts) if i == 0 or not _is_word(part.text)]
        found += [_without_edges(_with_syllable(text, part)) for part in parts] or [m]
    return found


@lru_cache(1 << 15)
def _is_right(label: str, name: str, separator: re.Pattern[str]) -> bool:
    """Whether what is so labelled has nothing to be set right; what stands around it aside."""
    m = ResolvedMention("", 0, len(name), name, label, label, "")
    if label not in ENTITY_CLASSES:
        return True
    return [_without_edges(part) for part in _parts(m, separator) if is_name(part.text)] in ([m], [])


def _is_word(text: str) -> bool:
    """Whether it is a word of English, and no acronym that is spelt like one (BoA)."""
    return text[1:].islower() and is_english(text.casefold())


def _parts(m: ResolvedMention, separator: re.Pattern[str]) -> Iterator[ResolvedMention]:
    """The mention between the breaks in it, and between people where it names several."""
    for piece in map(_without_occupation, _without_signs(_split(m, separator, "cut_at_break"))):
        if m.label == "PERSON":
            yield from _split(piece, _BETWEEN_PEOPLE, "cut_between_people")
        else:
            yield piece


def _without_occupation(m: ResolvedMention) -> ResolvedMention:
    """The person alone of whom the mention tells the occupation too: "Nutritionist Joy Almond"."""
    first, *name = m.text.split(" ")
    if m.label not in ("PERSON", "ORG") or len(name) not in (2, 3) or not _is_occupation(first):
        return m
    if m.label == "ORG" and not all(word[:1].isupper() and not is_english(word.casefold()) for word in name[1:]):
        return m
    return _part(m, len(first) + 1, len(m.text), "cut_occupation")._replace(label="PERSON")


def _is_occupation(word: str) -> bool:
    plain = word.casefold()
    return plain in ROLES or (plain.endswith("ist") and is_english(plain))


def _without_signs(pieces: Iterable[ResolvedMention]) -> Iterator[ResolvedMention]:
    """The pieces without signs at their ends, and what a bracket closes in apart from what stands before it: "Bank of
    Almond (BoA)" is a name and its acronym."""
    for m in pieces:
        text = m.text.rstrip(_SIGNS_AT_END)
        start = len(text) - len(text.lstrip(_SIGNS_AT_START))
        m = _part(m, start, len(text), m.rule or "cut_edges") if (start, len(text)) != (0, len(m.text)) else m
        acronym = _ACRONYM_AT_END.search(m.text) if m.label != "PERSON" else None
        if acronym:
            yield _part(m, 0, acronym.start(), "cut_at_break")
            yield _part(m, *acronym.span(1), "cut_at_break")
        elif m.text:
            yield m


def _split(m: ResolvedMention, separator: re.Pattern[str], rule: str) -> Iterator[ResolvedMention]:
    ends = [match.span() for match in separator.finditer(m.text)]
    if not ends:
        yield m
        return
    starts = [0, *(end for _, end in ends)]
    for start, end in zip(starts, [*(start for start, _ in ends), len(m.text)], strict=True):
        if start < end:
            yield _part(m, start, end, rule)


def _with_syllable(text: str, m: ResolvedMention) -> ResolvedMention:
    rest = _SYLLABLE.match(text, m.char_end) if m.label == "PERSON" and " " in m.text else None
    if not rest or rest[1] in _COMPOUND_HEADS or rest[1].endswith("ed"):
        return m
    return m._replace(char_end=rest.end(), text=text[m.char_start : rest.end()], rule="cut_end")


def _without_edges(m: ResolvedMention) -> ResolvedMention:
    """Without words in small letters before the name and after it, and without titles before a person's."""
    words = [match.span() for match in re.finditer(r"\S+", m.text)]
    first, last = 0, len(words)

    def word(index: int) -> str:
        return m.text[slice(*words[index])]

    if m.label in _EDGE_WORD_LABELS:
        while first < last - 1 and _is_common(word(first)):
            first += 1
    if m.label == "PERSON":
        while first < last - 1 and word(first).casefold().strip(".") in TITLES:
            first += 1
    is_end = _is_dangling if m.label in _WITH_COMMON_END else _is_common
    while last - 1 > first and is_end(word(last - 1)):
        last -= 1
    if first == 0 and last == len(words):
        return m
    if first == 1 and word(0).casefold() in _ARTICLES and last == len(words):  # how an article is counted is convention
        return m
    return _part(m, words[first][0], words[last - 1][1], "cut_edges")


def without_titles(m: ResolvedMention) -> ResolvedMention:
    """A person whom a later rule made of something else, without the titles before the name."""
    rest = m.text if m.label == "PERSON" else ""
    while len(words := rest.split(maxsplit=1)) > 1 and words[0].casefold().strip(".") in TITLES:
        rest = words[1]
    return m if rest in ("", m.text) else _part(m, len(m.text) - len(rest), len(m.text), m.rule or "cut_edges")


def _is_common(word: str) -> bool:
    return word.islower() and word.isalpha() and word not in PARTICLES


def _is_dangling(word: str) -> bool:
    return word in _DANGLING


def with_cut_ends(texts: Mapping[str, str], mentions: Sequence[ResolvedMention]) -> list[ResolvedMention]:
    """The mentions, in order of reading, with the rest of a name that the model cut off after a particle: no name ends
    in "von" or "bin". What of a following mention stands in the rest is part of it."""
    found: list[ResolvedMention] = []
    for m in mentions:
        if found and found[-1].field == m.field and m.char_start < found[-1].char_end:
            continue  # the rest of the name before it
        found.append(_with_cut_end(texts[m.field], m))
    return found


def _with_cut_end(text: str, m: ResolvedMention) -> ResolvedMention:
    is_cut = m.label in ENTITY_CLASSES and is_name(m.text) and m.text.split()[-1] in PARTICLES
    rest = _REST_OF_NAME.match(text, m.char_end) if is_cut else None
    if not rest or not rest[1][0].isupper():
        return m
    return m._replace(char_end=rest.end(), text=text[m.char_start : rest.end()], rule="cut_end")


def _part(m: ResolvedMention, start: int, end: int, rule: str) -> ResolvedMention:
    return m._replace(char_start=m.char_start + start, char_end=m.char_start + end, text=m.text[start:end], rule=rule)
