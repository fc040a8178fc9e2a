"""A small corpus that tests change between runs, and what the runs say of it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import polars as pl

from pipelines.engine.run import run_chain
from pipelines.lineage.runs import RunFolder, RunRecord
from pipelines.schemas import TABLES
from pipelines.schemas.lineage import UNFINGERPRINTED
from pipelines.settings import Settings

MAIN = "import sys; from pipelines.cli import main; sys.argv[0] = 'newsledger'; main()"


class Change(NamedTuple):
    """A row of lineage.changes, without its runs."""

    table: str
    article_id: str | None
    change: str
    cause: str
    together_with: tuple[str, ...]
    detail: str | None
    row_count: int | None


@dataclass(frozen=True)
class Newsroom:
    """Articles, reference tables and a data folder that tests may spoil."""

    folder: Path
    model: str = Settings.model
    field_names: tuple[tuple[str, str], ...] = ()

    @property
    def articles(self) -> Path:
        return self.folder / "articles"

    @property
    def reference(self) -> Path:
        return self.folder / "reference"

    @property
    def settings(self) -> Settings:
        data = self.folder / "data"
        place = Settings((self.articles,), data / "newsledger.duckdb", data, self.reference, self.model, workers=0)
        return replace(place, field_names=self.field_names)

    @classmethod
    def opened(cls, folder: Path) -> "Newsroom":
        """An empty newsroom with the project's reference tables."""
        shutil.copytree(Settings.reference, folder / "reference")
        (folder / "articles").mkdir()
        return cls(folder)

    def copied(self, folder: Path) -> "Newsroom":
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return replace(self, folder=folder)

    def write(self, name: str, text: str, **facts: str) -> None:
        """A .txt with its facts as front matter."""
        lines = "".join(f"{fact}: {json.dumps(value)}\n" for fact, value in facts.items())
        path = self.articles / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\n{lines}---\n{text}\n" if facts else f"{text}\n", "utf-8")

    def edit_reference(self, name: str, edit: Callable[[str], str]) -> None:
        path = self.reference / name
        path.write_text(edit(path.read_text("utf-8")), "utf-8")

    def run(self) -> list[Change]:
        """Run the chain here, and say what changed."""
        run_chain(self.settings)
        return self.changes()

    def run_checkout(self, checkout: Path) -> list[Change]:
        """The same with another checkout of the program, in a process of its own."""
        command = [sys.executable, "-c", MAIN, "run", "--articles", self.articles, "--data", self.settings.data]
        done = subprocess.run(
            [*map(str, command), "--workers", "1"], cwd=checkout, env=os.environ | {"PYTHONPATH": str(checkout)},
            capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return self.changes()

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`newsledger` with this data folder."""
        newsledger = str(Path(sys.executable).with_name("newsledger"))
        return subprocess.run(
            [newsledger, *arguments, "--data", str(self.settings.data)],
            env=os.environ | {"COLUMNS": "200"}, capture_output=True, text=True,
        )  # fmt: skip

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.settings.database), read_only=True) as connection:
            return connection.execute(query, list(parameters)).fetchall()

    def records(self) -> list[RunRecord]:
        return RunFolder(self.settings.data / "runs").read()

    def changes(self) -> list[Change]:
        """Rows of lineage.changes of the latest run, which must add up with the tables' rows."""
        rows = self.rows(
            "SELECT table_name, article_id, change, cause, together_with, detail, row_count FROM lineage.changes"
        )
        changes = [Change(*row[:4], tuple(row[4]), *row[5:]) for row in rows]
        _require_sums(changes, *self.records()[-2:], self.settings.data / "tables")
        return changes

    def article(self, path: str, locator: str = "whole") -> str:
        """article_id of an input of the latest run."""
        [(found,)] = self.rows("SELECT article_id FROM inputs WHERE path = ? AND locator = ?", path, locator)
        return str(found)


def _require_sums(changes: list[Change], old: RunRecord, new: RunRecord, folder: Path) -> None:
    """Rows added less rows removed is what a table has more, rows of several causes counted once."""
    for name, table in TABLES.items():
        if table in UNFINGERPRINTED:
            continue
        more = [
            pl.scan_parquet(folder / r.files[name], glob=False).select(pl.len()).collect().item() for r in (new, old)
        ]
        sums = {
            change: sum(
                (c.row_count or 0) / (1 + len(c.together_with))
                for c in changes
                if c.table in (name, table.info.qualified_name) and c.change == change
            )
            for change in ("added", "removed", "changed")
        }
        assert round(sums["added"] - sums["removed"], 6) == more[0] - more[1], (name, sums)
        assert (old.files[name] == new.files[name]) == (not any(sums.values())), name


def causes(changes: list[Change]) -> set[str]:
    return {change.cause for change in changes}


def of(changes: list[Change], article: str | None) -> list[Change]:
    return [change for change in changes if change.article_id == article]


def tables(changes: list[Change]) -> set[str]:
    return {change.table for change in changes}


def articles(changes: list[Change]) -> set[str]:
    return {change.article_id for change in changes if change.article_id}


def in_table(changes: list[Change], *names: str) -> list[Change]:
    return [change for change in changes if change.table in names]


def publishing_run(room: Newsroom) -> None:
    """Run the chain, whose changes may be without rows to add up with."""
    run_chain(room.settings)
