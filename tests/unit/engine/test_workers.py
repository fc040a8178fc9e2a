"""One function over many tasks, wherever it runs. The functions are Python's own, so that a worker can import them."""

import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from pipelines.engine.workers import run_all
from pipelines.settings import CHECKOUT, NewsledgerError

T = TypeVar("T")


@pytest.mark.parametrize("workers", [1, 2])
def test_every_task_has_its_result(workers: int) -> None:
    assert sorted(run_all(math.factorial, range(20), workers)) == [math.factorial(n) for n in range(20)]


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("tasks", [[], [3]])
def test_few_tasks_are_done_as_well(workers: int, tasks: list[int]) -> None:
    assert list(run_all(math.factorial, tasks, workers)) == [math.factorial(n) for n in tasks]


@pytest.mark.parametrize("workers", [1, 2])
def test_the_error_of_a_task_is_raised(workers: int) -> None:
    with pytest.raises(ValueError, match="not defined for negative"):
        list(run_all(math.factorial, [1, 2, -1, 3], workers))


def test_a_worker_that_dies_is_a_message_with_what_to_do() -> None:
    with pytest.raises(NewsledgerError, match="fewer --workers; finished work is kept"):
        list(run_all(os._exit, [3, 3, 3], 2))


def test_no_more_tasks_are_held_than_the_workers_need() -> None:
    """Tasks carry texts: a corpus of them must not be taken into memory at once."""
    taken = 0

    def tasks() -> Iterator[int]:
        nonlocal taken
        for number in range(100):
            taken += 1
            yield number

    results = run_all(math.factorial, tasks(), 2)
    next(results)
    assert taken <= 2 * 2 + 2
    results.close()  # type: ignore[attr-defined]
    assert taken < 100


def test_work_in_this_process_is_lazy() -> None:
    tasks = iter(range(5))
    results = run_all(math.factorial, tasks, 1)
    assert next(results) == 1
    assert next(tasks) == 2


def test_workers_end_when_the_main_process_is_killed(tmp_path: Path) -> None:
    """Else they would go on writing into a store that nobody holds."""
    program = tmp_path / "program.py"
    program.write_text(
        "import time\nfrom pipelines.engine.workers import run_all\n"
        "if __name__ == '__main__':\n    list(run_all(time.sleep, [60, 60, 60], 2))\n"
    )
    main = subprocess.Popen([sys.executable, program], env=os.environ | {"PYTHONPATH": str(CHECKOUT)})
    workers = _wait_for(lambda: found if len(found := _sleepers(main.pid)) >= 2 else None)
    main.kill()
    main.wait()
    _wait_for(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers) or None)


def _sleepers(parent: int) -> list[str]:
    """Children of a process that were started as workers."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [c for c in children if b"spawn_main" in Path(f"/proc/{c}/cmdline").read_bytes()]


def _wait_for(found: Callable[[], T | None]) -> T:
    for _ in range(300):
        if (value := found()) is not None:
            return value
        time.sleep(0.1)
    raise AssertionError("it did not come to pass in half a minute")
