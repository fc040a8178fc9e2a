"""Figures of page chrome on labelled lines, and of wrapped lines on a corpus of wire copy, beside what there would be
without these rules. Floors lie a little below what was measured."""

import csv
import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import polars as pl

from pipelines.cleaning.hard_wraps import hard_wraps
from pipelines.cleaning.normalise import normalise
from pipelines.cleaning.outlet_lines import SCHEMA as OVERRULES
from pipelines.cleaning.page_chrome import PageChrome, Pattern, read_patterns
from pipelines.cleaning.recurring_lines import decide, edge_lines
from pipelines.lineage.edits import EditedText, Replacement
from pipelines.settings import CHECKOUT

CHROME = PageChrome(read_patterns(CHECKOUT / "seeds" / "reference" / "page_chrome.csv"))
# What a careful person would list without looking at any data.
FEW = PageChrome(
    [
        Pattern(line, "few")
        for line in (
            "leave a comment", "comments", "advertisement", "share this", "share this article", "share this story",
            "follow us on *", "sign up for our newsletter", "read more", "read more: *", "related: *",
            "related articles", "copyright * all rights reserved*", "© * all rights reserved*",
            "all rights reserved", "story continues below",
        )
    ]
)  # fmt: skip
BODY = "The council met on Tuesday to vote on the loan.", "Its members will meet again before the end of the month."


def _is_removed(chrome: Callable[[str], Iterable[Replacement]], line: str, position: int) -> bool:
    """Whether a line that stands at the edge of an article goes."""
    text = "\n".join((line, *BODY) if position >= 0 else (*BODY, line))
    gone = {text[change.start : change.end] for change in chrome(text)}
    return line in gone


def test_of_the_lines_removed_at_edges_nearly_all_are_chrome(eval_data: Path) -> None:
    with (eval_data / "ingestion" / "edge_lines.dev.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    figures = {}
    for name, chrome in (("page chrome", CHROME), ("a short list", FEW)):
        removed = [row["label"] != "content" for row in rows if _is_removed(chrome, row["line"], int(row["pos"]))]
        precision = sum(removed) / len(removed) if removed else 1.0
        recall = sum(removed) / sum(row["label"] != "content" for row in rows)
        figures[name] = precision, recall
        print(f"edge lines, {name}: precision {precision:.1%}, recall {recall:.1%} ({len(removed)} removed)")  # noqa: T201
    assert figures["page chrome"][0] >= 0.95
    assert figures["page chrome"][1] >= 0.7
    assert figures["page chrome"][1] > figures["a short list"][1]


def test_hand_made_article_texts_lose_next_to_nothing(eval_data: Path) -> None:
    """The gold texts of article extraction: what people took for the article."""
    lines = lost = 0
    with gzip.open(eval_data / "ingestion" / "aed_gold.dev.jsonl.gz", "rt", encoding="utf-8") as stream:
        for text in (json.loads(line)["text"] for line in stream):
            lines += sum(bool(line.strip()) for line in text.split("\n"))
            lost += sum(1 for _ in CHROME(text))
    print(f"gold articles: {lost} of {lines} lines removed ({lost / lines:.2%})")  # noqa: T201
    assert lost <= 0.003 * lines


def _reuters(eval_data: Path) -> Iterator[str]:
    with gzip.open(eval_data / "corpora" / "reuters.jsonl.gz", "rt", encoding="utf-8") as stream:
        texts = [json.loads(line)["text"] for line in stream]
    yield from texts[::7]


def test_lines_that_recur_in_an_outlet_are_found_without_any_pattern(eval_data: Path) -> None:
    none = PageChrome([])
    rows = [
        ("Reuters", *line)
        for text in _reuters(eval_data)
        for line in edge_lines(none.article_lines(normalise(text, "text", none).text))
    ]
    lines = pl.DataFrame(rows, schema=["source", "edge", "position", "line", "body"], orient="row")
    decisions = decide(lines, pl.DataFrame(schema=OVERRULES))
    removed = decisions.filter(pl.col("decision") == "remove").select("line", "article_count").rows()
    print(f"recurring lines of Reuters: {removed}")  # noqa: T201
    signed_off = sum(count for line, count in removed if "reuter" in line or line.startswith("</title"))
    assert signed_off >= 0.95 * sum(count for _, count in removed)
    assert signed_off >= 0.9 * sum("reuter" in text.lower()[-12:] for text in _reuters(eval_data))


def test_sentences_are_no_longer_cut_by_wrapped_lines(eval_data: Path) -> None:
    """A cut is a line end between a word without final punctuation and a small letter."""
    cuts = {"as published": 0, "joined": 0}
    for text in _reuters(eval_data):
        joined = EditedText.unedited(text).apply(hard_wraps(text)).text
        for name, lines in (("as published", text.split("\n")), ("joined", joined.split("\n"))):
            pairs = pairwise(lines)
            cuts[name] += sum(b[:1].islower() and a.strip()[-1:].isalpha() for a, b in pairs)
    print(f"cut sentences of Reuters: {cuts['as published']:,}, {cuts['joined']:,} once joined")  # noqa: T201
    assert cuts["joined"] <= 0.02 * cuts["as published"]
