"""A real Dagster webserver and daemon over an empty data folder, and a real browser."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from pipelines.settings import CHECKOUT

# Nothing but the pages of this machine: without these, Chromium asks for updates and services of its own.
_CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = CHECKOUT / "screenshots"


@dataclass(frozen=True)
class Ui:
    """Where the UI is, and its data folder."""

    address: str
    data: Path
    articles: Path
    reference: Path

    @property
    def database(self) -> Path:
        return self.data / "newsledger.duckdb"

    def graphql(self, query: str) -> dict[str, Any]:
        """The answer of Dagster's own interface: more certain than the text of a page."""
        request = urllib.request.Request(  # noqa: S310 (loopback)
            f"{self.address}/graphql",
            json.dumps({"query": query}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            values: dict[str, Any] = json.load(answer)["data"]
            return values

    def wait_for_runs(self, count: int, seconds: float = 240) -> list[str]:
        """Statuses of all runs, newest first, once there are so many and all have ended."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            runs = self.graphql("{ runsOrError { ... on Runs { results { status } } } }")["runsOrError"]["results"]
            statuses = [run["status"] for run in runs]
            if len(statuses) >= count and set(statuses) <= {"SUCCESS", "FAILURE", "CANCELED"}:
                return statuses
            time.sleep(1)
        raise AssertionError(f"{count} runs had not ended after {seconds} s")


@pytest.fixture(scope="session")
def ui(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ui]:
    """The webserver and the daemon, as `make ui` starts them, as processes that are ended by their ids."""
    folder = tmp_path_factory.mktemp("ui")
    home = folder / "dagster"
    home.mkdir()
    shutil.copyfile(CHECKOUT / "assets" / "dagster.yaml", home / "dagster.yaml")
    articles = folder / "articles"
    shutil.copytree(CHECKOUT / "seeds" / "articles", articles)
    reference = folder / "reference"
    shutil.copytree(CHECKOUT / "seeds" / "reference", reference)
    environment = os.environ | {
        "DAGSTER_HOME": str(home),
        "NEWSLEDGER_DATA": str(folder / "data"),
        "NEWSLEDGER_ARTICLES": str(articles),
        "NEWSLEDGER_REFERENCE": str(reference),
    }
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    scripts = Path(sys.executable).parent
    commands = (
        [scripts / "dagster-webserver", "-h", "127.0.0.1", "-p", str(port), "-m", "assets.definitions"],
        [scripts / "dagster-daemon", "run", "-m", "assets.definitions"],
    )
    address = f"http://127.0.0.1:{port}"
    with (folder / "log.txt").open("w") as log:
        processes = [
            subprocess.Popen(
                command, cwd=CHECKOUT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
            for command in commands
        ]
        try:
            _wait_for(address, folder / "log.txt")
            yield Ui(address, folder / "data", articles, reference)
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(30)
            for process in processes:  # their code servers do not always end with them
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)


def _wait_for(address: str, log: Path) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(f"{address}/server_info", timeout=2)  # noqa: S310
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return
    raise AssertionError(f"the webserver did not answer: {log.read_text()[-2000:]}")


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """A page in headless Chromium."""
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing: make chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(
            tmp_path / "profile",
            executable_path=chromium,
            headless=True,
            args=_CHROMIUM_ARGUMENTS,
            viewport={"width": 1700, "height": 1000},
        )
        page = browser.new_page()
        page.set_default_timeout(60_000)
        yield page
        browser.close()
