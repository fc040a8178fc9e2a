"""People's names of which the model found a part: "Omar [Al Salim]", "[Ruth] Marlowe Ellison". What stands beside it in
capitals belongs to the name unless it is a word of English, a title or another name."""

import re
from collections.abc import Collection, Mapping, Sequence

from pipelines.resolution.countries import Gazetteer
from pipelines.resolution.english import DAYS_AND_MONTHS, is_english
from pipelines.resolution.mentions import FIELDS, ResolvedMention
from pipelines.resolution.names import ENTITY_CLASSES, PARTICLES, TITLES, bare_name

_WORD = r"[^\W\d_][^\W_]*(?:[-’'](?!s\b)[^\W\d_]+)*"
_NEXT = re.compile(rf" ({_WORD})(?![\w@/’'-]|\.\w)")
_BEFORE = re.compile(rf"(?<![\w@#/.&’'-])({_WORD}|[A-Z]\.) $")
_MOST_WORDS = 3
_ACRONYM = re.compile(r"[A-Z]{2}")
# I and A are words; H.E. is a title.
_NO_INITIALS = frozenset("AIHE")
_JOINED = frozenset({"PERSON", "ORG", "PRODUCT", "WORK_OF_ART"})


def with_whole_names(
    texts: Mapping[str, str], mentions: Sequence[ResolvedMention], gazetteer: Gazetteer
) -> list[ResolvedMention]:
    """The mentions, in order of reading, with people's names whole."""
    surnames = frozenset(
        tokens[-1] for m in mentions if m.label == "PERSON" and len(tokens := bare_name(m.text).split()) > 1
    )
    return [
        m
        for field in FIELDS
        for m in _whole(texts.get(field, ""), [m for m in mentions if m.field == field], surnames, gazetteer)
    ]


def _whole(
    text: str, mentions: Sequence[ResolvedMention], surnames: Collection[str], gazetteer: Gazetteer
) -> list[ResolvedMention]:
    found: list[ResolvedMention] = []
    for index, m in enumerate(mentions):
        if found and m.char_start < found[-1].char_end:
            continue  # part of the name before it
        if m.label != "PERSON":
            found.append(m)
            continue
        others = [o for o in mentions[index + 1 : index + 4] if o.label in ENTITY_CLASSES]
        start = _start(text, m, found[-1].char_end if found else 0, gazetteer)
        # After a surname comes something else: "Warhol Polaroids".
        end = m.char_end if bare_name(m.text) in surnames else _end(text, m, others, gazetteer)
        is_same = (start, end) == (m.char_start, m.char_end)
        found.append(
            m if is_same else m._replace(char_start=start, char_end=end, text=text[start:end], rule="whole_name")
        )
    return found


def _end(text: str, m: ResolvedMention, following: Sequence[ResolvedMention], gazetteer: Gazetteer) -> int:
    end = m.char_end
    if m.text.endswith(("'s", "’s")):
        return end
    for _ in range(_MOST_WORDS):
        word = _NEXT.match(text, end)
        if not word or not _is_part(word[1], m, gazetteer):
            break
        blocking = [o for o in following if o.char_start < word.end() and end < o.char_end]
        if any(o.label not in _JOINED or (o.char_end > word.end() and not _is_rest(o, m)) for o in blocking):
            break
        # The model has the name in two: "[Andrés Manuel] [López Obrador]".
        end = max([word.end(), *(o.char_end for o in blocking)])
    return end


def _is_rest(following: ResolvedMention, m: ResolvedMention) -> bool:
    """Whether a mention right after a person's name can be the rest of it: another person shares a word, or a sign
    stands between them."""
    return following.label == "PERSON" and set(following.text.split()).isdisjoint(m.text.split())


def _start(text: str, m: ResolvedMention, least: int, gazetteer: Gazetteer) -> int:
    start = m.char_start
    for _ in range(_MOST_WORDS):
        first = max(least, start - 40)
        if text[first:start].islower():  # no part of a name
            break
        word = _BEFORE.search(text, first, start)
        if not word or word.start() < least or not _is_part(word[1], m, gazetteer):
            break
        start = word.start()
    return start


def _is_part(word: str, m: ResolvedMention, gazetteer: Gazetteer) -> bool:
    """Whether a word beside a person's name can be of it."""
    if len(word.strip(".")) == 1:
        return word[0] not in _NO_INITIALS and word[0].isupper()
    if not word[0].isupper() or (_ACRONYM.match(word) and not m.text.isupper()):
        return False
    plain = word.casefold().strip(".")
    if (
        plain in TITLES
        or plain in PARTICLES
        or plain in DAYS_AND_MONTHS
        or gazetteer.country(word)
        or gazetteer.people(word)
    ):
        return False
    return not any(is_english(part) for part in re.split(r"[-’']", plain))
