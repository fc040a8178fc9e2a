"""Places that share the name of a better-known one: Paris in Texas is not what everybody means by Paris. Such a place
has an identity of its own, by its name and where it lies ("Paris, Texas") and by nothing else, so that it is the same
in every article and every corpus. The best-known place of a name, and what no article places, keep the bare name."""

from collections.abc import Sequence

from pipelines.resolution.mentions import ResolvedMention
from pipelines.resolution.names import bare_name, entity_id
from pipelines.resolution.places.abbreviations import REGIONAL_COUNTRIES, USUAL
from pipelines.resolution.places.candidates import Candidates
from pipelines.resolution.places.table import Place

# A capital of this size is what its name means, and not the region around it or another one (Washington).
_KNOWN_CAPITAL = 500_000


def with_own_identity(m: ResolvedMention, place: Place, candidates: Candidates) -> ResolvedMention:
    """The mention of a place that lies in `place`'s region, as that of a namesake where its name by itself means one
    that lies elsewhere. What has its identity by more than its own form (a country, an acronym) stays as it is."""
    name = bare_name(m.text)
    if m.label != "GPE" or m.entity_id != entity_id("place", name) or name.replace(".", "") in USUAL:
        return m
    usual = usual_place(candidates.exactly(name))
    if usual is None or _area(usual) == _area(place) or not (area := _name_of_area(place, usual, candidates)):
        return m
    full = f"{name}, {area}"
    return m._replace(rule="namesake", entity_name=full, entity_id=entity_id("place", full))


def usual_place(places: Sequence[Place]) -> Place | None:
    """The place that a name means by itself: a large capital, else the most populous that the name is the own name of.
    Countries are set aside: their identities have their codes."""
    listed = [place for place in places if place.kind != "country"]
    return max(listed, key=lambda p: (p.rank == 0, _is_known_capital(p), p.population), default=None)


def _is_known_capital(place: Place) -> bool:
    return place.kind == "capital" and place.population >= _KNOWN_CAPITAL


def _area(place: Place) -> tuple[str, str]:
    return place.country_code, place.region


def _name_of_area(place: Place, usual: Place, candidates: Candidates) -> str | None:
    """What English adds to the name: the state where states are what one says or both lie in one country, else the
    country. None where that does not tell the two apart."""
    is_region_said = place.country_code in REGIONAL_COUNTRIES or place.country_code == usual.country_code
    if is_region_said and place.kind != "region":
        return candidates.region_name(place.country_code, place.region)
    countries = candidates.country(place.country_code)
    return countries[0].name if countries else None
