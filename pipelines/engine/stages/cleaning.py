"""Cleaning: raw articles to decisions about lines, and to articles with all that was changed in them, step by step."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl

from pipelines.cleaning import articles as cleaning
from pipelines.cleaning import correction_rates
from pipelines.cleaning.correct import CORRECTED_TABLES, correct_batch
from pipelines.cleaning.outlet_lines import read_outlet_lines
from pipelines.cleaning.recurring_lines import SCHEMA as CHROME_SCHEMA
from pipelines.cleaning.recurring_lines import decide as decide_chrome
from pipelines.cleaning.touched import outlet_lines, touching, units_to_correct, with_their_texts
from pipelines.engine.reference import file_sha256, read_reference
from pipelines.engine.stages.normalising import normalisation_process, normalise_configuration, normalised_texts
from pipelines.engine.stages.spelling import SPELLING_DECISIONS, VOCABULARY
from pipelines.engine.step import Check, Step, WarningCheck
from pipelines.engine.store import BatchWork
from pipelines.engine.workspace import Workspace
from pipelines.lineage.dealings import dealing_count, in_dealings
from pipelines.lineage.processes import Process, process
from pipelines.publishing.published_counts import published_counts
from pipelines.schemas.decisions import ChromeDecisions
from pipelines.settings import Settings


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
            "normalisation": normalisation_process(settings).process_id,
        },
    )


def _correction(settings: Settings) -> Process:
    return process(
        "correction",
        ["pipelines.cleaning.correct"],
        {"normalisation": normalisation_process(settings).process_id},
        ["symspellpy", "spylls", "wordfreq"],
    )


def _cleaning(settings: Settings) -> Process:
    return process(
        "cleaning",
        [__name__, "pipelines.cleaning.articles", "pipelines.cleaning.touched"],
        {"correction": _correction(settings).process_id},
    )


def _make_chrome_decisions(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    overrules = read_reference(read_outlet_lines, workspace.settings.reference / "outlet_lines.csv")
    units = workspace.kept(cleaning.text_units(workspace.tables.scan("raw_articles"), "source"))
    lines = outlet_lines(units, normalised_texts(workspace, units)["edge_lines"]).drop("unit")
    decided = workspace.by_python(lambda rows: decide_chrome(rows, overrules), (lines,), CHROME_SCHEMA)
    return {"chrome_decisions": ChromeDecisions.conform(decided)}


def _make_articles(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    tables = workspace.tables
    units = workspace.kept(cleaning.text_units(tables.scan("raw_articles"), "source"))
    spelling, chrome = tables.scan("spelling_decisions"), tables.scan("chrome_decisions")
    normalised = normalised_texts(workspace, units)
    found = {name: workspace.kept(rows) for name, rows in touching(units, normalised, spelling, chrome).items()}
    touched = workspace.by_unit(units_to_correct, **with_their_texts(units, normalised, **found))["touched"]
    touched = workspace.kept(touched)
    configuration = normalise_configuration(workspace.settings)
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
    VOCABULARY,
    Step(
        "chrome_decisions",
        "cleaning",
        ("raw_articles",),
        ("chrome_decisions",),
        _chrome_decisions,
        _make_chrome_decisions,
    ),
    SPELLING_DECISIONS,
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
