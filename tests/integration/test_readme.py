"""What the README shows is what comes out."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.settings import CHECKOUT

from .conftest import Corpus

README = (CHECKOUT / "README.md").read_text("utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL)


def _newsledger(corpus: Corpus, *arguments: str) -> str:
    command = [str(Path(sys.executable).with_name("newsledger")), *arguments, "--database", str(corpus.database)]
    environment = os.environ | {"COLUMNS": "110"}
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize(("query", "shown"), QUERIES)
def test_queries_have_the_output_that_is_shown(sample: Corpus, query: str, shown: str) -> None:
    assert _newsledger(sample, "sql", query) == shown


def test_five_queries_are_shown() -> None:
    assert len(QUERIES) == 5


def test_the_traced_mention_is_shown_as_it_is(sample: Corpus) -> None:
    [(mention_id, shown)] = re.findall(r"newsledger trace (\S+)\n(.*?)```", README, re.DOTALL)
    output = _newsledger(sample, "trace", mention_id)
    assert _without_run(output) == _without_run(shown)
    assert "Keir Starmer" in output


def _without_run(output: str) -> list[str]:
    """Lines without padding, and without the ids of the run and the code, which differ by nature."""
    made_by = re.compile(r"^made by .*\n(?: .*\n)*", re.MULTILINE)
    return [line.rstrip() for line in made_by.sub("", output.strip()).splitlines()]


def test_every_table_that_is_listed_exists_and_every_published_one_is_listed(sample: Corpus) -> None:
    section = README.split("## What comes out")[1].split("## Asking it")[0]
    listed = {
        name for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)
    }
    query = (
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' AND table_catalog = 'newsledger'"
    )
    tables = {name for (name,) in sample.rows(query)}
    assert listed == tables
