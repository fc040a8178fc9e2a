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

from pipelines.engine.workers import Lost, close_idle, run_all
from pipelines.settings import CHECKOUT

T = TypeVar("T")


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_every_task_has_its_result(workers: int) -> None:
    assert sorted(run_all(math.factorial, range(20), workers)) == [(n, math.factorial(n)) for n in range(20)]


@pytest.mark.parametrize("workers", [0, 1, 2])
@pytest.mark.parametrize("tasks", [[], [3]])
def test_few_tasks_are_done_as_well(workers: int, tasks: list[int]) -> None:
    assert list(run_all(math.factorial, tasks, workers)) == [(n, math.factorial(n)) for n in tasks]


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_the_error_of_a_task_is_raised(workers: int) -> None:
    with pytest.raises(ValueError, match="not defined for negative"):
        list(run_all(math.factorial, [1, 2, -1, 3], workers))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_worker_that_dies_costs_the_task_in_its_hand(workers: int) -> None:
    fatal = ["__import__('os')._exit(3)", "__import__('os').kill(__import__('os').getpid(), 9)"]
    found = dict(run_all(eval, ["1", "2", fatal[0], "3", fatal[1], "4", "5"], workers))
    lost = [found.pop(task) for task in fatal]
    assert [one.reason for one in lost if isinstance(one, Lost)] == ["worker_died", "worker_died"]
    assert found == {str(n): n for n in range(1, 6)}


def test_a_worker_that_hangs_costs_the_task_in_its_hand() -> None:
    found = dict(run_all(time.sleep, [0, 3600, 0.001], 1, seconds=5))
    assert isinstance(lost := found[3600], Lost)
    assert (lost.reason, lost.error) == ("too_slow", "it was not done in 5 seconds")
    assert found[0] is None
    assert found[0.001] is None


def test_workers_that_are_kept_are_replaced_when_they_are_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is kept knows nothing of a variable that was set after its start."""
    list(run_all(eval, ["1"], 1))
    monkeypatch.setenv("NEWSLEDGER_SET_LATER", "yes")
    asked = "__import__('os').environ.get('NEWSLEDGER_SET_LATER')"
    assert [found for _, found in run_all(eval, [asked], 1)] == [None]
    close_idle()
    assert [found for _, found in run_all(eval, [asked], 1)] == ["yes"]


def test_a_worker_uses_one_thread_whatever_its_main_module_imports(tmp_path: Path) -> None:
    """And this process keeps what it was told."""
    asked = "__import__('polars').thread_pool_size()"
    script = tmp_path / "main.py"
    script.write_text(
        "import os\nimport polars\nfrom pipelines.engine.workers import run_all\n"
        "if __name__ == '__main__':\n"
        f"    print([found for _, found in run_all(eval, [{asked!r}], 1)], polars.thread_pool_size(),\n"
        "          'OMP_NUM_THREADS' in os.environ)\n"
    )
    environment = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    environment |= {"POLARS_MAX_THREADS": "3", "PYTHONPATH": str(CHECKOUT)}
    said = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["[1]", "3", "False"]


def test_too_little_memory_costs_the_task_alone() -> None:
    found = dict(run_all(bytearray, [1, 1 << 62], 1))
    assert isinstance(lost := found[1 << 62], Lost)
    assert lost.reason == "out_of_memory"
    assert found[1] == bytearray(1)


def test_workers_are_kept() -> None:
    """What they have loaded serves the next step."""
    before = {process_id for _, process_id in run_all(eval, ["__import__('os').getpid()"] * 4, 1)}
    after = {process_id for _, process_id in run_all(eval, ["__import__('os').getpid()"] * 4, 1)}
    assert before == after
    assert os.getpid() not in after


def test_workers_are_not_kept_when_work_is_broken_off() -> None:
    results = run_all(time.sleep, [0, 3600, 3600], 1)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert list(run_all(abs, [-1], 1)) == [(-1, 1)]


def test_a_worker_uses_one_core() -> None:
    assert list(run_all(os.getenv, ["OPENBLAS_NUM_THREADS"], 1)) == [("OPENBLAS_NUM_THREADS", "1")]


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
    results = run_all(math.factorial, tasks, 0)
    assert next(results) == (0, 1)
    assert next(tasks) == 1


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
