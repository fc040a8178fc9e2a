"""Ingestion: source files to source_objects, inputs, raw_articles, source_segments; near_duplicates."""

from collections.abc import Collection, Mapping
from pathlib import Path

import polars as pl

from pipelines.engine.reference import file_sha256, read_reference
from pipelines.engine.step import Check, Step
from pipelines.engine.store import BatchWork
from pipelines.engine.workspace import Workspace
from pipelines.field_names import FieldNames
from pipelines.ingestion import near_duplicates as repeating
from pipelines.ingestion.candidates import CANDIDATES, candidate_pairs
from pipelines.ingestion.forgotten import read_forgotten
from pipelines.ingestion.inputs import every_input_has_one_state, hashed, ingested
from pipelines.ingestion.matching import MATCHES, match_pairs
from pipelines.ingestion.members import with_members
from pipelines.ingestion.objects import SourceFile, find_files
from pipelines.ingestion.options import ReadOptions
from pipelines.ingestion.originals import ORIGINALS, find_originals
from pipelines.ingestion.reading import RECORD_TABLES, RecordConfiguration, read_batch
from pipelines.ingestion.sketches import SKETCH_TABLES, sketch_batch
from pipelines.lineage.processes import Process, process
from pipelines.settings import NewsledgerError, Settings

FORGOTTEN = "forgotten.csv"
# Some seconds of taking pages apart.
_BATCH_BYTES = 4 << 20


def _records(settings: Settings) -> Process:
    return process(
        "records",
        ["pipelines.ingestion.reading"],
        {
            "forgotten": file_sha256(settings.reference / FORGOTTEN),
            "names": settings.field_names,
            "limits": settings.limits.of_records(),
        },
        packages=["charset-normalizer", "lxml", "pyarrow", "python-dateutil", "pyyaml", "trafilatura"],
    )


def _ingestion(settings: Settings) -> Process:
    return process("ingestion", [__name__, "pipelines.ingestion.inputs"], {"records": _records(settings).process_id})


def _near_duplicates(settings: Settings) -> Process:
    return process(
        "near_duplicates",
        [__name__, "pipelines.ingestion.near_duplicates"],
        {"sketches": _sketching(settings).process_id},
        ["numpy"],
    )


def _sketching(settings: Settings) -> Process:
    return process("sketching", ["pipelines.ingestion.sketches"], packages=["numpy"])


def _make_inputs(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    settings = workspace.settings
    listed = forgotten_articles(settings)
    _require_still_listed(settings, listed)
    objects = hashed(source_files(settings), settings.limits)
    configuration = record_configuration(settings, listed)
    work = BatchWork(
        _records(settings),
        read_batch,
        configuration,
        RECORD_TABLES,
        size="byte_count",
        most_size=_BATCH_BYTES,
        may_leave_out=True,
    )
    to_read = objects.lazy().filter(pl.col("unit").is_not_null())
    records = workspace.compute(work, to_read)["records"]
    # A file that no worker can read says so; pages and records that cannot be read are rejects among its records.
    unreadable = workspace.store.failures(work.process).select("unit", "reason", "error")
    objects = objects.update(unreadable, on="unit", how="left")
    return ingested(objects, records, listed, workspace.failed_articles())


def record_configuration(settings: Settings, forgotten: Collection[str]) -> RecordConfiguration:
    """How records are read."""
    return RecordConfiguration(frozenset(forgotten), ReadOptions(FieldNames(settings.field_names), settings.limits))


def forgotten_articles(settings: Settings) -> frozenset[str]:
    """The article_ids of which nothing is to be kept."""
    return read_reference(read_forgotten, settings.reference / FORGOTTEN)


def _require_still_listed(settings: Settings, listed: Collection[str]) -> None:
    """Raises NewsledgerError when an article that was forgotten here would come back, since another list is in use."""
    own = settings.data / FORGOTTEN
    if own.exists() and (missing := sorted(read_reference(read_forgotten, own) - set(listed))):
        raise NewsledgerError(
            f"{', '.join(missing[:5])} was forgotten, but is not in {settings.reference / FORGOTTEN}: add it there (or "
            f"name the folder of reference tables that has it in NEWSLEDGER_REFERENCE), or take it out of {own}"
        )


def source_files(settings: Settings) -> list[SourceFile]:
    """Every file of the articles. Raises NewsledgerError when there are none, or they cannot be listed."""
    try:
        files = [file for file in find_files(settings.articles) if not _is_made(file.absolute, settings)]
    except OSError as error:
        raise NewsledgerError(f"cannot read the articles: {error}") from error
    if not files:
        paths = ", ".join(map(str, settings.articles))
        raise NewsledgerError(
            f"there is no file in {paths}: put .txt, .html, .jsonl or other files there, or name another folder"
        )
    return with_members(files, settings.limits)


def _is_made(path: Path, settings: Settings) -> bool:
    """Whether a file is one that newsledger makes itself: articles may lie in the same folder."""
    names = ("tables", "store", "runs", "openlineage", "dagster", ".lock", "bundles.json", FORGOTTEN)
    made = (settings.data.absolute() / name for name in names)
    database = settings.database.absolute()
    is_beside = path.parent == database.parent and path.name.lstrip(".").startswith(database.name)
    return is_beside or any(path.is_relative_to(folder) for folder in made)


def _make_near_duplicates(workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
    units = workspace.kept(repeating.text_units(workspace.tables.scan("raw_articles")))
    work = BatchWork(
        _sketching(workspace.settings), sketch_batch, None, SKETCH_TABLES, one_each=("sketches", "shingles")
    )
    done = workspace.compute(work, units.select("unit", "text"), units.select("article_id", "unit"))
    sketches = done["sketches"]
    candidates = workspace.by_python(candidate_pairs, (sketches.select("text_key", "least", "anchors"),), CANDIDATES)
    shingles = repeating.candidate_shingles(candidates, sketches, done["shingles"])
    matches = workspace.by_python(match_pairs, (candidates, shingles), MATCHES)
    keyed = units.join(sketches, on="unit").select("article_id", "published_at", "text_key")
    originals = workspace.by_python(find_originals, (keyed, matches), ORIGINALS)
    return {"near_duplicates": repeating.repeating_articles(units, originals)}


STEPS: tuple[Step, ...] = (
    Step(
        "inputs",
        "ingestion",
        (),
        ("source_objects", "inputs", "raw_articles", "source_segments"),
        _ingestion,
        _make_inputs,
        (
            Check(
                "inputs",
                "every_input_has_one_state",
                "inputs = articles + duplicates + rejected, and each article has its one row in raw_articles",
                lambda scan: every_input_has_one_state(scan("inputs"), scan("raw_articles")),
            ),
        ),
        works=(_records,),
        reads_files=True,
    ),
    Step(
        "near_duplicates",
        "ingestion",
        ("raw_articles",),
        ("near_duplicates",),
        _near_duplicates,
        _make_near_duplicates,
        works=(_sketching,),
    ),
)
