"""The process of every real step changes with each module that can change its rows, and with no comment.

What a step can reach is found out by importing its function in an interpreter of its own: the code that is hashed must
hold all of it. (`test_processes.py` shows on a small tree what counts as a change of code.)
"""

import ast
import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from pipelines.engine.chain import CHAIN
from pipelines.lineage import processes
from pipelines.lineage.processes import Process
from pipelines.settings import CHECKOUT, Settings

SETTINGS = Settings()
WORK_MODULES = {
    "records": "pipelines.ingestion.reading",
    "sketching": "pipelines.ingestion.sketches",
    "normalisation": "pipelines.cleaning.normalise",
    "word_evidence": "pipelines.cleaning.spelling.evidence",
    "correction": "pipelines.cleaning.correct",
    "reading": "pipelines.extraction.reading",
    "resolving": "pipelines.resolution.batch",
    "counting": "pipelines.aggregation.terms",
    "proving": "pipelines.lineage.proofs",
}
LOADED = """
import importlib, json, sys
loaded = {}
for name in sys.argv[1:]:
    for known in [m for m in sys.modules if m.split(".")[0] == "pipelines"]:
        del sys.modules[known]
    importlib.import_module(name)
    loaded[name] = sorted(m for m in sys.modules if m.split(".")[0] == "pipelines")
print(json.dumps(loaded))
"""


def makers() -> dict[str, tuple[Callable[[Settings], Process], str]]:
    """Every process of the chain, by name, with the module of the function that does its work."""
    found: dict[str, tuple[Callable[[Settings], Process], str]] = {}
    for step in CHAIN:
        make = step.make.func if isinstance(step.make, partial) else step.make
        found[step.name] = step.process, make.__module__
        for work in step.works:
            name = work(SETTINGS).step
            found[f"work {name}"] = work, WORK_MODULES[name]
    return found


MAKERS = makers()


def functions_imports(module: str) -> set[str]:
    """Modules of the project that functions of a module import when they run: importing it does not show these."""
    tree = ast.parse(file_of(module).read_text("utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    inner = (node for function in functions for node in ast.walk(function) if isinstance(node, ast.ImportFrom))
    return {node.module for node in inner if node.module and node.module.startswith("pipelines.")}


def file_of(module: str) -> Path:
    path = CHECKOUT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@pytest.fixture(scope="module")
def reached() -> dict[str, set[str]]:
    """Module of a step -> every module of the project that is loaded with it, functions' own imports included."""
    waiting, known = {module for _, module in MAKERS.values()}, dict[str, set[str]]()
    while waiting:
        command = [sys.executable, "-c", LOADED, *sorted(waiting)]
        out = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
        known |= {name: set(loaded) for name, loaded in json.loads(out).items()}
        waiting = {late for loaded in known.values() for module in loaded for late in functions_imports(module)} - set(
            known
        )
    for _ in known:
        for name, loaded in known.items():
            late = {late for module in loaded for late in functions_imports(module)}
            known[name] = loaded.union(*(known[module] for module in late))
    return known


def process_ids(monkeypatch: pytest.MonkeyPatch, changed: str = "") -> dict[str, str]:
    """The id of every process, with one module changed."""
    file = file_of(changed) if changed else None
    plain = processes._syntax
    with monkeypatch.context() as patch:
        patch.setattr(processes, "_syntax", lambda path: plain(path) + ("; changed = 1" if path == file else ""))
        processes.code_sha256.cache_clear()
        ids = {name: maker(SETTINGS).process_id for name, (maker, _) in MAKERS.items()}
    processes.code_sha256.cache_clear()
    return ids


def test_every_work_is_listed() -> None:
    assert {name.removeprefix("work ") for name in MAKERS if name.startswith("work ")} == set(WORK_MODULES)


def test_a_process_changes_with_every_module_that_its_step_can_reach(
    reached: dict[str, set[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    unchanged = process_ids(monkeypatch)
    modules = sorted(set().union(*(reached[module] for _, module in MAKERS.values())))
    assert len(modules) > 50
    for module in modules:
        now = process_ids(monkeypatch, module)
        moved = {name for name in MAKERS if now[name] != unchanged[name]}
        must = {name for name, (_, start) in MAKERS.items() if module in reached[start]}
        assert must <= moved, f"{module} can change the rows of {must - moved}, and their processes do not see it"


def test_a_work_does_not_change_with_what_only_carries_its_results(monkeypatch: pytest.MonkeyPatch) -> None:
    unchanged = process_ids(monkeypatch)
    for module in ("pipelines.engine.store", "pipelines.engine.step", "pipelines.engine.stages.cleaning"):
        now = process_ids(monkeypatch, module)
        assert {name for name in MAKERS if name.startswith("work ") and now[name] != unchanged[name]} == set()
        assert now["articles"] != unchanged["articles"]
    assert process_ids(monkeypatch, "pipelines.cli.app") == unchanged


@pytest.mark.parametrize(
    "file", sorted(CHECKOUT.glob("pipelines/**/*.py")), ids=lambda f: f.relative_to(CHECKOUT).as_posix()
)
def test_a_comment_is_no_change_and_a_line_is(file: Path) -> None:
    written = file.read_bytes()
    bare = processes.bare_code(written)
    assert processes.bare_code(b"# a comment\n" + written + b"\n\n# and another\n") == bare
    assert processes.bare_code(written + b"\nchanged = 1\n") != bare
