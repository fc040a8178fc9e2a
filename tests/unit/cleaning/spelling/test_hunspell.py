"""The dictionary as it is loaded here answers as spylls itself does."""

from importlib.resources import files

import pytest
from spylls.hunspell import Dictionary  # type: ignore[import-untyped]

from pipelines.cleaning.spelling.frequencies import word_counts
from pipelines.cleaning.spelling.hunspell import load_hunspell

ODD = [
    "21st", "22th", "1234th", "11", "3.5", "e-mails", "pre-war", "a-", "-", "", "don't", "don’t", "McDonald",
    "MCDONALD", "mcdonald", "iPhone", "IPHONE", "Paris", "paris", "PARIS", "UNM", "ZERS", "naïve", "façade's", "zzzz",
]  # fmt: skip


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_answers_are_those_of_spylls() -> None:
    theirs = Dictionary.from_files(str(files("spylls").joinpath("hunspell", "data", "en", "en_US")))
    usual = sorted(word_counts())[::300]
    forms = [*ODD, *usual, *(f"{word}x" for word in usual), *(f"{word.capitalize()}'s" for word in usual[::3])]
    forms += (word.upper() for word in usual[::5])
    ours = load_hunspell()
    assert [form for form in forms if bool(ours.lookup(form)) != bool(theirs.lookup(form))] == []
