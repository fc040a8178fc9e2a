"""What the neighbours of a name say about its kind, added up over the whole article: "Almond workers", "grain trader
Almond" and "Almond, which" together make a company of what the model takes for a person. What cues there
are is in cue_patterns, the words that decide by themselves in labels."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from pipelines.resolution.countries import Gazetteer
from pipelines.resolution.cue_patterns import cues_after, cues_before
from pipelines.resolution.labels import HEAD_LABELS
from pipelines.resolution.mentions import ResolvedMention
from pipelines.resolution.names import bare_name, is_full_name, is_name, name_key, person_tokens
from pipelines.resolution.place_votes import dateline_vote, place_vote
from pipelines.resolution.places.candidates import Candidates

_ARTICLE_BEFORE = re.compile(r"\b(?:the|an?)\s+$", re.IGNORECASE)
_CORRECTED = frozenset({"PERSON", "ORG", "PRODUCT", "WORK_OF_ART", "NORP", "GPE", "LOC", "FAC", "LANGUAGE"})
_MOST_WORDS = 3
_ENOUGH = 10
# What the model's own answer weighs for each mention, by how often it is right about names of that kind.
_MODEL_WEIGHTS = {"GPE": 10, "LOC": 10, "FAC": 5, "NORP": 10, "ORG": 5, "PERSON": 5}
_LEAST_MODEL_WEIGHT = 2
_CLASSES = {"LOC": "GPE", "FAC": "GPE"}


def by_cues(
    texts: Mapping[str, str],
    mentions: Sequence[ResolvedMention],
    gazetteer: Gazetteer,
    exempt: Collection[str],
    places: Candidates | None = None,
) -> list[ResolvedMention]:
    """The mentions with the label that the cues around all mentions of a name speak for."""
    cues: dict[str, Counter[str]] = defaultdict(Counter)
    answers: dict[str, list[str]] = defaultdict(list)
    spelt: dict[str, str] = {}
    for m in mentions:
        written = bare_name(m.text)
        if m.label in _CORRECTED and is_name(m.text) and not gazetteer.is_listed(written):
            name = name_key(written)
            for label, weight in _cues(texts[m.field], m):
                cues[name][label] += weight
            if places and (weight := dateline_vote(texts[m.field], m, places)):
                cues[name]["GPE"] += weight
            spelt.setdefault(name, written)
            answers[name].append(m.label)
    for name, written in spelt.items():
        if places and (weight := place_vote(written, places)):
            cues[name]["GPE"] += weight
    winners = {
        name: best
        for name, found in cues.items()
        if name not in exempt and max(found.values()) >= _ENOUGH and (best := _winner(found, answers[name]))
    }
    return [_relabelled(m, winners) for m in mentions] if winners else list(mentions)


def _cues(text: str, m: ResolvedMention) -> list[tuple[str, int]]:
    before, after = text[max(0, m.char_start - 40) : m.char_start], text[m.char_end : m.char_end + 60]
    cues = [*cues_before(before), *cues_after(after)]
    # No person's name takes an article: "the Almonds, who".
    return [(cue.label, cue.weight) for cue in cues if cue.label != "PERSON" or not _ARTICLE_BEFORE.search(before)]


def _winner(cues: Counter[str], answers: Sequence[str]) -> str | None:
    """The label that cues speak for and that has more votes than any other, the model's answers counted in."""
    votes = cues.copy()
    for label in answers:
        votes[_CLASSES.get(label, label)] += _MODEL_WEIGHTS.get(label, _LEAST_MODEL_WEIGHT)
    best, count = max(votes.items(), key=lambda item: (item[1], item[0]))
    others = max((n for label, n in votes.items() if label != best), default=0)
    return best if cues[best] >= _ENOUGH and count > others else None


def _relabelled(m: ResolvedMention, winners: Mapping[str, str]) -> ResolvedMention:
    name = bare_name(m.text)
    label = winners.get(name_key(name)) if m.label in _CORRECTED else None
    if label is None or label == m.label or m.rule in ("known_name", "dateline"):
        return m
    if label == "GPE" and m.label in ("LOC", "FAC"):
        return m
    if m.label == "PERSON" and label != "GPE" and is_full_name(person_tokens(name)):  # she may well be the company's
        return m
    words = name.split()
    if label == "PERSON" and (
        len(words) > _MOST_WORDS or not all(word[0].isupper() for word in words) or words[-1].casefold() in HEAD_LABELS
    ):
        return m
    return m._replace(label=label, rule="cues")
