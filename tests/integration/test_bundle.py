"""The bundle of the sample, read and checked as a stranger would: with the libraries of its formats, and the commands
that its README gives."""

import hashlib
import json
import logging
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from pipelines.publishing.bundle import Bundle, export_bundle

from .conftest import Corpus

# What the libraries of the formats do with others. The tests hold their results, not their style, to account.
pytestmark = [
    pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame.reset_index:DeprecationWarning:mlcroissant"),
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning:rdflib"),
]


@pytest.fixture(scope="module")
def bundle(sample: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return export_bundle(sample.database, tmp_path_factory.mktemp("bundle") / "sample")


@pytest.fixture
def copied(bundle: Bundle, tmp_path: Path) -> Path:
    """The bundle elsewhere, without the database."""
    return Path(shutil.copytree(bundle.folder, tmp_path / "elsewhere"))


@pytest.fixture(scope="module")
def without_texts(sample: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of a database in which texts are null."""
    folder = tmp_path_factory.mktemp("without_texts")
    database = Path(shutil.copyfile(sample.database, folder / "newsledger.duckdb"))
    with duckdb.connect(str(database)) as connection:
        connection.execute("""
            ALTER TABLE articles ALTER COLUMN text DROP NOT NULL;
            ALTER TABLE sentences ALTER COLUMN text DROP NOT NULL;
            ALTER TABLE lineage.source_texts ALTER COLUMN text DROP NOT NULL;
            ALTER TABLE text_edits ALTER COLUMN before DROP NOT NULL;
            ALTER TABLE text_edits ALTER COLUMN after DROP NOT NULL;
            UPDATE articles SET text = NULL;
            UPDATE sentences SET text = NULL;
            UPDATE lineage.source_texts SET text = NULL;
            UPDATE text_edits SET before = NULL, after = NULL;
        """)
        # Kinds of columns that no table has yet.
        connection.execute("""
            CREATE TABLE later AS
            SELECT i AS id, nullif(i % 2, 0) AS n, nullif(i % 2, 0) = 1 AS is_odd, [i] AS list, {'a': i} AS struct
            FROM range(4) AS r(i)
        """)
    return export_bundle(database, folder / "bundle").folder


def _rows(corpus: Corpus, table: str) -> list[dict[str, Any]]:
    with duckdb.connect(str(corpus.database), read_only=True) as connection:
        rows: list[dict[str, Any]] = connection.table(table).pl().to_dicts()
    return rows


def _valid(folder: Path) -> dict[str, int]:
    """Rows of each resource, after frictionless has found nothing wrong with description and rows."""
    from frictionless import Package

    report = Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "fieldName", "message"])[:5]
    assert not report.errors
    assert not any(task.warnings for task in report.tasks)
    return {task.name: task.stats.get("rows", 0) for task in report.tasks}


def test_frictionless_finds_every_row_valid(sample: Corpus, bundle: Bundle) -> None:
    inputs = bundle.row_counts["inputs"]
    assert _valid(bundle.folder) == {**bundle.row_counts, "inputs.csv": inputs}
    ((tables,),) = sample.rows("SELECT count(*) FROM duckdb_tables() WHERE NOT internal")
    assert len(bundle.row_counts) == tables


def test_frictionless_finds_a_bundle_without_texts_valid(without_texts: Path) -> None:
    assert _valid(without_texts)["later"] == 4


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("UPDATE articles SET word_count = -1", "constraint-error"),
        ("UPDATE mentions SET entity_id = 'ffffffffffffffff' WHERE entity_id IS NOT NULL", "foreign-key"),
        ("INSERT INTO sentences FROM sentences", "primary-key"),
    ],
)
def test_frictionless_would_find_what_is_wrong(sample: Corpus, tmp_path: Path, statement: str, error: str) -> None:
    """The description is strict enough to be worth a check."""
    from frictionless import Package

    database = Path(shutil.copyfile(sample.database, tmp_path / "wrong.duckdb"))
    with duckdb.connect(str(database)) as connection:
        connection.execute(statement)
    folder = export_bundle(database, tmp_path / "bundle").folder
    report = Package(str(folder / "datapackage.json")).validate()
    assert error in {found for (found,) in report.flatten(["type"])}


@pytest.mark.parametrize("kind", ["whole", "without_texts"])
def test_mlcroissant_finds_nothing_to_say_and_gives_every_row(
    bundle: Bundle, without_texts: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    import mlcroissant

    folder = bundle.folder if kind == "whole" else without_texts
    with caplog.at_level(logging.WARNING):
        dataset = mlcroissant.Dataset(str(folder / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors
    assert not dataset.metadata.ctx.issues.warnings
    assert not caplog.records
    counts = {records.id: sum(1 for _ in dataset.records(records.id)) for records in dataset.metadata.record_sets}
    assert counts == bundle.row_counts | ({"later": 4} if kind == "without_texts" else {})


@pytest.mark.parametrize("table", ["articles", "sentences", "mentions", "spelling_decisions", "entity_pairs"])
def test_mlcroissant_gives_the_values_of_the_database(sample: Corpus, bundle: Bundle, table: str) -> None:
    import mlcroissant

    records = list(mlcroissant.Dataset(str(bundle.folder / "croissant.json")).records(table))
    expected = _rows(sample, table)
    assert [_plain(record) for record in records] == [_plain(row) for row in expected]


def _sha256sum(folder: Path, *arguments: str) -> list[str]:
    """What `sha256sum -c` says of each file."""
    command = [shutil.which("sha256sum") or "sha256sum", "-c", "--strict", *arguments]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True).stdout.splitlines()


def _failed(lines: list[str]) -> list[str]:
    assert lines
    return [line for line in lines if not line.endswith(": OK")]


def _plain(value: Any) -> Any:
    """Values as both sides have them: texts as str, dates as they begin, reals as float, names without the table's."""
    match value:
        case dict():
            return {str(name).rpartition("/")[2]: _plain(inner) for name, inner in value.items()}
        case list():
            return [_plain(inner) for inner in value]
        case bytes():
            return value.decode()
        case None | str() | int():
            return value
    return str(value)[:10] if hasattr(value, "year") else float(value)


def test_the_commands_of_the_readme_find_everything_as_it_was(copied: Path) -> None:
    text = (copied / "README.md").read_text("utf-8")
    assert "sha256sum -c SHA256SUMS" in text
    assert not _failed(_sha256sum(copied, "SHA256SUMS"))
    (program,) = re.findall(r'mkdir -p csv && python -c "(.*)"\n', text)
    (copied / "csv").mkdir()
    subprocess.run([sys.executable, "-c", program], cwd=copied, check=True)
    lines = _sha256sum(copied, "csv.sha256", "csv_of_this_run.sha256")
    assert not _failed(lines)
    assert len(lines) == len(list((copied / "tables").iterdir()))


def test_a_changed_value_is_found(copied: Path) -> None:
    (copied / "csv").mkdir()
    with duckdb.connect() as connection, pytest.MonkeyPatch.context() as patch:
        patch.chdir(copied)
        connection.execute((copied / "tables.sql").read_text("utf-8"))
        connection.execute(
            "CREATE OR REPLACE VIEW entities AS SELECT * REPLACE (mention_count + 1 AS mention_count) "
            "FROM read_parquet('tables/entities.parquet')"
        )
        connection.execute((copied / "csv.sql").read_text("utf-8"))
    assert _failed(_sha256sum(copied, "csv.sha256")) == ["csv/entities.csv: FAILED"]


def test_the_same_checksums_come_of_the_database(sample: Corpus, copied: Path) -> None:
    """As after making the same again: csv.sql asked of a database."""
    (copied / "csv").mkdir()
    with duckdb.connect(str(sample.database), read_only=True) as connection, pytest.MonkeyPatch.context() as patch:
        patch.chdir(copied)
        connection.execute((copied / "csv.sql").read_text("utf-8"))
    assert not _failed(_sha256sum(copied, "csv.sha256"))


def test_the_parquet_files_hold_the_rows_of_the_database(sample: Corpus, bundle: Bundle) -> None:
    with duckdb.connect(str(sample.database), read_only=True) as connection:
        for table in bundle.row_counts:
            file = bundle.folder / "tables" / f"{table}.parquet"
            assert connection.read_parquet(str(file)).pl().equals(connection.table(table).pl()), table


def test_the_manifest_lists_every_input_with_the_file_that_it_came_from(sample: Corpus, bundle: Bundle) -> None:
    with duckdb.connect() as connection:
        rows = connection.read_csv(str(bundle.folder / "inputs.csv"), header=True, all_varchar=True).pl().to_dicts()
    assert len(rows) == bundle.row_counts["inputs"]
    for row in rows:
        (found,) = (
            file
            for file in sample.articles[0].rglob("*")
            if file.relative_to(sample.articles[0]).as_posix() == row["path"]
        )
        if not row["path"].endswith(".gz"):
            content = found.read_bytes()
            assert (hashlib.sha256(content).hexdigest(), str(len(content))) == (row["object_sha256"], row["byte_count"])


def test_the_citation_is_valid_and_names_nobody(sample: Corpus, bundle: Bundle) -> None:
    """What version 1.2.0 of the format requires; its schema is in no library that goes with this project's others."""
    citation = yaml.safe_load((bundle.folder / "CITATION.cff").read_text("utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= citation.keys()
    assert citation["type"] == "dataset"
    assert citation["authors"] == [{"name": "newsledger"}]
    assert all({"type", "value"} <= identifier.keys() for identifier in citation["identifiers"])
    assert all({"type", "title", "authors"} <= reference.keys() for reference in citation["references"])
    ((title, fingerprint),) = sample.rows("SELECT title, content_fingerprint FROM about")
    assert citation["title"] == title
    assert citation["identifiers"][0]["value"] == fingerprint
    assert "\n" not in str(citation["version"])


def test_the_environment_is_that_of_the_run(sample: Corpus, bundle: Bundle) -> None:
    said = json.loads((bundle.folder / "environment.json").read_text("utf-8"))
    ((run_id, model_sha256),) = sample.rows("SELECT run_id, model_sha256 FROM about")
    assert (said["run_id"], said["model_sha256"]) == (run_id, model_sha256)
    assert said["versions"]["duckdb"] == duckdb.__version__
    ((processes,),) = sample.rows("SELECT count(*) FROM lineage.processes")
    assert len(said["processes"]) == processes


def test_the_command_says_where_the_bundle_is(sample: Corpus, tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("newsledger")), "export"]
    arguments = [str(tmp_path / "bundle"), "--database", str(sample.database)]
    done = subprocess.run([*command, *arguments], check=True, capture_output=True, text=True)
    digest = hashlib.sha256((tmp_path / "bundle" / "SHA256SUMS").read_bytes()).hexdigest()
    assert digest in done.stdout
    assert done.stdout.rstrip().endswith(f"bundle: {tmp_path / 'bundle'}")
    refused = subprocess.run([*command, str(tmp_path), *arguments[1:]], check=False, capture_output=True, text=True)
    assert refused.returncode == 1
    assert len(refused.stderr.splitlines()) == 1
    assert subprocess.run(command, check=False, capture_output=True).returncode == 2
