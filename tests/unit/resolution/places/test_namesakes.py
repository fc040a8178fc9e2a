"""Places of one name are entities of their own where the article tells that another than the best-known is meant."""

from collections.abc import Callable

import pytest

from pipelines.resolution.mentions import ResolvedMention
from pipelines.resolution.names import entity_id
from pipelines.resolution.places.candidates import Candidates
from pipelines.resolution.places.namesakes import usual_place

Locate = Callable[[str], list[ResolvedMention]]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("A baker in [Paris], Texas, won.", "Paris, Texas"),
        ("A baker in [London], Ontario, won.", "London, Ontario"),
        ("A baker in [Birmingham], Ala., won.", "Birmingham, Alabama"),
        ("A baker in [Newport], Wales, won.", "Newport"),
        ("A baker in [Valencia], Venezuela, won.", "Valencia, Venezuela"),
        ("A baker in [Paris], France, won.", "Paris"),
        ("A baker in [Paris] won.", "Paris"),
        ("A baker in [Columbus], Ohio, won.", "Columbus"),
        ("A baker in [Quillonsville], Texas, won.", "Quillonsville"),
    ],
)
def test_another_place_than_the_best_known_of_a_name_has_a_name_of_its_own(
    locate: Locate, marked: str, name: str
) -> None:
    """Its identity is that of name and area, whatever the article."""
    found = locate(marked)[0]
    assert (found.entity_name, found.entity_id) == (name, entity_id("place", name))
    assert (found.rule == "namesake") == ("," in name)


def test_later_mentions_follow_the_one_that_says_where_it_is(locate: Locate) -> None:
    """Two places of one name in an article stay two."""
    names = [m.entity_name for m in locate("He left [Paris], Texas, in May. The mayor of [Paris] waved.")]
    assert names == ["Paris, Texas", "Paris, Texas"]
    names = [m.entity_name for m in locate("She moved from [Birmingham], Ala., to [Birmingham], England.")]
    assert names == ["Birmingham, Alabama", "Birmingham"]


def test_the_whole_form_and_the_name_alone_are_one(locate: Locate) -> None:
    """Where the model takes the state with the town, the identity is the same."""
    short, whole = locate("He left [Paris], Texas, in May. The mayor of [Paris, Texas] waved.")
    assert short.entity_id == whole.entity_id


def test_countries_and_their_namesakes_keep_their_names(locate: Locate) -> None:
    """A country has its code in its identity, so the bare name is left for the state."""
    state = locate("Police in [Macon], Georgia, and in [Savannah], Georgia, left [Atlanta] and [Georgia] alone.")[-1]
    assert (state.entity_name, state.entity_id) == ("Georgia", entity_id("place", "Georgia"))


def test_a_list_of_regions_places_nothing(locate: Locate) -> None:
    """A region is in no other one."""
    found = locate("Storms crossed [Iowa], [Wisconsin], Michigan.")
    assert [m.entity_name for m in found] == ["Iowa", "Wisconsin"]
    assert [m.place_rule for m in found] == ["region", "region"]


@pytest.mark.parametrize(
    ("name", "region"), [("Washington", "DC"), ("Victoria", "07"), ("San Jose", "CA"), ("Richmond", "VA")]
)
def test_the_usual_place_is_a_large_capital_or_the_most_populous(
    candidates: Candidates, name: str, region: str
) -> None:
    """Of its own name: counties are called otherwise, and small capitals are not what one thinks of."""
    usual = usual_place(candidates.exactly(name))
    assert usual is not None
    assert usual.region == region
