"""Processes: which version of a step made a row. A process changes when code that can change its result changes
(a function it calls included), or its configuration, its model or a library it depends on; not when a comment does.
"""

import ast
import hashlib
import importlib.metadata
import importlib.util
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pipelines.lineage.hashing import sha256_hex, short_hash


@dataclass(frozen=True)
class Model:
    """An installed spaCy pipeline: import name, version, and the SHA-256 over the names and bytes of its files."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Process:
    """One version of one step."""

    step: str
    code_sha256: str
    configuration: str
    packages: str
    model: Model | None = None
    process_id: str = field(init=False)

    def __post_init__(self) -> None:
        model = self.model.sha256 if self.model else None
        identity = short_hash(self.step, self.code_sha256, self.configuration, self.packages, model)
        object.__setattr__(self, "process_id", identity)


def process(
    step: str,
    modules: Sequence[str],
    configuration: Mapping[str, object] | None = None,
    packages: Sequence[str] = (),
    model: Model | None = None,
) -> Process:
    """The process of a step whose code starts in `modules` (dotted names inside this project)."""
    return Process(
        step,
        code_sha256(tuple(modules)),
        json.dumps(configuration or {}, sort_keys=True),
        json.dumps({name: _version(name) for name in sorted(packages)}),
        model,
    )


@cache
def code_sha256(modules: tuple[str, ...]) -> str:
    """Hash of the modules and of everything of this project that they import, the packages they lie in included.

    Python is hashed by its syntax tree, so layout and comments do not count.
    """
    files: dict[str, Path] = {}
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        path = _module_file(name)
        if path is None and name in modules:
            raise ModuleNotFoundError(f"{name} is no module of this project")
        if path is None or name in files:
            continue
        files[name] = path
        waiting += _imports(path)
        waiting += filter(None, [name.rpartition(".")[0]])  # importing a module runs its package first
    parts: list[str] = []
    for name in sorted(files):
        parts += (name, _syntax(files[name]))
    return sha256_hex(parts)


@cache
def installed_model(name: str) -> Model:
    """The model behind an import name, hashed without importing it.

    Raises LookupError with what to do when it is not installed.
    """
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        spec = None
    locations = spec.submodule_search_locations if spec else None
    folder = Path(next(iter(locations))) if locations else None
    if folder is None or not (folder / "meta.json").is_file():
        raise LookupError(
            f"the spaCy model {name!r} is not installed: pip install it, or name another in NEWSLEDGER_MODEL"
        )
    digest = hashlib.sha256()
    for file in sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix not in {".py", ".pyc"}):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
        with file.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    return Model(name, str(meta["version"]), digest.hexdigest())


@cache
def difference_here(known: Process, module: str) -> str:
    """What of a process, whose code starts in one module, is not the same where this runs, in words; empty when all
    is."""
    packages = {name: _version_or_none(name) for name in json.loads(known.packages)}
    if json.dumps(packages) != known.packages:
        return "version of packages"
    if code_sha256((module,)) != known.code_sha256:
        return "version of newsledger"
    try:
        model = installed_model(known.model.name) if known.model else None
    except LookupError:
        return "model, or none,"
    return "" if model == known.model else "model"


def _version_or_none(package: str) -> str | None:
    try:
        return _version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


_version = cache(importlib.metadata.version)
# Where a statement has others, by the name of its field.
_BLOCKS = ("body", "orelse", "handlers", "finalbody", "cases")
_ROOT = Path(__file__).resolve().parents[__name__.count(".")]


@cache
def _module_file(name: str) -> Path | None:
    """Source file of a module of this project; None for anything else. Nothing is imported to find it."""
    if name.split(".")[0] != __name__.split(".")[0]:
        return None
    path = _ROOT.joinpath(*name.split("."))
    return next((file for file in (path / "__init__.py", path.with_suffix(".py")) if file.is_file()), None)


def _imports(path: Path) -> list[str]:
    """Dotted names that the file imports; for `from a import b` both a and a.b, since b may be a module."""
    return _read(path)[0]


def _syntax(path: Path) -> str:
    """The file's code without comments, docstrings and layout."""
    return _read(path)[1]


@cache
def _read(path: Path) -> tuple[list[str], str]:
    """What a file imports, and its bare code."""
    tree = ast.parse(path.read_bytes())
    names: list[str] = []
    for node in _statements(tree):
        if isinstance(node, ast.Import):
            names += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.append(node.module)
            names += (f"{node.module}.{alias.name}" for alias in node.names)
    return names, _bare(tree)


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """All statements below a node. Nothing else holds an import or a docstring, and to visit what they are made of
    would take ten times as long."""
    for name in _BLOCKS:
        for part in getattr(node, name, ()):
            yield part
            yield from _statements(part)


def bare_code(written: bytes) -> str:
    """Python code without comments, docstrings and layout."""
    return _bare(ast.parse(written))


def _bare(tree: ast.Module) -> str:
    for node in (tree, *_statements(tree)):
        if (
            isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and ast.get_docstring(node, clean=False) is not None
        ):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)
