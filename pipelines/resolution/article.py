"""Mentions of one article: labels are set right, short names take label and identity from long ones, countries get
their codes, and occurrences that the model missed are added. A pure function of one article's texts and mentions."""

from collections.abc import Mapping, Sequence

from pipelines.resolution.countries import Gazetteer
from pipelines.resolution.evidence import Evidence
from pipelines.resolution.labels import by_context, by_majority, with_bounds, with_cut_ends, words_of_people
from pipelines.resolution.mentions import ModelMention, ResolvedMention
from pipelines.resolution.places.candidates import Candidates
from pipelines.resolution.places.resolve import with_places
from pipelines.resolution.propagation import missed_acronyms, missed_names


def resolve_article(
    texts: Mapping[str, str], mentions: Sequence[ModelMention], gazetteer: Gazetteer, places: Candidates | None = None
) -> list[ResolvedMention]:
    """Every mention of the article, in order of reading.

    `texts` maps field to clean text. Values (dates, amounts) pass through without an identity. Without `places` nothing
    is said about where places lie.
    """
    found = sorted((with_bounds(_from_model(m)) for m in mentions), key=lambda m: m.position)
    found = with_cut_ends(texts, found)
    people = words_of_people(found)
    found = [by_context(texts[m.field], m, people) for m in found]
    found = by_majority(found, exempt=people)
    found += missed_acronyms(texts, found)
    evidence = Evidence.of(texts, sorted(found, key=lambda m: m.position), gazetteer)
    resolved = [evidence.resolve(m) for m in found]
    missed = [evidence.resolve(m) for m in missed_names(texts, resolved)]
    everything = sorted(resolved + missed, key=lambda m: m.position)
    return with_places(texts, everything, places) if places else everything


def _from_model(m: ModelMention) -> ResolvedMention:
    return ResolvedMention(m.field, m.char_start, m.char_end, m.text, m.label, m.label, "model")
