"""`newsledger entities`: what it lists of the sample, and how an answer is written down."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from pipelines.settings import Settings

from .conftest import Corpus

COMMAND = str(Path(sys.executable).with_name("newsledger"))


def _entities(corpus: Corpus, reference: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"NEWSLEDGER_REFERENCE": str(reference), "COLUMNS": "250"}
    command = [COMMAND, "entities", *arguments, "--database", str(corpus.database)]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def test_names_in_doubt_are_listed_with_who_they_may_be(sample: Corpus) -> None:
    done = _entities(sample, Settings.reference, "--kind", "surname")
    assert (done.returncode, done.stderr) == (0, "")
    [line] = [line for line in done.stdout.splitlines() if "│ Carver" in line]
    assert "Susan Carver (" in line
    assert "Wyatt Carver (" in line
    assert "Carver said" in line
    everything = _entities(sample, Settings.reference, "--limit", "500").stdout
    assert {"surname", "unexplained", "label"} <= {line.split()[1] for line in everything.splitlines() if "│" in line}


def test_an_answer_is_added_to_the_table(sample: Corpus, tmp_path: Path) -> None:
    shutil.copy(Settings.reference / "entities.csv", tmp_path)
    file = tmp_path / "entities.csv"
    before = file.read_text("utf-8")
    assert _entities(sample, tmp_path, "merge", "Wyatt Carver", "Susan Carver", "--note", "a, test").returncode == 0
    assert _entities(sample, tmp_path, "type", "Port Alston", "LOC", "--label", "GPE").returncode == 0
    rows = 'merge,Wyatt Carver,PERSON,Susan Carver,,"a, test"\ntype,Port Alston,GPE,,LOC,\n'
    assert file.read_text("utf-8") == before + rows


def test_an_answer_takes_the_names_as_the_list_has_them(sample: Corpus, tmp_path: Path) -> None:
    """A surname that is nobody's, another letter case, and the other one's label where it has one only."""
    shutil.copy(Settings.reference / "entities.csv", tmp_path)
    file = tmp_path / "entities.csv"
    before = file.read_text("utf-8")
    done = _entities(sample, tmp_path, "merge", "Carver", "Susan Carver")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"to undo it, remove line {len(before.splitlines()) + 1}\n" in done.stdout
    assert _entities(sample, tmp_path, "merge", "halden marine group", "Susan Carver").returncode == 0
    rows = "merge,Carver,PERSON,Susan Carver,,\nmerge,halden marine group,ORG,Susan Carver,PERSON,\n"
    assert file.read_text("utf-8") == before + rows


def test_a_name_that_the_database_does_not_have_is_pointed_out(sample: Corpus, tmp_path: Path) -> None:
    shutil.copy(Settings.reference / "entities.csv", tmp_path)
    done = _entities(sample, tmp_path, "merge", "Wyatt Carver", "Susan Karver")
    assert done.returncode == 0
    assert "no entity of the database has the name Susan Karver: is it spelt so?" in done.stderr


def test_an_answer_that_cannot_be_meant_is_one_line_and_changes_nothing(sample: Corpus, tmp_path: Path) -> None:
    shutil.copy(Settings.reference / "entities.csv", tmp_path)
    before = (tmp_path / "entities.csv").read_bytes()
    for arguments, message in (
        (("merge", "Nobody At All", "Susan Carver"), "is not in the database: say which it is with --label"),
        (("rename", "Port Alston", "Alston"), "has the labels GPE, ORG: say which it is with --label"),
        (("type", "Susan Carver", "MAYOR"), "the label 'MAYOR' must be one of"),
        (("split", "Susan Carver", "susan carver"), "are one name already"),
        (("rename", "Susan Carver", "\x1b[31mCarver"), "not added: a value holds a control character"),
    ):
        done = _entities(sample, tmp_path, *arguments)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), arguments
        assert message in done.stderr
    assert _entities(sample, tmp_path, "--kind", "odd").returncode == 2
    assert (tmp_path / "entities.csv").read_bytes() == before
