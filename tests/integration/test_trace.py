"""Every row of an analysis table leads to the places it was counted from, and those to the bytes of the files."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipelines.engine.publish import publish
from pipelines.engine.workspace import Workspace
from pipelines.lineage.runs import Run

from .conftest import SAMPLE, Corpus

# For each table: its key as a struct over one of its rows, and what its counts say against what its places say.
COUNTED = {
    "entities": (
        "{'entity_id': r.entity_id}",
        "any_value(r.mention_count) = count(t.row_id) AND any_value(r.article_count) = count(DISTINCT t.article_id)",
    ),
    "entity_aliases": (
        "{'entity_id': r.entity_id, 'alias': r.alias}",
        "any_value(r.mention_count) = count(t.row_id) AND any_value(r.article_count) = count(DISTINCT t.article_id)",
    ),
    "entity_merges": (
        "{'from_entity_id': r.from_entity_id, 'into_entity_id': r.into_entity_id, 'rule': r.rule}",
        "list(t.row_id) = list(r.mention_id) AND list(t.entity) = list(r.into_name)",
    ),
    "entity_attention_daily": (
        "{'entity_id': r.entity_id, 'published_date': r.published_date}",
        "any_value(r.mention_count) = count(t.row_id) AND any_value(r.article_count) = count(DISTINCT t.article_id) "
        "AND any_value(r.unique_mention_count) = count(t.row_id) FILTER (t.is_unique) "
        "AND any_value(r.unique_article_count) = count(DISTINCT t.article_id) FILTER (t.is_unique)",
    ),
    "country_attention_daily": (
        "{'country_code': r.country_code, 'published_date': r.published_date}",
        "any_value(r.mention_count) = count(t.row_id) AND any_value(r.article_count) = count(DISTINCT t.article_id) "
        "AND any_value(r.unique_article_count) = count(DISTINCT t.article_id) FILTER (t.is_unique)",
    ),
    "entity_pairs": (
        "{'entity_id_a': r.entity_id_a, 'entity_id_b': r.entity_id_b}",
        "any_value(r.article_count) = count(DISTINCT t.article_id) "
        "AND any_value(r.unique_article_count) = count(DISTINCT t.article_id) FILTER (t.is_unique)",
    ),
    "keyness": (
        "{'scope_kind': r.scope_kind, 'scope': r.scope, 'item_kind': r.item_kind, 'item': r.item}",
        "any_value(r.article_count) = count(DISTINCT t.article_id) AND bool_and(t.is_unique) "
        "AND (any_value(r.item_kind) = 'term' OR any_value(r.occurrence_count) = count(t.row_id))",
    ),
    "source_profiles": (
        "{'source': r.source}",
        "any_value(r.article_count) = count(DISTINCT t.article_id) "
        "AND any_value(r.unique_article_count) = count(DISTINCT t.article_id) FILTER (t.is_unique)",
    ),
    "articles": (
        "{'article_id': r.article_id}",
        "count(t.row_id) = 1 + CASE WHEN any_value(r.title) IS NULL THEN 0 ELSE 1 END",
    ),
    "mentions": (
        "{'mention_id': r.mention_id}",
        "list(t.raw_start) = list(r.raw_start) AND list(t.text) = list(r.text)",
    ),
    "sentences": (
        "{'sentence_id': r.sentence_id}",
        "list(t.char_end) = list(r.char_end) AND list(t.text) = list(r.text)",
    ),
    "text_edits": (
        "{'article_id': r.article_id, 'field': r.field, 'edit_index': r.edit_index}",
        "list(t.text) = list(r.after) AND any_value(t.edits)[1].before = any_value(r.before)",
    ),
    "spelling_corrections": (
        "{'article_id': r.article_id, 'field': r.field, 'raw_start': r.raw_start}",
        "list(t.text) = list(r.replacement)",
    ),
    "spelling_vetoes": (
        "{'article_id': r.article_id, 'field': r.field, 'raw_start': r.raw_start}",
        "list(t.text) = list(r.original) AND list(t.rule) = list(r.reason)",
    ),
}


@pytest.fixture(scope="module")
def connection(sample: Corpus) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(sample.database), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize("table", COUNTED)
def test_every_row_leads_to_just_what_it_counts(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    key, holds = COUNTED[table]
    query = f"""SELECT holds, count(*) FROM (
        SELECT {holds} AS holds
        FROM (SELECT row_number() OVER () AS number, * FROM {table}) r
        LEFT JOIN LATERAL (FROM trace_row('{table}', {key})) t ON true
        GROUP BY r.number
    ) GROUP BY ALL"""  # noqa: S608 (fixed names)
    rows = connection.sql(query).fetchall()
    [(total,)] = connection.sql(f"SELECT count(*) FROM {table}").fetchall()  # noqa: S608 (fixed names)
    assert rows == [(True, total)]


def test_the_bytes_of_a_place_are_in_the_file(connection: duckdb.DuckDBPyConnection) -> None:
    """Of every mention whose source is written plainly; of the others the escapes and markup are in between."""
    places = connection.sql(
        "SELECT t.path, t.byte_start, t.byte_end, t.encoding, t.raw_text, t.segments "
        "FROM mentions m CROSS JOIN LATERAL (FROM trace_mention(m.mention_id)) t WHERE t.is_aligned"
    ).fetchall()
    objects = {}
    plain = 0
    for path, start, end, encoding, raw_text, segments in places:
        if path not in objects:
            data = (SAMPLE / path).read_bytes()
            objects[path] = gzip.decompress(data) if path.endswith(".gz") else data
        assert segments[0]["byte_start"] <= start < end <= segments[-1]["byte_end"]
        if all(segment["kind"] == "copied" for segment in segments) and "html" not in path:
            assert objects[path][start:end].decode(encoding) == raw_text
            plain += 1
    assert plain > 900
    assert {Path(path).suffix for path in objects} >= {".txt", ".jsonl", ".html", ".gz"}


def test_the_way_names_every_process_from_the_files_on(connection: duckdb.DuckDBPyConnection) -> None:
    steps, run = connection.sql(
        "SELECT list_transform(processes, lambda p: p.step), run_id = (SELECT run_id FROM about) "
        "FROM trace_entity((SELECT min(entity_id) FROM entities)) LIMIT 1"
    ).fetchall()[0]
    assert run
    assert {"inputs", "articles", "sentences", "mentions"} <= set(steps)
    assert "entity_pairs" not in steps


def test_without_texts_the_way_leads_to_spans_hashes_and_bytes(
    sample: Corpus, connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """And no sentence of any article is anywhere in the file."""
    settings = replace(sample.settings, database=tmp_path / "lean.duckdb", without_text=True)
    publish(Workspace(settings, Run("test")))
    query = (
        "SELECT t.* EXCLUDE (raw_text, raw_snippet, snippet, edits, run_id) "
        "FROM mentions m CROSS JOIN LATERAL (FROM trace_mention(m.mention_id)) t ORDER BY m.mention_id"
    )
    sentences = connection.sql("SELECT text FROM sentences WHERE field = 'text' AND length(text) > 60").fetchall()
    with duckdb.connect(str(tmp_path / "lean.duckdb"), read_only=True) as lean:
        assert lean.sql(query).fetchall() == connection.sql(query).fetchall()
        snippets = """SELECT count(raw_snippet), count(snippet) FILTER (field = 'text')
            FROM trace_row('source_profiles', {'source': 'unknown'})"""
        assert lean.sql(snippets).fetchall() == [(0, 0)]
        columns = lean.sql(
            "SELECT schema_name || '.' || table_name, column_name FROM duckdb_columns() "
            "WHERE NOT internal AND data_type LIKE 'VARCHAR%'"
        ).fetchall()
        kept = set[str]()
        for table, column in columns:
            values = lean.sql(f"SELECT DISTINCT {column}::VARCHAR FROM {table}").fetchall()  # noqa: S608 (own names)
            kept |= {value for (value,) in values if value}
    assert sentences
    everything = "\n".join(kept)
    assert [text for (text,) in sentences if text in everything] == []


def test_a_table_that_has_no_places_is_refused(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.InvalidInputException, match="cannot walk the table about"):
        connection.sql("FROM trace_row('about', {'x': 1})").fetchall()


def test_a_spelling_decision_leads_to_its_corrections_and_to_the_places_where_there_is_none(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    places = connection.sql(
        "SELECT d.word, t.row_id FROM spelling_decisions d "
        "CROSS JOIN LATERAL (FROM trace_row('spelling_decisions', {'word': d.word})) t"
    ).fetchall()
    expected = [
        row
        for table in ("spelling_corrections", "spelling_vetoes")
        for row in connection.sql(
            f"SELECT original, concat_ws(':', article_id, field, raw_start || '-' || raw_end) FROM {table}"  # noqa: S608
        ).fetchall()
    ]
    assert sorted(places) == sorted(expected)
    assert places


@pytest.mark.parametrize("key", ["{'mention_id': 'x'' OR 1=1'}", "{'mention_id': NULL}", "{'other': 1}"])
def test_a_key_that_names_no_row_leads_nowhere(connection: duckdb.DuckDBPyConnection, key: str) -> None:
    assert connection.sql(f"FROM trace_row('mentions', {key})").fetchall() == []
