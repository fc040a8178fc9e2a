"""A process changes with the code that can change its result, and with nothing else.

`code_sha256` follows the modules of the package it is part of, and remembers what it has read. So each case hashes a
small tree of that name, with a copy of the real lineage code inside, in an interpreter of its own.
"""

import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import pipelines.lineage
from pipelines.lineage.processes import Model, Process, code_sha256, installed_model, process

STEP = '''"""What the step does."""

from pipelines.toy.helper import double


def step(x: int) -> int:
    """Does it."""
    return double(x) + 1
'''
HELPER = '''from pipelines.toy import deep


def double(x: int) -> int:
    return deep.twice(x)


class Empty:
    """Nothing but this."""
'''
DEEP = "def twice(x):\n    from pipelines.toy.late import FACTOR\n    return FACTOR * x\n"
FILES = {"step": STEP, "helper": HELPER, "deep": DEEP, "late": "FACTOR = 2\n", "stranger": "FACTOR = 5\n"}
PROGRAM = """
from pipelines.lineage.processes import code_sha256
print(code_sha256(("pipelines.toy.step",)))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of the project's name, with a toy step in it."""
    folder = tmp_path_factory.mktemp("tree")
    (folder / "pipelines" / "toy").mkdir(parents=True)
    lineage = Path(pipelines.lineage.__file__).parent
    shutil.copytree(lineage, folder / "pipelines" / "lineage", ignore=shutil.ignore_patterns("__pycache__"))
    for package in (folder / "pipelines", folder / "pipelines" / "toy"):
        (package / "__init__.py").touch()
    return folder


def hash_of(folder: Path, files: dict[str, str]) -> str:
    """code_sha256 of the toy step in a tree with these files."""
    for name, code in files.items():
        (folder / "pipelines" / "toy" / f"{name}.py").write_text(code, "utf-8")
    command = [sys.executable, "-B", "-c", PROGRAM]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(scope="module")
def unchanged(folder: Path) -> str:
    return hash_of(folder, FILES)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("step", "+ 1", "+ 2"),
        ("helper", "twice(x)", "twice(x) + 0"),
        ("deep", "FACTOR * x", "x * FACTOR"),
        ("late", "2", "3"),  # imported inside a function
        ("step", "x: int) -> int:\n    ", 'x: int) -> int:\n    print("no docstring")\n    '),
    ],
)
def test_code_that_is_called_counts_however_far_away(
    folder: Path, unchanged: str, name: str, old: str, new: str
) -> None:
    changed = FILES[name].replace(old, new)
    assert changed != FILES[name]
    assert hash_of(folder, FILES | {name: changed}) != unchanged


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("step", "Does it.", "Does something else, they say."),
        ("step", "What the step does.", "What?"),
        ("step", '    """Does it."""\n', ""),
        ("deep", "def twice", "# a comment\n\n\ndef twice"),
        ("deep", "FACTOR * x", "(FACTOR *\n        x)  # layout"),
        ("helper", '"""Nothing but this."""', "pass"),
        ("stranger", "5", "6"),  # imported by nobody
    ],
)
def test_what_cannot_change_a_result_does_not_count(
    folder: Path, unchanged: str, name: str, old: str, new: str
) -> None:
    changed = FILES[name].replace(old, new)
    assert changed != FILES[name]
    assert hash_of(folder, FILES | {name: changed}) == unchanged


def test_modules_that_import_each_other_end() -> None:
    """Also in this project, from any of the modules; and where one begins does not change where one gets."""
    assert len(code_sha256(("pipelines.lineage.segments",))) == 64
    both = ("pipelines.lineage.segments", "pipelines.lineage.edits")
    assert code_sha256(both) == code_sha256(both[::-1]) == code_sha256(both[:1])
    assert code_sha256(both[1:]) != code_sha256(both)


def test_everything_in_a_process_is_part_of_its_identity() -> None:
    model = Model("model", "1", "a" * 64)
    processes = [
        Process("step", "0" * 64, "{}", "{}"),
        Process("other", "0" * 64, "{}", "{}"),
        Process("step", "1" * 64, "{}", "{}"),
        Process("step", "0" * 64, '{"a": 1}', "{}"),
        Process("step", "0" * 64, "{}", '{"a": 1}'),
        Process("step", "0" * 64, "{}", "{}", model),
        Process("step", "0" * 64, "{}", "{}", Model("model", "1", "b" * 64)),
    ]
    assert len({p.process_id for p in processes}) == len(processes)


def test_the_order_of_configuration_and_packages_does_not_count() -> None:
    modules = ["pipelines.lineage.hashing"]
    one = process("step", modules, {"a": 1, "b": None}, ["polars", "duckdb"])
    other = process("step", modules, {"b": None, "a": 1}, ["duckdb", "polars"])
    assert one == other
    assert version("polars") in one.packages


def test_a_model_that_is_not_installed_is_named_with_what_to_do() -> None:
    with pytest.raises(LookupError, match=r"'no_such_model' is not installed.*NEWSLEDGER_MODEL"):
        installed_model("no_such_model")


def model_folder(folder: Path, name: str, meta: str = '{"version": "1.0"}') -> Path:
    (folder / name / "ner").mkdir(parents=True)
    (folder / name / "__init__.py").write_text("raise RuntimeError('a model is hashed without importing it')")
    (folder / name / "meta.json").write_text(meta)
    (folder / name / "ner" / "weights.bin").write_bytes(b"\0\1")
    return folder / name


def test_a_model_is_known_by_the_names_and_bytes_of_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("toy_model_a", "toy_model_b", "toy_model_c", "toy_model_d"):
        model_folder(tmp_path, name)
    (tmp_path / "toy_model_b" / "ner" / "weights.bin").write_bytes(b"\0\2")
    (tmp_path / "toy_model_c" / "ner" / "weights.bin").rename(tmp_path / "toy_model_c" / "ner" / "other.bin")
    a, b, c, d = (installed_model(f"toy_model_{letter}") for letter in "abcd")
    assert (a.name, a.version) == ("toy_model_a", "1.0")
    assert a.sha256 == d.sha256
    assert len({a.sha256, b.sha256, c.sha256}) == 3


@pytest.mark.parametrize("name", ["json", "no_such_package.model", "./model"])
def test_what_is_no_model_is_refused_as_one_that_is_not_there(name: str) -> None:
    with pytest.raises(LookupError, match="NEWSLEDGER_MODEL"):
        installed_model(name)
