"""What in a mention is the name, and when two strings are one name."""

import pytest

from pipelines.resolution.names import (
    bare_name,
    entity_id,
    initials,
    is_acronym_of,
    is_full_name,
    is_name,
    name_key,
    person_tokens,
    without_legal_form,
)


@pytest.mark.parametrize(
    ("mention", "name"),
    [
        ("the United Kingdom's", "United Kingdom"),
        ("the United Kingdom’s", "United Kingdom"),
        ("the United\n  States", "United States"),
        ("García-\n  Márquez", "García-Márquez"),
        ("Marlowe -\nEllison", "Marlowe - Ellison"),
        ("“Marlowe”", "Marlowe"),
        ("the Ellisons’", "Ellisons"),
        ("U.S.", "U.S."),
        ("the U.S.'s", "U.S."),
        ("A Harbour Trust", "Harbour Trust"),
        ("Marlowe,", "Marlowe"),
        ("The", "The"),
        ("'s", "'s"),
    ],
)
def test_bare_name_leaves_article_possessive_quotes_and_line_ends(mention: str, name: str) -> None:
    """A final dot stays where it belongs to an abbreviation; something is always left."""
    assert bare_name(mention) == name


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("Mr Ellison", ["Ellison"]),
        ("Prime Minister Sir Arthur Ellison", ["Arthur", "Ellison"]),
        ("Dr. Ruth Marlowe Jr.", ["Ruth", "Marlowe"]),
        ("Arthur Ellison III", ["Arthur", "Ellison"]),
        ("Mr", []),
        ("", []),
    ],
)
def test_titles_and_generation_suffixes_are_no_part_of_a_persons_name(name: str, tokens: list[str]) -> None:
    """Both may be repeated."""
    assert person_tokens(name) == tokens


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("Ruth Marlowe", True),
        ("Anna von der Linde", True),
        ("RUTH MARLOWE", True),
        ("RUTH LEE", True),
        ("Marlowe", False),
        ("Abbot of Linde", False),
        ("Ichilov CEO", False),
    ],
)
def test_a_full_name_has_two_words_and_in_lower_case_only_particles(name: str, full: bool) -> None:
    """An office or a company with a person's first word introduces nobody."""
    assert is_full_name(name.split()) is full


@pytest.mark.parametrize(
    "mention", ["power ministry", "city council", "1984", "www.news.example", "https://X.example/A", "@Ruth", ""]
)
def test_without_a_capital_or_as_an_address_it_is_no_name(mention: str) -> None:
    """The model labels such strings now and then."""
    assert not is_name(mention)


@pytest.mark.parametrize("mention", ["Millhaven", "iPhone", "the Harbour", "東京", "G7"])
def test_a_capital_anywhere_or_a_script_without_case_can_be_a_name(mention: str) -> None:
    """Only what has letters, all of them small, is ruled out."""
    assert is_name(mention)


def test_name_key_sets_case_dots_width_and_spacing_aside() -> None:
    """But not accents: they tell names apart."""
    assert name_key("U.S.  Navy") == name_key("us navy") == name_key("ＵＳ Navy")
    assert name_key("Pena") != name_key("Peña")


def test_identity_depends_on_class_key_and_discriminator() -> None:
    """MILLHAVEN is Millhaven; the place is not the organisation."""
    assert entity_id("place", "MILLHAVEN") == entity_id("place", "Millhaven")
    assert (
        len({entity_id("place", "Georgia"), entity_id("place", "Georgia", "GE"), entity_id("person", "Georgia")}) == 3
    )


@pytest.mark.parametrize(
    ("acronym", "name"),
    [
        ("UNHCR", "United Nations High Commissioner for Refugees"),
        ("WHO", "World Health Organization"),
        ("U.N.", "United Nations"),
        ("FCO", "Foreign and Commonwealth Office"),
        ("BOP", "Bank of Portland"),
    ],
)
def test_an_acronym_has_the_initials_with_or_without_small_words(acronym: str, name: str) -> None:
    """Dots in it do not count."""
    assert is_acronym_of(acronym, name)


@pytest.mark.parametrize(
    ("acronym", "name"),
    [("WHO", "World Trade Organization"), ("U", "United"), ("Un", "United Nations"), ("M", "Millhaven")],
)
def test_other_letters_are_no_acronym(acronym: str, name: str) -> None:
    """Nor is a single letter, nor one in small letters."""
    assert not is_acronym_of(acronym, name)


def test_a_single_word_has_no_initials() -> None:
    """ "M" would be everybody's."""
    assert initials("Millhaven") == frozenset()


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Northgate Inc.", "Northgate"),
        ("Northgate Motor Co., Ltd", "Northgate Motor"),
        ("Inc", "Inc"),
        ("Northgate", "Northgate"),
    ],
)
def test_the_legal_form_is_taken_from_the_end_of_an_organisation(name: str, short: str) -> None:
    """Something is always left."""
    assert without_legal_form(name) == short
