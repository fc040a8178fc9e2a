"""A bundle is made whole or not at all, says what the database says, and replaces nothing but a bundle."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import yaml

from pipelines.lineage.hashing import file_sha256
from pipelines.publishing.bundle import export, export_bundle
from pipelines.settings import CHECKOUT, NewsledgerError

from .conftest import FINGERPRINT, RUN, MakeDatabase, article, files_of

HOSTILE = "</code><script>x</script> | `a` [b](http://c) @all #1\n\x1b[31m\u202e: - '\"\\"


def test_a_bundle_of_an_unchanged_database_is_the_same_to_the_byte(tmp_path: Path, database: Path) -> None:
    one, other = (export_bundle(database, tmp_path / name) for name in ("one", "other"))
    assert files_of(one.folder) == files_of(other.folder)
    assert one.sums_sha256 == other.sums_sha256 == file_sha256(one.folder / "SHA256SUMS")
    assert (one.content_fingerprint, one.row_counts["articles"]) == (FINGERPRINT, 2)
    assert "lineage.runs" in one.row_counts


def test_rows_in_another_order_give_the_same_tables(tmp_path: Path, database: Path) -> None:
    shuffled = tmp_path / "shuffled.duckdb"
    shutil.copyfile(database, shuffled)
    with duckdb.connect(str(shuffled)) as connection:
        connection.execute("CREATE TEMP TABLE a AS FROM articles ORDER BY article_id DESC")
        connection.execute("DELETE FROM articles")
        connection.execute("INSERT INTO articles FROM a ORDER BY article_id DESC")
        assert [i for (i,) in connection.execute("SELECT article_id FROM articles").fetchall()] == ["b", "a"]
    one, other = (files_of(export_bundle(file, tmp_path / file.stem).folder) for file in (database, shuffled))
    assert one == other


def test_another_run_with_equal_content_has_equal_checksums_of_rows(
    tmp_path: Path, make_database: MakeDatabase
) -> None:
    runs = {"run_id": "f" * 16, "versions": '{"duckdb": "2.0.1"}'}
    about = {"run_id": "f" * 16, "caveats": ["look twice"], "title": "two articles", "content_fingerprint": FINGERPRINT}
    one = export_bundle(make_database("one"), tmp_path / "a").folder
    other = export_bundle(make_database("other", runs=[runs], about=[about]), tmp_path / "b").folder
    assert (one / "csv.sha256").read_text() == (other / "csv.sha256").read_text()
    assert (one / "csv_of_this_run.sha256").read_text() != (other / "csv_of_this_run.sha256").read_text()


def test_every_table_is_there_and_every_file_is_listed(tmp_path: Path, database: Path) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute("CREATE TABLE lineage.not_declared (a INTEGER[], b VARCHAR)")
    folder = export_bundle(database, tmp_path / "bundle").folder
    files = set(files_of(folder))
    listed = {line[66:] for line in (folder / "SHA256SUMS").read_text().splitlines()}
    assert files - listed == {"SHA256SUMS"}
    assert listed < files
    assert {"tables/articles.parquet", "tables/lineage.not_declared.parquet"} < files
    assert "csv/lineage.not_declared.csv" in (folder / "csv.sha256").read_text()


def test_an_earlier_bundle_is_replaced_whole(tmp_path: Path, database: Path, make_database: MakeDatabase) -> None:
    folder = tmp_path / "bundle"
    export_bundle(database, folder)
    (folder / "csv").mkdir()
    (folder / "csv" / "articles.csv").touch()  # left by checking it as its README says
    (folder / "README.md").write_text("changed")
    export_bundle(make_database("new", articles=[article("c")]), folder)
    fresh = export_bundle(tmp_path / "new.duckdb", tmp_path / "fresh").folder
    assert files_of(folder) == files_of(fresh)
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".bundle") and path.is_dir()]


@pytest.mark.parametrize("stranger", ["notes.txt", "tables/mine.parquet", "csv/mine.csv", "link"])
def test_a_bundle_with_files_of_somebody_else_is_kept(tmp_path: Path, database: Path, stranger: str) -> None:
    folder = export_bundle(database, tmp_path / "bundle").folder
    (folder / stranger).parent.mkdir(exist_ok=True)
    (folder / stranger).symlink_to(tmp_path)
    before = files_of(folder)
    with pytest.raises(NewsledgerError, match=rf"not of the bundle \({stranger}\): move them away"):
        export_bundle(database, folder)
    assert files_of(folder) == before


@pytest.mark.parametrize("content", [None, "[]", "{}", "{", "\udcff", '{"name": "newsledger-1"}', "[" * 100_000])
def test_a_folder_that_is_no_bundle_is_kept(tmp_path: Path, database: Path, content: str | None) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  SHA256SUMS\n{'0' * 64}  datapackage.json\n")
    if content is not None:
        (folder / "datapackage.json").write_bytes(content.encode(errors="surrogateescape"))
    before = files_of(folder)
    with pytest.raises(NewsledgerError, match="no earlier bundle: move it away"):
        export_bundle(database, folder)
    assert files_of(folder) == before


def test_an_empty_folder_is_filled_and_a_missing_one_made(tmp_path: Path, database: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "not" / "there", Path(f"{tmp_path}/a?b*[c] 'q\" é%20/")):
        assert (export_bundle(database, folder).folder / "README.md").is_file()


def test_a_link_stays_one(tmp_path: Path, database: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "there")
    for _ in range(2):
        export_bundle(database, tmp_path / "link")
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "there" / "README.md").is_file()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises((NewsledgerError, OSError)):
        export_bundle(database, tmp_path / "loop")


def test_a_place_that_cannot_be(tmp_path: Path, database: Path) -> None:
    with pytest.raises(NewsledgerError, match="is a file: name a new folder"):
        export_bundle(database, database)
    with pytest.raises(NewsledgerError, match="is no folder"):
        export_bundle(database, database / "bundle")
    with pytest.raises(NewsledgerError, match="is no UTF-8"):
        export_bundle(database, tmp_path / os.fsdecode(b"\xff"))


def test_when_the_disk_is_full_the_earlier_bundle_stays(tmp_path: Path, database: Path) -> None:
    """A limit on the size of files stands for the full disk; the command ends with one line."""
    folder = tmp_path / "bundle"
    export_bundle(database, folder)
    before = files_of(folder)
    limited = (
        "import resource, sys; from pipelines.cli import main;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); sys.argv[0] = 'newsledger'; main()"
    )
    command = [sys.executable, "-c", limited, "export", str(folder), "--database", str(database)]
    result = subprocess.run(command, capture_output=True, text=True, cwd=CHECKOUT, check=False)
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith("newsledger: ")
    assert files_of(folder) == before
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"bundle"}


def test_what_goes_wrong_on_the_way_leaves_nothing(
    tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no more room")

    folder = export_bundle(database, tmp_path / "bundle").folder
    before = files_of(folder)
    monkeypatch.setattr(export, "readme", fail)
    for place in (folder, tmp_path / "new"):
        with pytest.raises(OSError, match="no more room"):
            export_bundle(database, place)
    assert files_of(folder) == before
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"bundle"}


def test_what_is_put_there_in_the_meantime_is_kept(
    tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*_: object) -> str:
        (tmp_path / "bundle").mkdir()
        (tmp_path / "bundle" / "notes.txt").write_text("mine")
        return ""

    monkeypatch.setattr(export, "readme", meanwhile)
    with pytest.raises(NewsledgerError, match="no earlier bundle"):
        export_bundle(database, tmp_path / "bundle")
    assert files_of(tmp_path / "bundle") == {"notes.txt": b"mine"}


def test_a_bundle_that_stepped_aside_comes_back(tmp_path: Path, database: Path) -> None:
    """The program was killed between its two renames; the next export fails, and the old bundle is there."""
    folder = export_bundle(database, tmp_path / "bundle").folder
    before = files_of(folder)
    folder.rename(tmp_path / ".bundle.replaced")
    with duckdb.connect(str(database)) as connection:
        connection.execute("DROP TABLE inputs")
    with pytest.raises(NewsledgerError, match="no bundle was made"):
        export_bundle(database, folder)
    assert files_of(folder) == before


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("DROP TABLE about", "no database that newsledger published"),
        ("ALTER TABLE about DROP COLUMN caveats", "no database that newsledger published"),
        ("DELETE FROM about", "does not say which run made it"),
        ("DELETE FROM lineage.runs", "does not say which run made it"),
        ("UPDATE lineage.runs SET versions = '[1'", "not a JSON object"),
        ("UPDATE lineage.runs SET versions = '[1]'", "not a JSON object"),
        ('CREATE TABLE "../../x" (a INTEGER)', "cannot be a file's"),
        ('CREATE SCHEMA "a.b"; CREATE TABLE "a.b".c (a INTEGER)', "cannot be a file's"),
    ],
)
def test_a_database_that_is_not_ours(tmp_path: Path, database: Path, statement: str, message: str) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute(statement)
    with pytest.raises(NewsledgerError, match=message):
        export_bundle(database, tmp_path / "bundle")
    assert not list(tmp_path.glob("*bundle*"))


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "no.duckdb").write_text("hello")
    with pytest.raises(NewsledgerError, match="not a valid DuckDB database"):
        export_bundle(tmp_path / "no.duckdb", tmp_path / "bundle")


def test_the_database_is_not_touched(tmp_path: Path, database: Path) -> None:
    before = file_sha256(database)
    export_bundle(database, tmp_path / "bundle")
    assert file_sha256(database) == before
    assert not list(tmp_path.glob("*.tmp")) + list(tmp_path.glob("*.wal"))


def test_hostile_texts_are_values_and_nothing_else(tmp_path: Path, make_database: MakeDatabase) -> None:
    about = {
        "title": HOSTILE,
        "caveats": [HOSTILE],
        "how_to_cite": HOSTILE,
        "model": HOSTILE,
        "run_id": "e" * 16,
        "content_fingerprint": FINGERPRINT,
    }
    database = make_database(
        about=[about],
        runs=[{"run_id": "e" * 16, "versions": json.dumps({HOSTILE: HOSTILE})}],
        inputs=[{"path": f"=cmd()|'{HOSTILE}", "article_id": None}],
        articles=[article(HOSTILE, title=HOSTILE)],
    )
    folder = export_bundle(database, tmp_path / "bundle").folder
    text = (folder / "README.md").read_text("utf-8")
    assert not set("\x1b\u202e") & set(text)
    assert "<script" not in text
    assert "](http" not in text
    assert yaml.safe_load((folder / "CITATION.cff").read_text("utf-8"))["title"] == HOSTILE
    assert json.loads((folder / "datapackage.json").read_text("utf-8"))["title"] == HOSTILE
    with duckdb.connect() as connection:
        manifest = connection.read_csv(str(folder / "inputs.csv"), header=True, all_varchar=True, delimiter=",")
        assert manifest.select("path").fetchall() == [(f"=cmd()|'{HOSTILE}",)]


def test_columns_that_may_be_null_are_told_by_the_database(tmp_path: Path, database: Path) -> None:
    """A database without texts has null where the declaration has none."""
    with duckdb.connect(str(database)) as connection:
        connection.execute("ALTER TABLE articles ALTER COLUMN text DROP NOT NULL")
        connection.execute("UPDATE articles SET text = NULL")
    folder = export_bundle(database, tmp_path / "bundle").folder
    resources = json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]
    (articles,) = (resource for resource in resources if resource["name"] == "articles")
    fields = {field["name"]: field for field in articles["schema"]["fields"]}
    assert "constraints" not in fields["text"]
    assert fields["article_id"]["constraints"]["required"]
    assert articles["schema"]["primaryKey"] == ["article_id"]


def test_a_lock_with_other_versions_than_the_run_had_is_said(tmp_path: Path, make_database: MakeDatabase) -> None:
    lock = (CHECKOUT / "requirements.lock").read_text()
    versions = dict(re.findall(r"^(duckdb|polars)==(\S+)", lock, re.MULTILINE))
    run = {"run_id": RUN}
    same = make_database("same", runs=[run | {"versions": json.dumps(versions)}])
    other = make_database("other", runs=[run | {"versions": json.dumps(versions | {"polars": "0.1"})}])
    found = {}
    for database in (same, other):
        folder = export_bundle(database, tmp_path / f"{database.stem}_bundle").folder
        said = "the run had the same versions" in (folder / "README.md").read_text("utf-8")
        compared = json.loads((folder / "environment.json").read_text("utf-8"))["lock"]
        found[database.stem] = (said, compared["differs_from_run"])
        assert (folder / "requirements.lock").read_text() == lock
    assert found == {"same": (True, {}), "other": (False, {"polars": {"run": "0.1", "lock": versions["polars"]}})}
