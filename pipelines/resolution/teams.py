"""Teams that go by the name of their city, state or university: in a report of a game "Oregon" is who plays, not where.
Countries stay countries."""

import re
from collections.abc import Mapping, Sequence

from pipelines.resolution.countries import Gazetteer
from pipelines.resolution.mentions import ResolvedMention
from pipelines.resolution.names import bare_name, is_name, name_key

# A digit comes first, so that a search finds it at once.
_SCORE = re.compile(r"\d(?<![\w-]\d)\d{0,2}-\d{1,3}(?![\w-])")
_GAME = re.compile(
    r"\b(?:coach|quarterback|touchdowns?|goals?|goalkeeper|striker|midfielder|innings?|wickets?|halftime|half-time|rebounds"
    r"|playoffs?|season|league|innings|points|game|match|win|victory|defeat|penalty|quarter|overtime|championship)\b"
)
# So many different words of games, and scores, make the report of a game.
_FEWEST_WORDS = 6
_FEWEST_SCORES = 3
_VERBS = (
    "beat|beats|lost|loses|lose|won|wins|win|defeated|defeats|edged|topped|cruised|rallied|trailed|trails|led|leads|scored"
    "|scores|drew|draws|hosted|hosts|host|visits|visited|improved|dropped|plays|played|faced|faces|outscored|upset|routed"
    "|knocked|threw|pulled|advanced|opened|extended|rolled|snapped|missed|took over|got within|went ahead|tied"
)
_PEOPLE = (
    "quarterback|coach|head coach|goalkeeper|striker|midfielder|defender|captain|manager|fans|players?|guard|forward"
    "|center|receiver|running back|defense|offense|defence|attack|lineup|bench|pitcher|catcher|kicker"
)
_AFTER = re.compile(
    rf" \(\d{{1,3}}-\d| (?:{_VERBS})\b| then (?:{_VERBS}|got)\b|(?:['’]s?)? (?:{_PEOPLE})\b"
    r"|['’]s? (?:lead|record|season|defense|possession|home game|final|next|first|last|second|third|\d)"
    r"| \d{1,3}(?:-yard|,| to )|, which (?:won|lost|dropped)"
)
_BEFORE = re.compile(
    r"\b(?:against|beat|beats|defeated|past|versus|vs\.?|over|edged|topped|hosts?|hosted|host|visits?|rivals?|put"
    r"|lifted|gave|knocked off|lost to|loses to|loss to|win over|victory over|(?:No\.|no\.)\s?\d+|\d+(?:st|nd|rd|th)"
    r"-ranked|top-ranked|unbeaten|undefeated)\s+$"
)
_CORRECTED = frozenset({"GPE", "LOC", "FAC", "PERSON", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART"})
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_LOCATIVE = re.compile(r"\b(?:in|from|near|outside|across|of|around|throughout)\s+$")
# Countries in games and in no list of states.
_HOME_NATIONS = frozenset({"England", "Scotland", "Wales", "Northern Ireland"})
# The Trojans, the Huskies.
_ARTICLE = re.compile(r"\b[Tt]he\s+$")


def with_teams(
    texts: Mapping[str, str], mentions: Sequence[ResolvedMention], gazetteer: Gazetteer
) -> list[ResolvedMention]:
    """The mentions with the places that play in a report of a game as organisations."""
    if not _is_about_a_game(texts):
        return list(mentions)
    teams = {
        name_key(bare_name(m.text))
        for m in mentions
        if m.label in _CORRECTED and is_name(m.text) and _plays(texts[m.field], m) and not _is_nation(m, gazetteer)
    }
    return [_as_team(texts[m.field], m) if name_key(bare_name(m.text)) in teams else m for m in mentions]


def _is_about_a_game(texts: Mapping[str, str]) -> bool:
    text = "\n".join(texts.values())
    return len(_SCORE.findall(text)) >= _FEWEST_SCORES and len(set(_GAME.findall(text))) >= _FEWEST_WORDS


def _plays(text: str, m: ResolvedMention) -> bool:
    before, after = text[max(0, m.char_start - 40) : m.char_start], text[m.char_end : m.char_end + 40]
    if m.label in _PLACES:
        return bool(_AFTER.match(after) or _BEFORE.search(before))
    is_plural = m.text.endswith("s") and (bool(_ARTICLE.search(before)) or m.text.startswith(("the ", "The ")))
    return is_plural and m.label != "PERSON"


def _is_nation(m: ResolvedMention, gazetteer: Gazetteer) -> bool:
    name = bare_name(m.text)
    return name in _HOME_NATIONS or gazetteer.is_listed(name)


def _as_team(text: str, m: ResolvedMention) -> ResolvedMention:
    before = text[max(0, m.char_start - 15) : m.char_start]
    if m.label not in _CORRECTED or m.label == "PERSON" or _LOCATIVE.search(before):
        return m
    return m._replace(label="ORG", rule="team")
