"""Labels of the model's mentions set right by what stands around them and by the article's own majority.
What a name stands for is not decided here."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from pipelines.resolution.mentions import ResolvedMention
from pipelines.resolution.names import (
    ENTITY_CLASSES,
    bare_name,
    is_full_name,
    is_name,
    name_key,
    person_tokens,
)

# In English the last noun of a compound is its head and says what kind of thing it is. Nouns that head both kinds
# (bank, hospital, station) are left to the model.
_PLACE_HEADS = {
    "LOC": {
        "bay", "beach", "desert", "island", "islands", "lake", "mountain", "mountains", "peninsula", "river", "valley",
    },
    "FAC": {
        "airport", "arena", "avenue", "boulevard", "bridge", "dam", "drive", "highway", "park", "road", "square",
        "stadium", "street",
    },
}  # fmt: skip
_ORG_HEADS = {
    "agency", "alliance", "assembly", "association", "authority", "board", "bureau", "commission", "committee",
    "company", "corp", "corporation", "council", "department", "federation", "foundation", "group", "inc", "institute",
    "league", "llc", "ltd", "ministry", "parliament", "party", "plc", "school", "society", "union", "university",
}  # fmt: skip
HEAD_LABELS = {noun: label for label, nouns in _PLACE_HEADS.items() for noun in nouns} | dict.fromkeys(
    _ORG_HEADS, "ORG"
)
_HEAD_CORRECTS = {
    "ORG": {"PERSON", "GPE", "LAW", "WORK_OF_ART", "PRODUCT", "EVENT", "NORP"},
    "LOC": {"PERSON", "ORG", "WORK_OF_ART", "PRODUCT"},
    "FAC": {"PERSON", "ORG", "WORK_OF_ART", "PRODUCT"},
}
# No person's name is written so in running text, save initials, which have two letters.
_ACRONYM = re.compile(r"[A-Z]{3,5}")
_PERSON_BEFORE = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam)\.?\s+$")
_PLACE_BEFORE = re.compile(
    r"\b(?:city|town|village|municipality|province|district|region|island) of\s+$", re.IGNORECASE
)
# "in" before a name makes it a place, save after words that take "in" with a person.
_IN_BEFORE = re.compile(r"(?<!\w)(?:(\w+)\s+)?in\s+$", re.IGNORECASE)
_TAKES_IN = re.compile(r"believ\w*|confid\w*|trust\w*|faith|interest\w*|belief", re.IGNORECASE)
_AGENCY_AFTER = re.compile(r"(?:, [A-Z][a-z]+\.? \d{1,2})? ?\([A-Z][\w ]+\) ?[-–—]")
# A label wins when it has this share of a name's mentions in the article: below, the name may well be two things.
_MAJORITY = 2 / 3


def by_context(text: str, m: ResolvedMention, parts_of_names: Collection[str]) -> ResolvedMention:
    """The mention with the label that its neighbours or its last word give it, where they give one.

    `parts_of_names` has the words, casefolded, of the full names of people in the article.
    """
    if m.label not in ENTITY_CLASSES or not is_name(m.text):
        return m
    before, after = text[max(0, m.char_start - 30) : m.char_start], text[m.char_end : m.char_end + 30]
    words = bare_name(m.text).split()
    if m.label != "PERSON" and len(words) < 4 and _PERSON_BEFORE.search(before):
        return m._replace(label="PERSON", rule="after_title")
    starts_line = not before.rpartition("\n")[2].strip()
    if m.label in ("PERSON", "ORG") and m.text.isupper() and starts_line and _AGENCY_AFTER.match(after):
        return m._replace(label="GPE", rule="dateline")
    if m.label == "PERSON" and _ACRONYM.fullmatch(m.text) and not _is_in_capitals(before, after):
        return m._replace(label="ORG", rule="acronym_shape")
    head = HEAD_LABELS.get(words[-1].casefold().strip(".")) if len(words) > 1 else None
    if head and m.label in _HEAD_CORRECTS[head]:
        return m._replace(label=head, rule="head_noun")
    if m.label == "PERSON" and (
        _PLACE_BEFORE.search(before) or (not _owns(m.text, after) and _is_after_in(before, words, parts_of_names))
    ):
        return m._replace(label="GPE", rule="locative")
    return m


def _is_in_capitals(before: str, after: str) -> bool:
    """Whether a neighbouring word is in capitals too, as in a headline: these say nothing then."""
    words = [*re.findall(r"[^\W\d_]+", before)[-1:], *re.findall(r"[^\W\d_]+", after)[:1]]
    return any(len(word) > 1 and word.isupper() for word in words)


def _is_after_in(before: str, words: Sequence[str], parts_of_names: Collection[str]) -> bool:
    """Whether a single word, of nobody whom the article introduces, stands after an "in" that is of place or time."""
    match = _IN_BEFORE.search(before)
    if not match or len(words) > 1 or words[0].casefold() in parts_of_names:
        return False
    return not (match[1] and _TAKES_IN.fullmatch(match[1]))


def _owns(mention: str, after: str) -> bool:
    return mention.endswith(("'s", "’s")) or after.startswith(("'s", "’s"))


def by_majority(mentions: Sequence[ResolvedMention], exempt: Collection[str]) -> list[ResolvedMention]:
    """The mentions with one label for one name, where most of the name's mentions in the article agree on it.

    A name in an article mostly means one thing throughout (Gale, Church and Yarowsky 1992, one sense per discourse).
    `exempt` are names, casefolded, that may stand for two: surnames of people.
    """
    named = [(name_key(bare_name(m.text)), m.label) for m in mentions if m.label in ENTITY_CLASSES and is_name(m.text)]
    totals = Counter(name for name, _ in named)
    winners = {
        name: label
        for (name, label), count in Counter(named).items()
        if totals[name] > count >= _MAJORITY * totals[name] and name not in exempt
    }
    return [_relabelled(m, winners) for m in mentions] if winners else list(mentions)


def _relabelled(m: ResolvedMention, winners: Mapping[str, str]) -> ResolvedMention:
    label = winners.get(name_key(bare_name(m.text)), m.label) if m.label in ENTITY_CLASSES else m.label
    return m if label == m.label else m._replace(label=label, rule="majority")


def words_of_people(mentions: Sequence[ResolvedMention]) -> frozenset[str]:
    """Words, casefolded, of the people introduced by full name."""
    names = (person_tokens(bare_name(m.text)) for m in mentions if m.label == "PERSON")
    return frozenset(word.casefold() for tokens in names if is_full_name(tokens) for word in tokens)
