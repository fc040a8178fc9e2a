"""Names that stand alone: two people with one surname stay two, and nobody is guessed."""

from pipelines.resolution.names import entity_id

from .conftest import Identify

KEIR = ("Keir Starmer", "PERSON")
SAME_MATTER = [("Labour Party", "ORG"), ("Downing Street", "FAC"), ("Holborn", "GPE")]
FILLING = {f"x{number}": [(f"Town {number}", "GPE")] for number in range(60)}


def test_two_people_with_one_surname_stay_two(identify: Identify) -> None:
    found = identify(
        {
            "a": [("Anna Smith", "PERSON"), ("Smith", "PERSON", "Anna Smith", "surname")],
            "b": [("John Smith", "PERSON"), ("Smith", "PERSON", "John Smith", "surname")],
        }
    )
    assert found.entity("a", "Smith") == found.entity("a", "Anna Smith") == entity_id("person", "Anna Smith")
    assert found.entity("b", "Smith") == found.entity("b", "John Smith") == entity_id("person", "John Smith")


def test_a_surname_that_several_bear_is_nobodys(identify: Identify) -> None:
    """However much the article has in common with one of them."""
    found = identify(
        {
            "a": [("Anna Smith", "PERSON"), *SAME_MATTER],
            "b": [("John Smith", "PERSON")],
            "c": [("Smith", "PERSON"), *SAME_MATTER],
        }
    )
    assert found.entity("c", "Smith") is None


def test_a_surname_of_one_is_resolved_where_the_articles_have_others_in_common(identify: Identify) -> None:
    found = identify({"a": [KEIR, *SAME_MATTER], "b": [("Starmer", "PERSON"), *SAME_MATTER], **FILLING})
    assert found.entity("b", "Starmer") == entity_id("person", "Keir Starmer")
    assert ("Starmer", entity_id("person", "Keir Starmer"), "only_bearer") in found.merges()


def test_a_surname_of_one_stands_for_itself_without_that(identify: Identify) -> None:
    """And says that it is open."""
    found = identify({"a": [KEIR, *SAME_MATTER], "b": [("Starmer", "PERSON"), ("Kiel", "GPE")]})
    assert found.entity("b", "Starmer") == entity_id("person", "Starmer")
    assert found.mentions.filter(form="Starmer")["is_open"].to_list() == [True]
    assert found.mentions.filter(form="Keir Starmer")["is_open"].to_list() == [False]


def test_what_is_everywhere_is_nothing_in_common(identify: Identify) -> None:
    everywhere = {article: [("London", "GPE"), ("Monday Club", "ORG")] for article in FILLING}
    found = identify(
        {
            "a": [KEIR, ("London", "GPE"), ("Monday Club", "ORG")],
            "b": [("Starmer", "PERSON"), ("London", "GPE"), ("Monday Club", "ORG")],
            **everywhere,
        }
    )
    assert found.entity("b", "Starmer") == entity_id("person", "Starmer")


def test_a_name_that_mostly_stands_alone_is_all_of_it(identify: Identify) -> None:
    """The model took "Singer Rihanna" for a name once."""
    alone = {f"r{number}": [("Rihanna", "PERSON"), *SAME_MATTER] for number in range(3)}
    found = identify({"a": [("Singer Rihanna", "PERSON"), *SAME_MATTER], **alone, **FILLING})
    assert found.entity("r0", "Rihanna") == entity_id("person", "Rihanna")


def test_a_middle_initial_is_left_out_where_the_articles_have_others_in_common(identify: Identify) -> None:
    """The entity is shown by the name that is used most, and keeps the id of the fuller one."""
    found = identify(
        {
            "a": [("Paul D. Ryan", "PERSON"), *SAME_MATTER],
            "b": [("Paul Ryan", "PERSON"), *SAME_MATTER],
            "c": [("Paul Ryan", "PERSON"), *SAME_MATTER],
            **FILLING,
        }
    )
    assert found.entity("b", "Paul Ryan") == entity_id("person", "Paul D. Ryan")
    assert found.name("a", "Paul D. Ryan") == "Paul Ryan"


def test_an_initial_that_fits_two_is_left_open(identify: Identify) -> None:
    found = identify(
        {
            "a": [("George W. Bush", "PERSON"), *SAME_MATTER],
            "b": [("George H. Bush", "PERSON"), *SAME_MATTER],
            "c": [("George Bush", "PERSON"), *SAME_MATTER],
            **FILLING,
        }
    )
    assert found.entity("c", "George Bush") == entity_id("person", "George Bush")
