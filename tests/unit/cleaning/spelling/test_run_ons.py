"""Two words that ran together, and compounds that only look like it."""

import polars as pl
import pytest

from pipelines.cleaning.correct import DECISION_STRUCT, correct_batch
from pipelines.cleaning.normalise import NormaliseConfiguration
from pipelines.cleaning.spelling.decisions import decide
from pipelines.cleaning.spelling.lexicon import load_lexicon
from pipelines.cleaning.spelling.overrules import SCHEMA as OVERRULES
from pipelines.cleaning.spelling.run_ons import find_run_on, rule_of

COMPOUNDS = """
onstart heatsink rollout wipeout chipset watchlist hotspots rightwing gameplay hardline newborns lockdown weblogger
itselves inswingers lashon beheadings agains proto tous facto prima inerasable bystander hashem
"""


def _decided(*rows: tuple[str, int, int], overrules: pl.DataFrame | None = None) -> dict[str, dict[str, object]]:
    schema = {"word": pl.String, "occurrence_count": pl.Int64, "article_count": pl.Int64}
    vocabulary = pl.DataFrame(rows, schema=schema, orient="row")
    table = decide(vocabulary, pl.DataFrame(schema=OVERRULES) if overrules is None else overrules)
    return {row["word"]: row for row in table.iter_rows(named=True)}


@pytest.mark.parametrize("words", ["in which", "of the", "judge by", "exact same", "sites are", "children that"])
def test_common_pairs_are_written_apart(words: str) -> None:
    row = _decided((words.replace(" ", ""), 1, 1))[words.replace(" ", "")]
    assert (row["decision"], row["replacement"], row["reason"]) == ("correct", words, "run_on")


@pytest.mark.parametrize("form", COMPOUNDS.split())
def test_compounds_and_names_are_not(form: str) -> None:
    row = _decided((form, 1, 1)).get(form)
    assert row is None or " " not in str(row["replacement"])


@pytest.mark.parametrize("form", ["befor", "huband", "attendin", "allso", "togehter"])
def test_a_word_with_a_slip_is_likelier_than_two_words(form: str) -> None:
    assert " " not in str(_decided((form, 1, 1))[form]["replacement"])


def test_a_form_that_recurs_is_a_word() -> None:
    rows = _decided(("judgeby", 9, 9), ("exactsame", 4, 2), ("ofthe", 3, 3))
    assert {word: row["reason"] for word, row in rows.items()} == {
        "judgeby": "recurs_in_corpus",
        "exactsame": "recurs_in_corpus",
        "ofthe": "run_on",
    }


def test_a_name_is_not_written_apart() -> None:
    assert _decided(("judgeby", 1, 1), ("Judgeby", 1, 1))["judgeby"]["reason"] == "capitalised_elsewhere"


def test_a_person_overrules_a_run_on() -> None:
    kept = pl.DataFrame([("inwhich", None, "a band")], schema=OVERRULES, orient="row")
    assert _decided(("inwhich", 1, 1), overrules=kept)["inwhich"]["reason"] == "overruled_keep"


def test_forms_that_are_no_pair_of_words_have_no_reading() -> None:
    lexicon = load_lexicon()
    assert [find_run_on(form, lexicon) for form in ("a", "xqzt", "zzzzzzzz", "")] == [None] * 4


def test_its_edit_has_a_name_of_its_own() -> None:
    assert rule_of("inwhich", "in which") == "spelling:run_on"
    assert rule_of("recieve", "receive") == rule_of("alot", "a lott") == "spelling"
    decisions = [
        {"word": word, "decision": "correct", "replacement": right, "reason": "overruled_correct", "candidates": []}
        for word, right in (("inwhich", "in which"), ("teh", "the"))
    ]
    text = "teh year inwhich it was"
    batch = pl.DataFrame(
        [("u", "text", text, text, [], decisions, [])],
        schema={
            **dict.fromkeys(("unit", "field", "raw_text", "text"), pl.String),
            "edits": pl.List(pl.Null),
            "decisions": pl.List(DECISION_STRUCT),
            "lines": pl.List(pl.String),
        },
        orient="row",
    )
    done = correct_batch(NormaliseConfiguration(()), batch)
    assert done["edits"]["rule"].to_list() == ["spelling", "spelling:run_on"]
    assert done["texts"]["text"].to_list() == ["the year in which it was"]
