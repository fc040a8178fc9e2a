"""The gazetteer on the kind of a name."""

import pytest

from pipelines.resolution.article import resolve_article
from pipelines.resolution.mentions import ModelMention, ResolvedMention
from pipelines.resolution.place_votes import dateline_vote, place_vote
from pipelines.resolution.places.candidates import Candidates


def _resolved(candidates: Candidates, text: str, *names: tuple[str, str]) -> list[ResolvedMention]:
    mentions = [ModelMention("text", at := text.index(name), at + len(name), name, label) for name, label in names]
    return resolve_article({"title": "", "text": text}, mentions, candidates.gazetteer, candidates)


@pytest.mark.parametrize("name", ["UN", "Police", "Almondsby Kenning"])
def test_acronyms_words_and_unknown_names_have_no_vote(candidates: Candidates, name: str) -> None:
    """Although there is a town of the first two."""
    assert place_vote(name, candidates) == 0


def test_a_city_that_is_a_word_needs_a_neighbour(candidates: Candidates) -> None:
    """Oxford is a shoe too; of several words all may be English."""
    assert 0 < place_vote("Oxford", candidates) < place_vote("Rolling Meadows", candidates)
    (alone,) = _resolved(candidates, "Later Oxford won.", ("Oxford", "ORG"))
    (inside,) = _resolved(candidates, "They were seen in Oxford.", ("Oxford", "ORG"))
    assert (alone.label, inside.label) == ("ORG", "GPE")


@pytest.mark.parametrize(
    "text", ["ROSWELL - A man left.", "Rain. ROSWELL — “We left.”", "By A. B.\nROSWELL -- It rained."]
)
def test_the_name_of_a_dateline_is_a_place(candidates: Candidates, text: str) -> None:
    """And with it the name wherever it stands."""
    first, second = _resolved(candidates, f"{text} A Roswell baker came.", ("ROSWELL", "PERSON"), ("Roswell", "ORG"))
    assert {first.label, second.label} == {"GPE"}


@pytest.mark.parametrize("text", ["QUILLONIA - A man left.", "See ROSWELL, who left.", "Then ROSWELL - A man - left."])
def test_capitals_before_a_dash_are_a_dateline_at_a_beginning_and_of_a_place(candidates: Candidates, text: str) -> None:
    """Which no table has, or which is inside of a sentence, is none."""
    name = next(word.strip(",") for word in text.split() if word.strip(",").isupper() and len(word) > 3)
    (mention,) = _resolved(candidates, text, (name, "PERSON"))
    assert dateline_vote(text, mention, candidates) == 0


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


def test_a_place_that_the_model_took_for_a_date_is_one_mention(candidates: Candidates) -> None:
    """The rule's answer, with the model's beside it."""
    (mention,) = _resolved(candidates, "They were seen in Maharashtra that year.", ("Maharashtra", "DATE"))
    assert (mention.label, mention.model_label, mention.found_by) == ("GPE", "DATE", "model")


@pytest.mark.parametrize("label", ["DATE", "TIME", "GPE", "PERSON"])
def test_no_two_mentions_are_at_one_span(candidates: Candidates, label: str) -> None:
    """Although the name stands elsewhere too, where the model has it right."""
    text = "Maharashtra voted. They were seen in Maharashtra, they said of Maharashtra."
    found = _resolved(candidates, text, ("Maharashtra voted", label))
    spans = [(m.field, m.char_start, m.char_end) for m in found]
    assert len(spans) == len(set(spans)) >= 2
