"""What a run made and what has changed since another database: for a person at a terminal, and for the job summary of a
CI server. Reads published databases only. Lists are bounded; how a value is made harmless is up to who shows it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.publishing import markdown
from pipelines.settings import NewsledgerError

MOST_ROWS = 20
_MOST_CHARACTERS = 120

# The run that made the database; earlier runs from the same store are listed beside it.
_VERSIONS = """
    SELECT table_name, row_count, fingerprint
    FROM lineage.table_versions
    WHERE run_id = (SELECT run_id FROM about)
    ORDER BY table_name
"""
_LIBRARIES = "SELECT versions FROM lineage.runs WHERE run_id = (SELECT run_id FROM about)"
_ABOUT = """
    SELECT title, newsledger_version, model, first_published_at, last_published_at, input_count, article_count,
        duplicate_count, rejected_count, aligned_mention_share, content_fingerprint
    FROM about
"""
_CORRECTIONS = """
    SELECT original, replacement, count(*) AS occurrences, count(DISTINCT article_id) AS articles
    FROM spelling_corrections
    GROUP BY original, replacement
    ORDER BY occurrences DESC, original, replacement
"""
_REASONS = """
    SELECT reason, count(*) AS inputs
    FROM inputs
    WHERE status = 'rejected'
    GROUP BY reason
    ORDER BY inputs DESC, reason
"""
_REJECTED = """
    SELECT path, locator, reason, error
    FROM inputs
    WHERE status = 'rejected'
    ORDER BY path, locator, input_id
"""
_ARTICLES = "SELECT article_id, published_date, source, title FROM articles ORDER BY article_id"

Row = tuple[object, ...]


@dataclass(frozen=True)
class Section:
    """A list under a heading: the first of `total` rows, with long values cut. Heading and columns are the project's
    own words; the values may be anybody's."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: int

    @property
    def left_out(self) -> int:
        return self.total - len(self.rows)


def differences(one: Path, other: Path) -> Section:
    """The tables whose content differs between the runs that made two databases, with their rows in each; empty when
    the two are equal. A table that one database lacks differs.

    Raises NewsledgerError when one cannot be read, or was made with another DuckDB, whose fingerprints mean nothing
    here.
    """
    _require_comparable(one, other)
    ones, others = _versions(one), _versions(other)
    empty = (None, None)
    changed = [
        (table, ones.get(table, empty)[0], others.get(table, empty)[0])
        for table in [*ones, *(table for table in others if table not in ones)]
        if ones.get(table, empty) != others.get(table, empty)
    ]
    heading = f"Tables that differ: {len(changed)}" if changed else f"All {len(ones)} tables are equal"
    return Section(heading, ("table", "rows in the first", "rows in the second"), tuple(changed), len(changed))


def summary(database: Path, old: Path | None = None) -> list[Section]:
    """What is in a database, and what has changed since an old one as far as the two know.

    Raises NewsledgerError when one of them cannot be read.
    """
    about = _row(database, _ABOUT)
    facts = tuple(
        (name.replace("_", " "), None if value is None else str(_cut(value))) for name, value in about.items()
    )
    sections = [Section("Database", ("fact", "value"), facts, len(facts)), _tables(database, old)]
    if old:
        sections += _changed_articles(_query(database, _ARTICLES), _query(old, _ARTICLES))
    sections.append(section_of("Corrections, most frequent first", _query(database, _CORRECTIONS)))
    sections.append(section_of("Reasons for rejection", _query(database, _REASONS)))
    rejected = _query(database, _REJECTED)
    sections.append(section_of(f"Rejected inputs: {rejected.height:,}", rejected))
    return sections


def markdown_of(sections: Sequence[Section]) -> str:
    """Sections for a job summary, in which nothing that an article says is markup."""
    return "\n".join(part for section in sections for part in _markdown_parts(section))


def _markdown_parts(section: Section) -> Iterator[str]:
    yield f"### {section.heading}\n"
    if section.rows:
        cells = ([markdown.cell(value) for value in row] for row in section.rows)
        numbers = [
            column
            for index, column in enumerate(section.columns)
            if any(isinstance(row[index], int) for row in section.rows)
        ]
        yield markdown.table(section.columns, cells, right=numbers)
    if section.left_out:
        yield f"… and {section.left_out:,} more\n"


def _tables(database: Path, old: Path | None) -> Section:
    """Tables and rows; with an old database, also how many more, and whether the content is another."""
    versions = _versions(database)
    if not old:
        counts = tuple((table, rows) for table, (rows, _) in versions.items())
        return Section("Tables", ("table", "rows"), counts, len(counts))
    before = _versions(old)
    rows: list[Row] = []
    for table in sorted({*versions, *before}):
        new_rows, new_print = versions.get(table, (0, None))
        old_rows, old_print = before.get(table, (0, None))
        content = "new" if not old_print else "gone" if not new_print else "changed" if new_print != old_print else ""
        rows.append((table, new_rows, f"{new_rows - old_rows:+,}" if new_rows != old_rows else "", content))
    return Section("Tables", ("table", "rows", "more", "content"), tuple(rows), len(rows))


def _changed_articles(new: pl.DataFrame, old: pl.DataFrame) -> Iterator[Section]:
    for heading, these, those in (("Articles added", new, old), ("Articles removed", old, new)):
        only = these.join(those, on="article_id", how="anti", maintain_order="left")
        yield section_of(f"{heading}: {only.height:,}", only)


def section_of(heading: str, rows: pl.DataFrame, most: int = MOST_ROWS) -> Section:
    """The first rows of many."""
    shown = tuple(tuple(map(_cut, row)) for row in rows.head(most).iter_rows())
    return Section(heading, tuple(rows.columns), shown, rows.height)


def _cut(value: object) -> object:
    """Numbers and nulls as they are, anything else as text on one line and of bounded length."""
    if value is None or isinstance(value, int):
        return value
    text = " ".join(str(value)[: 10 * _MOST_CHARACTERS].split())
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]}…"


def _versions(database: Path) -> dict[str, tuple[int, str]]:
    """Row count and fingerprint of each table of the run that made the database."""
    return {table: (rows, fingerprint) for table, rows, fingerprint in _query(database, _VERSIONS).iter_rows()}


def _require_comparable(one: Path, other: Path) -> None:
    makers = [json.loads(_row(path, _LIBRARIES)["versions"]).get("duckdb") for path in (one, other)]
    lines = {".".join(str(maker).split(".")[:2]) for maker in makers}
    if len(lines) > 1:
        raise NewsledgerError(
            f"{one} and {other} were made with DuckDB {makers[0]} and {makers[1]}: their fingerprints cannot be "
            "compared. Run the older one again"
        )


def _row(database: Path, query: str) -> dict[str, Any]:
    """The one row of a query that has one in every published database."""
    rows = _query(database, query)
    if rows.height != 1:
        raise NewsledgerError(f"{database} does not say which run made it: make it again with `newsledger run`")
    return rows.row(0, named=True)


def _query(database: Path, query: str) -> pl.DataFrame:
    """Rows of a query on a published database, which is opened for reading only."""
    if not database.is_file():
        raise NewsledgerError(f"there is no database at {database}")
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            rows: pl.DataFrame = connection.sql(query).pl()
    except duckdb.Error as error:
        reason = " ".join(str(error).split())[:300]
        raise NewsledgerError(f"{database} cannot be read as a database of newsledger: {reason}") from error
    return rows
