"""The table of countries and the look-up in it."""

from pathlib import Path

import pytest

from pipelines.resolution.countries import Country, Gazetteer, Known, read_countries

SEEDS = Path(__file__).resolve().parents[3] / "seeds" / "reference" / "countries.csv"
HEADER = "country_code,name,aliases,demonyms\n"


def _written(folder: Path, text: str) -> Path:
    path = folder / "countries.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_lists_are_split_and_trimmed(tmp_path: Path) -> None:
    """Empty items and cells are nothing."""
    path = _written(tmp_path, HEADER + "FR,France, French Republic || ,French|Frenchman\nAQ,Antarctica,,\n")
    assert read_countries(path) == (
        Country("FR", "France", ("French Republic",), ("French", "Frenchman")),
        Country("AQ", "Antarctica", (), ()),
    )


@pytest.mark.parametrize("row", ["fr,France,,", "FRA,France,,", "FR,,,", ",France,,", "ФР,France,,"])
def test_a_row_that_cannot_be_used_is_named_by_file_and_line(tmp_path: Path, row: str) -> None:
    """Line 3: the header and a good row come before it."""
    path = _written(tmp_path, f"{HEADER}DE,Germany,,German\n{row}\n")
    with pytest.raises(ValueError, match=r"countries\.csv, line 3: needs a two-letter code"):
        read_countries(path)


@pytest.mark.parametrize("row", ["FR", "FR,France,,French,more", '"FR,France,,\nDE,Germany,,'])
def test_a_row_that_would_swallow_or_lose_something_is_refused(tmp_path: Path, row: str) -> None:
    """A quotation mark that is not closed would take the rest of the table with it."""
    path = _written(tmp_path, f"{HEADER}{row}\n")
    with pytest.raises(ValueError, match=r"countries\.csv, line [23]"):
        read_countries(path)


@pytest.mark.parametrize("text", ["", "code,name\n"])
def test_without_its_header_the_file_is_refused(tmp_path: Path, text: str) -> None:
    """The message says what the first line must be."""
    with pytest.raises(
        ValueError, match=r"countries\.csv, line 1: the header must read country_code,name,aliases,demonyms"
    ):
        read_countries(_written(tmp_path, text))


def test_a_form_of_several_countries_stands_for_none() -> None:
    """Their other forms still do."""
    gazetteer = Gazetteer.of(
        [
            Country("CD", "DR Congo", ("Congo",), ("Congolese",)),
            Country("CG", "Congo Republic", ("Congo",), ("Congolese",)),
        ]
    )
    assert gazetteer.country("Congo") is None
    assert gazetteer.people("Congolese") is None
    assert gazetteer.country("DR Congo") == Known("DR Congo", "CD")


def test_a_form_twice_in_one_row_is_no_conflict() -> None:
    """Somebody may add a name that is there already."""
    assert Gazetteer.of([Country("FR", "France", ("France",), ())]).country("France") == Known("France", "FR")


def test_letter_case_is_kept_save_for_names_in_capitals() -> None:
    """ "us" is a pronoun, US a country, FRANCE a headline; short capitals are acronyms."""
    gazetteer = Gazetteer.of(
        [Country("US", "United States", ("US",), ("American",)), Country("FR", "France", (), ("French",))]
    )
    assert gazetteer.country("US") == gazetteer.country("UNITED STATES") == Known("United States", "US")
    assert gazetteer.country("us") is gazetteer.country("Us") is gazetteer.country("france") is None
    assert gazetteer.country("FRANCE") == Known("France", "FR")
    assert gazetteer.people("FRENCH") == Known("French", "FR")


@pytest.mark.parametrize(
    ("form", "code"), [("UK", "GB"), ("Britain", "GB"), ("U.S.", "US"), ("Ukraine", "UA"), ("Georgia", "GE")]
)
def test_the_shipped_table_knows_what_news_calls_countries(form: str, code: str) -> None:
    """Common names and abbreviations."""
    country = Gazetteer.of(read_countries(SEEDS)).country(form)
    assert country is not None
    assert country.code == code


@pytest.mark.parametrize("form", ["New Mexico", "Gulf of Mexico", "Korea", "Congo", "Caribbean", "New England"])
def test_the_shipped_table_has_no_names_that_are_not_one_country(form: str) -> None:
    """Null rather than a guess."""
    assert Gazetteer.of(read_countries(SEEDS)).country(form) is None
