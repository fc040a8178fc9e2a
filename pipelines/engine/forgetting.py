"""Forgetting an article, for a takedown or because of personal data: it goes on the list that keeps it out, and from
everything that was made of it. The user's own files are never touched; what still holds it is said."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from pipelines.engine.lock import run_lock
from pipelines.engine.present import present_works
from pipelines.engine.run import run_locked
from pipelines.engine.stages.ingestion import FORGOTTEN, forgotten_articles, record_configuration, source_files
from pipelines.engine.still_held import databases_that_hold, logs_that_name
from pipelines.engine.store import Store
from pipelines.engine.tables import TableFolder
from pipelines.engine.tidying import prune
from pipelines.engine.workspace import Reporter
from pipelines.ingestion.forgotten import REASON, add_forgotten, own_ids
from pipelines.ingestion.inputs import ingest
from pipelines.limits import Limits
from pipelines.lineage.runs import RunFolder
from pipelines.places import Place, below, delete, kept_in
from pipelines.publishing.exported import export_again, exported_bundles
from pipelines.publishing.swap import require_replaceable
from pipelines.schemas import TABLES
from pipelines.settings import NewsledgerError, Settings


@dataclass(frozen=True)
class Source:
    """Where a file of the user's still holds the article."""

    path: str
    locator: str
    byte_start: int
    byte_end: int


@dataclass(frozen=True)
class Forgotten:
    """What was removed (or would be), by place; where the article still is; and what else somebody may want to look at:
    articles with the same text, and other versions of it. `article_ids` are the ids that are on the list for it."""

    article_ids: tuple[str, ...]
    removed: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    same_text: tuple[str, ...]
    other_versions: tuple[str, ...]
    still_held: tuple[Path, ...]


def settings_of_last_run(settings: Settings) -> Settings:
    """The settings with which the last run in the same data folder was published; those given when there was none."""
    records = RunFolder(kept_in(settings) / "runs").read()
    if not records:
        return settings
    shown = json.loads(records[-1].settings)
    return replace(
        settings,
        articles=tuple(map(Path, shown["articles"])),
        database=Path(shown["database"]),
        reference=Path(shown["reference"]),
        model=str(shown["model"]),
        field_names=tuple((field, name) for field, name in shown.get("field_names", ())),
        limits=Limits(**shown.get("limits", {})),
    )


def look(settings: Settings, article_id: str) -> Forgotten:
    """What forgetting the article would remove; nothing is changed.

    Raises NewsledgerError when it is no article of the tables that are there.
    """
    tables = TableFolder(kept_in(settings) / "tables")
    if tables.manifest("inputs") is None or tables.manifest("articles") is None:
        raise NewsledgerError(
            f"nothing has been made in {kept_in(settings)}: name the data folder of the run with --data"
        )
    inputs = tables.scan("inputs").collect()
    of_article = inputs.filter(pl.col("article_id") == article_id)
    if of_article.is_empty() and article_id not in forgotten_articles(settings):
        raise NewsledgerError(_unknown(article_id, inputs))
    rows = list(_rows_of(tables, article_id))
    return Forgotten(
        (article_id,),
        tuple(rows),
        tuple(Source(*row) for row in of_article.select("path", "locator", "byte_start", "byte_end").iter_rows()),
        _others(tables, article_id, "content_sha256"),
        _others(tables, article_id, "document_id"),
        (),
    )


def forget(settings: Settings, article_id: str, note: str = "", reporter: Reporter | None = None) -> Forgotten:
    """Put the article on the list, make every table and the database without it, and remove what else holds it.

    May be called again for an article that is on the list: a run that was stopped in between is then finished. Raises
    NewsledgerError like `look` and `run_chain`.
    """
    require_replaceable(settings.database)
    with run_lock(settings):
        before = look(settings, article_id)
        tables = TableFolder(kept_in(settings) / "tables")
        configuration = record_configuration(settings, {*(listed := forgotten_articles(settings)), article_id})
        read = ingest(source_files(settings), configuration=configuration).inputs.filter(pl.col("reason") == REASON)
        # With the record's own id go those of its copies: else one would come up when the record's file is gone.
        copies = _copies_of(read, before.sources, article_id)
        group = {article_id, *copies}
        new = [one for one in (article_id, *sorted(copies - {article_id})) if one not in listed]
        if new:
            add_forgotten(settings.reference / FORGOTTEN, new, note)
            add_forgotten(settings.data / FORGOTTEN, new, note)
        removed = [(str(settings.reference / FORGOTTEN), f"now lists {', '.join(new)}")] if new else []
        published = run_locked(settings, reporter, may_be_empty=True)
        removed += before.removed
        removed.append((str(published.database), "replaced by one without the article"))
        for gone in prune(Store(kept_in(settings) / "store"), present_works(settings)):
            removed.append(
                (f"store, {gone.step} {gone.process_id}", f"{gone.unit_count} results, {gone.byte_count} bytes")
            )
        gone_files = (*_remove_unlisted_tables(tables), *_remove_leftovers(settings))
        removed += ((str(file), "removed") for file in gone_files)
        still_held = []
        for folder in exported_bundles(settings.data):
            if _is_exported_again(settings.database, folder):
                removed.append((str(folder), "bundle exported again"))
            else:
                still_held.append(folder)
        still_held += databases_that_hold(settings, group)
        still_held += logs_that_name(settings.data / "dagster", group)
        held = tables.scan("inputs").filter(pl.col("reason") == REASON).collect()
        sources = _sources(held, group)
        return replace(
            before,
            article_ids=(article_id, *(one for one in new if one != article_id)),
            removed=tuple(removed),
            sources=sources,
            still_held=tuple(still_held),
        )


def _unknown(article_id: str, inputs: pl.DataFrame) -> str:
    """What to tell somebody whose id is that of no article."""
    found = inputs.filter(pl.col("input_id") == article_id).select("status", "article_id", "path").rows()
    if not found:
        return f"there is no article {article_id}: `newsledger sql` finds it by its title in the table articles"
    status, of_article, path = found[0]
    if of_article is None:
        return f"{article_id} is an input that gave no article ({path}, {status}): there is nothing to forget"
    what = "an input that repeats" if status == "duplicate" else "the input of"
    return f"{article_id} is {what} article {of_article} ({path}): name that id, and all its copies are forgotten"


def _rows_of(tables: TableFolder, article_id: str) -> Iterator[tuple[str, str]]:
    """Rows of the article in each table."""
    for name, table in TABLES.items():
        if tables.manifest(name) is None:
            continue
        keys = [
            key for key in ("article_id", "duplicate_of", "matched_with", "near_duplicate_of") if key in table.columns()
        ]
        if not keys:
            continue
        is_of_article = pl.any_horizontal(pl.col(key) == article_id for key in keys)
        count = tables.scan(name).filter(is_of_article).select(pl.len()).collect().item()
        if count:
            yield f"table {name}", f"{count} {'row' if count == 1 else 'rows'}"


def _others(tables: TableFolder, article_id: str, same: str) -> tuple[str, ...]:
    """article_ids of the other articles that have the same value in a column."""
    articles = tables.scan("raw_articles" if tables.manifest("raw_articles") else "articles")
    value = articles.filter(pl.col("article_id") == article_id).select(same)
    others = articles.join(value, on=same, how="semi").filter(pl.col("article_id") != article_id)
    return tuple(others.select("article_id").sort("article_id").collect()["article_id"])


def _copies_of(rejected: pl.DataFrame, sources: tuple[Source, ...], article_id: str) -> frozenset[str]:
    """Own ids of the inputs that are the article: those at its sources."""
    places = {(source.path, source.locator) for source in sources}
    errors = [
        error
        for path, locator, error in rejected.select("path", "locator", "error").iter_rows()
        if (path, locator) in places
    ]
    return own_ids(errors) | {article_id}


def _sources(rejected: pl.DataFrame, ids: set[str]) -> tuple[Source, ...]:
    rows = rejected.select("path", "locator", "byte_start", "byte_end", "error").iter_rows()
    return tuple(Source(*row[:4]) for row in rows if own_ids([row[4]]) & ids)


def _remove_unlisted_tables(tables: TableFolder) -> list[Place]:
    """Remove the files of tables that are not the present ones."""
    present = {manifest.file for name in TABLES if (manifest := tables.manifest(name))}
    files = (file for file in below(tables.folder, "*.parquet") if not file.name.endswith(".publishing.parquet"))
    gone = [file for file in files if file.name not in present]
    for file in gone:
        delete(file)
    return gone


def _remove_leftovers(settings: Settings) -> list[Path]:
    """Remove what earlier runs left: databases that wait beside the published one or are being built, those of
    `make rerun`, its scratch folders and its summary."""
    database, data = settings.database.resolve(), settings.data
    beside = [database.with_name(f"{database.name}{end}") for end in (".new", ".wal", ".wal.stale")]
    building = database.with_name(f".{database.name}.building")
    beside += [building, building.with_name(f"{building.name}.wal")]
    reruns = [data / "previous.duckdb", data / "scratch.duckdb", data / "summary.md", *data.glob("scratch.*/")]
    return _removed([path for path in (*beside, *reruns) if path.exists()])


def _removed(paths: list[Path]) -> list[Path]:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return paths


def _is_exported_again(database: Path, folder: Path) -> bool:
    """Whether the bundle is now that of the new database; what goes wrong must not keep the rest from being done."""
    try:
        export_again(database, folder)
    except (NewsledgerError, OSError, ImportError):
        return False
    return True
