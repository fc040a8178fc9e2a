"""What is decided about lines that recur at the edges of an outlet's articles, and the table that overrules it."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.cleaning.outlet_lines import SCHEMA, read_outlet_lines
from pipelines.cleaning.page_chrome import PageChrome
from pipelines.cleaning.recurring_lines import decide, edge_lines

NONE = pl.DataFrame(schema=SCHEMA)
SCHEMA_OF_LINES = dict.fromkeys(("source", "edge", "position", "line", "body"), pl.String()) | {"position": pl.Int64()}


def lines_of(texts: list[str], source: str = "The Gazette") -> pl.DataFrame:
    rows = [(source, *row) for text in texts for row in edge_lines(PageChrome([]).article_lines(text))]
    return pl.DataFrame(rows, schema=SCHEMA_OF_LINES, orient="row")


def stories(count: int, *ends: str, start: int = 0) -> list[str]:
    return [
        "\n".join(
            [
                f"Story {n} of the day is told here at some length.",
                f"It goes on: {n}.",
                f"And on: {n}.",
                f"It ends so: {n}.",
                *ends,
            ]
        )
        for n in range(start, start + count)
    ]


def decided(texts: list[str], overrules: pl.DataFrame = NONE) -> dict[str, tuple[str, str]]:
    made = decide(lines_of(texts), overrules)
    return {row["line"]: (row["decision"], row["reason"]) for row in made.iter_rows(named=True)}


def overrule(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def test_a_line_at_the_end_of_article_after_article_is_the_pages() -> None:
    assert decided(stories(5, "Printed in Oslo.")) == {"printed in oslo": ("remove", "recurs")}


def test_a_block_is_peeled_off_from_outside() -> None:
    made = decided([*stories(4, "Read on.", "Printed in Oslo."), *stories(3, "Printed in Oslo.", start=9)])
    assert made == {"printed in oslo": ("remove", "recurs"), "read on": ("remove", "recurs")}


def test_two_articles_are_too_few_and_one_in_a_thousand_too_rare() -> None:
    assert decided(stories(2, "Printed in Oslo.")) == {"printed in oslo": ("keep", "too_few")}
    many = [*stories(600), *stories(4, "No one was hurt.", start=700)]
    assert decided(many) == {"no one was hurt": ("keep", "too_rare")}


def test_a_line_that_stands_further_in_as_often_is_the_articles() -> None:
    inside = stories(9, "He declined to say.", "So it goes.", start=20)
    inside = [f"{text}\nOnly here: {n}." for n, text in enumerate(inside)]
    assert decided([*stories(4, "He declined to say."), *inside])["he declined to say"] == ("keep", "inside_articles")


def test_versions_of_one_article_count_once() -> None:
    versions = [
        "The longest line of this article is this one.\nUpdate {n}.\nSame end.".replace("{n}", str(n)) for n in range(9)
    ]
    assert decided(versions) == {}


def test_outlets_are_decided_apart() -> None:
    rows = pl.concat([lines_of(stories(4, "Read on.")), lines_of(stories(2, "Read on.", start=9), "Other")])
    made = decide(rows, NONE)
    assert dict(made.select("source", "decision").iter_rows()) == {"The Gazette": "remove", "Other": "keep"}


def test_the_order_of_articles_does_not_matter() -> None:
    rows = lines_of([*stories(6, "Read on.", "Printed in Oslo."), *stories(3, "Printed in Oslo.", start=9)])
    assert decide(rows.reverse(), NONE).equals(decide(rows, NONE))


def test_people_overrule_in_both_ways_and_their_outlet_goes_before_all() -> None:
    texts = [*stories(4, "Printed in Oslo."), *stories(1, "Send us news.", start=9)]
    rules = overrule(("The Gazette", "printed in oslo", "keep"), ("*", "send us news", "remove"))
    assert decided(texts, rules) == {"printed in oslo": ("keep", "overruled"), "send us news": ("remove", "overruled")}
    rules = overrule(("The Gazette", "send us news", "keep"), ("*", "send us news", "remove"))
    assert decided(texts, rules)["send us news"] == ("keep", "overruled")


def test_what_is_behind_a_kept_line_is_not_reached() -> None:
    texts = stories(5, "Read on.", "Printed in Oslo.")
    assert decided(texts, overrule(("*", "printed in oslo", "keep"))) == {"printed in oslo": ("keep", "overruled")}


def test_nothing_gives_an_empty_table() -> None:
    assert decide(lines_of([]), NONE).is_empty()


def test_the_longest_line_and_texts_of_one_line_are_no_edge() -> None:
    assert list(edge_lines(PageChrome([]).article_lines("Only this."))) == []
    rows = list(edge_lines(PageChrome([]).article_lines("Head\nThe longest line of all.\nTail")))
    assert [row[:3] for row in rows] == [("start", 0, "head"), ("end", 0, "tail")]


def test_the_shipped_table_is_read() -> None:
    assert read_outlet_lines(Path(__file__).resolve().parents[3] / "seeds/reference/outlet_lines.csv").schema == SCHEMA


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("The Gazette,,remove,", "fill in both"),
        (",Printed in Oslo,remove,", "fill in both"),
        ("The Gazette,Printed in Oslo,drop,", "must be remove or keep"),
        ("*,x,keep,\n*,X!,remove,", "another decision above"),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused(tmp_path: Path, row: str, problem: str) -> None:
    file = tmp_path / "outlet_lines.csv"
    file.write_text(f"source,line,decision,note\n{row}\n", "utf-8")
    with pytest.raises(ValueError, match=problem):
        read_outlet_lines(file)


def test_lines_are_read_as_they_are_compared(tmp_path: Path) -> None:
    file = tmp_path / "outlet_lines.csv"
    file.write_text('source,line,decision,note\n*,"  PRINTED in Oslo! ",remove,a note\n', "utf-8")
    assert read_outlet_lines(file).rows() == [("*", "printed in oslo", "remove")]
