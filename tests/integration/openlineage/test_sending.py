"""Events reach whom they should and cost the run nothing, whether a server answers, breaks or hangs."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import dagster as dg
import pytest

from pipelines.engine.chain import CHAIN
from pipelines.engine.run import run_chain
from pipelines.engine.workspace import Silent
from pipelines.settings import EventSettings, NewsledgerError

from ..conftest import Corpus
from .events import PARTS, Event, latest_events, told
from .spec import problems


class Notes(Silent):
    """Writes down what a person would read."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def note(self, line: str) -> None:
        self.lines.append(line)


@pytest.fixture
def copied(sample: Corpus, tmp_path: Path) -> Corpus:
    """A copy of the sample's data folder, in which nothing is left to do."""
    ignored = shutil.ignore_patterns(".lock", "openlineage")
    shutil.copytree(sample.data, tmp_path / "data", ignore=ignored)
    return Corpus(tmp_path / "data")


class Server:
    """A lineage server on this machine that remembers what it was sent."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.asked: list[tuple[str, str | None, str | None]] = []
        events, asked = self.events, self.asked

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                events.append(json.loads(body))
                asked.append((self.path, self.headers["Content-Type"], self.headers["Authorization"]))
                self.send_response(201)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def test_a_server_is_sent_every_event_in_order(copied: Corpus, server: Server) -> None:
    notes = Notes()
    settings = replace(copied.settings, events=EventSettings(url=server.url, api_key="a secret", namespace="news"))
    run_chain(settings, notes)
    assert told(server.events) == [
        ("START", "run"),
        *((state, part) for part in PARTS for state in ("START", "COMPLETE")),
        ("COMPLETE", "run"),
    ]
    assert server.events == latest_events(copied)
    assert [problem for event in server.events for problem in problems(event)] == []
    assert set(server.asked) == {("/api/v1/lineage", "application/json", "Bearer a secret")}
    assert {event["job"]["namespace"] for event in server.events} == {"news"}
    assert "a secret" not in json.dumps(server.events)
    assert notes.lines == []
    assert not any("a secret" in str(row) for row in copied.rows("FROM lineage.runs"))


def test_what_is_unchanged_is_told_without_anything_written(copied: Corpus, first: list[Event]) -> None:
    run_chain(copied.settings)
    before = {event["job"]["name"]: event for event in first if event["eventType"] == "COMPLETE"}
    for step in CHAIN[1:]:
        [event] = [event for event in latest_events(copied) if told([event]) == [("COMPLETE", step.name)]]
        assert event["run"]["facets"]["newsledger_step"]["is_unchanged"] is True
        for dataset, was in zip(event["outputs"], before[f"newsledger.{step.name}"]["outputs"], strict=True):
            assert dataset["facets"]["version"] == was["facets"]["version"]
            assert "outputStatistics" not in dataset["outputFacets"]
            assert "lifecycleStateChange" not in dataset["facets"]


def test_a_server_that_never_answers_holds_nobody_up(copied: Corpus) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        command = [str(Path(sys.executable).with_name("newsledger")), "run", "--data", copied.data]
        environment = os.environ | {"OPENLINEAGE_URL": address, "COLUMNS": "500"}
        run = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=120)
        connection, _ = listening.accept()  # it was there, and had no answer when the run ended
        with connection:
            assert connection.recv(4) == b"POST"
    [note] = [line for line in run.stdout.splitlines() if "OpenLineage" in line]
    count = 2 * len(PARTS) + 2
    assert f"{count} of {count} OpenLineage events were not delivered to 127.0.0.1" in note
    assert run.stderr == ""
    assert told(latest_events(copied))[-1] == ("COMPLETE", "run")


def test_events_can_be_turned_off(copied: Corpus, server: Server) -> None:
    settings = replace(copied.settings, events=EventSettings(is_kept=False, url=server.url))
    run_chain(settings)
    assert not (copied.data / "openlineage").exists()
    assert server.events == []


def test_a_step_that_cannot_be_run_fails_and_so_does_its_run(copied: Corpus, tmp_path: Path) -> None:
    settings = replace(copied.settings, articles=(tmp_path / "nothing here",))
    with pytest.raises(NewsledgerError, match="cannot read the articles"):
        run_chain(settings)
    events = latest_events(copied)
    assert told(events) == [("START", "run"), ("START", "inputs"), ("FAIL", "inputs"), ("FAIL", "run")]
    for event in events[2:]:
        message = event["run"]["facets"]["errorMessage"]["message"]
        assert message.startswith("cannot read the articles")
        assert str(tmp_path) not in message
        assert problems(event) == []


def test_dagster_tells_of_a_step_that_breaks(copied: Corpus, instance: dg.DagsterInstance) -> None:
    manifest = copied.data / "tables" / "vocabulary.json"
    values = json.loads(manifest.read_text("utf-8"))
    # The rows of another table in the place of the vocabulary's: what is made of them cannot be right.
    [wrong] = (copied.data / "tables").glob("raw_articles.*.parquet")
    shutil.copyfile(wrong, copied.data / "tables" / values["file"])
    manifest.write_text(json.dumps(values | {"fingerprint": "0" * 64}), "utf-8")
    assert not copied.materialise(instance, selection="spelling_decisions").success
    events = latest_events(copied)
    assert told(events) == [
        ("START", "run"),
        ("START", "spelling_decisions"),
        ("FAIL", "spelling_decisions"),
        ("FAIL", "run"),
    ]
    assert [problem for event in events for problem in problems(event)] == []
    assert events[-1]["run"]["facets"]["newsledger_run"]["trigger"] == "dagster"
    # What a library says may quote an article: its error is told by name alone.
    assert events[-1]["run"]["facets"]["errorMessage"]["message"] == "ColumnNotFoundError"
