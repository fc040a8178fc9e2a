"""Occurrences that the model missed, and what is not taken for one."""

from collections.abc import Callable

import pytest

from pipelines.resolution.mentions import ResolvedMention

Resolve = Callable[..., list[ResolvedMention]]


def _propagated(mentions: list[ResolvedMention]) -> list[str]:
    return [m.text for m in mentions if m.found_by == "propagated"]


@pytest.mark.parametrize(
    "rest",
    [
        "They met on Ellison Street.",
        "They met at Old Ellison Street.",
        "Mary Ellison left.",
        "J. Ellison left.",
        "They read www.ellison.example/Ellison.",
        "Write to @Ellison or #Ellison or Ellison@news.example.",
        "The Ellison-led team, the anti-Ellison team.",
        "The Ellisons left. Ellisonia too.",
        "They saw Ellison'uiha.",
    ],
)
def test_part_of_something_longer_is_not_the_name(resolve: Resolve, rest: str) -> None:
    """Streets, other people, addresses, handles, hyphenated and longer words."""
    assert _propagated(resolve(f"[Arthur Ellison|PERSON] spoke. {rest}")) == []


@pytest.mark.parametrize(
    "rest",
    [
        "Mr Ellison left.",
        "Mayor Ellison, then.",
        "Ellison's car.",
        "Ellison’s car.",
        "“Ellison left.”",
        "(Ellison)",
        "They saw Linden. Ellison left!",
        "But Ellison left.",
    ],
)
def test_titles_quotes_and_possessives_around_a_name_do_not_hide_it(resolve: Resolve, rest: str) -> None:
    """Only the name itself is the mention."""
    assert _propagated(resolve(f"[Arthur Ellison|PERSON] spoke. {rest}")) == ["Ellison"]


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        ("The HBQ left.", ["HBQ"]),
        ("The [Hill Board of Quotas|ORG] knows the HBQ.", []),
        ("The [Quillon Corp.|ORG] sold British Quillon shops.", ["Quillon"]),
        ("The [Harvest Inc|ORG] sold the Harvest.", []),
    ],
)
def test_short_forms_of_organisations_are_found(resolve: Resolve, rest: str, found: list[str]) -> None:
    """Initials that one of them has, and names without Inc that are no words; what they stand for is told."""
    mentions = resolve(f"The [Harbour Board of Quillonia|ORG] met. {rest}")
    assert _propagated(mentions) == found
    names = {"HBQ": "Harbour Board of Quillonia", "Quillon": "Quillon Corp"}
    assert [m.entity_name for m in mentions if m.found_by == "propagated"] == [names[form] for form in found]


def test_a_name_that_the_model_takes_for_a_date_is_the_name(resolve: Resolve) -> None:
    """If the article has it as one; months stay."""
    person, date = resolve("[Zorah Quillon|PERSON] left. [Quillon’s|DATE] agent stayed.")
    assert (date.label, date.model_label, date.entity_id, date.rule) == ("PERSON", "DATE", person.entity_id, "surname")
    *_, month = resolve("[Arthur May|PERSON] left. In [May|DATE] he stayed.")
    assert (month.label, month.entity_id) == ("DATE", None)


def test_an_existing_mention_is_never_overlapped(resolve: Resolve) -> None:
    """Nor one that covers more, or a value."""
    mentions = resolve("[Harbour Trust|ORG] met. [The Harbour Trust Prize|WORK_OF_ART] [Harbour Trust 3|CARDINAL]")
    assert _propagated(mentions) == []


def test_a_title_is_searched_for_the_names_of_the_text(resolve: Resolve) -> None:
    """And in a headline in capitals, for the same name in capitals."""
    assert _propagated(resolve("Rain fell on [Millhaven|GPE].", title="Rain in Millhaven")) == ["Millhaven"]
    headline, place = resolve("Rain fell on [Millhaven|GPE].", title="RAIN IN MILLHAVEN")
    assert (headline.text, headline.field, headline.entity_id) == ("MILLHAVEN", "title", place.entity_id)


def test_a_name_that_is_also_a_common_word_here_is_not_looked_for(resolve: Resolve) -> None:
    """ "The Court" and "a court"."""
    assert _propagated(resolve("The [Court|ORG] met. A court is a court. Court sessions are long.")) == []


def test_a_place_is_not_found_inside_another_place(resolve: Resolve) -> None:
    """New Mexico, the Gulf of Mexico, South Sudan; but Mexico's president is of Mexico."""
    text = "[Mexico|GPE] and [Sudan|GPE]. To New Mexico, the Gulf of Mexico, South Sudan, Mexico City."
    assert _propagated(resolve(text)) == []
    assert _propagated(resolve(text, title="NEW MEXICO")) == []
    assert _propagated(resolve(f"{text} The President of Mexico met Sudan President Omar.")) == ["Mexico", "Sudan"]


def test_works_and_laws_are_not_looked_for(resolve: Resolve) -> None:
    """Their names are too often plain words."""
    assert _propagated(resolve("They played [Rain|WORK_OF_ART] . Rain fell.")) == []


def test_an_acronym_takes_label_and_identity_of_its_expansion(resolve: Resolve) -> None:
    """In the parentheses and later on, found by the model or not."""
    full, *short = resolve("The [Harbour Safety Board|ORG] (HSB) met. [HSB|GPE] said no. The HSB left.")
    assert [(m.text, m.label, m.entity_id) for m in short] == [("HSB", "ORG", full.entity_id)] * 3
    assert {m.rule for m in short} == {"acronym"}


def test_an_acronym_that_the_article_gives_two_expansions_is_none_of_them(resolve: Resolve) -> None:
    """It has an identity of its own."""
    mentions = resolve("[Harbour Safety Board|ORG] (HSB), [Hill State Bank|ORG] (HSB). [HSB|ORG] met.")
    assert {m.entity_name for m in mentions if m.text == "HSB"} == {"HSB"}


def test_letters_in_parentheses_that_do_not_fit_are_no_acronym(resolve: Resolve) -> None:
    """A stock symbol, say."""
    assert len(resolve("[Harbour Safety Board|ORG] (NYX) met.")) == 1


def test_initials_of_the_one_organisation_that_has_them_are_its_name(resolve: Resolve) -> None:
    """Three letters at least; not of two organisations."""
    full, short = resolve("The [Harbour Safety Board|ORG] met. [HSB|PERSON] said no.")
    assert (short.entity_id, short.label, short.rule) == (full.entity_id, "ORG", "initials")
    *_, short = resolve("[Harbour Safety Board|ORG], [Hill State Bank|ORG]. [HSB|ORG] met.")
    assert short.entity_name == "HSB"
    *_, short = resolve("[Harbour Board|ORG] met. [HB|ORG] met.")
    assert short.entity_name == "HB"


def test_an_organisation_without_its_legal_form_is_the_same(resolve: Resolve) -> None:
    """Where the article has both; alone, each keeps its own name."""
    full, short = resolve("[Northgate Inc.|ORG] grew. [Northgate|ORG] said so.")
    assert full.entity_id == short.entity_id
    (alone,) = resolve("[Northgate|ORG] said so.")
    assert alone.entity_name == "Northgate"


@pytest.mark.parametrize(
    "form", ["United States", "the United States", "U.S.", "US", "USA", "the\nUnited States", "UNITED STATES"]
)
@pytest.mark.parametrize("label", ["GPE", "ORG", "LOC", "NORP"])
def test_all_forms_of_a_country_are_one_with_its_code(resolve: Resolve, form: str, label: str) -> None:
    """Whatever the model called it."""
    (mention,) = resolve(f"[{form}|{label}] voted.")
    assert (mention.label, mention.entity_name, mention.country_code) == ("GPE", "United States", "US")


def test_a_demonym_has_the_code_and_an_identity_apart_from_the_country(resolve: Resolve) -> None:
    """Counting wants the code, identity wants them apart."""
    country, people = resolve("[Britain|GPE] and its [Britons|NORP] voted.")
    assert (people.label, people.country_code, people.entity_name) == ("NORP", "GB", "British")
    assert country.entity_id != people.entity_id


@pytest.mark.parametrize("name", ["New Mexico", "Gulf of Mexico", "Mexico City", "South Georgia", "us"])
def test_a_name_with_a_country_in_it_is_not_that_country(resolve: Resolve, name: str) -> None:
    """Only the whole name counts; and us are not the US."""
    (mention,) = resolve(f"To [{name}|GPE] again.")
    assert mention.country_code is None


def test_georgia_is_the_country_where_the_article_speaks_for_it(resolve: Resolve) -> None:
    """Else it is a place that may be the state."""
    assert [m.country_code for m in resolve("[Georgia|GPE] and [Alabama|GPE] voted.")] == [None, None]
    assert [m.country_code for m in resolve("[Georgia|GPE] voted, said a [Georgian|NORP] paper.")] == ["GE", "GE"]
    assert [m.country_code for m in resolve("Crowds in Tbilisi.", title="[GEORGIA|GPE] VOTES")] == ["GE"]
