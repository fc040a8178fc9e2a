"""The `newsledger` command. What belongs in this package: arguments, and how errors end. Commands import what they need
when they run, so that help is there at once."""

import io
import os
import signal
import sys

from pipelines.cli import (
    bundling,
    deciding,
    differing,
    making,
    queries,
    spelling,
    storing,
    telling,
    tracing,
    verifying,
)
from pipelines.cli.app import app
from pipelines.settings import InterruptionError, NewsledgerError

# Importing the modules is what makes their commands known.
__all__ = [
    "bundling",
    "deciding",
    "differing",
    "main",
    "making",
    "queries",
    "spelling",
    "storing",
    "telling",
    "tracing",
    "verifying",
]


def _interrupted(signal_number: int, frame: object) -> None:
    raise InterruptionError("interrupted: what is finished is kept, the next run goes on from there")


def main() -> None:
    """Run the command; end with 0 on success, 1 with one line on an error, 2 on wrong usage."""
    signal.signal(signal.SIGINT, _interrupted)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show a character shows its code
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except NewsledgerError as error:
        message = str(error)
    except BrokenPipeError:  # the reader has seen enough (| head)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    except OSError as error:
        message = f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}"
    else:
        return
    from pipelines.terminal import safe

    sys.stderr.write(f"newsledger: {safe(message)}\n")
    sys.exit(1)
