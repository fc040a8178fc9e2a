"""Changes for a person: by cause, by table, and article by article. What belongs here: what is shown; not how a value
is made harmless, nor how changes are found."""

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.lineage.parquet import scan_files
from pipelines.lineage.runs import KEPT_RUNS, RunRecord
from pipelines.publishing.changes.blame import own_differences
from pipelines.publishing.changes.sides import RunTables
from pipelines.publishing.summary import Section, section_of
from pipelines.schemas import TABLES
from pipelines.schemas.lineage import CAUSES, CHANGES, UNKNOWN_CAUSE

MOST_ARTICLES = 1_000
_MOST_TABLES = 100
_TABLE_ORDER = [table.info.qualified_name for table in TABLES.values()]
_CAUSE_ORDER = [*CAUSES, UNKNOWN_CAUSE]


def change_sections(
    old: RunTables, new: RunTables, changes: pl.DataFrame, *, with_articles: bool = False
) -> list[Section]:
    """The report on rows of lineage.changes: first what came of which cause, then the same by table.

    `with_articles` adds the articles, at most MOST_ARTICLES, with their titles.
    """
    if not (old.is_whole and new.is_whole):
        return _by_fingerprint(old, new, changes)
    between = f"between run {_name(old.record)} and run {_name(new.record)}"
    if changes.is_empty():
        return [Section(f"Nothing changed {between}", (), (), 0)]
    sections = [
        _section(f"Changes {between}, by cause", _by_cause(changes)),
        _section("Changed rows, by table", _by_table(changes)),
    ]
    if with_articles:
        listed = _articles(changes, old, new)
        sections.append(section_of(f"Articles with changes: {listed.height:,}", listed, MOST_ARTICLES))
    return sections


def first_run(record: RunRecord) -> list[Section]:
    """The report on a run before which there was none."""
    return [Section(f"Run {_name(record)} is the first: there is nothing to compare it with", (), (), 0)]


def _section(heading: str, rows: pl.DataFrame) -> Section:
    return section_of(heading, rows, _MOST_TABLES)


def _name(record: RunRecord) -> str:
    return f"{record.run_id} of {record.published_at.replace('T', ' ')[:16]}"


def _by_cause(changes: pl.DataFrame) -> pl.DataFrame:
    """cause, articles, tables, detail: the first of its details, those of articles where it has any."""
    has_articles = pl.col("article_id").is_not_null()
    details = (
        changes.sort("cause", "article_id", "detail")
        .filter(has_articles | ~has_articles.any().over("cause"))
        .group_by("cause", maintain_order=True)
        .agg(pl.col("detail").drop_nulls().unique(maintain_order=True).alias("details"))
    )
    counted = changes.group_by("cause").agg(_article_count(), pl.col("table_name").n_unique().alias("tables"))
    first, more = pl.col("details").list.head(5).list.join("; "), pl.col("details").list.len().cast(pl.Int64) - 5
    detail = pl.when(more > 0).then(pl.format("{}; and {} more", first, more)).otherwise(first)
    joined = counted.join(details, on="cause").with_columns(detail.alias("detail"))
    return joined.sort(_place("cause", _CAUSE_ORDER)).select("cause", "articles", "tables", "detail")


def _by_table(changes: pl.DataFrame) -> pl.DataFrame:
    """table, change, cause, rows, articles; rows with several causes are counted once, under all of them."""
    causes = pl.concat_list("cause", "together_with").list.sort().list.join(" + ")
    counts = (pl.col("row_count") / (1 + pl.col("together_with").list.len())).sum().round().cast(pl.Int64)
    return (
        changes.with_columns(causes.alias("cause"))
        .group_by("table_name", "change", "cause")
        .agg(counts.alias("rows"), _article_count())
        .sort(_place("table_name", _TABLE_ORDER), _place("change", CHANGES), "cause")
        .select(pl.col("table_name").alias("table"), "change", "cause", "rows", "articles")
    )


def _articles(changes: pl.DataFrame, old: RunTables, new: RunTables) -> pl.DataFrame:
    """article, title, cause, detail, tables: a line for each cause of each article."""
    tables = pl.col("table_name").unique(maintain_order=True).str.join(", ").alias("tables")
    listed = (
        changes.drop_nulls("article_id")
        .group_by("article_id", "cause", maintain_order=True)
        .agg(pl.col("detail").drop_nulls().first(), tables)
    )
    files = [file for side in (new, old) if (file := side.file("articles"))]
    titles = (
        pl.concat([scan_files([file]).select("article_id", "title") for file in files])
        .join(listed.lazy(), on="article_id", how="semi")
        .unique("article_id", keep="first", maintain_order=True)
        .collect()
    )
    ordered = listed.join(titles, on="article_id", how="left").sort(_place("cause", _CAUSE_ORDER), "article_id")
    return ordered.select(pl.col("article_id").alias("article"), "title", "cause", "detail", "tables")


def _by_fingerprint(old: RunTables, new: RunTables, changes: pl.DataFrame) -> list[Section]:
    """All that can be said when the rows of a run are gone."""
    gone = " and ".join(_name(side.record) for side in (old, new) if not side.is_whole)
    heading = f"Rows of run {gone} are gone (those of the last {KEPT_RUNS} runs are kept), so by fingerprint"
    before, after = old.record.tables, new.record.tables
    rows: list[tuple[object, ...]] = [
        (table, *(counts[table][0] if table in counts else None for counts in (before, after)))
        for table in changes["table_name"]
    ]
    heading += f", tables that differ: {len(rows)}"
    sections = [Section(heading, ("table", "rows before", "rows now"), tuple(rows), len(rows))]
    if old.record.processes and new.record.processes:
        sections.append(_processes(old.record, new.record))
    return sections


def _processes(old: RunRecord, new: RunRecord) -> Section:
    differences: Mapping[str, Sequence[tuple[str, str]]] = own_differences(old.processes, new.processes)
    rows = [(process, *blame) for process, blames in differences.items() for blame in blames]
    frame = pl.DataFrame(rows, schema={"process": pl.String, "part": pl.String, "what": pl.String}, orient="row")
    return _section("Processes that differ" if rows else "No process differs", frame)


def _article_count() -> pl.Expr:
    """How many articles; null where there is none, in tables that have no articles."""
    count = pl.col("article_id").drop_nulls().n_unique().cast(pl.Int64)
    return pl.when(count > 0).then(count).alias("articles")


def _place(column: str, order: Sequence[str]) -> pl.Expr:
    places = {name: place for place, name in enumerate(order)}
    return pl.col(column).replace_strict(places, default=len(places), return_dtype=pl.Int64)
