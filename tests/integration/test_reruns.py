"""Reruns: the commands that compare and sum up, `make rerun`, and the workflows that call it."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
import yaml

from pipelines.settings import CHECKOUT

from .conftest import REAL_ARTICLE, Corpus

NEWSLEDGER = Path(sys.executable).with_name("newsledger")
WORKFLOWS = sorted((CHECKOUT / ".github" / "workflows").glob("*.yml"))
# Stands in for the command: "makes" databases and runs that are there already, and writes down which articles it was
# given.
STAND_IN = """#!/bin/sh
if [ "$1" != run ]; then exec {newsledger} "$@"; fi
case "$3" in */scratch.*) made={again};; *) made={first};; esac
cp "$made" "$3/newsledger.duckdb" && cp -r {made}/runs {made}/tables "$3"
printf '%s\\n' "${{NEWSLEDGER_ARTICLES-default}}" >> {log}
"""


def newsledger(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [NEWSLEDGER, *map(str, arguments)]
    return subprocess.run(command, env=os.environ | {"COLUMNS": "200"}, capture_output=True, text=True)


@pytest.fixture
def other(sample: Corpus, tmp_path: Path) -> Path:
    """A database that lacks an article, with other fingerprints for two tables."""
    path = tmp_path / "other.duckdb"
    shutil.copyfile(sample.database, path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("DELETE FROM articles WHERE article_id = (SELECT min(article_id) FROM articles)")
        connection.execute(
            """UPDATE lineage.table_versions SET fingerprint = repeat('0', 64)
            WHERE table_name IN ('articles', 'mentions')"""
        )
    return path


def test_compare_ends_with_0_for_equal_databases(sample: Corpus) -> None:
    result = newsledger("compare", sample.database, sample.database)
    assert (result.returncode, result.stderr) == (0, "")
    assert f"All {len(sample.fingerprints())} tables are equal" in result.stdout


@pytest.mark.parametrize("arguments", [(), ("--markdown",)])
def test_compare_ends_with_1_and_the_tables_that_differ(
    sample: Corpus, other: Path, arguments: tuple[str, ...]
) -> None:
    result = newsledger("compare", sample.database, other, *arguments)
    assert (result.returncode, result.stderr) == (1, "")
    assert "Tables that differ: 2" in result.stdout
    assert [name for name in ("articles", "entities", "mentions") if name in result.stdout] == ["articles", "mentions"]


def test_compare_with_a_file_that_is_not_there_is_one_line(sample: Corpus, tmp_path: Path) -> None:
    result = newsledger("compare", sample.database, tmp_path / "nothing.duckdb")
    assert (result.returncode, result.stdout) == (1, "")
    (line,) = result.stderr.splitlines()
    assert "there is no database at" in line


def test_summary_says_what_is_there_and_what_changed(sample: Corpus, other: Path) -> None:
    result = newsledger("summary", "--database", sample.database, "--against", other)
    assert (result.returncode, result.stderr) == (0, "")
    [(added,)] = sample.rows("SELECT min(article_id) FROM articles")
    [(rejected,)] = sample.rows("SELECT count(*) FROM inputs WHERE status = 'rejected'")
    query = "SELECT original FROM spelling_corrections GROUP BY 1 ORDER BY count(*) DESC, original LIMIT 1"
    [(corrected,)] = sample.rows(query)
    for words in ("Articles added: 1", "Articles removed: 0", f"Rejected inputs: {rejected}", added, corrected):
        assert words in result.stdout


def test_dictionary_prints_a_table_with_its_labels_and_refuses_an_unknown_one() -> None:
    known = newsledger("dictionary", "mentions")
    assert known.returncode == 0
    assert [word for word in ("mention_id", "labels", "PERSON", "article_share") if word in known.stdout] == [
        "mention_id",
        "labels",
        "PERSON",
    ]
    unknown = newsledger("dictionary", "nothing")
    assert (unknown.returncode, unknown.stdout, unknown.stderr.count("\n")) == (1, "", 1)
    assert "known: inputs" in unknown.stderr


class Rerun:
    """`make rerun` with a stand-in that makes the given databases."""

    def __init__(self, sample: Corpus, folder: Path, first: Path, again: Path) -> None:
        self.folder, self.data, self.log, self.made = folder, folder / "data", folder / "log", folder / "made"
        [(run_id,)] = sample.rows("SELECT run_id FROM about")
        shutil.copytree(sample.data / "tables", self.made / "tables")
        (self.made / "runs").mkdir()
        shutil.copy(sample.data / "runs" / f"{run_id}.json", self.made / "runs")
        stand_in = folder / "newsledger"
        stand_in.write_text(
            STAND_IN.format(newsledger=NEWSLEDGER, made=self.made, first=first, again=again, log=self.log), "utf-8"
        )
        stand_in.chmod(stand_in.stat().st_mode | stat.S_IXUSR)

    def __call__(self, **environment: str) -> subprocess.CompletedProcess[str]:
        place = ["-o", str(self.folder / ".run"), f"VENV={self.folder}", f"BIN={self.folder}"]
        return subprocess.run(
            ["make", "rerun", *place],  # noqa: S607
            cwd=CHECKOUT,
            env=os.environ | {"RERUN_DATA": str(self.data), "ARTICLES": "", "SUMMARY": ""} | environment,
            capture_output=True,
            text=True,
        )

    def left(self) -> list[str]:
        return sorted(path.name for path in self.data.iterdir() if path.is_file())


def test_a_rerun_that_comes_out_the_same(sample: Corpus, tmp_path: Path) -> None:
    rerun = Rerun(sample, tmp_path, sample.database, sample.database)
    result = rerun()
    assert result.returncode == 0, result
    assert rerun.left() == ["newsledger.duckdb", "summary.md"]
    summary = (rerun.data / "summary.md").read_text("utf-8")
    assert summary.startswith(f"### All {len(sample.fingerprints())} tables are equal")
    assert " is the first: there is nothing to compare it with" in summary
    assert rerun.log.read_text("utf-8") == "default\ndefault\n"


def test_a_second_rerun_says_what_changed_since_the_first(sample: Corpus, tmp_path: Path) -> None:
    """The run before lacked one article."""
    rerun = Rerun(sample, tmp_path, sample.database, sample.database)
    [file] = (rerun.made / "runs").iterdir()
    record = json.loads(file.read_text("utf-8"))
    [(article,)] = sample.rows("SELECT article_id FROM inputs WHERE path = ?", REAL_ARTICLE)
    for table in ("raw_articles", "articles", "inputs"):
        kept = pl.scan_parquet(rerun.made / "tables" / record["files"][table], glob=False)
        record["files"][table] = f"{table}.before.parquet"
        kept.filter(pl.col("article_id").ne_missing(pl.lit(article))).sink_parquet(
            rerun.made / "tables" / record["files"][table]
        )
    earlier = record | {"run_id": "0" * 16, "published_at": "2026-01-01T00:00:00"}
    (rerun.made / "runs" / f"{'0' * 16}.json").write_text(json.dumps(earlier), "utf-8")
    result = rerun(SUMMARY=str(tmp_path / "here.md"))
    assert result.returncode == 0, result
    summary = (tmp_path / "here.md").read_text("utf-8")
    assert "### Changes between run 0000000000000000 of 2026-01-01 00:00 and run " in summary
    assert "<code>input added</code>" in summary
    assert "### Articles with changes: 1\n" in summary
    assert rerun.left() == ["newsledger.duckdb"]


def test_a_rerun_that_differs_fails_with_a_summary_and_keeps_both_databases(
    sample: Corpus, other: Path, tmp_path: Path
) -> None:
    rerun = Rerun(sample, tmp_path, sample.database, other)
    result = rerun()
    assert result.returncode != 0
    summary = (rerun.data / "summary.md").read_text("utf-8")
    assert summary.startswith("### Tables that differ: 2")
    assert "### Rejected inputs: " in summary
    assert rerun.left() == ["newsledger.duckdb", "scratch.duckdb", "summary.md"]


def test_a_run_that_fails_ends_the_rerun_and_leaves_no_scratch(sample: Corpus, tmp_path: Path) -> None:
    rerun = Rerun(sample, tmp_path, tmp_path / "nothing", tmp_path / "nothing")
    assert rerun().returncode != 0
    assert rerun.left() == []


@pytest.mark.parametrize(
    "articles", ["a folder with spaces", "$(touch pwned)", "`touch pwned`", '"; touch pwned #', "$$(shell touch pwned)"]
)
def test_the_articles_path_is_never_read_as_a_command(sample: Corpus, tmp_path: Path, articles: str) -> None:
    rerun = Rerun(sample, tmp_path, sample.database, sample.database)
    assert rerun(ARTICLES=articles).returncode == 0
    assert rerun.log.read_text("utf-8") == f"{articles}\n{articles}\n"
    assert not (CHECKOUT / "pwned").exists()


def _workflow(path: Path) -> dict[str, Any]:
    workflow: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 ("on" is a key)
    return workflow


def _steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in _workflow(path)["jobs"].values() for step in job["steps"]]


def test_the_workflows_are_there() -> None:
    assert [path.name for path in WORKFLOWS] == ["rerun.yml", "tests.yml"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_steps_only_call_make_the_command_and_the_shared_script(path: Path) -> None:
    commands = [line for step in _steps(path) for line in step.get("run", "").splitlines()]
    assert commands
    for command in commands:
        assert command.split()[0] in {"make", "newsledger"} or command == "bash .ci/run"
        assert "${{" not in command
        assert not set(command) & set(";&|`<>(){}")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_with_their_version_beside_it(path: Path) -> None:
    uses = [line.split("uses:")[1].strip() for line in path.read_text("utf-8").splitlines() if "uses:" in line]
    assert len(uses) == sum("uses" in step for step in _steps(path)) > 0
    for action in uses:
        name, _, pin = action.partition("@")
        commit, _, version = pin.partition(" # ")
        assert name.startswith("actions/")
        assert len(commit) == 40
        assert int(commit, 16)
        assert version.startswith("v")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_may_only_read_and_end_in_time(path: Path) -> None:
    workflow = _workflow(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["group"]
    for job in workflow["jobs"].values():
        assert "permissions" not in job
        assert int(job["timeout-minutes"]) <= 120
    (checkout,) = (step for step in _steps(path) if step.get("uses", "").startswith("actions/checkout@"))
    assert checkout["with"]["persist-credentials"] == "false"


def test_the_targets_that_workflows_call_are_there() -> None:
    makefile = (CHECKOUT / "Makefile").read_text("utf-8")
    for path in WORKFLOWS:
        for step in _steps(path):
            if step.get("run", "").startswith("make "):
                assert f"\n{step['run'].split()[1]}:" in makefile


def test_the_rerun_comes_by_the_clock_and_by_hand_and_takes_the_path_as_a_variable() -> None:
    workflow = _workflow(CHECKOUT / ".github" / "workflows" / "rerun.yml")
    assert workflow["on"]["schedule"][0]["cron"]
    assert "articles" in workflow["on"]["workflow_dispatch"]["inputs"]
    (step,) = (step for step in workflow["jobs"]["rerun"]["steps"] if "rerun" in step.get("run", ""))
    assert step["env"] == {"ARTICLES": "${{ inputs.articles }}"}
