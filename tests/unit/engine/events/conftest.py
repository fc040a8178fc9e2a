"""A run of one small step, and lineage servers that behave badly."""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.engine.events.telling import Telling
from pipelines.engine.step import Step
from pipelines.engine.workspace import Workspace
from pipelines.lineage.processes import Process
from pipelines.lineage.runs import Run
from pipelines.schemas import TABLES
from pipelines.settings import EventSettings, Settings


def words_step(*words: str, error: BaseException | None = None) -> Step:
    """Makes the vocabulary of these words, or breaks."""

    def make(_: Workspace) -> Mapping[str, pl.LazyFrame]:
        if error:
            raise error
        rows = [(word, 1, 1, 1, 1, 0, 0, 0, []) for word in words]
        return {"vocabulary": pl.LazyFrame(rows, schema=TABLES["vocabulary"].dtypes(), orient="row")}

    return Step("words", "cleaning", (), ("vocabulary",), lambda _: Process("words", "0" * 64, "{}", "{}"), make)


class OneRun:
    """A run of one step in a folder, and what became of its events."""

    def __init__(self, data: Path) -> None:
        self.settings = Settings((data / "articles",), data / "made.duckdb", data, workers=0)
        self.notes: list[str] = []

    def tell(self, step: Step, **events: Any) -> None:
        """Run the step. Raises what it raises."""
        settings = replace(self.settings, events=EventSettings(**events))
        workspace = Workspace(settings, Run("test"))
        with Telling(settings, workspace.run, self.notes.append) as telling:
            telling.run_step(step, workspace)

    @property
    def files(self) -> list[Path]:
        return sorted((self.settings.data / "openlineage").glob("*"))

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.files[-1].read_text("utf-8").splitlines()]

    @property
    def told(self) -> list[tuple[str, str]]:
        return [(event["eventType"], event["job"]["name"]) for event in self.events]


@pytest.fixture
def one_run(tmp_path: Path) -> OneRun:
    return OneRun(tmp_path / "data")


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """The address of a server that does this with every request."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            answer(self)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def refusing() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return f"http://127.0.0.1:{taken.getsockname()[1]}"
