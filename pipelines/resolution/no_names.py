"""What the model takes for a name and is none: web addresses, words without a capital, titles and offices without a
bearer, acronyms of common nouns. The mention stays with the label OTHER, for whoever wants to see it."""

import re
from collections.abc import Collection

from pipelines.resolution.mentions import ResolvedMention
from pipelines.resolution.names import ENTITY_CLASSES, TITLES, bare_name, is_name
from pipelines.schemas.labels import OTHER

# What a ministry is for: "[Interior] Minister", "Secretary of [State]", "Minister for Gender, [Labour]".
_PORTFOLIO_AFTER = re.compile(
    r" (?:(?:and|&) [A-Z]\w+ )?(?:Ministers?|Secretary|Secretaries|Commissioner|Cabinet Secretary)\b"
)
_PORTFOLIO_BEFORE = re.compile(
    r"\b(?:(?:[Mm]inister|[Ss]ecretary)s? (?:of|for)(?: the)?(?: [A-Z]\w+,?(?: and)?){0,3} $)"
)
_PORTFOLIOS = frozenset(
    {
        "agriculture", "commerce", "culture", "defence", "defense", "development", "economy", "education", "energy",
        "environment", "family", "finance", "fisheries", "foreign", "gender", "health", "home", "housing", "industry",
        "information", "infrastructure", "interior", "justice", "labor", "labour", "mines", "planning",
        "police", "power", "science", "security", "sport", "sports", "state", "technology", "tourism", "trade",
        "transport", "treasury", "water", "works", "youth",
    }
)  # fmt: skip
# Common nouns that news writes with a capital when the reader knows which one is meant.
_COMMON = frozenset(
    {
        "kingdom", "state", "states", "court", "church", "council", "commission", "committee", "republic", "region",
        "city", "province", "district", "island", "union", "party", "ministry", "department", "college", "constitution",
        "north", "south", "east", "opposition", "embassy", "executive", "media", "project", "nation", "territory",
    }
)  # fmt: skip
_ACRONYMS = frozenset(
    {
        "AI", "AIDS", "ATM", "CCTV", "CEO", "CFO", "COO", "CSR", "DNA", "ESG", "FAQ", "FDI", "FIR", "GDP", "GMT", "GPS",
        "HIV", "HR", "ICU", "ID", "IP", "IPO", "IT", "MBA", "MLA", "MOU", "MoU", "MP", "MPs", "NFT",
        "NFTs", "NGO", "NGOs", "PCR", "PDF", "PhD", "PM", "PMQs", "PPE", "PR", "Q&A", "QR", "SME", "SMEs", "SMS",
        "STEM", "SUV", "TV", "USB", "UTC", "VAT", "VIP",
    }
)  # fmt: skip


def without_no_name(text: str, m: ResolvedMention, parts_of_names: Collection[str]) -> ResolvedMention:
    """The mention, as OTHER where it is no name.

    `parts_of_names` has the words, casefolded, of the full names of people in the article: King may be one.
    """
    if m.label not in ENTITY_CLASSES or not (rule := _reason(text, m, parts_of_names)):
        return m
    return m._replace(label=OTHER, rule=rule)


def _reason(text: str, m: ResolvedMention, parts_of_names: Collection[str]) -> str | None:
    if not is_name(m.text):
        return "not_a_name"
    name = bare_name(m.text)
    words = name.casefold().split()
    if words[-1] in parts_of_names:
        return None
    if m.label == "PERSON" and all(word.strip(".") in TITLES for word in words):
        return "title_alone"
    if name in _ACRONYMS:
        return "common_acronym"
    if len(words) > 1 or m.label == "PERSON":
        return None
    if words[0] in _COMMON:
        return "common_noun"
    before, after = text[max(0, m.char_start - 60) : m.char_start], text[m.char_end : m.char_end + 40]
    if words[0] in _PORTFOLIOS and (_PORTFOLIO_AFTER.match(after) or _PORTFOLIO_BEFORE.search(before)):
        return "portfolio"
    return None
