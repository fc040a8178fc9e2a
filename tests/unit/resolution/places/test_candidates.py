"""Which words may begin the name of a country or region: what is looked up must find all that is listed."""

import pytest

from pipelines.resolution.places.abbreviations import POSTAL, USUAL
from pipelines.resolution.places.candidates import Candidates


def test_every_listed_name_of_several_words_may_be_looked_up(candidates: Candidates) -> None:
    gazetteer = candidates.gazetteer
    names = [name for name in (*gazetteer.bearers, *gazetteer.demonyms) if " " in name]
    assert len(names) > 100
    written = [form for name in names for form in (name, name.upper())]
    assert [name for name in written if not candidates.may_begin_area(name.split()[0])] == []


@pytest.mark.parametrize("name", ["São Paulo", "SÃO PAULO", "Île-de-France x", "Saint Thomas", "New South Wales"])
def test_keys_decide_whatever_the_spelling(name: str, candidates: Candidates) -> None:
    assert candidates.may_begin_area(name.split()[0])


def test_abbreviations_with_spaces_may_be_looked_up(candidates: Candidates) -> None:
    spaced = [" ".join(written) for written in (*USUAL, *POSTAL) if len(written) == 2]
    assert [name for name in spaced if not candidates.may_begin_area(name.split()[0])] == []
    assert candidates.may_begin_area("W.")


def test_most_words_begin_no_such_name(candidates: Candidates) -> None:
    assert not any(map(candidates.may_begin_area, ["Analysts", "However", "Reuters", "Chairman"]))
