"""What one article tells about its own names: who is introduced by a full name, what its acronyms stand for. And what
follows for a mention. Nothing outside the article and the gazetteer counts."""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from pipelines.resolution.acronyms import acronym_after
from pipelines.resolution.countries import SUPPORT, Gazetteer, Known
from pipelines.resolution.established import Established, courtesy, established_surnames, keeps_surname
from pipelines.resolution.mentions import ResolvedMention
from pipelines.resolution.names import (
    ENTITY_CLASSES,
    bare_name,
    entity_id,
    initials,
    is_full_name,
    is_name,
    name_key,
    person_tokens,
    without_legal_form,
)

# What can be written out and shortened to initials. People are shortened in other ways.
SHORTENED_LABELS = frozenset({"ORG", "GPE", "LOC", "FAC", "PRODUCT", "EVENT", "LAW", "WORK_OF_ART"})
_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_LOCATIVE = re.compile(r"\b(?:in|at|to|from|near|outside|across)\s+$", re.IGNORECASE)
# These go with given names: King Salman is not Mohammed bin Salman.
_GIVEN_NAME_TITLES = frozenset({"king", "queen", "prince", "princess", "pope", "emperor", "empress", "sultan", "saint"})

# Rules that know the name itself.
_CERTAIN = frozenset({"known_name", "dateline"})

_MOST_INITIALS = 3

Position = tuple[int, int, int, str]
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Evidence:
    """What the article itself tells about its names."""

    texts: Mapping[str, str]
    gazetteer: Gazetteer
    # By the last words of the full name: surnames, with and without what precedes them (Leyen, von der Leyen).
    by_surname: Mapping[str, Sequence[str]]
    # By its first word: given names, and family names where these come first (Xi Jinping).
    by_first_name: Mapping[str, Sequence[str]]
    # Full names of people, each with the place of its first introduction.
    people: Mapping[str, Position]
    # Full name -> the one fuller form of it that the article has.
    longer: Mapping[str, str]
    # Acronym -> label and name of the one expansion that the article gives it in parentheses.
    expansions: Mapping[str, tuple[str, str]]
    # Initials, at least three -> the one organisation of the article that has them.
    initials: Mapping[str, str]
    # Organisation without Inc. or Ltd -> its name with it.
    legal_names: Mapping[str, str]
    # Surname of several people -> who went by it before the others came in.
    established: Mapping[str, Established]
    organisation_words: frozenset[str]

    @classmethod
    def of(cls, texts: Mapping[str, str], mentions: Sequence[ResolvedMention], gazetteer: Gazetteer) -> "Evidence":
        """Of mentions in order of reading."""
        people: dict[str, Position] = {}
        organisations: dict[str, None] = {}
        introduced: list[tuple[str, tuple[str, str]]] = []
        for m in mentions:
            name = bare_name(m.text)
            if not is_name(name):
                continue
            if m.label == "PERSON" and is_full_name(tokens := person_tokens(name)):
                people.setdefault(" ".join(tokens), m.position)
            elif m.label in SHORTENED_LABELS and " " in name:
                if acronym := acronym_after(texts[m.field], m.char_end, name):
                    introduced.append((acronym, (m.label, name)))
                if m.label == "ORG":
                    organisations.setdefault(name)
        by_surname = _bearers(
            (" ".join(words[i:]), name) for name in people for words in [name.split()] for i in range(1, len(words))
        )
        longer = _longer(people)
        return cls(
            texts,
            gazetteer,
            by_surname,
            _bearers((name.split()[0], name) for name in people),
            people,
            longer,
            _unambiguous(introduced),
            _unambiguous((letters, name) for name in organisations for letters in initials(name) if len(letters) > 2),
            _unambiguous((short, name) for name in organisations if (short := without_legal_form(name)) != name),
            established_surnames(texts, mentions, by_surname, people, longer),
            frozenset(name.split()[0].casefold() for name in organisations),
        )

    def resolve(self, m: ResolvedMention) -> ResolvedMention:
        """The mention with label, rule and identity."""
        if m.label not in ENTITY_CLASSES:
            return m
        if not is_name(m.text):
            return m._replace(rule="not_a_name")
        name = bare_name(m.text)
        country = None if m.label == "PERSON" else self._country(name)
        if expansion := self.expansions.get(name):
            label, full = expansion
            country = self._country(full)
            return _named(m, label, country.name if country else full, "acronym", country)
        if country:
            return _named(m, "GPE", country.name, "country_name", country)
        if m.label not in ("PERSON", "LANGUAGE") and (people := self.gazetteer.people(name)):
            return _named(m, "NORP", people.name, "demonym", people)
        if organisation := self.initials.get(name):
            return _named(m, "ORG", organisation, "initials")
        if person := self._person(m, person_tokens(name) or name.split()):
            return person
        if m.label == "ORG" and name in self.legal_names:
            return _named(m, "ORG", self.legal_names[name], "legal_form")
        return _named(m, m.label, name, None)

    def _country(self, name: str) -> Known | None:
        country = self.gazetteer.country(name)
        return None if country and country.name in SUPPORT and country.name in self._doubtful else country

    @cached_property
    def _doubtful(self) -> frozenset[str]:
        """Names of countries that stand for something else here, as far as the article tells."""
        return frozenset(name for name, support in SUPPORT.items() if not any(map(support.search, self.texts.values())))

    def _person(self, m: ResolvedMention, tokens: Sequence[str]) -> ResolvedMention | None:
        """The mention as a person's, by part of a name that the article introduces or by the full name."""
        full = " ".join(tokens)
        key = full.casefold()
        if key in self.by_surname and self._may_be_person(m, key):
            return self._by_surname(m, key)
        if not tokens or (m.label != "PERSON" and not self._may_be_first_name(m, key)):
            return None
        if key in self.by_first_name and not self.gazetteer.country(full):
            return self._by_part(m, self.by_first_name[key], "first_name")
        if m.label != "PERSON":
            return None
        if full in self.longer:
            return _named(m, "PERSON", self.longer[full], "fuller_name")
        return _named(m, "PERSON", full, None)

    def _may_be_person(self, m: ResolvedMention, surname: str) -> bool:
        """Whether a surname that the article introduces stands for its bearer here."""
        before = self.texts[m.field][max(0, m.char_start - 12) : m.char_start]
        words = [*before.split()[-1:], *bare_name(m.text).split()]
        if any(word.casefold() in _GIVEN_NAME_TITLES for word in words[: -len(surname.split())][-1:]):
            return False
        if m.label == "PERSON":
            return True
        if surname in self.organisation_words:  # also the short name of an organisation
            return False
        return not (m.label in _PLACE_LABELS and _LOCATIVE.search(before))

    def _may_be_first_name(self, m: ResolvedMention, first_name: str) -> bool:
        """Whether what is no person for the model may be one by the first name: family names come first in half the
        world (Wang Yi)."""
        if first_name not in self.by_first_name or first_name in self.organisation_words:
            return False
        return m.label not in _PLACE_LABELS and m.rule not in _CERTAIN

    def _by_surname(self, m: ResolvedMention, surname: str) -> ResolvedMention:
        found = self._by_part(m, self.by_surname[surname], "surname")
        held = self.established.get(surname)
        bearers = {self.longer.get(name, name) for name in self.by_surname[surname]}
        if found.entity_id or held is None or not keeps_surname(held, courtesy(self.texts, m), bearers):
            return found
        return _named(m, "PERSON", held.name, "surname")

    def _by_part(self, m: ResolvedMention, bearers: Sequence[str], rule: str) -> ResolvedMention:
        """The one person who bears the name: of those introduced so far, or, in a headline, of all."""
        # Bearers stand in the order of their introduction.
        introduced = itertools.takewhile(lambda name: self.people[name] < m.position, bearers)
        return self._the_one(m, introduced, rule) or self._the_one(m, bearers, rule) or m

    def _the_one(self, m: ResolvedMention, bearers: Iterable[str], rule: str) -> ResolvedMention | None:
        """The mention as the one person among the bearers, or as ambiguous; None without any."""
        first = None
        for bearer in bearers:
            full = self.longer.get(bearer, bearer)
            if first is not None and name_key(full) != name_key(first):
                return m._replace(label="PERSON", rule=f"ambiguous_{rule}")
            first = first or full
        return _named(m, "PERSON", first, rule) if first else None


def _named(
    m: ResolvedMention, label: str, name: str, rule: str | None, country: Known | None = None
) -> ResolvedMention:
    """The mention with an identity. A country's code keeps it apart from other places of its name."""
    code = country.code if country else None
    identity = entity_id(ENTITY_CLASSES[label], name, code if code and label == "GPE" else "")
    return m._replace(label=label, rule=rule or m.rule, entity_id=identity, entity_name=name, country_code=code)


def _bearers(parts: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Part of a name, casefolded -> the full names that have it."""
    found: dict[str, list[str]] = {}
    for part, name in parts:
        found.setdefault(part.casefold(), []).append(name)
    return found


def _longer(people: Iterable[str]) -> dict[str, str]:
    """Full name -> the one fuller form of it that the article has: with middle names (George Bush, George Walker Bush),
    or with initials written out (J. K. Rowling, Joanne Kathleen Rowling)."""
    names = [(name, name.split()[:-1], name.casefold().split()[-1]) for name in people]
    by_first: dict[tuple[str, str], list[str]] = {}
    by_initials: dict[tuple[str, str], list[str]] = {}
    for name, given, surname in names:
        if len(given) > 1:
            by_first.setdefault((surname, given[0].casefold()), []).append(name)
        if all(len(word.strip(".")) > 1 for word in given):
            by_initials.setdefault((surname, "".join(word[0] for word in given)), []).append(name)
    pairs: list[tuple[str, str]] = []
    for name, given, surname in names:
        letters = "".join(given).replace(".", "")
        if letters.isupper() and len(letters) <= _MOST_INITIALS:
            longer = by_initials.get((surname, letters), [])
            pairs += ((name, long) for long in longer if "".join(long.split()[:-1]) != letters)
        elif len(given) == 1:
            pairs += ((name, long) for long in by_first.get((surname, given[0].casefold()), []))
    return _unambiguous(pairs)


def _unambiguous(pairs: Iterable[tuple[str, _Value]]) -> dict[str, _Value]:
    """The keys that have one value, with it."""
    found: dict[str, list[_Value]] = {}
    for key, value in pairs:
        values = found.setdefault(key, [])
        if len(values) < 2 and value not in values:
            values.append(value)
    return {key: values[0] for key, values in found.items() if len(values) == 1}
