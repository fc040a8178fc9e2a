"""The gazetteer on the kind of a name."""

import pytest

from pipelines.resolution.article import resolve_article
from pipelines.resolution.mentions import ModelMention, ResolvedMention
from pipelines.resolution.place_votes import place_vote
from pipelines.resolution.places.candidates import Candidates


def _resolved(candidates: Candidates, text: str, *names: tuple[str, str]) -> list[ResolvedMention]:
    mentions = [ModelMention("text", at := text.index(name), at + len(name), name, label) for name, label in names]
    return resolve_article({"title": "", "text": text}, mentions, candidates.gazetteer, candidates)


@pytest.mark.parametrize("name", ["UN", "Harrow", "Almondsby Kenning"])
def test_acronyms_words_and_unknown_names_have_no_vote(candidates: Candidates, name: str) -> None:
    """Although there is a town of the first two."""
    assert place_vote(name, candidates) == 0


@pytest.mark.parametrize(("name", "label"), [("Okinawa", "PERSON"), ("Chiang Mai", "PERSON"), ("Maharashtra", "NORP")])
def test_what_many_people_live_in_is_a_place(candidates: Candidates, name: str, label: str) -> None:
    """The model's answer stays beside it."""
    (mention,) = _resolved(candidates, f"They visited {name} last year.", (name, label))
    assert (mention.label, mention.model_label) == ("GPE", label)


def test_a_person_whom_the_article_introduces_is_no_place(candidates: Candidates) -> None:
    """Whatever the gazetteer says of the surname."""
    text = "Ruth Durban came. Later Durban left."
    found = _resolved(candidates, text, ("Ruth Durban", "PERSON"))
    assert {m.label for m in found} == {"PERSON"}


def test_a_well_known_place_is_found_after_a_preposition(candidates: Candidates) -> None:
    """Where the model has nothing; not before another name."""
    found = _resolved(candidates, "It rained in Maharashtra on Monday, and at Okinawa Almond House.")
    assert [(m.text, m.label, m.found_by, m.rule) for m in found] == [("Maharashtra", "GPE", "rule", "known_place")]
