"""What is decided about the unknown forms of a corpus."""

import random
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pipelines.cleaning.spelling import overrules as overrules_module
from pipelines.cleaning.spelling.corrections import Decision, correct
from pipelines.cleaning.spelling.decisions import SCHEMA, decide
from pipelines.cleaning.spelling.evidence import FINDINGS, gather_batch
from pipelines.cleaning.spelling.scoring import Choice

Row = dict[str, object]
WORDS = """
organise organize colour color centre center travelled traveled libelled judgement judgment whilst gotten learnt leant
aluminium skeptic sceptic manoeuvre maneuver programme tyre
smartphone blog cybersecurity lockdown podcasters unfussed railcard-holders megadeals nonregistered
raison d'être faux coup détente schadenfreude tienda gobierno laissez-faire vis-à-vis
ain't y'all gonna wee bairn allus ginnel snicket doesn’t we’ve de-escalate back-channel co-operate e-mail
"""
NO_OVERRULES = pl.DataFrame(schema=overrules_module.SCHEMA)


def vocabulary(*forms: str, **counts: int) -> pl.DataFrame:
    """A vocabulary of forms that each occur once, and of forms that each occur in so many articles."""
    rows = [(form, 1, 1) for form in forms] + [(form, n, n) for form, n in counts.items()]
    return pl.DataFrame(
        rows,
        schema={"word": pl.String, "occurrence_count": pl.Int64, "article_count": pl.Int64},
        orient="row",
    )


def decided(table: pl.DataFrame) -> dict[str, Row]:
    """Rows by word."""
    return {str(row["word"]): row for row in table.iter_rows(named=True)}


def frozen(table: pl.DataFrame) -> dict[str, Decision]:
    """Decisions as a text needs them."""
    return {
        row["word"]: Decision(
            row["word"],
            row["decision"],
            row["replacement"],
            row["score"],
            row["reason"],
            tuple(Choice(c["word"], float(c["score"])) for c in row["candidates"]),
        )
        for row in table.iter_rows(named=True)
    }


def overrules(*rows: tuple[str, str | None]) -> pl.DataFrame:
    """Overrules without notes."""
    return pl.DataFrame([(*row, "") for row in rows], schema=overrules_module.SCHEMA, orient="row")


def test_plain_slips_are_corrected_in_a_corpus_of_a_few_words() -> None:
    """One article is corpus enough."""
    slips = {
        "goverment": "government",
        "sucessful": "successful",
        "wtih": "with",
        "negotations": "negotiations",
        "mutli-party": "multi-party",
        "commited": "committed",
        "recieve": "receive",
    }
    table = decided(decide(vocabulary("the", *slips), NO_OVERRULES))
    assert {word: row["replacement"] for word, row in table.items()} == slips
    assert {row["reason"] for row in table.values()} <= {"clear_winner", "likely"}


def test_a_misspelling_that_is_often_seen_is_put_right_in_its_place() -> None:
    """It is on frequency lists itself, and the words around it tell."""
    table = decide(vocabulary("recieve"), NO_OVERRULES)
    assert [c.replacement for c in correct("They will recieve a letter.", frozen(table))] == ["receive"]


def test_what_is_likely_but_not_sure_is_left_to_the_context() -> None:
    """Neighbours choose between words that are about as near."""
    row = decided(decide(vocabulary("nake"), NO_OVERRULES))["nake"]
    assert row["decision"] == "in_context"
    candidates = row["candidates"]
    assert isinstance(candidates, list)
    assert [c["word"] for c in candidates][:2] == ["name", "make"]
    assert row["replacement"] == "name"


@pytest.mark.parametrize("form", WORDS.split())
def test_words_stay_as_they_are(form: str) -> None:
    """British, American, dialect, new, foreign and compound words are not mistakes."""
    table = decide(vocabulary(form), NO_OVERRULES)
    for text in (form, f"It was {form} that he had in mind.", f"They will {form} it."):
        assert correct(text, frozen(table)) == []


@pytest.mark.parametrize("name", ["Starmer", "Lukashenka", "Zelenskyy", "Volodymyr", "Kyiv", "KYIV", "Gouvernement"])
def test_capitalised_forms_are_kept_and_say_so(name: str) -> None:
    """Most unknown forms of news are names."""
    row = decided(decide(vocabulary(name), NO_OVERRULES))[name]
    assert (row["decision"], row["replacement"], row["reason"], row["candidates"]) == ("keep", None, "capitalised", [])


@pytest.mark.parametrize(
    ("form", "expected"),
    [("Minstry", "Ministry"), ("Bangaldesh", "Bangladesh"), ("Sammon", None), ("Profesional", None)],
)
def test_a_known_misspelling_with_a_capital_is_corrected_if_it_is_long_and_no_foreign_word(
    form: str, expected: str | None
) -> None:
    """Even where it is part of a name, but not among foreign words, and not if it recurs."""
    table = decide(vocabulary(form), NO_OVERRULES)
    found = correct(f"The Education {form} said it.", frozen(table))
    assert [c.replacement for c in found] == ([expected] if expected else [])
    assert not correct(f"In la {form} Internacional del Carmen.", frozen(table))
    again = decided(decide(vocabulary(**{form: 2}), NO_OVERRULES))[form]
    assert (again["decision"], again["reason"]) == ("keep", "capitalised")


def test_a_known_misspelling_names_words_that_are_out_of_reach() -> None:
    """Of a listed form also the words more than two slips away are weighed."""
    row = decided(decide(vocabulary("critising", "monolite"), NO_OVERRULES))
    assert row["critising"]["replacement"] == "criticising"
    assert "monolithic" in {c["word"] for c in row["monolite"]["candidates"]}  # type: ignore[attr-defined]


def test_a_form_seen_capitalised_is_a_name() -> None:
    """An all-lower-case handle or e-mail style name has its capital elsewhere in the corpus."""
    assert decided(decide(vocabulary("mantains"), NO_OVERRULES))["mantains"]["decision"] != "keep"
    row = decided(decide(vocabulary("mantains", "Mantains"), NO_OVERRULES))["mantains"]
    assert (row["decision"], row["reason"]) == ("keep", "capitalised_elsewhere")


def test_a_form_that_many_articles_share_is_a_word_unless_another_is_far_more_frequent() -> None:
    """The same misspelling made by many is told from a word by how often the right one occurs."""
    shared = decided(decide(vocabulary(aiports=400), NO_OVERRULES))["aiports"]
    assert (shared["decision"], shared["reason"]) == ("keep", "recurs_in_corpus")
    outnumbered = decided(decide(vocabulary(aiports=4, airports=400), NO_OVERRULES))["aiports"]
    assert (outnumbered["decision"], outnumbered["reason"]) == ("in_context", "likely")


def test_a_form_that_one_writer_repeats_is_meant() -> None:
    """Slips do not repeat in one article as terms do."""
    once = decided(decide(vocabulary("mantains"), NO_OVERRULES))["mantains"]
    repeated = vocabulary("mantains").with_columns(occurrence_count=pl.lit(100, pl.Int64))
    often = decided(decide(repeated, NO_OVERRULES))["mantains"]
    assert isinstance(once["score"], Decimal)
    assert isinstance(often["score"], Decimal)
    assert often["score"] < 0 < once["score"]


def test_two_spellings_of_one_word_do_not_compete() -> None:
    """Between realise and realize the corpus chooses; neither is a reason to leave the slip."""
    british = decided(decide(vocabulary("realisse", realised=5, realise=50), NO_OVERRULES))["realisse"]
    assert british["replacement"] == "realise"


def test_lost_apostrophes_come_back_in_the_corpus_own_style() -> None:
    """Mixed styles would be an edit that nobody asked for."""
    curly = decided(decide(vocabulary("dont", "isn’t"), NO_OVERRULES))["dont"]
    straight = decided(decide(vocabulary("dont", "isn't"), NO_OVERRULES))["dont"]
    assert (curly["replacement"], straight["replacement"]) == ("don’t", "don't")
    assert curly["reason"] == "missing_apostrophe"


def test_known_words_get_no_row() -> None:
    """The table is of unknown forms."""
    assert decide(vocabulary("the", "London", "colour", "well-known", "don’t"), NO_OVERRULES).is_empty()


def test_a_person_has_the_last_word() -> None:
    """Over the method and over the lexicon, but only for forms that occur."""
    rules = overrules(("goverment", None), ("Starmer", "Starmers"), ("whilst", "while"), ("absent", "abstent"))
    table = decided(decide(vocabulary("goverment", "Starmer", "whilst", "sucessful"), rules))
    assert sorted(table) == ["Starmer", "goverment", "sucessful", "whilst"]
    assert (table["goverment"]["decision"], table["goverment"]["reason"]) == ("keep", "overruled_keep")
    assert (table["whilst"]["replacement"], table["whilst"]["reason"]) == ("while", "overruled_correct")
    assert table["Starmer"]["replacement"] == "Starmers"
    assert table["sucessful"]["reason"] == "clear_winner"


def test_an_empty_replacement_means_keep_as_null_does() -> None:
    """Overrules may come from elsewhere than the CSV reader."""
    assert decided(decide(vocabulary("goverment"), overrules(("goverment", ""))))["goverment"]["decision"] == "keep"


def test_the_table_does_not_depend_on_the_order_of_the_vocabulary() -> None:
    """Rows, candidates and scores are the same, and sorted by word."""
    forms = ["goverment", "wtih", "Zelenskyy", "aiport", "nake", "dont", "haere", "unfussed", "mutli-party", "the"]
    expected = decide(vocabulary(*forms), NO_OVERRULES)
    assert expected["word"].to_list() == sorted(expected["word"])
    for seed in range(5):
        random.Random(seed).shuffle(forms)  # noqa: S311
        assert decide(vocabulary(*forms), NO_OVERRULES).equals(expected)


def test_the_table_has_its_columns_and_types_even_when_empty() -> None:
    """Later stages validate against them."""
    empty = decide(vocabulary(), NO_OVERRULES)
    assert empty.schema == SCHEMA
    assert empty.height == 0
    assert list(SCHEMA) == [
        *("word", "decision", "replacement", "candidates", "score", "reason"),
        *("article_count", "occurrence_count"),
    ]


def test_candidates_are_at_most_five_and_best_first() -> None:
    """Their scores are exact decimals, so that they print the same everywhere."""
    row = decided(decide(vocabulary("nake"), NO_OVERRULES))["nake"]
    candidates = row["candidates"]
    assert isinstance(candidates, list)
    scores = [c["score"] for c in candidates]
    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)
    assert all(isinstance(score, Decimal) for score in scores)


def test_a_form_listed_twice_is_an_error() -> None:
    """Its counts would be half of the truth."""
    with pytest.raises(ValueError, match="'wtih' twice"):
        decide(vocabulary("wtih", "wtih"), NO_OVERRULES)
    with pytest.raises(ValueError, match="overrules list a form twice"):
        decide(vocabulary("wtih"), overrules(("wtih", None), ("wtih", "with")))


def test_evidence_that_was_gathered_before_decides_in_the_same_way(tmp_path: Path) -> None:
    """Also after it was written and read, in other batches, and with forms of another corpus among it."""
    words = vocabulary(
        "the", "goverment", "mutli-party", "dont", "mega", "Starmer", "schadenfreude", aiports=400, tge=3
    )
    forms = words["word"].to_list()
    batches = [forms[:3], forms[3:], ["wtih", "negotations"]]
    for number, batch in enumerate(batches):
        found = gather_batch(None, pl.DataFrame({"unit": batch}))["evidence"]
        found.write_parquet(tmp_path / f"{number}.parquet")
    evidence = pl.concat([pl.read_parquet(tmp_path / f"{number}.parquet") for number in (2, 1, 0)])
    assert decide(words, NO_OVERRULES, evidence).equals(decide(words, NO_OVERRULES))
    assert set(evidence["finding"]) <= set(FINDINGS)
