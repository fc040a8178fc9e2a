"""All rules but spelling, together: what comes out, and that the edits are a true account of it."""

import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.cleaning.normalise import NORMALISED_TABLES, NormaliseConfiguration, normalise, normalise_batch
from pipelines.cleaning.page_chrome import PageChrome, Pattern
from pipelines.lineage.edits import Edit, proves

PATTERNS = (Pattern("share this", "share"), Pattern("read more: *", "related"))
CHROME = PageChrome(PATTERNS)
GONE = set("\u00ad\u200b\u200e\u200f\ufeff") | {chr(c) for c in (*range(0x202A, 0x202F), *range(0x2060, 0x2065))}
GONE |= {chr(c) for c in range(0x2066, 0x206A)}

_MEETING = st.one_of(
    st.sampled_from(["\r\n", "\r", "\n", "\n\n\n", " ", "  ", "\t", "\u00a0", "\u2028", "\u3000"]),
    st.sampled_from(["\x00", "\x1b[1m", "\x1c", "\u200b", "\u00ad", "\ufeff", "\u202e", "👩\u200d👧"]),
    st.sampled_from(["e\u0301", "\u0301", "\u1112\u1161\u11ab", "Share this", "Read more: x", "—", "the"]),
)
_MOJIBAKE = st.sampled_from(["Ã©", "â€œ", "â€\x9d", "Â\u00a0", "ï»¿", "Ã", "©", "\x85", "\x93"])
HOSTILE = st.lists(_MEETING | _MOJIBAKE | st.text(max_size=4), max_size=14).map("".join)
SOUND = st.lists(_MEETING | st.text(st.characters(codec="ascii"), max_size=4), max_size=14).map("".join)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("", ""),
        (" \r\n\u200b\r\n\t", ""),
        ("A line.\r\nAnother.\r\n\r\n\r\n\r\nA third.\r\n", "A line.\nAnother.\n\nA third."),
        ("a \u200b \u00a0 b", "a b"),
        ("a\x00\n\x00\n\x00\nb", "a\n\nb"),
        ("cafe\u200b\u0301", "café"),
        ("\ufeff\r\nShare this\r\n\r\nText.\r\nRead more: x\r\n", "Text."),
        ("Share\u00a0this\nText.", "Text."),
        ("sh\u00adare this\nText.", "Text."),
        ("Share this", "Share this"),
        ("itâ€™s\r\nÃ©tÃ©", "it’s\nété"),
        ("ï»¿Text", "Text"),
    ],
)
def test_rules_work_together(source: str, text: str) -> None:
    edited = normalise(source, "text", CHROME)
    assert edited.text == text
    assert proves(source, edited.edits, text)


def test_titles_have_no_page_chrome() -> None:
    assert normalise("Share this\nnow ", "title", CHROME).text == "Share this\nnow"


def test_an_edit_names_all_its_rules_in_order() -> None:
    assert normalise("a\r\n\r\n\r\nb", "text", CHROME).edits == (
        Edit("line_end", 1, 3, 1, 2, "\r\n", "\n"),
        Edit("line_end", 3, 5, 2, 3, "\r\n", "\n"),
        Edit("line_end, blank_line", 5, 7, 3, 3, "\r\n", ""),
    )


@given(HOSTILE, st.sampled_from(["title", "text"]))
def test_any_text_becomes_clean_text_by_its_edits(source: str, field: str) -> None:
    edited = normalise(source, field, CHROME)
    text = edited.text
    assert proves(source, edited.edits, text)
    assert all(edit.before != edit.after for edit in edited.edits)
    assert not {c for c in text if c in GONE or (unicodedata.category(c) == "Cc" and c != "\n")}
    assert unicodedata.is_normalized("NFC", text)
    assert text == text.strip(" \n")
    assert not any(wrong in text for wrong in ("  ", " \n", "\n ", "\n\n\n"))
    assert not any(c.isspace() and c not in " \n" for c in text)


@given(SOUND, st.sampled_from(["title", "text"]))
def test_clean_text_stays_as_it_is(source: str, field: str) -> None:
    text = normalise(source, field, CHROME).text
    assert normalise(text, field, CHROME).edits == ()


@pytest.mark.parametrize("source", ["cafA\u0303©", "cafÃ\x00©", "cafÃ\u200b©"])
def test_mojibake_in_pieces_is_repaired_too(source: str) -> None:
    """The first is what decomposing a damaged text leaves; the clean text would be repaired by a second round."""
    assert normalise(source, "text", CHROME).text == "café"


def test_a_batch_gives_texts_edits_and_words_by_unit() -> None:
    english = "The council voted. The goverment did not, the mayor said on Tuesday.\r\n"
    french = "Le conseil municipal a voté mardi la réouverture de la vieille bibliothèque après deux ans de travaux."
    batch = pl.DataFrame(
        {
            "field": ["text", "title", "text"],
            "unit": ["u1", "u2", "u3"],
            "text": [english, " ", french],
            "other": [1, 2, 3],
        }
    )
    made = normalise_batch(NormaliseConfiguration(PATTERNS), batch)
    assert {name: dict(frame.schema) for name, frame in made.items()} == NORMALISED_TABLES
    texts = made["texts"].drop("language_score").rows()
    assert texts == [("u1", english.rstrip(), "en"), ("u2", "", "und"), ("u3", french, "fr")]
    assert [score > 0.9 for score in made["texts"]["language_score"]] == [True, False, True]
    assert made["edits"].select("unit", "edit_index", "rule", "before").rows() == [
        ("u1", 0, "line_end, edge_space", "\r\n"),
        ("u2", 0, "edge_space", " "),
    ]
    counted = made["words"].filter(unit="u1").select("word", "occurrence_count")
    words = dict(counted.iter_rows())
    assert made["words"]["unit"].unique().to_list() == ["u1"]
    assert (words["The"], words["the"], words["goverment"]) == (2, 1, 1)


def test_an_empty_batch_gives_empty_tables() -> None:
    empty = pl.DataFrame(schema={"unit": pl.String(), "field": pl.String(), "text": pl.String()})
    made = normalise_batch(NormaliseConfiguration(()), empty)
    assert {name: (frame.height, dict(frame.schema)) for name, frame in made.items()} == {
        name: (0, schema) for name, schema in NORMALISED_TABLES.items()
    }
