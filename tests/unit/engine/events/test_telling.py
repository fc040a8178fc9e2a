"""A run is told of whatever becomes of it, and no telling becomes of consequence to the run."""

import socket
from pathlib import Path

import pytest

from pipelines.engine.events import describing
from pipelines.engine.events.identity import part_uuid, run_uuid
from pipelines.engine.events.keeping import KEPT_RUNS
from pipelines.settings import InterruptionError, NewsledgerError

from .conftest import OneRun, answering, words_step

ALL_TOLD = [
    ("START", "newsledger.run"),
    ("START", "newsledger.words"),
    ("COMPLETE", "newsledger.words"),
    ("COMPLETE", "newsledger.run"),
]


def ended(how: str) -> list[tuple[str, str]]:
    return [*ALL_TOLD[:2], (how, "newsledger.words"), (how, "newsledger.run")]


def test_a_run_and_its_step_are_told(one_run: OneRun) -> None:
    one_run.tell(words_step("a"))
    assert one_run.told == ALL_TOLD
    assert one_run.notes == []
    run_id = one_run.events[0]["run"]["facets"]["newsledger_run"]["run_id"]
    ids = [event["run"]["runId"] for event in one_run.events]
    run, step = str(run_uuid(run_id)), str(part_uuid(run_id, "words"))
    assert ids == [run, step, step, run]


def test_a_failed_check_is_a_failure_and_says_which(one_run: OneRun) -> None:
    one_run.tell(words_step("a", "a", "b"))
    assert one_run.told == ended("FAIL")
    [dataset] = one_run.events[2]["outputs"]
    [check] = dataset["outputFacets"]["dataQualityAssertions"]["assertions"]
    assert (check["name"], check["success"], check["expected"], check["actual"]) == (
        "vocabulary.declaration",
        False,
        "0",
        "2",
    )
    message = one_run.events[2]["run"]["facets"]["errorMessage"]["message"]
    assert message.startswith("checks failed, nothing was published: vocabulary.declaration (2 rows")
    assert one_run.events[3]["run"]["facets"]["errorMessage"]["message"] == message


@pytest.mark.parametrize(
    ("error", "how", "message"),
    [
        (NewsledgerError("the file\n/home/ana/notes/a.txt is\tempty"), "FAIL", "the file a.txt is empty"),
        (NewsledgerError("word " * 1000), "FAIL", ("word " * 1000)[:500]),
        (ValueError("cannot convert 'the text of an article'"), "FAIL", "ValueError"),
        (InterruptionError("interrupted: go on"), "ABORT", "interrupted: go on"),
        (KeyboardInterrupt(), "ABORT", "KeyboardInterrupt"),
    ],
)
def test_an_error_is_told_and_goes_on_its_way(one_run: OneRun, error: BaseException, how: str, message: str) -> None:
    with pytest.raises(type(error)) as raised:
        one_run.tell(words_step(error=error))
    assert raised.value is error
    assert one_run.told == ended(how)
    assert one_run.events[2]["run"]["facets"]["errorMessage"]["message"] == message


def test_folders_that_the_run_was_given_are_told_by_their_last_name(one_run: OneRun) -> None:
    folder = one_run.settings.articles[0].absolute()
    with pytest.raises(NewsledgerError):
        one_run.tell(words_step(error=NewsledgerError(f"there is no file in {folder}: put some there")))
    assert one_run.events[2]["run"]["facets"]["errorMessage"]["message"] == (
        "there is no file in articles: put some there"
    )


def test_only_the_newest_runs_are_kept(one_run: OneRun) -> None:
    folder = one_run.settings.data / "openlineage"
    folder.mkdir(parents=True)
    older = [folder / f"20200101T{number:012}-0000000000000000.jsonl" for number in range(KEPT_RUNS + 5)]
    for file in [*older, folder / "notes.txt"]:
        file.write_text("{}\n", "utf-8")
    one_run.tell(words_step("a"))
    kept = set(one_run.files)
    assert len(kept) == KEPT_RUNS + 1
    assert kept >= {folder / "notes.txt", *older[-(KEPT_RUNS - 1) :]}


def test_a_folder_that_cannot_be_written_is_said_once(one_run: OneRun) -> None:
    one_run.settings.data.mkdir()
    (one_run.settings.data / "openlineage").write_text("a file where the folder should be", "utf-8")
    one_run.tell(words_step("a"))
    [note] = one_run.notes
    assert note.startswith("OpenLineage events of this run are not kept: ")
    assert (one_run.settings.data / "tables" / "vocabulary.json").exists()


def test_a_file_that_becomes_unwritable_is_said_once(one_run: OneRun, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "events.jsonl")

    monkeypatch.setattr("pipelines.engine.events.keeping.EventFile.write", full)
    one_run.tell(words_step("a"))
    assert one_run.notes == ["OpenLineage events of this run are not kept: No space left on device: events.jsonl"]


def test_an_error_in_describing_costs_nobody_their_run(one_run: OneRun, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise LookupError("a column that nobody knows")

    monkeypatch.setattr(describing.Describer, "started", broken)
    one_run.tell(words_step("a"))
    assert one_run.notes == ["no further OpenLineage events of this run: LookupError"]
    assert one_run.told == ALL_TOLD[:1]
    assert (one_run.settings.data / "tables" / "vocabulary.json").exists()


def test_an_interruption_while_telling_is_not_lost(one_run: OneRun, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise InterruptionError("interrupted")

    monkeypatch.setattr(describing.Describer, "finished", interrupted)
    with pytest.raises(InterruptionError):
        one_run.tell(words_step("a"))
    assert one_run.told[-1] == ("ABORT", "newsledger.run")


def test_without_events_nothing_is_written(one_run: OneRun) -> None:
    one_run.tell(words_step("a"), is_kept=False, url="http://127.0.0.1:9")
    assert one_run.files == []
    assert one_run.notes == []


def not_delivered(one_run: OneRun) -> str:
    """The one line about what did not arrive; all of it is in the file, and the table was made."""
    [note] = one_run.notes
    assert one_run.told == ALL_TOLD
    assert (one_run.settings.data / "tables" / "vocabulary.json").exists()
    assert note.endswith(f"; they are in {one_run.files[-1]}")
    return note.split("; they are")[0]


def test_nobody_listens(one_run: OneRun, refusing: str) -> None:
    one_run.tell(words_step("a"), url=refusing)
    assert not_delivered(one_run) == "4 of 4 OpenLineage events were not delivered to 127.0.0.1: no answer"


def test_a_server_that_breaks(one_run: OneRun) -> None:
    with answering(lambda request: request.send_error(500)) as url:
        one_run.tell(words_step("a"), url=url)
    assert not_delivered(one_run).startswith("4 of 4 OpenLineage events were not delivered to 127.0.0.1")


def test_a_server_that_does_not_want_them(one_run: OneRun) -> None:
    with answering(lambda request: request.send_error(403)) as url:
        one_run.tell(words_step("a"), url=url)
    assert not_delivered(one_run) == ("4 of 4 OpenLineage events were not delivered to 127.0.0.1: answered with 403")


def test_a_server_that_takes_the_connection_and_never_answers(one_run: OneRun) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        one_run.tell(words_step("a"), url=f"http://127.0.0.1:{listening.getsockname()[1]}")
        connection, _ = listening.accept()
        with connection:
            connection.settimeout(5)
            assert connection.recv(4) == b"POST"  # still waiting for an answer: the run did not
    assert "no answer" in not_delivered(one_run)


def test_a_name_that_nobody_has(one_run: OneRun) -> None:
    one_run.tell(words_step("a"), url="http://nowhere.invalid:5000")
    assert not_delivered(one_run).startswith("4 of 4 OpenLineage events were not delivered to nowhere.invalid: ")


@pytest.mark.parametrize("url", ["nonsense", "http://", "http://[::1", "//server"])
def test_an_address_that_is_none(one_run: OneRun, url: str) -> None:
    one_run.tell(words_step("a"), url=url)
    assert one_run.notes == [
        "OPENLINEAGE_URL is no address such as http://localhost:5000: no OpenLineage event is sent"
    ]
    assert one_run.told == ALL_TOLD


def test_a_password_in_the_address_is_not_shown(one_run: OneRun, refusing: str) -> None:
    one_run.tell(words_step("a"), url=refusing.replace("//", "//ana:hunter2@"), api_key="a key")
    assert "127.0.0.1" in one_run.notes[0]
    shown = "\n".join([*one_run.notes, one_run.files[-1].read_text("utf-8")])
    assert "hunter2" not in shown
    assert "a key" not in shown


def test_events_have_no_folder_of_the_machine(one_run: OneRun) -> None:
    one_run.tell(words_step("a"))
    written = one_run.files[-1].read_text("utf-8")
    assert str(one_run.settings.data) not in written
    assert str(Path.cwd()) not in written
