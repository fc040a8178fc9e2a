"""What a place's whereabouts say about the name itself: that it is a place's at all, and whether it is the country of
that name. Where the place lies is decided elsewhere."""

from collections.abc import Mapping, Sequence

from pipelines.resolution.mentions import ResolvedMention
from pipelines.resolution.names import bare_name, entity_id
from pipelines.resolution.places.candidates import Candidates, within

# What the model takes for something else where the article says where it lies: "Tyler, Texas" is no person.
_MISTAKEN_LABELS = frozenset({"PERSON", "ORG", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART"})


def with_told_places(
    texts: Mapping[str, str], mentions: Sequence[ResolvedMention], candidates: Candidates
) -> list[ResolvedMention]:
    """The mentions, with those as places that the words after them place somewhere where the table has such a place;
    and the other mentions of these names, unless a rule says who they are."""
    told = {
        bare_name(m.text)
        for m in mentions
        if m.label in _MISTAKEN_LABELS
        and (areas := candidates.areas_after(texts[m.field], m.char_end))
        and within(candidates.of(m.text), areas)
    }
    return [_as_place(m, "place_in_area") if _is_mistaken(m, told) else m for m in mentions]


def with_country_or_not(m: ResolvedMention, *, is_country: bool, candidates: Candidates) -> ResolvedMention:
    """The mention of a place with the identity of the country of its name if it is that, and without if it is not:
    Lebanon in Pennsylvania is not the country, nor is a Georgia that nobody can tell."""
    if m.rule == "country_name" and not is_country:
        return _as_place(m, "not_the_country")
    country = candidates.gazetteer.country(bare_name(m.text))
    if is_country and country and m.rule is None and m.country_code is None:
        identity = entity_id("place", country.name, country.code)
        return m._replace(rule="country_name", entity_id=identity, entity_name=country.name, country_code=country.code)
    return m


def _is_mistaken(m: ResolvedMention, told: set[str]) -> bool:
    return m.label in _MISTAKEN_LABELS and m.rule in (None, "majority") and bare_name(m.text) in told


def _as_place(m: ResolvedMention, rule: str) -> ResolvedMention:
    name = bare_name(m.text)
    identity = entity_id("place", name)
    return m._replace(label="GPE", rule=rule, entity_name=name, entity_id=identity, country_code=None)
