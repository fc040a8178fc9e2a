"""Articles written with their model mentions in the text: "[Ruth Marlowe|PERSON] spoke."""

import re
from collections.abc import Callable

import pytest

from pipelines.resolution.article import resolve_article
from pipelines.resolution.countries import Country, Gazetteer
from pipelines.resolution.mentions import ModelMention, ResolvedMention

MARKED = re.compile(r"\[([^|\]]+)\|([A-Z_]+)\]")
GAZETTEER = Gazetteer.of(
    [
        Country("US", "United States", ("US", "U.S.", "USA"), ("American", "Americans")),
        Country("GB", "United Kingdom", ("UK", "Britain"), ("British", "Britons")),
        Country("MX", "Mexico", (), ("Mexican",)),
        Country("JO", "Jordan", (), ("Jordanian",)),
        Country("TD", "Chad", (), ("Chadian",)),
        Country("GE", "Georgia", (), ("Georgian",)),
        Country("SS", "South Sudan", (), ("South Sudanese",)),
        Country("SD", "Sudan", (), ("Sudanese",)),
    ]
)
Resolve = Callable[..., list[ResolvedMention]]


def _unmarked(field: str, marked: str) -> tuple[str, list[ModelMention]]:
    text, mentions, end = "", [], 0
    for match in MARKED.finditer(marked):
        text += marked[end : match.start()]
        mentions.append(ModelMention(field, len(text), len(text) + len(match[1]), match[1], match[2]))
        text += match[1]
        end = match.end()
    return text + marked[end:], mentions


@pytest.fixture
def resolve() -> Resolve:
    """Resolves a marked text, and a marked title if given."""

    def resolved(text: str, title: str = "") -> list[ResolvedMention]:
        fields = {field: _unmarked(field, marked) for field, marked in (("title", title), ("text", text))}
        texts = {field: clean for field, (clean, _) in fields.items()}
        return resolve_article(texts, [m for _, found in fields.values() for m in found], GAZETTEER)

    return resolved


@pytest.fixture
def gazetteer() -> Gazetteer:
    """Some countries; two of them are also given names, one a state."""
    return GAZETTEER
