"""The first cleaning pass, over every text by itself: what every step of the stage begins with."""

import polars as pl

from pipelines.cleaning.normalise import NORMALISED_TABLES, NormaliseConfiguration, normalise_batch
from pipelines.cleaning.page_chrome import read_patterns
from pipelines.engine.reference import file_sha256, read_reference
from pipelines.engine.store import BatchWork
from pipelines.engine.workspace import Workspace
from pipelines.lineage.processes import Process, process
from pipelines.settings import Settings


def normalisation_process(settings: Settings) -> Process:
    return process(
        "normalisation",
        ["pipelines.cleaning.normalise"],
        {"page_chrome": file_sha256(settings.reference / "page_chrome.csv")},
        ["ftfy", "pycld2", "symspellpy", "spylls", "wordfreq"],
    )


def normalised_texts(workspace: Workspace, units: pl.LazyFrame) -> dict[str, pl.LazyFrame]:
    """The first cleaning pass over every text; both steps that need it ask here, and the second finds it done."""
    settings = workspace.settings
    configuration = normalise_configuration(settings)
    work = BatchWork(
        normalisation_process(settings), normalise_batch, configuration, NORMALISED_TABLES, one_each=("texts",)
    )
    articles = units.select("article_id", "unit")
    return workspace.compute(work, units.select("unit", "field", "text"), articles, seen_in="articles")


def normalise_configuration(settings: Settings) -> NormaliseConfiguration:
    return NormaliseConfiguration(read_reference(read_patterns, settings.reference / "page_chrome.csv"))
