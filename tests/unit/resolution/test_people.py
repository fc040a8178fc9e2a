"""People in an article: who a short name stands for."""

from collections.abc import Callable

import pytest

from pipelines.resolution.mentions import ResolvedMention

Resolve = Callable[..., list[ResolvedMention]]


@pytest.mark.parametrize("label", ["PERSON", "ORG", "GPE", "NORP", "PRODUCT"])
def test_a_surname_takes_identity_and_label_from_the_full_name(resolve: Resolve, label: str) -> None:
    """Whatever the model called it; its answer stays beside."""
    full, short = resolve(f"[Arthur Ellison|PERSON] spoke. Then [Ellison|{label}] left.")
    assert (short.label, short.entity_id, short.entity_name) == ("PERSON", full.entity_id, "Arthur Ellison")
    assert (short.model_label, short.found_by, short.rule) == (label, "model", "surname")


def test_a_surname_that_the_model_missed_is_found(resolve: Resolve) -> None:
    """It has no model label, and says that it was propagated."""
    full, short = resolve("[Arthur Ellison|PERSON] spoke. Then Ellison left.")
    assert (short.text, short.char_start, short.char_end) == ("Ellison", 27, 34)
    assert (short.found_by, short.model_label, short.label) == ("propagated", None, "PERSON")
    assert short.entity_id == full.entity_id


@pytest.mark.parametrize(
    "form", ["Mr Ellison", "Mr. Ellison", "Ellison's", "Ellison’s", "President Ellison", "ELLISON", "Arthur\nEllison"]
)
def test_titles_possessives_capitals_and_line_breaks_do_not_hide_a_person(resolve: Resolve, form: str) -> None:
    """All are the one who was introduced."""
    full, short = resolve(f"[Arthur Ellison|PERSON] spoke. Then [{form}|PERSON] left.")
    assert short.entity_id == full.entity_id


def test_a_headline_before_the_introduction_is_resolved(resolve: Resolve) -> None:
    """The title comes first; of all people in the article, one has the surname."""
    headline, full = resolve("[Arthur Ellison|PERSON] spoke.", title="[ELLISON|ORG] SPEAKS")
    assert (headline.entity_id, headline.label) == (full.entity_id, "PERSON")


def test_of_two_with_one_surname_it_is_the_one_introduced_so_far(resolve: Resolve) -> None:
    """Before the second comes in, there is no doubt."""
    first, short, second = resolve("[Arthur Ellison|PERSON] spoke. [Ellison|PERSON] left. [Ruth Ellison|PERSON] came.")
    assert short.entity_id == first.entity_id != second.entity_id


def test_a_surname_of_two_who_are_both_introduced_names_nobody(resolve: Resolve) -> None:
    """It says so, and is still a person."""
    *_, short = resolve("[Arthur Ellison|PERSON] met [Ruth Ellison|PERSON]. [Ellison|ORG] left.")
    assert (short.entity_id, short.label, short.rule) == (None, "PERSON", "ambiguous_surname")


def test_who_went_by_the_surname_first_keeps_it(resolve: Resolve) -> None:
    """Relatives who come in later go by their full names; a headline means who goes by the surname."""
    text = "[Arthur Ellison|PERSON] spoke. [Ellison|PERSON] left. [Ruth Ellison|PERSON] came. [Ellison|PERSON] ate."
    found = resolve(text, title="[Ellison|PERSON] eats")
    assert [m.entity_name for m in found] == ["Arthur Ellison"] * 3 + ["Ruth Ellison", "Arthur Ellison"]


@pytest.mark.parametrize(
    ("first", "later", "name"),
    [
        ("Mr [Ellison|PERSON]", "Mr [Ellison|PERSON]", "Arthur Ellison"),
        ("Mr [Ellison|PERSON]", "Mrs [Ellison|PERSON]", None),
        ("[Ellison|PERSON]", "[Mrs. Ellison|PERSON]", None),
        ("Mrs [Ellison|PERSON]", "Mr [Ellison|PERSON]", None),
        ("[Ellison|PERSON]", "Mr. [Ellison|PERSON]", "Arthur Ellison"),
    ],
)
def test_a_courtesy_title_may_say_that_it_is_another_one(
    resolve: Resolve, first: str, later: str, name: str | None
) -> None:
    """Then it is left open who of several."""
    *_, last = resolve(f"[Arthur Ellison|PERSON] spoke. {first} left. [Ruth Ellison|PERSON] came. {later} ate.")
    assert (last.entity_name, last.rule) == (name, "surname" if name else "ambiguous_surname")


def test_one_person_written_in_two_letter_cases_is_one(resolve: Resolve) -> None:
    """A headline in capitals introduces nobody else."""
    *full, short = resolve("[Arthur Ellison|PERSON] met us. [Ellison|PERSON] left.", title="[ARTHUR ELLISON|PERSON]")
    assert {m.entity_id for m in full} == {short.entity_id}


def test_a_surname_that_is_an_organisations_short_name_is_left_alone(resolve: Resolve) -> None:
    """ "Ellison Holdings" may be called Ellison too."""
    *_, short = resolve("[Arthur Ellison|PERSON] sold [Ellison Holdings|ORG]. Shares of [Ellison|ORG] fell.")
    assert (short.label, short.entity_name) == ("ORG", "Ellison")


def test_a_place_after_in_is_not_the_person_of_that_name(resolve: Resolve) -> None:
    """But the bare name elsewhere is."""
    full, place, person = resolve("[Ruth Linden|PERSON] spoke in [Linden|GPE]. Then [Linden|GPE] left.")
    assert (place.label, place.entity_name) == ("GPE", "Linden")
    assert (person.label, person.entity_id) == ("PERSON", full.entity_id)


def test_a_surname_with_its_particles_is_the_person(resolve: Resolve) -> None:
    """Von der Linde, von der Linde and Linde."""
    full, *short = resolve(
        "[Anna von der Linde|PERSON]. [Von der Linde|ORG] [Linde|GPE] spoke. Then von der Linde left."
    )
    assert [m.entity_id for m in short] == [full.entity_id] * 3


def test_a_family_name_that_comes_first_is_the_person(resolve: Resolve) -> None:
    """And so is a given name, if one person has it."""
    full, short = resolve("[Seo Minjun|PERSON] spoke. [Seo|PERSON] left.")
    assert (short.entity_id, short.rule) == (full.entity_id, "first_name")


def test_a_given_name_of_two_names_nobody(resolve: Resolve) -> None:
    """Nor does one that the model calls no person."""
    *_, short = resolve("[Ruth Ellison|PERSON] met [Ruth Marlowe|PERSON]. [Ruth|PERSON] left.")
    assert (short.entity_id, short.rule) == (None, "ambiguous_first_name")
    *_, place = resolve("[Victoria Marlowe|PERSON] left. [Victoria|GPE] is large.")
    assert (place.label, place.entity_name) == ("GPE", "Victoria")


@pytest.mark.parametrize("short", ["King Salim", "Prince Salim"])
def test_a_monarchs_name_is_no_surname(resolve: Resolve, short: str) -> None:
    """Kings, queens and popes go by given names."""
    full, king = resolve(f"[Omar bin Salim|PERSON] met [{short}|PERSON].")
    assert (king.entity_name, king.label) == ("Salim", "PERSON")
    assert king.entity_id != full.entity_id


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("Paul Kenning", "Paul R. Kenning"),
        ("P. R. Kenning", "Paul Robert Kenning"),
        ("PR Kenning", "Paul Robert Kenning"),
    ],
)
def test_middle_names_and_initials_make_no_second_person(resolve: Resolve, short: str, long: str) -> None:
    """The fuller form names them; and the surname alone is not ambiguous."""
    mentions = resolve(f"[{short}|PERSON] spoke. [{long}|PERSON] left. [Kenning|PERSON] stayed.")
    assert {m.entity_name for m in mentions} == {long}


@pytest.mark.parametrize("other", ["Peter Robin Kenning", "Paul Simon Kenning"])
def test_initials_that_fit_two_people_are_neither(resolve: Resolve, other: str) -> None:
    """P. Kenning could be Paul or Peter; Paul Kenning, Paul Robert or Paul Simon."""
    short = "P. R. Kenning" if other.startswith("Peter") else "Paul Kenning"
    mentions = resolve(f"[{short}|PERSON] [Paul Robert Kenning|PERSON] [{other}|PERSON]")
    assert len({m.entity_id for m in mentions}) == 3


@pytest.mark.parametrize("name", ["Jordan", "Chad"])
def test_a_person_who_is_called_like_a_country_stays_a_person(resolve: Resolve, name: str) -> None:
    """The gazetteer does not overrule the model on people, nor make a given name of a country."""
    (person,) = resolve(f"Then [{name}|PERSON] laughed.")
    assert (person.label, person.country_code, person.entity_name) == ("PERSON", None, name)
    full, short = resolve(f"[{name} Ellison|PERSON] spoke of aid. The king said [{name}|PERSON] would help.")
    assert full.entity_id != short.entity_id


def test_an_office_is_no_full_name_that_lends_its_words(resolve: Resolve) -> None:
    """ "Abbot of Linde" labelled PERSON introduces no Mr Linde."""
    _, place = resolve("The [Abbot of Linde|PERSON] spoke. [Linde|GPE] is small.")
    assert (place.label, place.entity_name) == ("GPE", "Linde")
