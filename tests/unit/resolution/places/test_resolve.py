"""Which place a name is, by what else the article says: places that are known for being mixed up."""

from collections.abc import Callable

import pytest

from pipelines.resolution.mentions import ResolvedMention
from pipelines.resolution.places.resolve import LEAST_CONFIDENCE

Locate = Callable[[str], list[ResolvedMention]]


def of(name: str, mentions: list[ResolvedMention]) -> ResolvedMention:
    """The first mention of that text."""
    return next(m for m in mentions if m.text == name)


@pytest.mark.parametrize(
    ("text", "name", "country", "near"),
    [
        ("[Paris] police said the Seine rose. [France] was told.", "Paris", "FR", (48.9, 2.3)),
        ("A fire in [Paris], [Texas], on Monday.", "Paris", "US", (33.7, -95.6)),
        ("A fire in [Paris], TX, on Monday. [Paris] has 25,000 people.", "Paris", "US", (33.7, -95.6)),
        ("[Paris] and [Clarksville] are towns in [Tennessee], like [Dresden].", "Dresden", "US", (36.3, -88.7)),
        ("The court in [Cambridge], [Mass.], heard him.", "Cambridge", "US", (42.4, -71.1)),
        ("[Cambridge] and [Ely] lie in [England].", "Cambridge", "GB", (52.2, 0.1)),
        ("[Birmingham], [Ala.], was hit; so were [Tuscaloosa] and [Huntsville].", "Birmingham", "US", (33.5, -86.8)),
        ("[Birmingham], [Leeds] and [Manchester] are cities in [Britain].", "Birmingham", "GB", (52.5, -1.9)),
        ("[Melbourne] is in [Victoria], [Australia].", "Victoria", "AU", (-37.8, 145.0)),
        ("[Victoria], [B.C.], is a ferry from [Vancouver].", "Victoria", "CA", (48.4, -123.4)),
        ("[Alexandria] lies in Rapides Parish, [Louisiana].", "Alexandria", "US", (31.3, -92.4)),
        ("[Alexandria] and [Cairo] are in [Egypt].", "Alexandria", "EG", (31.2, 29.9)),
        ("[London], [Ontario], is near [Windsor].", "London", "CA", (43.0, -81.2)),
    ],
)
def test_a_name_is_the_place_that_the_article_is_about(
    locate: Locate, text: str, name: str, country: str, near: tuple[float, float]
) -> None:
    found = of(name, locate(text))
    assert found.place_country == country
    assert found.place_confidence is not None
    assert found.place_confidence >= LEAST_CONFIDENCE
    assert (found.latitude, found.longitude) == pytest.approx(near, abs=1.5)


def test_georgia_is_the_state_or_the_country(locate: Locate) -> None:
    """And its identity follows: the state is not the country's entity."""
    state = of("Georgia", locate("[Atlanta] is in [Georgia], next to [Alabama] and [Florida]."))
    country = of("Georgia", locate("[Tbilisi] is in [Georgia], next to [Armenia] and [Azerbaijan]."))
    assert (state.place_country, state.country_code) == ("US", None)
    assert (country.place_country, country.country_code) == ("GE", "GE")
    assert state.entity_id != country.entity_id


def test_a_town_with_a_countrys_name_is_not_the_country(locate: Locate) -> None:
    town = of("Lebanon", locate("He was born in [Lebanon], [Pa.], near [Hershey] and [Palmyra]."))
    country = of("Lebanon", locate("[Beirut] is in [Lebanon]."))
    assert (town.place_country, town.rule, town.country_code) == ("US", "namesake", None)
    assert (country.place_country, country.rule, country.country_code) == ("LB", "country_name", "LB")


def test_england_has_the_kingdoms_code_and_not_its_identity(locate: Locate) -> None:
    england, kingdom = locate("[England] lost. The [United Kingdom] did not.")
    assert england.place_country == kingdom.place_country == "GB"
    assert england.entity_id != kingdom.entity_id


def test_the_same_name_twice_in_an_article_where_it_says_so(locate: Locate) -> None:
    first, _, second, _ = locate("From [Paris], [Texas], she went to [Paris], [France].")
    assert (first.place_country, second.place_country) == ("US", "FR")


@pytest.mark.parametrize(
    "text",
    [
        "They came from [Africa|LOC] and [Latin America|LOC].",
        "It sailed the [Pacific Ocean|LOC].",
        "She opened in [Qarthmere].",
        "It happened in [Springfield].",
        "The [Cleveland Indians|ORG] lost to the [Boston Red Sox|ORG].",
        "[Jordan Paris|PERSON] spoke for the [Kremlin|ORG].",
    ],
)
def test_there_is_no_guess(locate: Locate, text: str) -> None:
    """Parts of the world, unknown places, names of many places without a word about where, teams, people."""
    for found in locate(text):
        if found.text != "Springfield":
            assert found.place_country is None, found
        assert found.latitude is None
        assert found.longitude is None


def test_an_unknown_place_may_have_a_country_but_no_point(locate: Locate) -> None:
    found = of("Qarthmere", locate("A dam broke in [Qarthmere], [Kenya]."))
    assert (found.place_country, found.latitude, found.place_rule) == ("KE", None, "in_area")


def test_lists_of_countries_are_no_addresses(locate: Locate) -> None:
    found = locate("[France], [Japan], [Niger], [Nigeria] and [Mexico] signed.")
    assert [m.place_country for m in found] == ["FR", "JP", "NE", "NG", "MX"]


def test_demonyms_have_a_country(locate: Locate) -> None:
    (found,) = locate("A [French|NORP] farmer.")
    assert (found.place_country, found.place_rule, found.latitude) == ("FR", "demonym", None)


def test_what_the_article_places_is_a_place(locate: Locate) -> None:
    """Whatever the model took it for, there and elsewhere in the article."""
    found = locate("[Tyler|PERSON], [Texas], voted. [Tyler|PERSON] has a mayor.")
    assert [(m.label, m.place_country) for m in found if m.text == "Tyler"] == [("GPE", "US"), ("GPE", "US")]
    assert {m.rule for m in found if m.text == "Tyler"} == {"place_in_area"}


def test_the_order_of_sentences_does_not_count(locate: Locate) -> None:
    ahead = locate("[Toledo] lies in [Ohio]. [Dayton] too.")
    behind = locate("[Dayton] too. [Toledo] lies in [Ohio].")
    assert {(m.text, m.place_country, m.latitude) for m in ahead} == {
        (m.text, m.place_country, m.latitude) for m in behind
    }
