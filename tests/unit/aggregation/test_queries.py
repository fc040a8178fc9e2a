"""Each analysis table from a corpus small enough to count by hand."""

from datetime import date, datetime
from decimal import Decimal
from math import erfc, log, sqrt
from pathlib import Path

import polars as pl
import pytest

from pipelines.aggregation.queries import FOLDER, aggregate, sql_of
from pipelines.schemas import TABLES

X, Y, Z = "1" * 16, "2" * 16, "3" * 16
ARTICLES = {
    "article_id": pl.String(),
    "source": pl.String(),
    "language": pl.String(),
    "published_at": pl.Datetime("us"),
    "published_date": pl.Date(),
    "word_count": pl.Int64(),
    "near_duplicate_of": pl.String(),
    "is_unique": pl.Boolean(),
}
MENTIONS = {"article_id": pl.String(), "sentence_id": pl.String(), "entity_id": pl.String()}
DAY, NEXT = "2026-03-04", "2026-03-05"
Article = tuple[str, str, str, str | None, int, str | None]


def made(folder: Path, table: str, articles: list[Article], **others: pl.DataFrame) -> list[tuple[object, ...]]:
    """Rows of the table, sorted. An article: id, source, language, day or None, words, original or None; without an
    original it is unique."""
    rows = [
        (
            name,
            source,
            language,
            datetime.fromisoformat(day) if day else None,
            date.fromisoformat(day) if day else None,
            *rest,
            rest[-1] is None,
        )
        for name, source, language, day, *rest in articles
    ]
    frames = {"articles": pl.DataFrame(rows, schema=ARTICLES, orient="row"), **others}
    for name, frame in frames.items():
        frame.write_parquet(folder / f"{name}.parquet")
    found = aggregate(table, {name: folder / f"{name}.parquet" for name in frames}).collect()
    TABLES[table].validate(found)
    return sorted(found.rows())


def mentions(*rows: tuple[str, str, str | None]) -> pl.DataFrame:
    """Mentions: article, sentence in it, entity."""
    return pl.DataFrame([(a, f"{a}:{s}", e) for a, s, e in rows], schema=MENTIONS, orient="row")


def corrections(*articles: str) -> pl.DataFrame:
    return pl.DataFrame({"article_id": list(articles)}, schema={"article_id": pl.String()})


def english(name: str, day: str | None = DAY) -> Article:
    return name, "wire", "en", day, 10, None


def test_every_query_is_named_for_its_table() -> None:
    declared = {name for name, table in TABLES.items() if table.info.stage == "aggregation" and table.info.is_published}
    assert {path.stem for path in FOLDER.glob("*.sql")} == declared
    assert "FROM mentions" in sql_of("entity_attention_daily")


def test_attention_counts_mentions_and_articles_of_each_day(tmp_path: Path) -> None:
    articles = [english("a"), english("b"), english("c"), english("d", NEXT)]
    found = mentions(
        ("a", "1", X), ("a", "1", X), ("a", "2", Y), ("b", "1", X), ("d", "1", X), ("c", "1", None), ("d", "1", None)
    )  # fmt: skip
    assert made(tmp_path, "entity_attention_daily", articles, mentions=found) == [
        (X, date(2026, 3, 4), 3, 2, Decimal("0.666667"), 3, 2, Decimal("0.666667")),
        (X, date(2026, 3, 5), 1, 1, Decimal(1), 1, 1, Decimal(1)),
        (Y, date(2026, 3, 4), 1, 1, Decimal("0.333333"), 1, 1, Decimal("0.333333")),
    ]


def test_attention_leaves_out_undated_articles_and_languages_that_are_not_read(tmp_path: Path) -> None:
    """Neither is in the numerator or in the denominator; an undetermined language is in both."""
    articles: list[Article] = [
        english("a"),
        english("undated", None),
        ("und", "wire", "und", DAY, 10, None),
        ("french", "wire", "fr", DAY, 10, None),
    ]
    found = mentions(("a", "1", X), ("undated", "1", X), ("french", "1", X))
    assert made(tmp_path, "entity_attention_daily", articles, mentions=found) == [
        (X, date(2026, 3, 4), 1, 1, Decimal("0.5"), 1, 1, Decimal("0.5"))
    ]


def test_attention_counts_near_duplicates_and_beside_that_does_not(tmp_path: Path) -> None:
    articles: list[Article] = [english("a"), ("b", "wire", "en", DAY, 10, "a"), english("c")]
    found = mentions(("a", "1", X), ("b", "1", X))
    assert made(tmp_path, "entity_attention_daily", articles, mentions=found) == [
        (X, date(2026, 3, 4), 2, 2, Decimal("0.666667"), 1, 1, Decimal("0.5"))
    ]


def test_attention_to_near_duplicates_alone_is_none_among_unique_articles(tmp_path: Path) -> None:
    articles: list[Article] = [english("a", NEXT), ("b", "wire", "en", DAY, 10, "a")]
    found = mentions(("b", "1", X))
    assert made(tmp_path, "entity_attention_daily", articles, mentions=found) == [
        (X, date(2026, 3, 4), 1, 1, Decimal(1), 0, 0, Decimal(0))
    ]


def test_countries_count_mentions_of_any_entity_with_their_code(tmp_path: Path) -> None:
    """Two entities of one country are one row; an undated article and a copy are counted as for entities."""
    articles: list[Article] = [english("a"), ("b", "wire", "en", DAY, 10, "a"), english("c"), english("d", None)]
    found = mentions(("a", "1", X), ("a", "1", Y), ("b", "1", X), ("c", "1", Z), ("d", "1", X), ("c", "2", None))
    coded = found.with_columns(country_code=pl.Series(["GB", "GB", "GB", "FR", "GB", None]))
    assert made(tmp_path, "country_attention_daily", articles, mentions=coded) == [
        ("FR", date(2026, 3, 4), 1, 1, Decimal("0.333333"), 1, 1, Decimal("0.5")),
        ("GB", date(2026, 3, 4), 3, 2, Decimal("0.666667"), 2, 1, Decimal("0.5")),
    ]


def test_pairs_over_articles_and_sentences(tmp_path: Path) -> None:
    """X and Y meet in a, b and c, of which once twice in one sentence; X and Z meet in d alone. Five articles count:
    one has no date, one no mention; the French one does not. npmi = ln(0.6 / (0.8 * 0.6)) / -ln(0.6)."""
    articles = [english(name) for name in "abd"] + [english("c", None), english("e"), ("f", "wire", "fr", DAY, 9, None)]
    found = mentions(
        ("a", "1", X), ("a", "1", Y), ("a", "1", Y), ("a", "2", Y), ("a", "2", X),
        ("b", "1", X), ("b", "2", Y),
        ("c", "1", Y), ("c", "1", X), ("c", "1", None),
        ("d", "1", X), ("d", "1", Z),
    )  # fmt: skip
    assert made(tmp_path, "entity_pairs", articles, mentions=found) == [
        (X, Y, 3, 3, Decimal("0.436829"), 3, 3, Decimal("0.436829"), Decimal("2.23"), None)
    ]


@pytest.mark.parametrize(
    ("both", "first_only", "second_only", "neither", "expected"),
    [
        (2, 0, 0, 2, "1"),
        (4, 0, 0, 0, "1"),
        (2, 2, 2, 2, "0"),
        (2, 3, 3, 0, "-0.321928"),
    ],
)
def test_npmi_between_always_together_and_less_than_by_chance(
    tmp_path: Path, both: int, first_only: int, second_only: int, neither: int, expected: str
) -> None:
    """Four of four: ln p(a,b) is 0 there, and the value is 1 by definition. The last: ln(0.25 / 0.625²) / -ln 0.25."""
    kinds = [(X, Y)] * both + [(X,)] * first_only + [(Y,)] * second_only + [()] * neither
    articles = [english(str(number)) for number in range(len(kinds))]
    found = mentions(*((str(n), entity, entity) for n, entities in enumerate(kinds) for entity in entities))
    ((_, _, *plain, unique_article_count, unique_sentence_count, unique_npmi, _, _),) = made(
        tmp_path, "entity_pairs", articles, mentions=found
    )
    assert plain == [both, 0, Decimal(expected)]
    assert [unique_article_count, unique_sentence_count, unique_npmi] == plain


def test_a_pair_in_one_article_is_left_out(tmp_path: Path) -> None:
    found = mentions(("a", "1", X), ("a", "1", Y), ("b", "1", X))
    assert made(tmp_path, "entity_pairs", [english("a"), english("b")], mentions=found) == []


def test_pairs_count_near_duplicates_and_beside_that_do_not(tmp_path: Path) -> None:
    articles: list[Article] = [english("a"), ("b", "wire", "en", DAY, 10, "a"), english("c")]
    found = mentions(*((a, "1", e) for a in "ab" for e in (X, Y)))
    assert made(tmp_path, "entity_pairs", articles, mentions=found) == [
        (X, Y, 2, 2, Decimal(1), 1, 1, Decimal(1), Decimal("2.77"), None)
    ]


def test_a_pair_in_near_duplicates_alone_has_no_unique_npmi(tmp_path: Path) -> None:
    articles: list[Article] = [english("a"), *((n, "wire", "en", DAY, 10, "a") for n in "bc")]
    found = mentions(*((a, "1", e) for a in "bc" for e in (X, Y)))
    assert made(tmp_path, "entity_pairs", articles, mentions=found) == [
        (X, Y, 2, 2, Decimal(1), 0, 0, None, Decimal(0), None)
    ]


@pytest.mark.parametrize(
    ("both", "first_only", "second_only", "neither", "below"),
    [
        (2, 2, 2, 2, None),  # just as by chance
        (3, 1, 1, 3, None),
        (5, 1, 1, 5, "0.05"),
        (6, 1, 1, 8, "0.01"),
        (8, 1, 1, 8, "0.001"),
        (20, 0, 0, 20, "0.0001"),
        (2, 20, 20, 0, "0.0001"),  # they keep apart
    ],
)
def test_how_sure_a_pair_is(
    tmp_path: Path, both: int, first_only: int, second_only: int, neither: int, below: str | None
) -> None:
    """G2 as twice the sum of observed times the logarithm of observed over expected; p from the normal distribution,
    whose square it is."""
    kinds = [(X, Y)] * both + [(X,)] * first_only + [(Y,)] * second_only + [()] * neither
    articles = [english(str(number)) for number in range(len(kinds))]
    found = mentions(*((str(n), entity, entity) for n, entities in enumerate(kinds) for entity in entities))
    ((*_, likelihood, p_below),) = made(tmp_path, "entity_pairs", articles, mentions=found)
    total = len(kinds)
    x, y = both + first_only, both + second_only
    cells = [(x, y, both), (x, total - y, first_only), (total - x, y, second_only), (total - x, total - y, neither)]
    expected = 2 * sum(n * log(n * total / (row * column)) for row, column, n in cells if n)
    assert float(str(likelihood)) == pytest.approx(max(expected, 0), abs=0.006)
    p = erfc(sqrt(float(str(likelihood)) / 2))
    least = min((level for level in (0.0001, 0.001, 0.01, 0.05) if p < level), default=None)
    assert p_below == (None if below is None else Decimal(below))
    assert least == (None if below is None else float(below))


def test_profiles_of_outlets(tmp_path: Path) -> None:
    articles: list[Article] = [
        ("a", "wire", "en", NEXT, 300, None),
        ("b", "wire", "en", DAY, 500, "a"),
        ("c", "wire", "fr", None, 100, None),
        ("d", "paper", "en", None, 7, None),
        ("e", "silent", "und", DAY, 0, None),
    ]
    found = corrections("a", "a", "b", "e")
    assert made(tmp_path, "source_profiles", articles, spelling_corrections=found) == [
        ("paper", 1, 7, None, None, Decimal(0), Decimal(0), 1, 7),
        ("silent", 1, 0, datetime.fromisoformat(DAY), datetime.fromisoformat(DAY), None, Decimal(0), 1, 0),
        (
            "wire",
            3,
            900,
            datetime.fromisoformat(DAY),
            datetime.fromisoformat(NEXT),
            Decimal("333.33"),
            Decimal("0.333333"),
            2,
            400,
        ),
    ]


@pytest.mark.parametrize(
    ("table", "others"),
    [
        ("entity_attention_daily", {"mentions": mentions()}),
        ("entity_pairs", {"mentions": mentions()}),
        ("country_attention_daily", {"mentions": mentions().with_columns(country_code=pl.lit(None, pl.String))}),
        ("source_profiles", {"spelling_corrections": corrections()}),
    ],
)
def test_no_articles_give_an_empty_typed_table(tmp_path: Path, table: str, others: dict[str, pl.DataFrame]) -> None:
    assert made(tmp_path, table, [], **others) == []
