"""Names that the model has whole in one place of the article and in pieces in another: the whole is one name there too
("[Raila] [Odinga]" where the article also has "[Raila Odinga]")."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from pipelines.resolution.forms import Forms
from pipelines.resolution.mentions import FIELDS, ResolvedMention
from pipelines.resolution.names import ENTITY_CLASSES, bare_name, is_name

_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC"})


def with_repeated_wholes(texts: Mapping[str, str], found: Sequence[ResolvedMention]) -> list[ResolvedMention]:
    """The mentions, in order of reading, with pieces of a name joined where it stands letter for letter as elsewhere in
    the article. What runs over the edge of the name stays as it is."""
    labels = _labels(found)
    if not labels:
        return list(found)
    forms = Forms.of(labels)
    return [
        m
        for field in FIELDS
        for m in _joined(texts.get(field, ""), [m for m in found if m.field == field], forms, labels)
    ]


def _labels(found: Sequence[ResolvedMention]) -> dict[str, str]:
    """Names of several words, each with the label that most of its mentions have, the first of them on a tie."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for m in found:
        name = bare_name(m.text)
        if m.label in _LABELS and " " in name and is_name(name):
            counts[name][m.label] += 1
    return {name: max(labels, key=labels.__getitem__) for name, labels in counts.items()}


def _joined(
    text: str, mentions: Sequence[ResolvedMention], forms: Forms, labels: Mapping[str, str]
) -> list[ResolvedMention]:
    kept: list[ResolvedMention] = []
    following = 0
    for start, end in forms.occurrences(text):
        while following < len(mentions) and mentions[following].char_end <= start:
            kept.append(mentions[following])
            following += 1
        stop = following
        while stop < len(mentions) and mentions[stop].char_start < end:
            stop += 1
        pieces = mentions[following:stop]
        first = next((m for m in pieces if m.label in ENTITY_CLASSES), None)
        if first is None or pieces[0].char_start < start or end < pieces[-1].char_end:
            continue
        if (first.char_start, first.char_end) == (start, end):
            continue
        name = text[start:end]
        kept.append(
            first._replace(char_start=start, char_end=end, text=name, label=labels[name], rule="repeated_whole")
        )
        following = stop
    return [*kept, *mentions[following:]]
