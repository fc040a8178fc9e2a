"""People whom the article mostly names by themselves, in mentions that run over what stands before them or after them:
"[Billionaire Ruth Marlowe]", "[Harbour Trust Ruth Marlowe]", "[Ruth Marlowe Splits]". How often each form stands in the
article tells which is the name."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pipelines.resolution.english import is_english
from pipelines.resolution.mentions import ResolvedMention
from pipelines.resolution.names import ENTITY_CLASSES, bare_name, is_full_name, is_name, name_key, person_tokens

# Two surnames alone are a person's name too (Pintado García), but not so much more frequent than the whole one.
_TIMES = 3
_WORDS_OF_PEOPLE = (3, 2)


def with_people_within(found: Sequence[ResolvedMention]) -> list[ResolvedMention]:
    """The mentions, in order of reading, with such people as mentions of their own, and what stands before them as
    another where it is a name. What stands after them is left out where it is English, and the mention a person's."""
    counts = Counter(bare_name(m.text) for m in found if m.label in ENTITY_CLASSES)
    labels = {bare_name(m.text): m.label for m in found if m.label in ENTITY_CLASSES and is_name(m.text)}
    people = {
        name
        for name, label in labels.items()
        if label == "PERSON" and counts[name] >= _TIMES and is_full_name(person_tokens(name))
    }
    if not people:
        return list(found)
    return [part for m in found for part in _parts(m, people, counts, labels)]


def _parts(
    m: ResolvedMention, people: set[str], counts: Mapping[str, int], labels: Mapping[str, str]
) -> Iterator[ResolvedMention]:
    person = next(_ends(m, people, counts), None) if m.label in ENTITY_CLASSES else None
    start = m.text.rindex(person) if person else 0
    before = m.text[:start].rstrip()
    if person is None or not before.split()[-1][0].isupper():
        yield _without_rest(m, people, counts)
        return
    is_known = bare_name(before) in labels
    if m.label == "PERSON" and not (is_known or _is_no_name(before, person)):
        yield m
        return
    if is_known or not _is_no_name(before, person):
        label = labels.get(bare_name(before), m.label)
        yield m._replace(char_end=m.char_start + len(before), text=before, label=label, rule="cut_before_person")
    yield m._replace(char_start=m.char_start + start, text=m.text[start:], label="PERSON", rule="cut_before_person")


def _without_rest(m: ResolvedMention, people: set[str], counts: Mapping[str, int]) -> ResolvedMention:
    name = bare_name(m.text)
    words = name.split() if m.label == "PERSON" else []
    for count in _WORDS_OF_PEOPLE:
        person, rest = " ".join(words[:count]), words[count:]
        is_longer = bool(rest) and person in people and m.text.startswith(person)
        if is_longer and counts[person] >= _TIMES * counts[name] and all(is_english(word.casefold()) for word in rest):
            return m._replace(char_end=m.char_start + len(person), text=person, rule="cut_after_person")
    return m


def _ends(m: ResolvedMention, people: set[str], counts: Mapping[str, int]) -> Iterator[str]:
    """The people whose names end a longer mention, and stand alone so much more often than it does."""
    words = bare_name(m.text).split()
    for count in _WORDS_OF_PEOPLE:
        name = " ".join(words[-count:])
        if (
            len(words) > count
            and name in people
            and name in m.text
            and counts[name] >= _TIMES * counts[bare_name(m.text)]
        ):
            yield name


def _is_no_name(before: str, person: str) -> bool:
    """Whether words in front of a person are none of a name: all of English, or in capitals where the person is not."""
    if before.isupper() and not person.isupper():
        return True
    return all(is_english(name_key(word).strip(",:;|-")) for word in before.split())
