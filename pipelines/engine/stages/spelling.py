"""Spelling: texts to the vocabulary of the corpus, and what is decided on each of its forms."""

from collections.abc import Mapping

import polars as pl

from pipelines.cleaning.articles import text_units
from pipelines.cleaning.spelling.decisions import SCHEMA, decide
from pipelines.cleaning.spelling.evidence import EVIDENCE_TABLES, gather_batch
from pipelines.cleaning.spelling.overrules import read_overrules
from pipelines.cleaning.vocabulary import counted_words, read_units, vocabulary, words_of_articles
from pipelines.engine.reference import file_sha256, read_reference
from pipelines.engine.stages.normalising import normalisation_process, normalised_texts
from pipelines.engine.step import Step
from pipelines.engine.store import BatchWork
from pipelines.engine.workspace import Workspace
from pipelines.lineage.processes import Process, process
from pipelines.schemas.decisions import SpellingDecisions
from pipelines.settings import Settings

# A worker loads the dictionaries for as long as it takes to look up 100,000 forms, so that few are loaded by two. The
# last batches are a sixteenth of the characters: some 35,000 forms.
_MOST_FORMS = 100_000
_MOST_CHARACTERS_OF_FORMS = 1 << 22


def _vocabulary(settings: Settings) -> Process:
    return process(
        "vocabulary",
        [__name__, "pipelines.cleaning.vocabulary"],
        {"normalisation": normalisation_process(settings).process_id},
    )


def _word_evidence(settings: Settings) -> Process:
    return process(
        "word_evidence", ["pipelines.cleaning.spelling.evidence"], packages=["symspellpy", "spylls", "wordfreq"]
    )


def _spelling_decisions(settings: Settings) -> Process:
    return process(
        "spelling_decisions",
        [__name__, "pipelines.cleaning.spelling.decisions", "pipelines.cleaning.spelling.overrules"],
        {
            "spelling": file_sha256(settings.reference / "spelling.csv"),
            "word_evidence": _word_evidence(settings).process_id,
        },
    )


def _make_vocabulary(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    units = workspace.kept(text_units(workspace.tables.scan("raw_articles"), "source"))
    normalised = normalised_texts(workspace, units)
    read = workspace.kept(read_units(units, normalised["texts"]))
    counted = workspace.by_article(counted_words, words=words_of_articles(read, normalised["words"]))
    return {"vocabulary": vocabulary(counted["counted"], counted["outlets"], read, normalised["texts"])}


def _make_spelling_decisions(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    overrules = read_reference(read_overrules, workspace.settings.reference / "spelling.csv")
    words = workspace.tables.scan("vocabulary")
    forms = words.select("word", "article_count", "occurrence_count")
    process = _word_evidence(workspace.settings)
    work = BatchWork(process, gather_batch, None, EVIDENCE_TABLES, "unit", _MOST_CHARACTERS_OF_FORMS, _MOST_FORMS)
    evidence = workspace.compute(work, forms.select(pl.col("word").alias("unit")))["evidence"]
    decided = workspace.by_python(lambda rows, found: decide(rows, overrules, found), (forms, evidence), SCHEMA)
    # What is known of the form is as the vocabulary has it, whatever is decided.
    counted = decided.drop("article_count", "occurrence_count").join(words, on="word")
    return {"spelling_decisions": SpellingDecisions.conform(counted)}


VOCABULARY = Step(
    "vocabulary",
    "cleaning",
    ("raw_articles",),
    ("vocabulary",),
    _vocabulary,
    _make_vocabulary,
    works=(normalisation_process,),
)
SPELLING_DECISIONS = Step(
    "spelling_decisions",
    "cleaning",
    ("vocabulary",),
    ("spelling_decisions",),
    _spelling_decisions,
    _make_spelling_decisions,
    works=(_word_evidence,),
)
