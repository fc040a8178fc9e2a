"""One run at a time on a data folder."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.engine.lock import data_lock
from pipelines.settings import NewsledgerError

HOLD = """
import os, sys
from pathlib import Path
from pipelines.engine.lock import data_lock
with data_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read(1)
    os._exit(1)
"""


def test_another_process_waits_for_the_first_to_end(tmp_path: Path) -> None:
    """However it ends: here without letting go."""
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(NewsledgerError, match=r"another run is using .*--data"), data_lock(tmp_path):
            pytest.fail("two at once")
        with data_lock(tmp_path / "another"):
            pass
        holder.communicate("x")
    with data_lock(tmp_path):
        pass


def test_two_holders_in_one_process_are_two_as_well(tmp_path: Path) -> None:
    with data_lock(tmp_path), pytest.raises(NewsledgerError, match="another run"), data_lock(tmp_path):
        pytest.fail("two at once")


def test_a_run_that_fails_lets_go(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), data_lock(tmp_path / "made" / "on" / "demand"):
        raise RuntimeError
    with data_lock(tmp_path / "made" / "on" / "demand"):
        pass
