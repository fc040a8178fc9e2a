"""Names that the model has in pieces, or with what is no part of them."""

from collections.abc import Callable

import pytest

from pipelines.resolution.mentions import ResolvedMention

Resolve = Callable[..., list[ResolvedMention]]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[HARBOURTON - Five|PERSON] people came.", ["HARBOURTON"]),
        ("near [Almondville -|GPE] a town", ["Almondville"]),
        ("the [Bank of Almonds (BoA)|ORG] lent.", ["Bank of Almonds", "BoA"]),
        ("in [Almondville,|GPE] Mexico", ["Almondville"]),
        ("by [(Harbour Board|ORG])", ["Harbour Board"]),
        ("[Al - Kenning|PERSON] spoke.", ["Al - Kenning"]),
    ],
)
def test_signs_are_no_part_of_a_name(resolve: Resolve, marked: str, expected: list[str]) -> None:
    """A dash spaced after an Arabic article is a way of writing it."""
    names = [m.text for m in resolve(marked) if m.model_label and m.label != "OTHER"]
    assert names == expected


def test_an_occupation_before_a_person_is_no_part_of_the_name(resolve: Resolve) -> None:
    """And what the model takes for a body is the person."""
    (mention,) = resolve("[Nutritionist Ruth Ellisov|ORG] cooks.")
    assert (mention.text, mention.label, mention.model_label) == ("Ruth Ellisov", "PERSON", "ORG")


@pytest.mark.parametrize("name", ["Economist Group", "Tourist Board Council", "Evangelist Hall Park"])
def test_a_body_may_begin_with_an_occupation(resolve: Resolve, name: str) -> None:
    """Its other words are of English."""
    assert [m.text for m in resolve(f"The [{name}|ORG] met.")] == [name]


def test_pieces_of_a_name_that_stands_whole_elsewhere_are_joined(resolve: Resolve) -> None:
    """The label is that of the whole."""
    mentions = resolve("[Raimo Kenning|PERSON] left. Then [Raimo|ORG] [Kenning|PERSON] returned.")
    assert [(m.text, m.label) for m in mentions] == [("Raimo Kenning", "PERSON")] * 2


def test_a_piece_of_a_longer_mention_stays_in_it(resolve: Resolve) -> None:
    """The Harbour Board's appeal is not the Harbour Board."""
    mentions = resolve("The [Harbour Board|ORG] met. The [Harbour Board Appeal Fund|ORG] paid.")
    assert [m.text for m in mentions] == ["Harbour Board", "Harbour Board Appeal Fund"]


def test_two_halves_of_a_person_are_one(resolve: Resolve) -> None:
    """Two people do not stand side by side."""
    mentions = resolve("President [Andreu Manel|PERSON] [Lopov Obradov|PERSON] spoke.")
    assert [m.text for m in mentions] == ["Andreu Manel Lopov Obradov"]


@pytest.mark.parametrize("letters", ["NYX", "HX", "Hsb"])
def test_few_initials_are_no_acronym(resolve: Resolve, letters: str) -> None:
    """Stock symbols stand in brackets too."""
    assert len(resolve(f"[Harbour Water Institute|ORG] ({letters}) met.")) == 1


def test_an_acronym_of_another_language_shares_half_the_initials(resolve: Resolve) -> None:
    """It names what stands before it."""
    mentions = resolve("The [National Institute of Migration|ORG] (INAMI) said so.")
    assert [m.text for m in mentions] == ["National Institute of Migration", "INAMI"]
    assert len({m.entity_id for m in mentions}) == 1


def test_a_persons_name_is_no_acronym(resolve: Resolve) -> None:
    """In a headline in capitals it may be."""
    assert [m.label for m in resolve("Then [NKDP|PERSON] bought it.")] == ["ORG"]
    assert [m.label for m in resolve("THEN [NKDP|PERSON] BOUGHT IT")] == ["PERSON"]


def test_a_possessive_is_no_part_of_the_name_after_it(resolve: Resolve) -> None:
    """So the name is found again there."""
    mentions = resolve("At [Sagov Mine|ORG] it rained. West Valley's Sagov Mine inquiry ended.")
    assert [(m.text, m.found_by) for m in mentions] == [("Sagov Mine", "model"), ("Sagov Mine", "propagated")]


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        ("[Kenning|ORG] & [Marlov|PERSON] sued.", ["Kenning & Marlov"]),
        ("[Kenning Foods|ORG] of [Harbouria Inc.|ORG] sued.", ["Kenning Foods of Harbouria Inc."]),
        ("[Kenning|ORG] Ltd sued.", ["Kenning Ltd"]),
        ("[Kenning|ORG] [SE|ORG] sued.", ["Kenning SE"]),
        ("[Kenning|ORG], Inc., sued.", ["Kenning, Inc."]),
        ("[Kenning Corp|ORG] of [Harbouria Inc.|ORG] sued.", ["Kenning Corp", "Harbouria Inc."]),
        ("[Kenning|ORG] and [Marlov|PERSON] sued.", ["Kenning", "Marlov"]),
        ("[Kenning|PERSON] Co-owns it.", ["Kenning"]),
        ("[Kenning|ORG] Company sued.", ["Kenning"]),
    ],
)
def test_bodies_are_whole(resolve: Resolve, marked: str, names: list[str]) -> None:
    """By an ampersand, or the legal form at their end; an "and" joins two names as well."""
    assert [m.text for m in resolve(marked)] == names


PERSON = "[Ruth Marlov|PERSON] came. [Ruth Marlov|PERSON] ate. [Ruth Marlov|PERSON] left. "


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        ("[Billionaire Ruth Marlov|PERSON] spoke.", [("Ruth Marlov", "PERSON")]),
        ("[QUILLON Ruth Marlov|PERSON] spoke.", [("Ruth Marlov", "PERSON")]),
        (
            "[Kenning Trust|ORG]: [Kenning Trust Ruth Marlov|PERSON].",
            [("Kenning Trust", "ORG"), ("Kenning Trust", "ORG"), ("Ruth Marlov", "PERSON")],
        ),
        ("[Zorah Kenning Ruth Marlov|ORG] spoke.", [("Zorah Kenning", "ORG"), ("Ruth Marlov", "PERSON")]),
        ("[Ruth Marlov Splits|PERSON] again.", [("Ruth Marlov", "PERSON")]),
        ("[Ruth Marlov Quillov|PERSON] spoke.", [("Ruth Marlov Quillov", "PERSON")]),
        ("[Ruth Marlov Trust|ORG] met.", [("Ruth Marlov Trust", "ORG")]),
        ("[Anna Ruth Marlov|PERSON] spoke.", [("Anna Ruth Marlov", "PERSON")]),
        ("[The Diary of Ruth Marlov|WORK_OF_ART] sold.", [("The Diary of Ruth Marlov", "WORK_OF_ART")]),
    ],
)
def test_a_person_at_the_end_of_a_mention_is_one_by_herself(
    resolve: Resolve, marked: str, names: list[tuple[str, str]]
) -> None:
    """Where the article mostly names her alone, and what stands before is no given name."""
    assert [(m.text, m.label) for m in resolve(PERSON + marked)][3:] == names


def test_a_name_that_is_nearly_as_frequent_is_left_whole(resolve: Resolve) -> None:
    """Two surnames are a name too."""
    text = "[Grace Pintov Garciov|PERSON] came. [Pintov Garciov|PERSON] left. [Pintov Garciov|PERSON] ate."
    assert resolve(text)[0].text == "Grace Pintov Garciov"
