"""Names and words with what stands left and right of them."""

from collections.abc import Iterator

import duckdb
import pytest

from pipelines.publishing.database import MACROS
from pipelines.publishing.views import VIEWS, view_statements

TEXT = "Net  zero,\nnot NET ZERO?\tNet zeros or planet zero; İstanbul’s “net zero” 😀 net zero"


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE articles (article_id VARCHAR, source VARCHAR, published_date DATE, is_unique BOOL, "
            "title VARCHAR, text VARCHAR)"
        )
        connection.execute(
            "INSERT INTO articles VALUES ('a', 'wire', '2026-03-04', true, 'Net zero (a+b)', $text)", {"text": TEXT}
        )
        connection.execute("CREATE TABLE entities (entity_id VARCHAR, name VARCHAR)")
        connection.execute(
            "CREATE TABLE mentions (mention_id VARCHAR, entity_id VARCHAR, label VARCHAR, article_id VARCHAR, "
            "field VARCHAR, char_start BIGINT, char_end BIGINT, text VARCHAR)"
        )
        connection.execute("CREATE SCHEMA lineage")
        yield connection


def concordance(connection: duckdb.DuckDBPyConnection, words: str, width: int = 60) -> list[tuple[object, ...]]:
    for macros in MACROS:
        if macros.stem == "concordance":
            connection.execute(macros.read_text("utf-8"))
    query = (
        "SELECT field, char_start, char_end, left_context, hit, right_context FROM concordance($words, width := $width)"
    )
    return connection.execute(query, {"words": words, "width": width}).fetchall()


def test_whole_words_in_any_case_in_order_of_the_text(connection: duckdb.DuckDBPyConnection) -> None:
    found = concordance(connection, "net zero", 8)
    assert [row[0] for row in found] == ["text"] * 4 + ["title"]
    for field, start, end, _, hit, _ in found:
        assert (TEXT if field == "text" else "Net zero (a+b)")[start:end] == hit  # type: ignore[misc]
    assert [row[3:] for row in found] == [
        ("", "Net  zero", ", not NE"),
        ("ro, not ", "NET ZERO", "? Net ze"),
        ("nbul’s “", "net zero", "” 😀 net "),
        ("zero” 😀 ", "net zero", ""),
        ("", "Net zero", " (a+b)"),
    ]


@pytest.mark.parametrize(
    ("words", "hits"), [(" a+b ", ["a+b"]), ("a.b", []), (".*", []), ("'; DROP TABLE articles", [])]
)
def test_what_is_looked_for_is_text_and_no_pattern(
    connection: duckdb.DuckDBPyConnection, words: str, hits: list[str]
) -> None:
    assert [row[4] for row in concordance(connection, words)] == hits


@pytest.mark.parametrize("words", ["", "  "])
def test_nothing_to_look_for_is_an_error(connection: duckdb.DuckDBPyConnection, words: str) -> None:
    with pytest.raises(duckdb.Error, match="one word or more"):
        concordance(connection, words)


def test_key_words_in_context(connection: duckdb.DuckDBPyConnection) -> None:
    start = TEXT.index("İstanbul")
    connection.execute("INSERT INTO entities VALUES ('e', 'Istanbul')")
    connection.execute(
        "INSERT INTO mentions VALUES ('m', 'e', 'GPE', 'a', 'text', $start, $end, 'İstanbul'), "
        "('n', NULL, 'CARDINAL', 'a', 'title', 4, 8, 'zero')",
        {"start": start, "end": start + 8},
    )
    (kwic,) = [view for view in VIEWS if view.name == "kwic"]
    for statement in view_statements(kwic):
        connection.execute(statement)
    rows = connection.execute(
        "SELECT entity, left_context, hit, right_context FROM kwic ORDER BY mention_id"
    ).fetchall()
    assert rows == [
        ("Istanbul", "Net zero, not NET ZERO? Net zeros or planet zero; ", "İstanbul", "’s “net zero” 😀 net zero"),
        (None, "Net ", "zero", " (a+b)"),
    ]
    columns = {row[0] for row in connection.execute("SELECT column_name FROM (DESCRIBE kwic)").fetchall()}
    assert columns <= set(kwic.columns)
