"""What a command costs: seconds, processor seconds, memory of its main process and of the largest other one."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_SECONDS_BETWEEN_LOOKS = 0.1


@dataclass(frozen=True)
class Cost:
    """Of one command. Processor seconds are of all its processes, megabytes the most at any time. `said` is the JSON of
    the last line that it printed, if any."""

    seconds: float
    processor_seconds: float
    main_megabytes: int
    worker_megabytes: int
    said: Any


def script(name: str, *arguments: object) -> list[str]:
    """The command that runs a script of this folder."""
    return [sys.executable, str(HERE / f"{name}.py"), *map(str, arguments)]


def cost_of(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command that is to succeed."""
    before, started = os.times(), time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})})
    watch = _Watch(process.pid)
    watch.start()
    output, _ = process.communicate()
    seconds, after = time.monotonic() - started, os.times()
    watch.is_over.set()
    watch.join()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    last = output.strip().splitlines()[-1:]
    said = json.loads(last[0]) if last and last[0].startswith("{") else None
    return Cost(seconds, processor, watch.main, watch.worker, said)


class _Watch(threading.Thread):
    """Looks at the memory of a process and of those below it."""

    def __init__(self, process_id: int) -> None:
        super().__init__(daemon=True)
        self._process_id, self.main, self.worker = process_id, 0, 0
        self.is_over = threading.Event()

    def run(self) -> None:
        while not self.is_over.wait(_SECONDS_BETWEEN_LOOKS):
            self.main = max(self.main, _megabytes(self._process_id))
            self.worker = max([self.worker, *map(_megabytes, _below(self._process_id))])


def _below(process_id: int) -> list[int]:
    try:
        listed = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    except OSError:
        return []
    children = list(map(int, listed))
    return children + [other for child in children for other in _below(child)]


def _megabytes(process_id: int) -> int:
    """The most that a process has had; 0 when it is gone, or where the system does not say."""
    try:
        lines = Path(f"/proc/{process_id}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)
