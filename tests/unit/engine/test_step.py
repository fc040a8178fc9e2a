"""A step does its work when something has changed, and says what is wrong with what it made."""

import io
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

from pipelines.engine.step import (
    Check,
    Outcome,
    Step,
    Warned,
    WarningCheck,
    is_current,
    require_no_failures,
    run_step,
)
from pipelines.engine.workspace import Silent, Workspace
from pipelines.lineage.processes import Process
from pipelines.lineage.runs import Run
from pipelines.schemas import TABLES
from pipelines.schemas.checks import CheckResult
from pipelines.settings import NewsledgerError, Settings
from pipelines.terminal import ProgressReporter


def process(code: str) -> Process:
    return Process("toy", code * 64, "{}", "{}")


class Words:
    """Makes the vocabulary of the words it is told, and counts how often."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.times = 0

    def __call__(self, workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
        self.times += 1
        rows = [(word, 1, 1, 1, 1, 0, 0, 0, []) for word in self.words]
        return {"vocabulary": pl.LazyFrame(rows, schema=TABLES["vocabulary"].dtypes(), orient="row")}


class Decisions:
    """Keeps every word of the vocabulary, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, workspace: Workspace) -> Mapping[str, pl.LazyFrame]:
        self.times += 1
        kept = workspace.tables.scan("vocabulary").with_columns(
            pl.lit("keep").alias("decision"),
            pl.lit(None).alias("replacement"),
            pl.lit([], dtype=pl.List(pl.Struct({"word": pl.String, "score": pl.Decimal(9, 4)}))).alias("candidates"),
            pl.lit(None).alias("score"),
            pl.lit("known").alias("reason"),
        )
        return {"spelling_decisions": TABLES["spelling_decisions"].conform(kept)}


def words_step(make: Words, code: str = "0", *, reads_files: bool = False) -> Step:
    return Step("words", "cleaning", (), ("vocabulary",), lambda _: process(code), make, reads_files=reads_files)


def decisions_step(make: Decisions, code: str = "1") -> Step:
    return Step("decide", "cleaning", ("vocabulary",), ("spelling_decisions",), lambda _: process(code), make)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(Settings(data=tmp_path, workers=0), Run("test"))


def test_nothing_is_done_twice(workspace: Workspace) -> None:
    words, decisions = Words("a"), Decisions()
    first = [run_step(step, workspace) for step in (words_step(words), decisions_step(decisions))]
    again = [run_step(step, workspace) for step in (words_step(words), decisions_step(decisions))]
    assert [outcome.is_skipped for outcome in first + again] == [False, False, True, True]
    assert (words.times, decisions.times) == (1, 1)
    for one, other in zip(first, again, strict=True):
        assert [m.fingerprint for m in one.manifests.values()] == [m.fingerprint for m in other.manifests.values()]


def test_other_rows_in_what_it_reads_make_a_step_run(workspace: Workspace) -> None:
    decisions = Decisions()
    for words in (["a"], ["b"]):
        run_step(words_step(Words(*words), reads_files=True), workspace)
        run_step(decisions_step(decisions), workspace)
        assert workspace.tables.scan("spelling_decisions").collect()["word"].to_list() == words
    assert decisions.times == 2


def test_the_same_rows_made_anew_do_not(workspace: Workspace) -> None:
    decisions = Decisions()
    for words in ("ab", "ba"):
        assert not run_step(words_step(Words(*words), reads_files=True), workspace).is_skipped
        run_step(decisions_step(decisions), workspace)
    assert decisions.times == 1


def test_another_process_makes_a_step_run(workspace: Workspace) -> None:
    words = Words("a")
    run_step(words_step(words, "0"), workspace)
    assert not run_step(words_step(words, "1"), workspace).is_skipped
    assert words.times == 2


def test_a_step_that_reads_files_is_never_skipped(workspace: Workspace) -> None:
    words = Words("a")
    for _ in range(2):
        run_step(words_step(words, reads_files=True), workspace)
    assert words.times == 2


def test_rows_that_are_gone_make_a_step_run(workspace: Workspace) -> None:
    words = Words("a")
    run_step(words_step(words), workspace)
    workspace.tables.path("vocabulary").unlink()
    assert not run_step(words_step(words), workspace).is_skipped


def test_a_table_that_is_not_there_is_named(workspace: Workspace) -> None:
    step = decisions_step(Decisions())
    assert not is_current(step, workspace.settings, workspace.tables)
    with pytest.raises(NewsledgerError, match="table vocabulary has not been made yet"):
        run_step(step, workspace)


def test_failed_checks_are_in_the_outcome_and_the_step_is_not_current(workspace: Workspace) -> None:
    words = Words("a", "a", "b")
    for times in (1, 2):
        outcome = run_step(words_step(words), workspace)
        assert [(f.table, f.check, f.failed_rows) for f in outcome.failures] == [("vocabulary", "declaration", 2)]
        assert not is_current(words_step(words), workspace.settings, workspace.tables)
        assert words.times == times
    with pytest.raises(NewsledgerError, match=r"vocabulary\.declaration \(2 rows: .*primary_key"):
        require_no_failures(outcome.failures)


def test_a_step_is_checked_on_what_it_has_just_made(workspace: Workspace) -> None:
    check = Check(
        "vocabulary", "no_a", "a is no word", lambda scan: scan("vocabulary").collect()["word"].to_list().count("a")
    )
    good, bad = (replace(words_step(Words(word), word), checks=(check,)) for word in "ba")
    assert run_step(good, workspace).failures == []
    assert run_step(bad, workspace).failures == [CheckResult("vocabulary", "no_a", 1, "a is no word")]
    assert run_step(good, workspace).failures == []
    assert good.check_names("vocabulary") == ["declaration", "no_a"]


def test_a_check_that_warns_is_made_every_time_and_stops_nothing(workspace: Workspace) -> None:
    lines = ["Wire [bold]\x1b[31m rises"]
    check = WarningCheck("vocabulary", "is_steady", "nothing rises", lambda _: (lines, {"words": 2}))
    step = replace(words_step(Words("a", "b")), warning_checks=(check,))
    warned = (Warned("vocabulary", "is_steady", tuple(lines), {"words": 2}),)
    outcomes = [run_step(step, workspace) for _ in range(2)]
    assert [(o.is_skipped, o.failures, o.warned) for o in outcomes] == [(False, [], warned), (True, [], warned)]
    shown = io.StringIO()
    with ProgressReporter(Console(file=shown)) as reporter:
        reporter.step_finished(outcomes[0])
    assert "warning: Wire [bold]\\x1b[31m rises" in shown.getvalue()


def test_a_table_that_failed_a_check_is_not_looked_at(workspace: Workspace) -> None:
    check = WarningCheck("vocabulary", "is_steady", "nothing rises", lambda _: (["must not be asked"], {}))
    blocking = Check("vocabulary", "no_a", "a is no word", lambda scan: 1)
    step = replace(words_step(Words("a")), checks=(blocking,), warning_checks=(check,))
    assert run_step(step, workspace).warned == ()


def test_a_step_that_breaks_leaves_the_old_rows(workspace: Workspace) -> None:
    run_step(words_step(Words("old")), workspace)

    def broken(_: Workspace) -> Mapping[str, pl.LazyFrame]:
        table = TABLES["vocabulary"]
        row = dict.fromkeys(table.dtypes()) | {"word": "new", "occurrence_count": "many"}
        return {"vocabulary": table.conform(pl.LazyFrame([row]))}

    with pytest.raises(pl.exceptions.InvalidOperationError):
        run_step(replace(words_step(Words("new"), "1"), make=broken), workspace)
    assert workspace.tables.scan("vocabulary").collect()["word"].to_list() == ["old"]


def test_a_reporter_hears_of_every_step(workspace: Workspace) -> None:
    heard: list[tuple[str, bool | None]] = []

    class Listening(Silent):
        """Writes down what it hears."""

        def step_started(self, step: str) -> None:
            heard.append((step, None))

        def step_finished(self, outcome: Outcome) -> None:
            heard.append((outcome.step.name, outcome.is_skipped))

    for _ in range(2):
        run_step(words_step(Words("a")), replace(workspace, reporter=Listening()))
    assert heard == [("words", None), ("words", False), ("words", None), ("words", True)]
