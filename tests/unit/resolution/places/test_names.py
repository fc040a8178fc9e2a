"""Names as keys, abbreviations, parts of places, and the table that is asked for them."""

import hashlib
from pathlib import Path

import polars as pl
import pytest

from pipelines.resolution.places.abbreviations import abbreviated
from pipelines.resolution.places.candidates import Candidates
from pipelines.resolution.places.keys import bare_area, place_key
from pipelines.resolution.places.parts import is_part_of_the_world, place_of_body
from pipelines.resolution.places.table import PLACES_PATH, PlaceTable, read_places


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Saint-Étienne", "st etienne"),
        ("St. Etienne", "st etienne"),
        ("Côte d’Ivoire", "cote divoire"),
        ("ŁÓDŹ", "lodz"),
        ("Şırnak", "sirnak"),
        ("Saint", "saint"),
        ("", ""),
    ],
)
def test_keys_set_spelling_aside(name: str, key: str) -> None:
    assert place_key(name) == key


@pytest.mark.parametrize(
    ("key", "bare"),
    [("rapides parish", "rapides"), ("province of bari", "bari"), ("county", "county"), ("bari", "bari")],
)
def test_areas_without_the_noun_for_them(key: str, bare: str) -> None:
    assert bare_area(key) == bare


def test_abbreviations_need_a_sign_that_they_are_some() -> None:
    """ "Miss" and "OR" are words, "Miss." and ", OR" states."""
    assert abbreviated("Miss", has_dot=False, is_after_comma=False) is None
    assert abbreviated("OR", has_dot=False, is_after_comma=False) is None
    assert (state := abbreviated("Miss", has_dot=True, is_after_comma=False)) is not None
    assert state == ("mississippi", "US")
    assert abbreviated("OR", has_dot=False, is_after_comma=True) == ("oregon", "US")
    assert abbreviated("N.S.W", has_dot=True, is_after_comma=False) == ("new south wales", "AU")


@pytest.mark.parametrize(("name", "is_one"), [("West Africa", True), ("South Africa", False), ("Black Sea", True)])
def test_parts_of_the_world(name: str, is_one: bool) -> None:
    assert is_part_of_the_world(name) is is_one


def test_public_bodies_have_places() -> None:
    assert place_of_body("Vancouver Coastal Health Authority") == "Vancouver"
    assert place_of_body("World Bank") is None


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("northern Iraq", "Iraq"),
        ("downtown Boston", "Boston"),
        ("Boston Harbor", "Boston"),
        ("Rapides Parish", "Rapides Parish"),
        ("Kiev", "Kyiv"),
        ("Bombay", "Mumbai"),
    ],
)
def test_parts_sites_and_other_names_of_places(candidates: Candidates, name: str, own: str) -> None:
    assert candidates.of(name)[0].name == own


def test_the_words_after_a_name_say_where_it_lies(candidates: Candidates) -> None:
    """Not where they go on as a list of areas."""

    def after(text: str) -> list[str]:
        return [area.name for area in candidates.areas_after(text, text.index("|") if "|" in text else 5)]

    assert after("Paris, Texas, said") == ["Texas"]
    assert after("Paris (Texas)") == ["Texas"]
    assert after("Paris, Ky. (WKYT)") == ["Kentucky"]
    assert after("Paris, France's capital") == ["France"]
    assert after("Perth, Ontario, Canada") == ["Ontario"]
    assert after("Perth, Ontario, Alberta and Quebec") == []
    assert after("Paris and Texas") == []


def test_the_shipped_table_is_what_its_target_makes() -> None:
    """By the hash of its rows, which `make gazetteer` writes down."""
    written = PLACES_PATH.with_suffix(".sha256").read_text(encoding="ascii").strip()
    assert hashlib.sha256(pl.read_parquet(PLACES_PATH).write_csv().encode()).hexdigest() == written


def test_a_table_of_other_columns_or_order_is_refused(tmp_path: Path) -> None:
    table = pl.read_parquet(PLACES_PATH)
    with pytest.raises(ValueError, match="other columns"):
        PlaceTable(table.drop("rank"))
    with pytest.raises(ValueError, match="order"):
        PlaceTable(table.head(1000).reverse())
    (broken := tmp_path / "places.parquet").write_bytes(b"PAR1")
    with pytest.raises(ValueError, match="make gazetteer"):
        read_places(broken)
