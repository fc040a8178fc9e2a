"""Cleaning: raw articles to vocabulary, spelling_decisions, articles and everything that was changed in them."""

from collections.abc import Mapping

import polars as pl

from pipelines.cleaning import articles as cleaning
from pipelines.cleaning.correct import CORRECTED_TABLES, correct_batch
from pipelines.cleaning.normalise import NORMALISED_TABLES, NormaliseConfiguration, normalise_batch
from pipelines.cleaning.page_chrome import read_patterns
from pipelines.cleaning.spelling.decisions import SCHEMA, decide
from pipelines.cleaning.spelling.overrules import read_overrules
from pipelines.engine.reference import file_sha256, read_reference
from pipelines.engine.step import Check, Step, Workspace
from pipelines.engine.store import BatchWork
from pipelines.lineage.processes import Process, process
from pipelines.schemas.cleaning import SpellingDecisions
from pipelines.settings import Settings


def _normalisation(settings: Settings) -> Process:
    return process(
        "normalisation",
        ["pipelines.cleaning.normalise"],
        {"page_chrome": file_sha256(settings.reference / "page_chrome.csv")},
        ["ftfy", "pycld2"],
    )


def _vocabulary(settings: Settings) -> Process:
    return process(
        "vocabulary", ["pipelines.cleaning.articles"], {"normalisation": _normalisation(settings).process_id}
    )


def _spelling_decisions(settings: Settings) -> Process:
    return process(
        "spelling_decisions",
        ["pipelines.cleaning.spelling.decisions", "pipelines.cleaning.spelling.overrules"],
        {"spelling": file_sha256(settings.reference / "spelling.csv")},
        ["symspellpy", "spylls", "wordfreq"],
    )


def _correction(settings: Settings) -> Process:
    return process("correction", ["pipelines.cleaning.correct"], {"normalisation": _normalisation(settings).process_id})


def _cleaning(settings: Settings) -> Process:
    return process("cleaning", ["pipelines.cleaning.articles"], {"correction": _correction(settings).process_id})


def _normalised(workspace: Workspace, units: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """The first cleaning pass over every text; both steps that need it ask here, and the second finds it done."""
    settings = workspace.settings
    configuration = NormaliseConfiguration(read_reference(read_patterns, settings.reference / "page_chrome.csv"))
    work = BatchWork(_normalisation(settings), normalise_batch, configuration, NORMALISED_TABLES, one_each=("texts",))
    return workspace.compute(work, units.select("unit", "field", "text"))


def _make_vocabulary(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    units = workspace.kept(cleaning.text_units(workspace.tables.scan("raw_articles")))
    normalised = _normalised(workspace, units)
    return {"vocabulary": cleaning.vocabulary(units, normalised["texts"], normalised["words"])}


def _make_spelling_decisions(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    overrules = read_reference(read_overrules, workspace.settings.reference / "spelling.csv")
    forms = workspace.tables.scan("vocabulary").select("word", "article_count", "occurrence_count")
    decided = workspace.by_python(lambda rows: decide(rows, overrules), forms, SCHEMA)
    # The counts are those of the vocabulary, whatever is decided.
    counted = decided.drop("article_count", "occurrence_count").join(forms, on="word")
    return {"spelling_decisions": SpellingDecisions.conform(counted)}


def _make_articles(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    tables = workspace.tables
    decisions = tables.scan("spelling_decisions")
    units = workspace.kept(cleaning.text_units(tables.scan("raw_articles")))
    normalised = _normalised(workspace, units)
    touched = workspace.kept(
        cleaning.units_to_correct(units, normalised["texts"], normalised["edits"], normalised["words"], decisions)
    )
    work = BatchWork(_correction(workspace.settings), correct_batch, None, CORRECTED_TABLES, one_each=("texts",))
    results = workspace.compute(work, touched.drop("unit").rename({"corrected_unit": "unit"}))
    original = touched.select(pl.col("corrected_unit").alias("unit"), pl.col("unit").alias("of"))
    corrected = {
        name: rows.join(original, on="unit").drop("unit").rename({"of": "unit"}).select(*CORRECTED_TABLES[name])
        for name, rows in results.items()
    }
    cleaned = cleaning.clean_articles(
        tables.scan("raw_articles"),
        tables.scan("source_segments"),
        tables.scan("near_duplicates"),
        units,
        normalised,
        corrected,
        decisions,
    )
    return cleaned._asdict()


STEPS: tuple[Step, ...] = (
    Step(
        "vocabulary",
        "cleaning",
        ("raw_articles",),
        ("vocabulary",),
        _vocabulary,
        _make_vocabulary,
        works=(_normalisation,),
    ),
    Step(
        "spelling_decisions",
        "cleaning",
        ("vocabulary",),
        ("spelling_decisions",),
        _spelling_decisions,
        _make_spelling_decisions,
    ),
    Step(
        "articles",
        "cleaning",
        ("raw_articles", "source_segments", "near_duplicates", "spelling_decisions"),
        ("articles", "source_texts", "text_edits", "spelling_corrections"),
        _cleaning,
        _make_articles,
        (
            Check(
                "text_edits",
                "edits_replay",
                "an article's edits, applied to its source text, give its clean text",
                lambda scan: cleaning.edits_replay(scan("source_texts"), scan("text_edits"), scan("articles")),
            ),
        ),
        works=(_correction,),
    ),
)
