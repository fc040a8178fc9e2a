"""What is a word, what may be formed from words, and what a slip costs."""

import hashlib

import pytest

from pipelines.cleaning.spelling.candidates import Nearby, edit_cost, load_candidates
from pipelines.cleaning.spelling.derivation import formation, is_inflected
from pipelines.cleaning.spelling.lexicon import RARE_WORDS, RARE_WORDS_SHA256, load_lexicon
from pipelines.cleaning.spelling.misspellings import MISSPELLINGS, MISSPELLINGS_SHA256

BRITISH_AND_AMERICAN = [
    ("organise", "organize"),
    ("decriminalised", "decriminalized"),
    ("analyse", "analyze"),
    ("colour", "color"),
    ("neighbourhood", "neighborhood"),
    ("centre", "center"),
    ("theatre", "theater"),
    ("travelling", "traveling"),
    ("libelled", "libeled"),
    ("haemorrhage", "hemorrhage"),
    ("paediatric", "pediatric"),
    ("programme", "program"),
    ("defence", "defense"),
    ("towards", "toward"),
    ("glamour", "glamor"),
]


@pytest.mark.parametrize("pair", BRITISH_AND_AMERICAN)
def test_both_spellings_are_words(pair: tuple[str, str]) -> None:
    """A standard of spelling is not a mistake in the other."""
    lexicon = load_lexicon()
    assert all(lexicon.is_known(word) for word in pair)


@pytest.mark.parametrize("form", ["liquour", "honourary", "revealled", "statment", "bettre", "vidoe", "controled"])
def test_a_misspelling_is_not_excused_as_a_variant(form: str) -> None:
    """The correspondences are closed classes and conditions, not letters to swap anywhere."""
    assert not load_lexicon().is_known(form)


@pytest.mark.parametrize(
    ("form", "base"), [("unfussed", "fussed"), ("stockpiler", "stockpile"), ("wholescale", "whole+scale")]
)
def test_new_words_are_traced_to_listed_ones(form: str, base: str) -> None:
    """Spelling rules are undone: the e that -er dropped comes back."""
    made = formation(form, load_lexicon())
    assert made is not None
    assert made.base == base


@pytest.mark.parametrize("form", ["transfering", "prefering", "targetted", "puting"])
def test_a_wrong_doubling_is_no_new_word(form: str) -> None:
    """Beside the right spelling this is the same formation, misspelled."""
    assert formation(form, load_lexicon()) is None


def test_two_inflections_of_one_word_are_not_slips_for_each_other() -> None:
    """The plural of a rare agent noun is near the plural of the noun it comes from."""
    assert is_inflected("sentencers", "sentences", load_lexicon())
    assert not is_inflected("reprots", "reports", load_lexicon())


@pytest.mark.parametrize(
    ("written", "meant", "dearer"),
    [
        ("wtih", "with", "wrth"),  # a swap of two letters is cheaper than ...
        ("comittee", "committee", "ommittee"),  # a consonant left single than a letter lost in front
        ("separete", "separate", "sepaxate"),  # vowel for vowel than an unrelated letter
        ("goverbment", "government", "goverqment"),  # the key beside the right one than one far away
    ],
)
def test_likely_slips_cost_less(written: str, meant: str, dearer: str) -> None:
    """Costs are asked for the direction written from meant."""
    assert 0 < edit_cost(written, meant) < edit_cost(dearer, meant)


def test_cost_of_nothing_is_nothing() -> None:
    """Equal forms are at distance 0, empty ones included."""
    assert edit_cost("word", "word") == edit_cost("", "") == 0


def test_short_forms_are_looked_up_within_one_slip() -> None:
    """Two slips of four letters lead anywhere."""
    assert {nearby.slips for nearby in load_candidates().near("wtih")} == {1}
    assert 2 in {nearby.slips for nearby in load_candidates().near("seperete")}


def test_listed_words_are_near_at_any_distance() -> None:
    """And say so, with the number of slips that the index would give."""
    [nearby] = [nearby for nearby in load_candidates().near("critising") if nearby.word == "criticising"]
    assert nearby == Nearby("criticising", 2, True, False)
    [nearby] = [nearby for nearby in load_candidates().near("monolite") if nearby.is_beyond_reach]
    assert nearby == Nearby("monolithic", 3, True, True)


def test_the_shipped_word_lists_are_those_that_the_code_names() -> None:
    """Their hashes stand in the code, which is what a rerun compares."""
    assert hashlib.sha256(RARE_WORDS.read_bytes()).hexdigest() == RARE_WORDS_SHA256
    assert hashlib.sha256(MISSPELLINGS.read_bytes()).hexdigest() == MISSPELLINGS_SHA256


def test_rare_words_are_known_but_no_aim_of_a_correction() -> None:
    lexicon = load_lexicon()
    assert lexicon.is_known("defunding")
    assert not lexicon.is_known("recieve")
    assert "callipygian" not in {nearby.word for nearby in load_candidates().near("callipygiann")}
