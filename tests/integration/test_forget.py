"""Forgetting an article: nothing in the data folder says anything of it any more, and it does not come back."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.engine import forgetting
from pipelines.engine.forgetting import forget, look, settings_of_last_run
from pipelines.engine.run import run_chain
from pipelines.publishing.exported import exported_bundles, record_bundle
from pipelines.settings import CHECKOUT, NewsledgerError, Settings

NEWSLEDGER = Path(sys.executable).with_name("newsledger")
# Words of the article alone, one of them misspelled, so that a decision and a correction come of it.
MARKS = ("Quimby", "Zebulon", "ferrymastership", "anouncement")
TEXT = "Zebulon Quimby made the anouncement on Monday.\n\nThe ferrymastership goes to Quimby, the council said."
OTHERS = {
    "other.txt": "Anna Berg met Carl Dahl in Geneva on Tuesday. Berg left early, the council said.",
    "third.txt": "The council said on Wednesday that the harbour of Port Alston will be closed for a week.",
}


def settings_in(folder: Path) -> Settings:
    data = folder / "data"
    return Settings((folder / "articles",), data / "newsledger.duckdb", data, folder / "reference", workers=0)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published database of an article, two copies of it, and two others."""
    folder = tmp_path_factory.mktemp("start")
    articles = folder / "articles"
    shutil.copytree(CHECKOUT / "seeds" / "reference", folder / "reference")
    (articles / "deep").mkdir(parents=True)
    (articles / "secret.txt").write_text(TEXT, "utf-8")
    (articles / "deep" / "same.txt").write_text(TEXT, "utf-8")
    (articles / "deep" / "copy.txt").write_text(f"---\nurl: https://example.org/1\n---\n{TEXT}", "utf-8")
    for name, text in OTHERS.items():
        (articles / name).write_text(text, "utf-8")
    run_chain(settings_in(folder))
    return folder


@pytest.fixture
def settings(start: Path, tmp_path: Path) -> Settings:
    """A copy of it all, in which to forget."""
    shutil.copytree(start, tmp_path, dirs_exist_ok=True)
    settings = settings_in(tmp_path)
    [record] = (settings.data / "runs").glob("*.json")
    record.write_text(record.read_text("utf-8").replace(str(start), str(tmp_path)), "utf-8")
    return settings


def secret_id(settings: Settings) -> str:
    with duckdb.connect(str(settings.database), read_only=True) as connection:
        [(article_id,)] = connection.execute(
            "SELECT article_id FROM articles WHERE contains(text, 'Quimby')"
        ).fetchall()
    return str(article_id)


def articles_of(settings: Settings) -> int:
    with duckdb.connect(str(settings.database), read_only=True) as connection:
        return int(connection.execute("SELECT count(*) FROM articles").fetchall()[0][0])


def contents(file: Path) -> str:
    """All that a file says: tables are packed, so their rows are read."""
    if file.suffix == ".parquet":
        return str(pl.read_parquet(file, glob=False).rows())
    if ".duckdb" not in file.name or file.suffix == ".lock":
        return file.read_bytes().decode("utf-8", "replace")
    with duckdb.connect(str(file), read_only=True) as connection:
        names = connection.execute("SELECT schema_name || '.' || table_name FROM duckdb_tables()").fetchall()
        return "".join(str(connection.table(name).fetchall()) for (name,) in names)


def places_that_tell(data: Path, *marks: str) -> set[str]:
    """Files of the data folder, hidden ones included, in which one of the marks stands."""
    files = (file for file in data.rglob("*") if file.is_file())
    return {str(file.relative_to(data)) for file in files if any(mark in contents(file) for mark in marks)}


def test_nothing_is_left_of_it_anywhere(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    data, article_id = settings.data, secret_id(settings)
    shutil.copyfile(settings.database, data / "previous.duckdb")
    shutil.copyfile(settings.database, data / "newsledger.duckdb.new")
    (data / "scratch.x1").mkdir()
    shutil.copyfile(settings.database, data / "scratch.x1" / "newsledger.duckdb")
    (data / "summary.md").write_text(f"Articles added: {TEXT}", "utf-8")
    older = next((data / "tables").glob("articles.*.parquet"))
    shutil.copyfile(older, data / "tables" / "articles.0123456789abcdef.parquet")  # kept for a comparison of runs
    killed = next((data / "store" / "normalisation").glob("*/[0-9a-f]*"))
    shutil.copytree(killed, killed.with_name(f".{killed.name}.123"))
    shutil.copytree(data / "store" / "reading", data / "store" / "reading of old")
    record_bundle(data, data / "bundle")
    (data / "bundle").mkdir()
    exported: list[Path] = []
    monkeypatch.setattr(forgetting, "export_again", lambda database, folder: exported.append(folder))
    before = places_that_tell(data, *MARKS, article_id)
    assert {"newsledger.duckdb", "previous.duckdb", "newsledger.duckdb.new", "summary.md"} < before
    assert {place.split("/")[1] for place in before if place.startswith("store/")} >= {
        "normalisation",
        "correction",
        "word_evidence",
        "reading",
        "resolving",
    }
    done = forget(settings, article_id, "by letter")
    assert places_that_tell(data, *MARKS) == set()
    assert exported == [data / "bundle"]
    assert done.still_held == ()
    assert articles_of(settings) == 2
    assert {(s.path, s.byte_start) for s in done.sources} == {
        ("secret.txt", 0),
        ("deep/same.txt", 0),
        ("deep/copy.txt", 0),
    }
    removed = dict(done.removed)
    assert removed["table articles"] == "1 row"
    assert removed["table inputs"] == "3 rows"
    assert {"previous.duckdb", "scratch.x1", "summary.md"} <= {Path(p).name for p in removed}
    assert (settings.articles[0] / "secret.txt").read_text("utf-8") == TEXT


def test_a_run_with_another_list_does_not_bring_it_back(settings: Settings, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(settings.reference, other)
    article_id = secret_id(settings)
    forget(settings, article_id)
    with pytest.raises(NewsledgerError, match=f"{article_id}.* was forgotten, but is not in"):
        run_chain(replace(settings, reference=other))
    assert not places_that_tell(settings.data / "tables", "Quimby")


def test_it_does_not_come_back_as_a_copy(settings: Settings) -> None:
    done = forget(settings, secret_id(settings))
    assert len(done.article_ids) == 2  # the copy with an address has an id of its own
    (settings.articles[0] / "secret.txt").unlink()
    (settings.articles[0] / "deep" / "same.txt").unlink()
    run_chain(settings)
    assert articles_of(settings) == 2
    assert places_that_tell(settings.data, *MARKS) == set()


def test_a_run_that_was_stopped_in_between_is_finished_by_asking_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    article_id = secret_id(settings)

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(forgetting, "prune", stopped)
        with pytest.raises(KeyboardInterrupt):
            forget(settings, article_id)
    assert places_that_tell(settings.data, *MARKS) != set()
    forget(settings, article_id)
    assert places_that_tell(settings.data, *MARKS) == set()
    assert look(settings, article_id).removed == ()


def test_the_only_article_can_be_forgotten(settings: Settings) -> None:
    only = replace(settings, articles=(settings.articles[0] / "secret.txt",))
    run_chain(only)
    forget(only, secret_id(only))
    assert articles_of(only) == 0
    assert places_that_tell(settings.data, *MARKS) == set()


def test_the_same_text_under_another_id_stays_and_is_named(settings: Settings) -> None:
    rows = [f'{{"id": "{n}", "text": "{OTHERS["other.txt"]} And more of it."}}' for n in (1, 2)]
    (settings.articles[0] / "two.jsonl").write_text("\n".join(rows), "utf-8")
    run_chain(settings)
    with duckdb.connect(str(settings.database), read_only=True) as connection:
        first, second = (
            str(row[0])
            for row in connection.execute(
                "SELECT article_id FROM articles WHERE external_id IS NOT NULL ORDER BY external_id"
            ).fetchall()
        )
    done = forget(settings, first)
    assert done.same_text == (second,)
    assert articles_of(settings) == 4
    assert places_that_tell(settings.data, "And more of it") != set()


@pytest.mark.parametrize(("asked", "said"), [("0" * 16, "there is no article"), ("'; DROP", "there is no article")])
def test_what_is_no_article_is_refused(settings: Settings, asked: str, said: str) -> None:
    before = settings.database.read_bytes()
    with pytest.raises(NewsledgerError, match=said):
        forget(settings, asked)
    assert settings.database.read_bytes() == before
    assert (settings.reference / "forgotten.csv").read_text("utf-8") == "article_id,note\n"


def test_the_id_of_an_input_leads_to_the_articles(settings: Settings) -> None:
    with duckdb.connect(str(settings.database), read_only=True) as connection:
        [(input_id,)] = connection.execute("SELECT input_id FROM inputs WHERE path = 'deep/copy.txt'").fetchall()
    with pytest.raises(NewsledgerError, match=f"{input_id} is .* article {secret_id(settings)}"):
        look(settings, input_id)


def test_the_last_runs_settings_are_taken(settings: Settings) -> None:
    taken = settings_of_last_run(replace(Settings(), data=settings.data))
    assert (taken.articles, taken.database, taken.reference) == (
        settings.articles,
        settings.database,
        settings.reference,
    )


def test_bundles_that_are_gone_are_not_listed(tmp_path: Path) -> None:
    assert exported_bundles(tmp_path) == []
    for name in ("one", "two", "one"):
        record_bundle(tmp_path, tmp_path / name)
    (tmp_path / "one").mkdir()
    assert exported_bundles(tmp_path) == [tmp_path / "one"]


def test_the_command_asks_before_it_forgets(settings: Settings) -> None:
    article_id = secret_id(settings)

    def newsledger(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [NEWSLEDGER, *arguments, "--data", str(settings.data)]
        environment = os.environ | {"COLUMNS": "150"}
        return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)

    unsure = newsledger("forget", article_id)
    assert (unsure.returncode, unsure.stdout, unsure.stderr.count("\n")) == (1, "", 1)
    assert "--yes" in unsure.stderr
    dry = newsledger("forget", article_id, "--dry-run")
    assert (dry.returncode, dry.stderr) == (0, "")
    assert "would be removed" in dry.stdout
    assert articles_of(settings) == 3
    sure = newsledger("forget", article_id, "--yes", "--note", "by letter")
    assert (sure.returncode, sure.stderr) == (0, "")
    assert "secret.txt, record whole, bytes 0 to" in sure.stdout
    assert articles_of(settings) == 2
    listed = newsledger("store")
    assert [name for name in ("normalisation", "word_evidence", "reading") if name in listed.stdout] != []
    assert "0 bytes removed" in newsledger("store", "prune").stdout
