"""Mentions of one article: labels are set right, short names take label and identity from long ones, countries get
their codes, and occurrences that the model missed are added. A pure function of one article's texts and mentions."""

from collections.abc import Mapping, Sequence

from pipelines.resolution.acronyms import with_expansions
from pipelines.resolution.bounds import with_bounds, with_cut_ends, without_titles
from pipelines.resolution.countries import Gazetteer
from pipelines.resolution.cues import by_cues
from pipelines.resolution.evidence import Evidence
from pipelines.resolution.joined_bodies import with_joined_bodies
from pipelines.resolution.known_names import NO_NAMES, KnownNames
from pipelines.resolution.labels import by_context, by_majority, words_of_people
from pipelines.resolution.mentions import FIELDS, ModelMention, ResolvedMention, in_reading_order
from pipelines.resolution.names import ENTITY_CLASSES
from pipelines.resolution.no_names import without_no_name
from pipelines.resolution.patterns import missed_organisations, with_dateline
from pipelines.resolution.people_within import with_people_within
from pipelines.resolution.place_votes import missed_places
from pipelines.resolution.places.candidates import Candidates
from pipelines.resolution.places.resolve import with_places
from pipelines.resolution.propagation import labels_by_form, missed_acronyms, missed_names, names_as_values
from pipelines.resolution.repeated_wholes import with_repeated_wholes
from pipelines.resolution.teams import with_teams
from pipelines.resolution.whole_names import with_whole_names


def resolve_article(
    texts: Mapping[str, str],
    mentions: Sequence[ModelMention],
    gazetteer: Gazetteer,
    places: Candidates | None = None,
    known: KnownNames = NO_NAMES,
) -> list[ResolvedMention]:
    """Every mention of the article, in order of reading.

    `texts` maps field to clean text. Values (dates, amounts) pass through without an identity. Without `places` nothing
    is said about where places lie.
    """
    of_model = [_from_model(m) for m in mentions]
    found = [m for f in FIELDS for m in with_bounds(texts.get(f, ""), (m for m in of_model if m.field == f))]
    found = in_reading_order(found)
    found = with_whole_names(texts, with_cut_ends(texts, found), gazetteer)
    found = with_joined_bodies(texts, found)
    found = with_repeated_wholes(texts, found)
    found = with_people_within(found)
    people = words_of_people(found)
    found = [without_no_name(texts[m.field], m, people) for m in found]
    found = with_expansions(texts, with_dateline(texts, found))
    found = known.applied(texts, found)
    found += missed_organisations(texts, found)
    found += missed_places(texts, found, places) if places else ()
    people = words_of_people(found)
    found = [by_context(texts[m.field], m, people) for m in found]
    found = by_cues(texts, found, gazetteer, exempt=people, places=places)
    found = by_majority(found, exempt=people)
    found = with_teams(texts, found, gazetteer)
    found += missed_acronyms(texts, found)
    evidence = Evidence.of(texts, in_reading_order(found), gazetteer)
    resolved = [without_titles(evidence.resolve(m)) for m in found]
    labels = labels_by_form(texts, resolved)
    if values := names_as_values(resolved, labels):
        for number, label in values.items():
            resolved[number] = evidence.resolve(resolved[number]._replace(label=label, rule="repeated_name"))
        labels = labels_by_form(texts, resolved)
    missed = [evidence.resolve(m) for m in missed_names(texts, resolved, labels, gazetteer)]
    everything = _one_for_each_span(resolved + missed)
    return with_places(texts, everything, places) if places else everything


def _one_for_each_span(mentions: Sequence[ResolvedMention]) -> list[ResolvedMention]:
    """The mentions, one alone at each span: where the model has a value (a year's "Wimbledon" as a date) and a rule a
    name, it is the name, and the model's answer stays with it."""
    at: dict[tuple[str, int, int], ResolvedMention] = {}
    for m in sorted(mentions, key=lambda m: m.label not in ENTITY_CLASSES):
        first = at.setdefault((m.field, m.char_start, m.char_end), m)
        if m.model_label and not first.model_label:
            at[m.field, m.char_start, m.char_end] = first._replace(model_label=m.model_label, found_by=m.found_by)
    return in_reading_order(at.values())


def _from_model(m: ModelMention) -> ResolvedMention:
    return ResolvedMention(m.field, m.char_start, m.char_end, m.text, m.label, m.label, "model")
