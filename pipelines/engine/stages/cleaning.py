"""Cleaning: raw articles to vocabulary, decisions about lines and words, articles and all that was changed in them."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from pipelines.cleaning import articles as cleaning
from pipelines.cleaning import correction_rates
from pipelines.cleaning.correct import CORRECTED_TABLES, correct_batch
from pipelines.cleaning.normalise import NORMALISED_TABLES, NormaliseConfiguration, normalise_batch
from pipelines.cleaning.outlet_lines import read_outlet_lines
from pipelines.cleaning.page_chrome import read_patterns
from pipelines.cleaning.recurring_lines import SCHEMA as CHROME_SCHEMA
from pipelines.cleaning.recurring_lines import decide as decide_chrome
from pipelines.cleaning.spelling.decisions import SCHEMA, decide
from pipelines.cleaning.spelling.evidence import EVIDENCE_TABLES, gather_batch
from pipelines.cleaning.spelling.overrules import read_overrules
from pipelines.cleaning.touched import outlet_lines, touching, units_to_correct, with_their_texts
from pipelines.cleaning.vocabulary import counted_words, read_units, vocabulary, words_of_articles
from pipelines.engine.reference import file_sha256, read_reference
from pipelines.engine.step import Check, Step, WarningCheck
from pipelines.engine.store import BatchWork
from pipelines.engine.workspace import Workspace
from pipelines.lineage.dealings import dealing_count, in_dealings
from pipelines.lineage.processes import Process, process
from pipelines.publishing.published_counts import published_counts
from pipelines.schemas.decisions import ChromeDecisions, SpellingDecisions
from pipelines.settings import Settings

# A worker loads the dictionaries for as long as it takes to look up 100,000 forms, so that few are loaded by two. The
# last batches are a sixteenth of the characters: some 35,000 forms.
_MOST_FORMS = 100_000
_MOST_CHARACTERS_OF_FORMS = 1 << 22


def _normalisation(settings: Settings) -> Process:
    return process(
        "normalisation",
        ["pipelines.cleaning.normalise"],
        {"page_chrome": file_sha256(settings.reference / "page_chrome.csv")},
        ["ftfy", "pycld2", "symspellpy", "spylls", "wordfreq"],
    )


def _chrome_decisions(settings: Settings) -> Process:
    return process(
        "chrome_decisions",
        [
            __name__,
            "pipelines.cleaning.outlet_lines",
            "pipelines.cleaning.recurring_lines",
            "pipelines.cleaning.touched",
        ],
        {
            "outlet_lines": file_sha256(settings.reference / "outlet_lines.csv"),
            "normalisation": _normalisation(settings).process_id,
        },
    )


def _vocabulary(settings: Settings) -> Process:
    return process(
        "vocabulary",
        [__name__, "pipelines.cleaning.vocabulary"],
        {"normalisation": _normalisation(settings).process_id},
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


def _correction(settings: Settings) -> Process:
    return process(
        "correction",
        ["pipelines.cleaning.correct"],
        {"normalisation": _normalisation(settings).process_id},
        ["symspellpy", "spylls", "wordfreq"],
    )


def _cleaning(settings: Settings) -> Process:
    return process(
        "cleaning",
        [__name__, "pipelines.cleaning.articles", "pipelines.cleaning.touched"],
        {"correction": _correction(settings).process_id},
    )


def _normalised(workspace: Workspace, units: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """The first cleaning pass over every text; both steps that need it ask here, and the second finds it done."""
    settings = workspace.settings
    configuration = _configuration(settings)
    work = BatchWork(_normalisation(settings), normalise_batch, configuration, NORMALISED_TABLES, one_each=("texts",))
    articles = units.select("article_id", "unit")
    return workspace.compute(work, units.select("unit", "field", "text"), articles, seen_in="articles")


def _configuration(settings: Settings) -> NormaliseConfiguration:
    return NormaliseConfiguration(read_reference(read_patterns, settings.reference / "page_chrome.csv"))


def _make_chrome_decisions(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    overrules = read_reference(read_outlet_lines, workspace.settings.reference / "outlet_lines.csv")
    units = workspace.kept(cleaning.text_units(workspace.tables.scan("raw_articles"), "source"))
    lines = outlet_lines(units, _normalised(workspace, units)["edge_lines"]).drop("unit")
    decided = workspace.by_python(lambda rows: decide_chrome(rows, overrules), (lines,), CHROME_SCHEMA)
    return {"chrome_decisions": ChromeDecisions.conform(decided)}


def _make_vocabulary(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    units = workspace.kept(cleaning.text_units(workspace.tables.scan("raw_articles"), "source"))
    normalised = _normalised(workspace, units)
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


def _make_articles(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    tables = workspace.tables
    units = workspace.kept(cleaning.text_units(tables.scan("raw_articles"), "source"))
    spelling, chrome = tables.scan("spelling_decisions"), tables.scan("chrome_decisions")
    normalised = _normalised(workspace, units)
    found = {name: workspace.kept(rows) for name, rows in touching(units, normalised, spelling, chrome).items()}
    touched = workspace.by_unit(units_to_correct, **with_their_texts(units, normalised, **found))["touched"]
    touched = workspace.kept(touched)
    configuration = _configuration(workspace.settings)
    process = _correction(workspace.settings)
    work = BatchWork(process, correct_batch, configuration, CORRECTED_TABLES, one_each=("texts",))
    asked = touched.drop("unit", "source").rename({"corrected_unit": "unit"})
    original = touched.select("unit", "source", "corrected_unit")
    of_articles = units.select("article_id", "unit", "source").join(original, on=["unit", "source"])
    articles = of_articles.select("article_id", pl.col("corrected_unit").alias("unit"))
    results = workspace.compute(work, asked, articles, seen_in="articles")
    corrected = {
        name: original.join(rows.rename({"unit": "corrected_unit"}), on="corrected_unit").drop("corrected_unit")
        for name, rows in results.items()
    }
    raw_articles = tables.scan("raw_articles")
    return workspace.by_article(
        cleaning.clean_articles,
        raw_articles=raw_articles,
        source_segments=tables.scan("source_segments"),
        originals=cleaning.originals_of(tables.scan("near_duplicates")),
        latest=cleaning.latest_versions(raw_articles),
        units=units,
        **cleaning.results_of_articles(units, normalised, corrected),
    )


def _edits_that_do_not_replay(scan: Callable[[str], pl.LazyFrame]) -> int:
    """Number of fields."""
    frames = {name: scan(name) for name in ("source_texts", "text_edits", "articles")}
    articles = int(frames["articles"].select(pl.len()).collect().item())
    with tempfile.TemporaryDirectory(prefix="newsledger-check-") as folder:
        return sum(cleaning.edits_replay(**some) for some in in_dealings(frames, dealing_count(articles), Path(folder)))


def _correction_rates(workspace: Workspace) -> tuple[list[str], dict[str, float | int | str]]:
    """What has risen against the database that is published now, and between outlets; and the rates."""
    tables = workspace.tables
    now = correction_rates.counts(tables.scan("articles"), tables.scan("spelling_corrections"))
    before = published_counts(workspace.settings.database)
    figures: dict[str, float | int | str] = {}
    for name, by_source in (("", now), ("_before", before)):
        count = sum((by_source or {}).values(), correction_rates.Count(0, 0))
        figures |= {
            f"words{name}": count.words,
            f"corrections{name}": count.corrections,
            f"corrections_per_100k_words{name}": round(count.per_100k, 2),
        }
    return [str(rise) for rise in correction_rates.rises(now, before)], figures


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
        "chrome_decisions",
        "cleaning",
        ("raw_articles",),
        ("chrome_decisions",),
        _chrome_decisions,
        _make_chrome_decisions,
    ),
    Step(
        "spelling_decisions",
        "cleaning",
        ("vocabulary",),
        ("spelling_decisions",),
        _spelling_decisions,
        _make_spelling_decisions,
        works=(_word_evidence,),
    ),
    Step(
        "articles",
        "cleaning",
        ("raw_articles", "source_segments", "near_duplicates", "chrome_decisions", "spelling_decisions"),
        ("articles", "source_texts", "text_edits", "spelling_corrections", "spelling_vetoes", "datelines"),
        _cleaning,
        _make_articles,
        (
            Check(
                "text_edits",
                "edits_replay",
                "an article's edits, applied to its source text, give its clean text",
                _edits_that_do_not_replay,
            ),
            Check(
                "datelines",
                "datelines_stand_in_their_articles",
                "place, date and agency of a dateline stand in the span of the article's text that it names",
                lambda scan: cleaning.datelines_out_of_place(scan("articles"), scan("datelines")),
            ),
        ),
        works=(_correction,),
        warning_checks=(
            WarningCheck(
                "spelling_corrections",
                "correction_rate_is_steady",
                "warns when spelling is corrected far more often than in the database before, in all articles or in "
                "those of one outlet, or in one outlet than in the others",
                _correction_rates,
            ),
        ),
    ),
)
