"""Occurrences of an article's names that the model missed or took for dates and numbers: acronyms where the article
introduces them, names that stand elsewhere letter for letter, or in capitals in a headline, and their short forms."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from pipelines.resolution.acronyms import acronym_after
from pipelines.resolution.countries import Gazetteer
from pipelines.resolution.covered import Covered
from pipelines.resolution.english import DAYS_AND_MONTHS, FUNCTION_WORDS, is_english
from pipelines.resolution.evidence import SHORTENED_LABELS
from pipelines.resolution.forms import Forms, is_in_compound, words_and_places
from pipelines.resolution.labels import HEAD_LABELS
from pipelines.resolution.mentions import FIELDS, ResolvedMention
from pipelines.resolution.names import (
    ENTITY_CLASSES,
    TITLES,
    bare_name,
    initials,
    person_tokens,
    without_legal_form,
)
from pipelines.schemas.labels import OTHER

# Labels whose names are looked for again in the article; names of works and laws are too often plain words.
_PROPAGATED_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP"})
# These keep their meaning in compounds: US-backed, a Mexico-Jordan treaty. What goes by a person is another thing.
_COMPOUND_LABELS = frozenset({"GPE", "NORP", "LOC"})
_WORD_BEFORE = re.compile(r"(\w[\w’'-]*\.?) $")
_PLACE_ENDS = frozenset(HEAD_LABELS) | {"city", "county", "state", "states"}
_WORD_AFTER = re.compile(r"^ (\w+)")
# What makes another place of a place: New Mexico, SOUTH SUDAN, the Gulf of Mexico.
_SIDES = ["New", "North", "South", "East", "West", "Northern", "Southern", "Eastern", "Western"]
_OTHER_PLACE_BEFORE = re.compile(
    rf"\b(?:{'|'.join(_SIDES + [side.upper() for side in _SIDES])}|(?P<head>[A-Z]\w+) of(?: the)?) $"
)
_LOWER_WORD = re.compile(r"\b[^\W\d_A-Z][\w’']*")
_SHORTEST_ACRONYM = 3
_NO_PART_OF_NAMES = TITLES | FUNCTION_WORDS


def missed_acronyms(texts: Mapping[str, str], found: Sequence[ResolvedMention]) -> Iterator[ResolvedMention]:
    """Acronyms that the model missed where the article itself introduces them, in parentheses after their expansion."""
    covered: dict[str, Covered] = {}
    for m in found:
        acronym = acronym_after(texts[m.field], m.char_end, bare_name(m.text)) if m.label in SHORTENED_LABELS else None
        if acronym:
            start = texts[m.field].index(acronym, m.char_end)
            end = start + len(acronym)
            if m.field not in covered:
                covered[m.field] = Covered(m.field, texts[m.field], found)
            if covered[m.field].is_free(start, end):
                yield ResolvedMention(m.field, start, end, acronym, m.label, None, "propagated")


def names_as_values(resolved: Sequence[ResolvedMention], labels: Mapping[str, str]) -> dict[int, str]:
    """Number -> label of the mentions that the model took for a date or a number, and that are letter for letter a name
    which the article has elsewhere. Months and days stay what they are. `labels` are those of `labels_by_form`."""
    names = {
        number: bare_name(m.text)
        for number, m in enumerate(resolved)
        if m.label not in ENTITY_CLASSES and m.label != OTHER
    }
    return {
        number: labels[name]
        for number, name in names.items()
        if name in labels and name.casefold() not in DAYS_AND_MONTHS and not any(c.isdigit() for c in name)
    }


def missed_names(
    texts: Mapping[str, str], resolved: Sequence[ResolvedMention], labels: Mapping[str, str], gazetteer: Gazetteer
) -> Iterator[ResolvedMention]:
    """Further occurrences of names that the article has, where no mention stands yet. `labels` are those of
    `labels_by_form`."""
    if not labels:
        return
    forms = Forms.of(labels)
    for field in FIELDS:
        text = texts.get(field, "")
        covered = Covered(field, text, resolved)
        for start, end in forms.occurrences(text):
            form = text[start:end]
            label = labels[form]
            if is_in_compound(text, start, end) and label not in _COMPOUND_LABELS:
                continue
            if covered.is_free(start, end) and not _is_part_of_longer_name(text, start, end, label, gazetteer.people):
                yield ResolvedMention(field, start, end, form, label, None, "propagated", "repeated_name")


def labels_by_form(texts: Mapping[str, str], resolved: Sequence[ResolvedMention]) -> dict[str, str]:
    """Names worth looking for, each with the label that most of its mentions have (the first of them on a tie).

    A form that the article also writes in lower case is a common word ("the Court", "a court"), not a name.
    """
    counts: dict[str, dict[str, int]] = {}
    for m in resolved:
        if m.label in _PROPAGATED_LABELS and (m.entity_id or (m.rule or "").startswith("ambiguous_")):
            forms = {bare_name(m.text)}
            if m.label == "PERSON" and len(tokens := person_tokens(bare_name(m.text))) > 1:
                forms |= {" ".join(tokens[i:]) for i in range(1, len(tokens))}
            for form in forms:
                labels = counts.setdefault(form, {})
                labels[m.label] = labels.get(m.label, 0) + 1
    for form in _short_forms(resolved):
        counts.setdefault(form, {"ORG": 1})
    lower_words = _lower_words(texts, counts)
    found = {
        form: max(labels, key=labels.__getitem__)
        for form, labels in counts.items()
        if (len(form) > 2 or form.isupper()) and _starts_as_name(form) and form.lower() not in lower_words
    }
    # Short words in capitals are acronyms, not names in a headline.
    return {form.upper(): label for form, label in found.items() if len(form) > 4} | found


def _lower_words(texts: Mapping[str, str], forms: Iterable[str]) -> Collection[str]:
    """The words of the texts that begin with a small letter; none where no form can be one of them."""
    beginnings = {form.lower().partition("'")[0].partition("’")[0] for form in forms}
    if all(beginnings.isdisjoint(words_and_places(text)[0]) for text in texts.values()):
        return ()
    return {word for text in texts.values() for word in _LOWER_WORD.findall(text)}


def _short_forms(resolved: Sequence[ResolvedMention]) -> Iterator[str]:
    """What articles call an organisation once they have named it: its name without Inc, unless that is a word of
    English, and initials that no other one has."""
    names = dict.fromkeys(bare_name(m.text) for m in resolved if m.label == "ORG" and m.entity_id)
    acronyms = Counter(letters for name in names for letters in initials(name) if len(letters) >= _SHORTEST_ACRONYM)
    yield from (letters for letters, count in acronyms.items() if count == 1)
    for name in names:
        short = without_legal_form(name)
        if short != name and not is_english(short.casefold()):
            yield short


def _starts_as_name(form: str) -> bool:
    """Whether a capital comes first, or a particle before it: von der Leyen."""
    return form[:1].isupper() or (" " in form and form.split()[-1][:1].isupper())


def _is_part_of_longer_name(text: str, start: int, end: int, label: str, is_people: Callable[[str], object]) -> bool:
    """Whether capitalised neighbours make another name of it: "Ellison" in "Ellison Street". `is_people` tells demonyms
    that are no part of the name after them: "Chinese Ellison shops"."""
    if label == "NORP":
        return False
    before = text[max(0, start - 40) : start]
    if label == "GPE" and (other := _OTHER_PLACE_BEFORE.search(before)):
        return (other["head"] or "").casefold() not in TITLES
    after = _WORD_AFTER.match(text[end : end + 40])
    # Before other names a country is an adjective (Ukraine President), before the head of a compound part of it.
    if after and after.group(1)[0].isupper() and (label != "GPE" or after.group(1).casefold() in _PLACE_ENDS):
        return True
    word = _WORD_BEFORE.search(before)
    if not word or not word.group(1)[0].isupper() or is_people(word.group(1)):
        return False
    if label == "GPE" and f"{word.group(1)}{text[start:end]}".isupper():  # in a headline capitals say nothing
        return False
    if word.group(1).endswith(("'s", "’s")):  # West Virginia's Almond Mine
        return False
    ends_sentence = word.group(1).endswith(".") and len(word.group(1)) > 2  # shorter, it is an initial
    return not ends_sentence and word.group(1).casefold().strip(".") not in _NO_PART_OF_NAMES
