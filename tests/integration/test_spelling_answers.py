"""A person overrules a spelling decision, and the next run applies it: to the articles that have the word."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.settings import CHECKOUT

COMMAND = Path(sys.executable).with_name("newsledger")
TEXTS = {
    "a": "The council lost its freinds in the report, and the report inwhich it was named is late. Rain fell all day.",
    "b": "The mayor said she would meet her freinds at the harbour, and that the the doors were open to all of them.",
    "c": "The goverment said on Monday that the harbour would be closed for a week, and that boats must leave.",
    "e": "The town fought agains the sea all night. On the wall someone had painted one word, 'agains', and left it.",
    "d": "Nothing happened here, and the people of the town went to bed early after a long and quiet evening.",
}


class Newsroom:
    """A folder with articles, reference tables and a database, and the command upon it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "articles").mkdir()
        shutil.copytree(CHECKOUT / "seeds" / "reference", folder / "reference")
        for name, text in TEXTS.items():
            (folder / "articles" / f"{name}.txt").write_text(f"{text}\n", "utf-8")

    @property
    def database(self) -> Path:
        return self.folder / "data" / "newsledger.duckdb"

    def __call__(self, *arguments: object, ends_with: int = 0) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {
            "COLUMNS": "140",
            "NO_COLOR": "1",
            "NEWSLEDGER_REFERENCE": f"{self.folder}/reference",
        }
        done = subprocess.run(
            [COMMAND, *map(str, arguments)], capture_output=True, text=True, env=environment, timeout=300
        )
        assert done.returncode == ends_with, done
        return done

    def run(self) -> str:
        articles = self.folder / "articles"
        return self("run", "--articles", articles, "--data", self.folder / "data", "--workers", 1).stdout

    def spelling(self, *arguments: object, ends_with: int = 0) -> subprocess.CompletedProcess[str]:
        return self("spelling", *arguments, "--data", self.folder / "data", ends_with=ends_with)

    def texts(self) -> dict[str, str]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            rows = connection.execute("SELECT path, text FROM inputs JOIN articles USING (article_id)").fetchall()
        return {Path(path).stem: text for path, text in rows}


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    made = Newsroom(tmp_path_factory.mktemp("newsroom"))
    made.run()
    return made


def test_decisions_are_listed_with_an_example(newsroom: Newsroom) -> None:
    table = newsroom.spelling().stdout
    assert "[freinds]" in table
    words = [row["word"] for row in _listed(newsroom)]
    assert {"freinds", "goverment", "inwhich"} <= set(words)
    assert words.index("freinds") < words.index("inwhich")  # as sure, and more frequent
    assert len(newsroom.spelling("--format", "json", "--limit", 1).stdout.splitlines()) == 1


def _listed(newsroom: Newsroom) -> list[dict[str, Any]]:
    return [json.loads(line) for line in newsroom.spelling("--format", "json").stdout.splitlines()]


def test_a_word_is_shown_with_all_its_places(newsroom: Newsroom) -> None:
    shown = newsroom.spelling("freinds").stdout
    assert "lost its [freinds → friends] in the report" in shown
    assert "would meet her [freinds → friends] at the harbour" in shown
    rows = list(csv.DictReader(io.StringIO(newsroom.spelling("inwhich", "--format", "csv").stdout)))
    assert [(row["candidate"], row["reason"], row["context_word"]) for row in rows] == [
        ("in which", "run_on", "inwhich")
    ]
    assert "[harbour]" in newsroom.spelling("harbour").stdout  # a known word can be asked for, and overruled, too
    assert newsroom.spelling("absent", ends_with=1).stderr.startswith("newsledger: no article has the word 'absent'")


def test_a_word_that_its_places_decide_is_shown_with_what_they_chose_from_and_why(newsroom: Newsroom) -> None:
    shown = newsroom.spelling("agains").stdout
    assert "in_context" in shown
    assert "against " in shown.split("candidate", 1)[1].splitlines()[0]
    assert "text: fits_context, score " in shown
    assert "fought [agains → against] the sea" in shown
    assert (
        "text: left, set_apart\n… e sea all night. On the wall someone had painted one word, '[agains]', and" in shown
    )
    [listed] = [row for row in _listed(newsroom) if row["word"] == "agains"]
    assert listed["candidates"][0]["word"] == listed["candidate"] == "against"
    assert [listed["contexts"][0][name] for name in ("replacement", "reason")] == ["against", "fits_context"]


def test_wrong_usage_says_so(newsroom: Newsroom) -> None:
    for arguments in (
        ("--keep",),
        ("freinds", "--keep", "--to", "friends"),
        ("freinds", "--note", "x"),
        ("x", "--to", ""),
    ):
        newsroom.spelling(*arguments, ends_with=2)
    refused = newsroom.spelling("two words", "--keep", ends_with=1).stderr
    assert refused.startswith("newsledger: this answer: 'two words' is not one word form")
    missing = newsroom.spelling("x", "--keep", "--reference", newsroom.folder / "nowhere", ends_with=1).stderr
    assert missing.startswith("newsledger: there is no folder")


def test_a_rerun_changes_only_the_articles_that_have_the_word(newsroom: Newsroom) -> None:
    before = newsroom.texts()
    assert "its friends in" in before["a"]
    assert "in which" in before["a"]
    assert "that the doors" in before["b"]
    assert "freinds" not in before["b"]
    said = newsroom.spelling("goverment", "--to", "Government", "--note", "house style").stdout
    assert "line 2: 'goverment' becomes 'Government'" in said.replace("\n", "")
    assert "newsledger run applies it" in said
    newsroom.spelling("inwhich", "--keep")
    assert "corrected 2 again" in newsroom.run()
    after = newsroom.texts()
    assert {name for name in after if after[name] != before[name]} == {"a", "c"}
    assert "inwhich" in after["a"]
    assert "Government" in after["c"]
    assert "goverment" not in newsroom.spelling().stdout  # what a person decided is not listed again


def test_text_of_articles_cannot_act_upon_the_terminal(tmp_path: Path) -> None:
    hostile = Newsroom(tmp_path)
    text = "The \u202egoverment [red]said[/red] \x1b[31m=HYPERLINK() it would not change the law this year at all."
    (tmp_path / "articles" / "e.txt").write_text(text, "utf-8")
    hostile.run()
    shown = hostile.spelling("goverment").stdout
    assert "[red]said[/red]" in shown
    assert not {"\x1b", "\u202e"} & set(shown + hostile.spelling().stdout)
