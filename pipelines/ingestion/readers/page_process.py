"""Pages are read in a process of their own, so that one that hangs or brings down the parser costs that page only.

`read_page` is called here, `serve` runs there. A page that takes too long is ended by the system's alarm, which needs
no help of the code that hangs; the process then ends, and the next page gets a new one.
"""

import atexit
import io
import os
import pickle
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from typing import IO, Any, Final

from pipelines.ingestion.readers import html
from pipelines.ingestion.records import Record, Reject
from pipelines.settings import CHECKOUT

_LENGTH_BYTES: Final = 8
_COMMAND = ("-P", "-c", f"from {__name__} import serve; serve()")
_lock = threading.Lock()
_running: list[subprocess.Popen[bytes]] = []


def read_page(data: bytes, seconds: int) -> Record | Reject:
    """The record or reject that a page gives, or a reject when that takes more than so many seconds (`too_slow`), or
    ends the process (`reader_failed`)."""
    with _lock:
        process = _process()
        assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 (as it was started)
        try:
            _send(process.stdin, (data, seconds))
            found = _received(process.stdout)
        except (OSError, EOFError):
            found = None
        if found is None:
            _stop()
            is_slow = process.returncode == -signal.SIGALRM
            reason = "too_slow" if is_slow else "reader_failed"
            error = f"the page was not read in {seconds} seconds" if is_slow else "the page ended the reader's process"
            return Reject(reason, error, byte_end=len(data))
    return replace(found, data=data) if isinstance(found, Record) else found


def serve() -> None:
    """Read pages from standard input, and write what they give to standard output, until there are no more."""
    pages, results = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever a library prints must not mix with the results
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while (request := _received(pages)) is not None:
        data, seconds = request
        signal.alarm(seconds)
        (found,) = html.read(io.BytesIO(data))
        signal.alarm(0)
        _send(results, replace(found, data=b"") if isinstance(found, Record) else found)


def _process() -> subprocess.Popen[bytes]:
    if _running and _running[0].poll() is not None:
        _stop()
    if not _running:
        environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
        _running.append(
            subprocess.Popen(  # noqa: S603 (this program itself)
                [sys.executable, *_COMMAND],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
        )
    return _running[0]


def _stop() -> None:
    while _running:
        process = _running.pop()
        process.kill()
        for stream in (process.stdin, process.stdout):
            try:
                if stream:
                    stream.close()
            except OSError:  # it is gone already
                continue
        process.wait()


atexit.register(_stop)


def _send(stream: IO[bytes], value: object) -> None:
    data = pickle.dumps(value)
    stream.write(len(data).to_bytes(_LENGTH_BYTES, "little") + data)
    stream.flush()


def _received(stream: IO[bytes]) -> Any:
    """The next value; None when there is no more."""
    length = stream.read(_LENGTH_BYTES)
    if len(length) < _LENGTH_BYTES:
        return None
    size = int.from_bytes(length, "little")
    data = stream.read(size)
    return pickle.loads(data) if len(data) == size else None  # noqa: S301 (from our own process)
