"""What the gazetteer says about the kind of a name: cities and regions that many people live in are meant more often
than somebody who bears their name, unless the article introduces such a person."""

from pipelines.resolution.english import is_english
from pipelines.resolution.places.candidates import Candidates

# People who live in a place: from here on it speaks for itself as much as one neighbouring word does, or more.
_KNOWN = 15_000
_WELL_KNOWN = 1_000_000
_VOTE, _STRONG_VOTE = 10, 20
_LONGEST_ACRONYM = 6


def place_vote(name: str, places: Candidates) -> int:
    """How much a name by itself speaks for a place; 0 for acronyms (UN, a town in India) and words of English."""
    words = name.split()
    if len(words) == 1 and (name.isupper() or not name[1:].islower()) and len(name) <= _LONGEST_ACRONYM:
        return 0
    if all(is_english(word.casefold()) for word in words):
        return 0
    population = places.population(name)
    if population < _KNOWN:
        return 0
    return _STRONG_VOTE if population >= _WELL_KNOWN else _VOTE
