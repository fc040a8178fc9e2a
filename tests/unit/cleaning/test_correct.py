"""Corrections applied to a normalised text: their places in clean and in source text."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning.correct import CORRECTED_TABLES, DECISION_STRUCT, correct_batch
from pipelines.cleaning.normalise import EDIT_SCHEMA, NormaliseConfiguration, normalise
from pipelines.cleaning.page_chrome import PageChrome, Pattern
from pipelines.lineage.edits import Edit, proves

DECISIONS = [
    {"word": word, "decision": "correct", "replacement": replacement, "reason": "overruled_correct", "candidates": []}
    for word, replacement in (("goverment", "government"), ("teh", "the"), ("alot", "a lot"))
]
CHROME = PageChrome([])


def corrected(
    *sources: str,
    lines: tuple[str, ...] = (),
    patterns: tuple[Pattern, ...] = (),
    decisions: Sequence[Mapping[str, object]] = DECISIONS,
) -> dict[str, pl.DataFrame]:
    """What correct_batch makes of the sources, after real normalisation."""
    normalised = [normalise(source, "text", CHROME) for source in sources]
    rows = {
        "unit": [str(number) for number in range(len(sources))],
        "field": ["text"] * len(sources),
        "raw_text": list(sources),
        "text": [edited.text for edited in normalised],
        "edits": [[edit._asdict() for edit in edited.edits] for edited in normalised],
        "decisions": [list(decisions)] * len(sources),
        "lines": [list(lines)] * len(sources),
    }
    schema = {
        "unit": pl.String(),
        "field": pl.String(),
        "raw_text": pl.String(),
        "text": pl.String(),
        "edits": pl.List(pl.Struct(EDIT_SCHEMA)),
        "decisions": pl.List(DECISION_STRUCT),
        "lines": pl.List(pl.String()),
    }
    return correct_batch(NormaliseConfiguration(patterns), pl.DataFrame(rows, schema=schema))


@pytest.mark.parametrize(
    ("source", "raw"),
    [
        ("teh end", ["teh"]),
        ("A line.\r\nteh goverment\r\n\r\n\r\nteh", ["teh", "goverment", "teh"]),
        ("\ufeff\u200b teh  goverment.", ["teh", "goverment"]),
        ("gover\u00adment teh\u200b", ["gover\u00adment", "teh"]),
        ("\u200bteh\u200b goverment", ["teh", "goverment"]),
        ("😀 cafe\u0301 teh", ["teh"]),
        ("itâ€™s teh\u00a0goverment’s", ["teh", "goverment"]),
        ("alot alot teh", ["alot", "alot", "teh"]),
        ("nothing here", []),
        ("", []),
    ],
)
def test_raw_spans_are_the_words_in_the_source(source: str, raw: list[str]) -> None:
    made = corrected(source)
    (text,) = made["texts"]["text"]
    rows = list(made["corrections"].iter_rows(named=True))
    assert [source[row["raw_start"] : row["raw_end"]] for row in rows] == raw
    assert [text[row["char_start"] : row["char_end"]] for row in rows] == [row["replacement"] for row in rows]
    assert [row["original"] for row in rows] == [word.replace("\u00ad", "") for word in raw]


def test_vetoes_have_their_places_in_the_clean_text_and_in_the_source() -> None:
    """What was corrected before them moves them."""
    source = "\ufeffalot of  teh ‘aga\u00adins’, alot"
    doubtful = {
        "word": "agains",
        "decision": "in_context",
        "replacement": "against",
        "reason": "doubtful",
        "candidates": [{"word": "against", "score": Decimal("0.5")}],
    }
    made = corrected(source, decisions=[*DECISIONS, doubtful])
    (text,) = made["texts"]["text"]
    assert text == "a lot of the ‘agains’, a lot"
    assert made["corrections"].height == 3
    (row,) = made["vetoes"].iter_rows(named=True)
    assert text[row["char_start"] : row["char_end"]] == row["original"] == "agains"
    assert source[row["raw_start"] : row["raw_end"]] == "aga\u00adins"
    assert (row["candidate"], row["score"], row["reason"]) == ("against", None, "set_apart")


def test_the_edits_of_both_passes_are_one_list() -> None:
    made = corrected("gover\u00adment\r\nteh")
    assert made["texts"].rows() == [("0", "government\nthe")]
    assert made["edits"].rows() == [
        ("0", 0, "invisible, spelling", 0, 10, 0, 10, "gover\u00adment", "government"),
        ("0", 1, "line_end", 10, 12, 10, 11, "\r\n", "\n"),
        ("0", 2, "spelling", 12, 15, 11, 14, "teh", "the"),
    ]


def test_lines_that_recur_go_and_the_patterns_behind_them_too() -> None:
    source = "Teh end of teh story.\n\nShare this\n\nThe Courier, Brannoc.\n"
    made = corrected(source, lines=("the courier, brannoc",), patterns=(Pattern("share this", "share"),))
    assert made["texts"].rows() == [("0", "Teh end of the story.")]
    edits = [Edit(*row[2:]) for row in made["edits"].iter_rows()]
    assert proves(source, edits, "Teh end of the story.")
    assert {rule for edit in edits for rule in edit.rule.split(", ")} >= {"page_chrome:recurring", "page_chrome:share"}
    assert [row["raw_start"] for row in made["corrections"].iter_rows(named=True)] == [source.index("teh")]


def test_the_dateline_is_that_of_the_corrected_text() -> None:
    made = corrected("Teh  Courier\nOSLO, May 2 (AP) - teh end.", lines=("teh courier",))
    assert made["datelines"].rows() == [("0", 13, 31, 0, 18, "OSLO", "May 2", "AP")]


def test_an_empty_batch_gives_typed_tables() -> None:
    made = corrected()
    assert {name: (frame.height, dict(frame.schema)) for name, frame in made.items()} == {
        name: (0, schema) for name, schema in CORRECTED_TABLES.items()
    }


_PIECES = st.sampled_from(
    [
        "teh",
        "goverment",
        "alot",
        "gover\u00adment",
        "t\u200beh",
        " ",
        " ",
        "  ",
        "\r\n",
        ". ",
        "’s",
        "\u200b",
        "😀",
        "e\u0301",
        "Ã©",
    ]
)


@given(st.lists(st.lists(_PIECES, max_size=10).map("".join), max_size=3))
def test_spans_hold_for_any_mixture_and_any_batch(sources: list[str]) -> None:
    made = corrected(*sources)
    texts = dict(made["texts"].iter_rows())
    for number, source in enumerate(sources):
        unit = str(number)
        alone = {name: frame.with_columns(unit=pl.lit(unit)) for name, frame in corrected(source).items()}
        here = {name: frame.filter(pl.col("unit") == unit) for name, frame in made.items()}
        assert {name: frame.rows() for name, frame in here.items()} == {n: f.rows() for n, f in alone.items()}
        edits = [Edit(*row[2:]) for row in here["edits"].iter_rows()]
        assert proves(source, edits, texts[unit])
        for row in here["corrections"].iter_rows(named=True):
            raw = source[row["raw_start"] : row["raw_end"]]
            assert normalise(raw, "text", CHROME).text == row["original"]
            assert texts[unit][row["char_start"] : row["char_end"]] == row["replacement"]
