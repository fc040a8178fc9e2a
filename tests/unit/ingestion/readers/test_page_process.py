"""Pages are read in a process of their own: what ends it costs one page."""

import io

import pytest

from pipelines.ingestion.readers import html, page_process
from pipelines.ingestion.records import Reject

from .samples import PAGE

SERVE = "import os, time; from pipelines.ingestion.readers import html, page_process; {}; page_process.serve()"


@pytest.fixture(autouse=True)
def _own_process() -> object:
    page_process._stop()
    yield
    page_process._stop()


def test_a_page_gives_what_it_gives_here() -> None:
    for page in (PAGE, b"", b"<p>x", "<p>\ufeff\u00e9".encode("utf-16")):
        (here,) = html.read(io.BytesIO(page))
        assert page_process.read_page(page, 60) == here


@pytest.mark.parametrize(
    ("fault", "reason"), [("time.sleep(60)", "too_slow"), ("os._exit(3)", "reader_failed"), ("1/0", "reader_failed")]
)
def test_a_page_that_hangs_or_crashes_is_a_reject_and_the_next_is_read(
    monkeypatch: pytest.MonkeyPatch, fault: str, reason: str
) -> None:
    with monkeypatch.context() as patched:
        command = ("-P", "-c", SERVE.format(f"html.read = lambda stream: {fault}"))
        patched.setattr(page_process, "_COMMAND", command)
        found = page_process.read_page(PAGE, 1)
    assert isinstance(found, Reject)
    assert (found.reason, found.byte_end) == (reason, len(PAGE))
    assert not isinstance(page_process.read_page(PAGE, 60), Reject)


def test_what_a_library_prints_does_not_mix_with_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    loud = "old = html.read; html.read = lambda stream: (print('noise'), old(stream))[1]"
    monkeypatch.setattr(page_process, "_COMMAND", ("-P", "-c", SERVE.format(loud)))
    assert not isinstance(page_process.read_page(PAGE, 60), Reject)
