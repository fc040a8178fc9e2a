"""A pipeline that is stepped from here gives what spaCy gives."""

import warnings
from collections.abc import Iterator

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from pipelines.extraction.transitions import read_docs
from pipelines.settings import Settings

TEXTS = [
    "Maria Santos met Barack Obama in Berlin on Monday. They signed nothing.\n\nThe talks go on in Paris.",
    "",
    " \n ",
    "OK",
    "“It is over,” she said. The BBC paid $5 million, 20% of it in March 2026, to the Port of Rotterdam Authority.",
] + [file.read_text("utf-8") for file in sorted(Settings.articles[0].glob("ferry_*.txt"))]


@pytest.fixture(scope="module")
def nlp() -> Language:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        return spacy.load(Settings().model, exclude=["tagger", "attribute_ruler", "lemmatizer"])


@pytest.fixture
def with_function(nlp: Language) -> Iterator[Language]:
    """A pipeline with a component that knows no batches."""

    @Language.component("first_is_a_date")
    def first_is_a_date(doc: Doc) -> Doc:
        doc.set_ents([doc.char_span(0, 2, label="DATE")] if doc.text == "OK" else [], default="unmodified")
        return doc

    nlp.add_pipe("first_is_a_date", last=True)
    yield nlp
    nlp.remove_pipe("first_is_a_date")


def found_in(docs: list[Doc]) -> list[object]:
    return [
        ([(e.start, e.end, e.label_) for e in doc.ents], [(t.text, t.head.i, t.dep_, t.is_sent_start) for t in doc])
        for doc in docs
    ]


def test_texts_are_read_as_by_spacy(nlp: Language) -> None:
    usual = found_in(list(nlp.pipe(TEXTS)))
    assert found_in(read_docs(nlp, TEXTS)) == usual
    assert [found_in(read_docs(nlp, [text]))[0] for text in TEXTS] == usual
    assert sum(len(doc.ents) for doc in nlp.pipe(TEXTS)) > 20


def test_labels_that_training_never_saw_are_not_given(nlp: Language) -> None:
    recogniser = nlp.get_pipe("ner")
    unseen: set[int] = recogniser.model.attrs["unseen_classes"]
    people = {number for number, name in enumerate(recogniser.move_names) if name.endswith("PERSON")}
    unseen |= people
    try:
        docs = read_docs(nlp, TEXTS)
        assert found_in(docs) == found_in(list(nlp.pipe(TEXTS)))
        assert not [ent for doc in docs for ent in doc.ents if ent.label_ == "PERSON"]
    finally:
        unseen -= people


def test_other_components_are_asked_as_they_are(with_function: Language) -> None:
    docs = read_docs(with_function, TEXTS)
    assert found_in(docs) == found_in(list(with_function.pipe(TEXTS)))
    assert [ent.label_ for ent in docs[3].ents] == ["DATE"]


def test_no_texts_are_no_docs(nlp: Language) -> None:
    assert read_docs(nlp, []) == []
