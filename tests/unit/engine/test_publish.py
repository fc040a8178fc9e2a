"""Only a chain that meets becomes the database. The tables here are without rows: what counts is who made them."""

import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.engine.chain import CHAIN
from pipelines.engine.lock import data_lock
from pipelines.engine.publish import publish, require_chain_meets
from pipelines.engine.run import run_chain
from pipelines.engine.step import Step, step_key
from pipelines.engine.tables import Manifest
from pipelines.engine.workspace import Workspace
from pipelines.lineage.runs import Run
from pipelines.schemas import TABLES
from pipelines.schemas.checks import CheckResult
from pipelines.settings import NewsledgerError, Settings

MADE = [(name, step) for step in CHAIN for name in step.makes]


def make(workspace: Workspace, name: str, step: Step) -> Manifest:
    """A table without rows, as if the step had just made it."""
    tables, settings = workspace.tables, workspace.settings
    file, count, print_ = tables.write_rows(TABLES[name], pl.LazyFrame(schema=TABLES[name].dtypes()))
    key, process_id = step_key(step, settings, tables), step.process(settings).process_id
    inputs = {read: tables.required(read).fingerprint for read in step.reads}
    manifest = Manifest(name, file, count, print_, key, process_id, inputs)
    tables.publish(manifest)
    return manifest


def workspace_in(folder: Path) -> Workspace:
    settings = Settings((folder / "articles",), folder / "out.duckdb", folder / "data", folder / "reference", workers=0)
    return Workspace(settings, Run("test"))


@pytest.fixture(scope="module")
def whole_chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every table of the chain, none of them with rows, and the reference tables."""
    folder = tmp_path_factory.mktemp("chain")
    shutil.copytree(Settings.reference, folder / "reference")
    for name, step in MADE:
        make(workspace_in(folder), name, step)
    return folder


@pytest.fixture
def workspace(whole_chain: Path, tmp_path: Path) -> Workspace:
    """A copy of the whole chain, to be spoiled."""
    shutil.copytree(whole_chain, tmp_path, dirs_exist_ok=True)
    return workspace_in(tmp_path)


def stale(workspace: Workspace) -> set[str]:
    """The tables that the refusal names."""
    with pytest.raises(NewsledgerError, match="nothing was published") as refused:
        require_chain_meets(workspace)
    listed = str(refused.value).split("failed a check: ")[1].split(". Run the whole")[0]
    return set(listed.split(", "))


def with_followers(made: set[str]) -> set[str]:
    """These tables and all that are made from them, directly or not. The chain is in order, so one pass will do."""
    for name, step in MADE:
        if made & set(step.reads):
            made = made | {name}
    return made


def made_from(table: str) -> set[str]:
    """All tables that follow from a table."""
    return with_followers({table}) - {table}


def test_a_chain_that_meets_is_published(workspace: Workspace) -> None:
    published = publish(workspace)
    assert published.run_id == workspace.run.run_id
    assert published.row_counts["articles"] == 0
    with duckdb.connect(str(published.database), read_only=True) as connection:
        runs = connection.execute("SELECT run_id, content_fingerprint FROM lineage.runs").fetchall()
        versions = connection.execute("SELECT count(*) FROM lineage.table_versions").fetchall()
    assert runs == [(published.run_id, published.content_fingerprint)]
    assert versions == [(sum(TABLES[name].info.is_published for name, _ in MADE),)]


def test_equal_content_has_an_equal_fingerprint_and_every_run_is_listed(workspace: Workspace) -> None:
    first = publish(workspace)
    second = publish(replace(workspace, run=Run("test")))
    assert first.content_fingerprint == second.content_fingerprint
    with duckdb.connect(str(second.database), read_only=True) as connection:
        runs = connection.execute("SELECT run_id FROM lineage.runs ORDER BY published_at").fetchall()
    assert runs == [(first.run_id,), (second.run_id,)]


@pytest.mark.parametrize("table", [name for name, step in MADE if name != "about" and made_from(name)])
def test_who_read_other_rows_of_a_table_is_named(workspace: Workspace, table: str) -> None:
    workspace.tables.publish(replace(workspace.tables.required(table), fingerprint="f" * 64))
    assert stale(workspace) == made_from(table)


@pytest.mark.parametrize(("table", "step"), MADE)
def test_a_table_of_another_process_is_named(workspace: Workspace, table: str, step: Step) -> None:
    manifest = workspace.tables.required(table)
    workspace.tables.publish(replace(manifest, process_id="0" * 16, step_key="0" * 64))
    assert stale(workspace) == with_followers(set(step.makes))


def test_a_changed_reference_table_makes_what_it_decides_stale(workspace: Workspace) -> None:
    countries = workspace.settings.reference / "countries.csv"
    countries.write_bytes(countries.read_bytes() + b"\n")
    named = stale(workspace)
    assert {"mentions", "entities"} <= named
    assert not {"articles", "sentences", "inputs"} & named


@pytest.mark.parametrize("table", [name for name, _ in MADE])
def test_a_failed_check_on_any_table_keeps_everything_from_being_published(workspace: Workspace, table: str) -> None:
    failure = CheckResult(table, "declaration", 1, "bad")
    workspace.tables.publish(replace(workspace.tables.required(table), failures=(failure,)))
    with pytest.raises(
        NewsledgerError, match=rf"nothing was published.*\b{table}\b|\b{table}\b.*nothing was published"
    ):
        publish(workspace)
    assert not workspace.settings.database.exists()


@pytest.mark.parametrize("table", [name for name, _ in MADE])
def test_a_table_that_is_not_there_is_named(workspace: Workspace, table: str) -> None:
    workspace.tables.path(table).unlink()
    with pytest.raises(NewsledgerError, match=rf"\b{table}\b"):
        publish(workspace)
    assert not workspace.settings.database.exists()


def test_tables_that_are_not_sound_leave_the_old_database(workspace: Workspace) -> None:
    """Rows that were changed behind the manifest's back: the load finds them."""
    publish(workspace)
    with duckdb.connect(str(workspace.settings.database)) as connection:
        connection.execute("CREATE TABLE notes (x INTEGER)")  # no copy of this one will be published
    before = workspace.settings.database.read_bytes()
    orphan = pl.DataFrame([("a" * 16, "text", "", 0, "0" * 64)], schema=TABLES["source_texts"].dtypes(), orient="row")
    orphan.write_parquet(workspace.tables.path("source_texts"))
    with pytest.raises(NewsledgerError, match=r"not sound: source_texts: 1 values of article_id"):
        publish(replace(workspace, run=Run("test")))
    assert workspace.settings.database.read_bytes() == before


def test_a_file_that_is_no_database_costs_no_work(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("my thesis")
    settings = Settings(data=tmp_path / "data", database=tmp_path / "thesis.txt")
    with pytest.raises(NewsledgerError, match="is not a DuckDB database"):
        run_chain(settings)
    assert not settings.data.exists()


def test_a_run_holds_the_data_folder(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", database=tmp_path / "new.duckdb")
    with data_lock(settings.data), pytest.raises(NewsledgerError, match="another run is using"):
        run_chain(settings)


@pytest.mark.parametrize("is_there", [True, False])
def test_without_articles_there_is_nothing_to_run(tmp_path: Path, *, is_there: bool) -> None:
    if is_there:
        (tmp_path / "articles").mkdir()
    settings = Settings((tmp_path / "articles",), tmp_path / "new.duckdb", tmp_path / "data")
    with pytest.raises(NewsledgerError, match="articles"):
        run_chain(settings)
    assert not settings.database.exists()
