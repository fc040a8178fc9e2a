"""Mentions of one article: short names take label and identity from long ones, countries get their codes, and
occurrences that the model missed are added. A pure function of one article's texts and mentions."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from pipelines.resolution.countries import Gazetteer, Known
from pipelines.resolution.names import (
    ENTITY_CLASSES,
    TITLES,
    bare_name,
    entity_id,
    is_acronym_of,
    name_key,
    person_tokens,
)

FIELDS = ("title", "text")
# Labels whose names are looked for again in the article; names of works and laws are too often plain words.
_PROPAGATED_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP"})
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_LOCATIVE = re.compile(r"\b(?:in|at|to|from|near|outside|across)\s+$", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"(\w[\w.’'-]*) $")
_WORD_AFTER = re.compile(r"^ (\w+)")


class ModelMention(NamedTuple):
    """A mention as the model has it."""

    field: str
    char_start: int
    char_end: int
    text: str
    label: str


@dataclass(frozen=True)
class ResolvedMention:
    """A mention with what is known about it. `entity_name` is the full name, `entity_id` null when it names nobody
    that can be told."""

    field: str
    char_start: int
    char_end: int
    text: str
    label: str
    model_label: str | None
    found_by: str
    rule: str | None = None
    entity_id: str | None = None
    entity_name: str | None = None
    country_code: str | None = None

    @property
    def position(self) -> tuple[int, int]:
        """Order of reading: title first."""
        return FIELDS.index(self.field), self.char_start


def resolve_article(
    texts: Mapping[str, str], mentions: Sequence[ModelMention], gazetteer: Gazetteer
) -> list[ResolvedMention]:
    """Every mention of the article, in order of reading.

    `texts` maps field to clean text. Values (dates, amounts) pass through without an identity.
    """
    found = sorted((_from_model(m) for m in mentions), key=lambda m: m.position)
    found += _missed_acronyms(texts, found)
    known = _Known.of(texts, found, gazetteer)
    resolved = [known.resolve(m) for m in found]
    missed = [known.resolve(m) for m in _missed(texts, resolved)]
    return sorted(resolved + missed, key=lambda m: m.position)


def _from_model(m: ModelMention) -> ResolvedMention:
    return ResolvedMention(m.field, m.char_start, m.char_end, m.text, m.label, m.label, "model")


@dataclass(frozen=True)
class _Known:
    """What the article itself tells about its names."""

    texts: Mapping[str, str]
    gazetteer: Gazetteer
    # Surname -> the people introduced by a full name that ends in it, each with the place of the first introduction.
    people: Mapping[str, Mapping[str, tuple[int, int]]]
    # Acronym -> the one expansion that the article gives.
    expansions: Mapping[str, str]
    first_words: frozenset[str]

    @classmethod
    def of(cls, texts: Mapping[str, str], mentions: Iterable[ResolvedMention], gazetteer: Gazetteer) -> "_Known":
        people: dict[str, dict[str, tuple[int, int]]] = {}
        expansions: dict[str, set[str]] = {}
        first_words = set()
        for m in mentions:
            name = bare_name(m.text)
            if m.label == "PERSON" and len(tokens := person_tokens(name)) > 1:
                people.setdefault(tokens[-1], {}).setdefault(" ".join(tokens), m.position)
            elif m.label == "ORG" and " " in name:
                first_words.add(name.split()[0])
                if acronym := _acronym_after(texts[m.field], m.char_end, name):
                    expansions.setdefault(acronym, set()).add(name)
        single = {acronym: min(names) for acronym, names in expansions.items() if len(names) == 1}
        return cls(texts, gazetteer, people, single, frozenset(first_words))

    def resolve(self, m: ResolvedMention) -> ResolvedMention:
        """The mention with label, rule and identity."""
        if m.label not in ENTITY_CLASSES:
            return m
        name = bare_name(m.text)
        if expansion := self.expansions.get(name):
            return _named(m, "ORG", expansion, "acronym")
        if m.label != "PERSON" and (country := self.gazetteer.names.get(name)):
            return _named(m, "GPE", country.name, "country_name", country)
        if m.label not in ("PERSON", "LANGUAGE") and (people := self.gazetteer.demonyms.get(name)):
            return _named(m, "NORP", people.name, "demonym", people)
        tokens = person_tokens(name)
        if len(tokens) == 1 and self._may_be_surname(m, tokens[0]):
            return self._by_surname(m, tokens[0])
        if m.label == "PERSON" and tokens:
            return _named(m, "PERSON", " ".join(tokens), None)
        return _named(m, m.label, name, None)

    def _may_be_surname(self, m: ResolvedMention, token: str) -> bool:
        """Whether a single word stands for a person that the article introduces by full name."""
        if token not in self.people:
            return False
        if m.label == "PERSON":
            return True
        if token in self.first_words:  # also the short name of an organisation
            return False
        before = self.texts[m.field][max(0, m.char_start - 12) : m.char_start]
        return not (m.label in _PLACE_LABELS and _LOCATIVE.search(before))

    def _by_surname(self, m: ResolvedMention, surname: str) -> ResolvedMention:
        """The one person who bears the surname: of those introduced so far, or, in a headline, of all."""
        bearers = self.people[surname]
        introduced = [name for name, position in bearers.items() if position < m.position] or list(bearers)
        if len({name_key(name) for name in introduced}) > 1:
            return replace(m, label="PERSON", rule="ambiguous_surname")
        return _named(m, "PERSON", introduced[0], "surname")


def _named(
    m: ResolvedMention, label: str, name: str, rule: str | None, country: Known | None = None
) -> ResolvedMention:
    """The mention with an identity. A country's code keeps it apart from other places of its name."""
    code = country.code if country else None
    discriminator = code if code and label == "GPE" else ""
    identity = entity_id(ENTITY_CLASSES[label], name, discriminator or "")
    return replace(m, label=label, rule=rule or m.rule, entity_id=identity, entity_name=name, country_code=code)


def _acronym_after(text: str, end: int, name: str) -> str | None:
    """The acronym in parentheses right after a name, if its letters are the name's initials."""
    match = re.match(r"(?:['’]s)? \(([A-Z][A-Za-z.]{1,9})\)", text[end : end + 20])
    return match.group(1) if match and is_acronym_of(match.group(1), name) else None


def _missed_acronyms(texts: Mapping[str, str], found: Sequence[ResolvedMention]) -> list[ResolvedMention]:
    """Acronyms that the model missed where the article itself introduces them, in parentheses after their expansion."""
    added = []
    for m in found:
        name = bare_name(m.text)
        acronym = _acronym_after(texts[m.field], m.char_end, name) if m.label == "ORG" else None
        if acronym:
            start = texts[m.field].index(acronym, m.char_end)
            end = start + len(acronym)
            if not any(o.field == m.field and o.char_start < end and start < o.char_end for o in found):
                added.append(ResolvedMention(m.field, start, end, acronym, "ORG", None, "propagated"))
    return added


def _missed(texts: Mapping[str, str], resolved: Sequence[ResolvedMention]) -> Iterator[ResolvedMention]:
    """Further occurrences, letter for letter, of names that the article has, where no mention stands yet."""
    labels = _labels_by_form(texts, resolved)
    if not labels:
        return
    forms = sorted(labels, key=lambda form: (-len(form), form))
    pattern = re.compile(r"(?<![\w@#/.-])(?:" + "|".join(map(re.escape, forms)) + r")(?![\w@/-])")
    for field in FIELDS:
        text = texts.get(field, "")
        taken = bytearray(len(text))
        for m in resolved:
            if m.field == field:
                taken[m.char_start : m.char_end] = b"\1" * (m.char_end - m.char_start)
        for match in pattern.finditer(text):
            start, end = match.span()
            label = labels[match.group()]
            if not any(taken[start:end]) and not _is_part_of_longer_name(text, start, end, label):
                yield ResolvedMention(field, start, end, match.group(), label, None, "propagated", "repeated_name")


def _labels_by_form(texts: Mapping[str, str], resolved: Sequence[ResolvedMention]) -> dict[str, str]:
    """Names worth looking for, each with the label that most of its mentions have (the first of them on a tie).

    A form that the article also writes in lower case is a common word ("the Court", "a court"), not a name.
    """
    counts: dict[str, Counter[str]] = {}
    for m in resolved:
        if m.label in _PROPAGATED_LABELS and (m.entity_id or m.rule == "ambiguous_surname"):
            forms = {bare_name(m.text)}
            if m.label == "PERSON" and len(tokens := person_tokens(bare_name(m.text))) > 1:
                forms.add(tokens[-1])
            for form in forms:
                counts.setdefault(form, Counter())[m.label] += 1
    lower_words = set(re.findall(r"\b[^\W\d_A-Z][\w’']*", " ".join(texts.values())))
    return {
        form: labels.most_common(1)[0][0]
        for form, labels in counts.items()
        if (len(form) > 2 or form.isupper()) and form[:1].isupper() and form.lower() not in lower_words
    }


def _is_part_of_longer_name(text: str, start: int, end: int, label: str) -> bool:
    """Whether capitalised neighbours make another name of it: "Ellison" in "Ellison Street"."""
    if label in ("NORP", "GPE"):
        return False
    before, after = (
        _WORD_BEFORE.search(text[max(0, start - 40) : start]),
        _WORD_AFTER.match(text[end : end + 40]),
    )
    if after and after.group(1)[0].isupper():
        return True
    if not before or not before.group(1)[0].isupper():
        return False
    word = before.group(1)
    starts_sentence = re.search(r"(?:^|[.!?:“\"\n])\s*$", text[: max(0, start - len(word) - 1)][-3:]) is not None
    return not starts_sentence and word.casefold().strip(".") not in TITLES
