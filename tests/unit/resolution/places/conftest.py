"""Articles with their model mentions in the text, resolved with the shipped gazetteer."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.resolution.article import resolve_article
from pipelines.resolution.countries import Gazetteer, read_countries
from pipelines.resolution.mentions import ModelMention, ResolvedMention
from pipelines.resolution.places.candidates import Candidates
from pipelines.resolution.places.table import PLACES_PATH, read_places

COUNTRIES = Path(__file__).resolve().parents[4] / "seeds" / "reference" / "countries.csv"
Locate = Callable[[str], list[ResolvedMention]]


@pytest.fixture(scope="session")
def candidates() -> Candidates:
    """The shipped tables."""
    return Candidates(read_places(PLACES_PATH), Gazetteer.of(read_countries(COUNTRIES)))


@pytest.fixture
def locate(candidates: Candidates) -> Locate:
    """Resolves a text in which [Paris] marks a GPE and [Ruth Marlowe|PERSON] another label."""

    def located(marked: str) -> list[ResolvedMention]:
        text, mentions = "", []
        for part in marked.split("["):
            name, closed, rest = part.partition("]")
            if not closed:
                text += part
                continue
            name, _, label = name.partition("|")
            mentions.append(ModelMention("text", len(text), len(text) + len(name), name, label or "GPE"))
            text += name + rest
        return resolve_article({"title": "", "text": text}, mentions, candidates.gazetteer, candidates)

    return located
