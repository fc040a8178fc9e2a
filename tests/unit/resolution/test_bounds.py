"""Where mentions begin and end: one name, the whole name, nothing but the name."""

from collections.abc import Callable

import pytest

from pipelines.resolution.mentions import ResolvedMention

Resolve = Callable[..., list[ResolvedMention]]
PARAGRAPHS = "It rained.\nIt snowed.\n"


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[Queen Ruth Marlowe|PERSON] spoke.", "Ruth Marlowe"),
        ("[Prime Minister Ellison|PERSON] spoke.", "Ellison"),
        ("the [executive Harbour Board|ORG] met.", "Harbour Board"),
        ("the [Harbour Board of|ORG] all.", "Harbour Board"),
        ("[Marlowe’s iconic|ORG] songs.", "Marlowe’s"),
        ("[Ahn Jae|PERSON]-in spoke.", "Ahn Jae-in"),
        ("[Jae|PERSON]-in spoke.", "Jae"),
        ("[Ahn Bo Jae|PERSON]-min spoke.", "Ahn Bo Jae-min"),
        ("[Ruth Marlowe|PERSON]-led teams met.", "Ruth Marlowe"),
        ("the [Gulf of Mexico coast|LOC] is long.", "Gulf of Mexico coast"),
        ("[the Harbour Board|ORG] met.", "the Harbour Board"),
    ],
)
def test_a_name_has_no_title_and_no_common_word_at_its_ends(resolve: Resolve, marked: str, name: str) -> None:
    """How an article before it is counted is a convention, and places may end in a common noun."""
    assert resolve(marked)[0].text == name


@pytest.mark.parametrize("between", [" to ", " and ", ", ", "; "])
def test_two_people_in_one_mention_are_two(resolve: Resolve, between: str) -> None:
    """Each has the model's label and says what was done."""
    mentions = resolve(f"A pass from [Marlowe{between}Ellison|PERSON] won.")
    assert [(m.text, m.model_label, m.rule) for m in mentions] == [
        ("Marlowe", "PERSON", "cut_between_people"),
        ("Ellison", "PERSON", "cut_between_people"),
    ]


def test_where_lines_are_paragraphs_no_name_runs_over_a_line_end(resolve: Resolve) -> None:
    """What begins the next line is a name of its own, unless it is a word."""
    assert [m.text for m in resolve(f"{PARAGRAPHS}[Ruth Marlowe\nQuillon|PERSON]’s ship left.")] == [
        "Ruth Marlowe",
        "Quillon",
    ]
    assert [m.text for m in resolve(f"{PARAGRAPHS}[Ruth Marlowe\nSouthern|PERSON] ships left.")] == ["Ruth Marlowe"]


def test_lines_that_nobody_wraps_are_paragraphs(resolve: Resolve) -> None:
    """Captions and bullets end without a full stop."""
    caption = "[Ruth Marlowe\nQuillon|PERSON] left\n"
    assert [m.text for m in resolve(f"{caption}{'It rained and ' * 15}")] == ["Ruth Marlowe", "Quillon"]
    assert [m.text for m in resolve(f"{caption}{'It rained and ' * 5}")] == ["Ruth Marlowe\nQuillon"]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[Quillon-|PERSON]Marlowe flights left.", "Quillon"),
        ("• [• Ruth Marlowe —|PERSON] left.", "Ruth Marlowe"),
        ("[″(Ruth Marlowe|PERSON]) left.", "Ruth Marlowe"),
    ],
)
def test_signs_are_no_part_of_a_name(resolve: Resolve, marked: str, name: str) -> None:
    """Neither bullets nor dashes nor primes at its ends."""
    assert resolve(marked)[0].text == name


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("Then Zorah [Marlowe|PERSON] left.", "Zorah Marlowe"),
        ("Then [Zorah|PERSON] Quillon Marlove left.", "Zorah Quillon Marlove"),
        ("Then J. K. [Quillon|PERSON] left.", "J. K. Quillon"),
        ("Then Captain [Quillon|PERSON] left.", "Quillon"),
        ("Then the British [Quillon|PERSON] left.", "Quillon"),
        ("Then UNHCR [Quillon|PERSON] left.", "Quillon"),
        ("On Monday [Quillon|PERSON] left.", "Quillon"),
        ("Then [Quillon|PERSON] Thursday left.", "Quillon"),
        ("Then [Quillon’s|PERSON] Marlove left.", "Quillon’s"),
    ],
)
def test_a_persons_name_is_whole_and_no_longer(resolve: Resolve, marked: str, name: str) -> None:
    """Words of English, titles, acronyms, days and countries are no part of it."""
    assert resolve(marked)[0].text == name


def test_after_a_surname_that_the_article_introduces_comes_something_else(resolve: Resolve) -> None:
    """Zorah Quillon's Polaroids are no relatives."""
    assert resolve("[Zorah Quillon|PERSON] left. The [Quillon|PERSON] Polaroyds stayed.")[1].text == "Quillon"
