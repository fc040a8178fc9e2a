"""What the gazetteer says about the kind of a name: cities and regions that many people live in are meant more often
than somebody who bears their name, unless the article introduces such a person."""

import re
from collections.abc import Iterator, Mapping, Sequence

from pipelines.resolution.covered import Covered
from pipelines.resolution.english import DAYS_AND_MONTHS, FUNCTION_WORDS, is_english
from pipelines.resolution.mentions import FIELDS, ResolvedMention
from pipelines.resolution.names import ENTITY_CLASSES
from pipelines.resolution.places.candidates import Candidates

# People who live in a place: from here on it speaks for itself as much as one neighbouring word does, or more.
_KNOWN = 15_000
_WELL_KNOWN = 1_000_000
_VOTE, _STRONG_VOTE = 10, 20
# A word of English that is also a city of this size needs a neighbour that speaks for the city (Oxford, Reading).
_LARGE = 100_000
_WEAK_VOTE = 5
_LONGEST_ACRONYM = 6
_SHORTEST_DATELINE = 4
# A dateline: a name in capitals that begins a sentence, before a dash and the sentence itself.
_DATELINE_BEFORE = re.compile(r"(?:^|[.!?:]\s|\n|\d\s)\s*$")
_DATELINE_AFTER = re.compile(r"\s?(?:--|[—–-])\s?[\"“]?[A-Z]")
_WORD = r"[^\W\d_a-z]\w+(?:[-’'](?!s\b)[^\W\d_]\w*)*"
_PREPOSITIONS = "|".join(rf"(?<=(?<![\w-]){word} )" for word in ("[Ii]n", "[Aa]t", "[Ff]rom", "[Nn]ear", "of", "to"))
# The space comes first, so that a search finds it at once, and most words after one have no capital.
_AFTER_PREPOSITION = re.compile(
    rf" (?=[^\W\d_a-z])(?:{_PREPOSITIONS})({_WORD}(?: {_WORD}){{0,3}})(?![\w@/-]|\.\w| [^\W\d_a-z])"
)


def place_vote(name: str, places: Candidates) -> int:
    """How much a name by itself speaks for a place; 0 for acronyms (UN, a town in India), little for a word of English.
    Of several words all may be English: Rolling Meadows."""
    words = name.split()
    if len(words) == 1 and (name.isupper() or not name[1:].islower()) and len(name) <= _LONGEST_ACRONYM:
        return 0
    population = places.population(name)
    if population < _KNOWN:
        return 0
    if len(words) == 1 and is_english(name.casefold()):
        return _WEAK_VOTE if population >= _LARGE else 0
    return _STRONG_VOTE if population >= _WELL_KNOWN else _VOTE


def dateline_vote(text: str, m: ResolvedMention, places: Candidates) -> int:
    """How much a mention's stand speaks for a place: "ALMOND — The council met", where the table has an Almond."""
    if not m.text.isupper() or len(m.text) < _SHORTEST_DATELINE:
        return 0
    before, after = text[max(0, m.char_start - 5) : m.char_start], text[m.char_end : m.char_end + 5]
    is_dateline = _DATELINE_BEFORE.search(before) and _DATELINE_AFTER.match(after)
    return _STRONG_VOTE if is_dateline and places.of(m.text) else 0


def missed_places(
    texts: Mapping[str, str], found: Sequence[ResolvedMention], places: Candidates
) -> Iterator[ResolvedMention]:
    """Well-known places after a preposition of place where no name stands."""
    for field in FIELDS:
        text = texts.get(field, "")
        covered = Covered(field, text, (m for m in found if m.label in ENTITY_CLASSES))
        for match in _AFTER_PREPOSITION.finditer(text):
            start, end = match.span(1)
            first = match[1].split()[0].casefold()
            if not covered.is_free(start, end) or first in DAYS_AND_MONTHS or first in FUNCTION_WORDS:
                continue
            if place_vote(match[1], places) >= _VOTE:
                yield ResolvedMention(field, start, end, match[1], "GPE", None, "rule", "known_place")
