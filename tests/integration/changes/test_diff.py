"""`newsledger diff`, and runs of which records or rows are gone, damaged, or were never published."""

import json
from pathlib import Path

import pytest

from pipelines.engine import publish as publishing
from pipelines.lineage.runs import KEPT_RUNS, RunFolder
from pipelines.settings import NewsledgerError

from .newsroom import Newsroom, causes, publishing_run


def test_diff_tells_a_person(room: Newsroom) -> None:
    hostile = "<b>|[x](javascript:1)\x1b[31m"
    room.write("new.txt", "Anna Berg met Carl Dahl again.", source="Courier", title=hostile, id="x")
    room.run()
    first, second = (record.run_id for record in room.records())
    told = room.command("diff")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == room.command("diff", second).stdout == room.command("diff", first[:8], second[:8]).stdout
    assert "input added" in told.stdout
    assert "Articles with changes" not in told.stdout
    listed = room.command("diff", "--articles", "--exit-code")
    assert listed.returncode == 1
    assert "Articles with changes: 1" in listed.stdout
    assert room.article("new.txt") in listed.stdout
    assert "\x1b" not in listed.stdout
    shown = room.command("diff", "--articles", "--markdown").stdout
    assert "<b>" not in shown
    assert shown.count("### ") == 3
    backwards = room.command("diff", second, first).stdout
    assert "input removed" in backwards
    assert "is the first: there is nothing" in room.command("diff", first).stdout


def test_runs_that_are_not_there_are_one_line(room: Newsroom, tmp_path: Path) -> None:
    unknown = room.command("diff", "zzzz")
    assert (unknown.returncode, unknown.stdout, unknown.stderr.count("\n")) == (1, "", 1)
    assert room.records()[0].run_id in unknown.stderr
    nothing = Newsroom(tmp_path / "nothing").command("diff")
    assert (nothing.returncode, nothing.stdout, nothing.stderr.count("\n")) == (1, "", 1)
    assert room.command("diff", "a", "b", "c").returncode == 2


def test_rows_of_the_last_runs_are_kept_and_older_ones_compare_by_fingerprint(room: Newsroom) -> None:
    for number in range(3):
        room.write("new.txt", f"Anna Berg met Carl Dahl in Bergen {number} times.", source="Courier", id="x")
        room.run()
    records = room.records()
    folder = room.settings.data / "tables"
    kept = {file for record in records[-KEPT_RUNS:] for file in record.files.values()}
    assert {path.name for path in folder.glob("*.parquet")} == kept
    told = room.command("diff", records[0].run_id, records[-1].run_id, "--exit-code")
    assert (told.returncode, told.stderr) == (1, "")
    assert f"Rows of run {records[0].run_id}" in told.stdout
    assert "mentions" in told.stdout


def test_a_run_after_one_whose_rows_are_gone_says_which_tables_differ(room: Newsroom) -> None:
    """Records of the version before have neither files nor processes."""
    file = next((room.settings.data / "runs").glob("*.json"))
    record = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({k: v for k, v in record.items() if k not in ("files", "processes")}), "utf-8")
    (room.articles / "dahl.txt").unlink()
    publishing_run(room)
    rows = room.rows("SELECT table_name, cause, article_id, row_count FROM lineage.changes")
    assert {row[1:] for row in rows} == {("unknown", None, None)}
    assert {row[0] for row in rows} >= {"articles", "mentions", "lineage.source_objects"}
    assert [len(row) for row in room.rows("SELECT run_id FROM lineage.runs")] == [1, 1]


def test_damaged_rows_of_the_run_before_stop_no_run(room: Newsroom) -> None:
    [before] = room.records()
    (room.articles / "dahl.txt").unlink()
    (room.settings.data / "tables" / before.files["mentions"]).write_bytes(b"PAR1 and nothing else")
    publishing_run(room)
    assert {row[0] for row in room.rows("SELECT cause FROM lineage.changes")} == {"unknown"}
    assert room.command("diff").returncode == 0


class Killed(BaseException):
    """Ends a run as a kill would: nothing that follows is done."""


@pytest.mark.parametrize("is_in_place", [False, True])
def test_a_run_that_was_killed_around_the_swap_is_known_by_its_database(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch, *, is_in_place: bool
) -> None:
    def killed(*arguments: object) -> None:
        raise Killed

    (room.articles / "dahl.txt").unlink()
    with monkeypatch.context() as patch:
        if is_in_place:
            patch.setattr(RunFolder, "confirm", killed)
        else:
            patch.setattr(publishing, "swap_in", killed)
        with pytest.raises(Killed):
            publishing_run(room)
    [announced] = RunFolder(room.settings.data / "runs").announced()
    changes = room.run()
    assert [record.run_id == announced.run_id for record in room.records()].count(True) == is_in_place
    assert len(room.rows("FROM lineage.runs")) == len(room.records()) == 2 + is_in_place
    assert causes(changes) == (set() if is_in_place else {"input removed"})
    assert RunFolder(room.settings.data / "runs").announced() == []


def test_a_run_that_could_not_publish_is_not_announced(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: object) -> None:
        raise NewsledgerError("held by another program")

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "swap_in", refused)
        with pytest.raises(NewsledgerError, match="held"):
            publishing_run(room)
    assert RunFolder(room.settings.data / "runs").announced() == []
    assert len(room.records()) == 1
