"""One function over many tasks on a cluster of two nodes."""

import math
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.engine.cluster import run_on_cluster
from pipelines.engine.workers import Lost
from pipelines.settings import CHECKOUT, NewsledgerError

from .conftest import TwoNodes

pytestmark = pytest.mark.ray


@pytest.fixture(autouse=True, scope="module")
def _sent_along() -> None:
    """A worker cannot import this module: its functions are sent as they are."""
    pytest.importorskip("ray").cloudpickle.register_pickle_by_value(sys.modules[__name__])


def test_every_task_has_its_result(two_nodes: TwoNodes) -> None:
    results = list(run_on_cluster(math.factorial, range(50), 1, address=two_nodes.address))
    assert sorted(results) == [(n, math.factorial(n)) for n in range(50)]


def test_all_nodes_work(two_nodes: TwoNodes) -> None:
    assert len({node for _, node in run_on_cluster(_parent_of, [0.2] * 12, 1, address=two_nodes.address)}) == 2


def test_the_error_of_a_task_is_raised_as_it_is(two_nodes: TwoNodes) -> None:
    with pytest.raises(ValueError, match="not defined for negative") as caught:
        list(run_on_cluster(math.factorial, [1, 2, -1, 3], 1, address=two_nodes.address))
    assert type(caught.value) is ValueError


def test_a_task_that_ends_or_holds_its_worker_is_lost_and_no_other(two_nodes: TwoNodes) -> None:
    tasks = ["import os; os._exit(3)", "import time; time.sleep(60)", "raise MemoryError", *["pass"] * 4]
    results = list(run_on_cluster(exec, tasks, 1, 3, two_nodes.address))
    reasons = {task: found.reason for task, found in results if isinstance(found, Lost)}
    assert reasons == dict(zip(tasks, ("worker_died", "too_slow", "out_of_memory"), strict=False))
    assert [found for _, found in results].count(None) == 4


def test_a_node_that_dies_loses_no_task_and_doubles_none(two_nodes: TwoNodes) -> None:
    results = run_on_cluster(_after, [(n, 0.3) for n in range(30)], 1, address=two_nodes.address)
    begun = [next(results) for _ in range(3)]
    two_nodes.kill_second()
    assert sorted(number for _, number in [*begun, *results]) == list(range(30))


def test_a_cluster_that_is_not_there_is_one_line() -> None:
    with pytest.raises(NewsledgerError, match=r"cannot use the Ray cluster at 127\.0\.0\.1:1: ") as caught:
        list(run_on_cluster(math.factorial, [1], 1, address="127.0.0.1:1"))
    assert "\n" not in str(caught.value)


def test_a_cluster_of_our_own_leaves_neither_processes_nor_files(short_folder: Path, tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("newsledger")
    article = CHECKOUT / "seeds" / "articles" / "ukraine_talks_announced.txt"
    done = subprocess.run(
        [command, "run", article, "--data", tmp_path, "--engine", "ray", "--workers", "2"],
        capture_output=True,
        text=True,
        env=os.environ | {"TMPDIR": str(short_folder)},
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    assert "read 1 article" in done.stdout
    assert list(short_folder.iterdir()) == []
    assert _naming(str(short_folder)) == []


def _parent_of(seconds: float) -> int:
    """Which node this is: its workers have one parent."""
    time.sleep(seconds)
    return os.getppid()


def _after(task: tuple[int, float]) -> int:
    number, seconds = task
    time.sleep(seconds)
    return number


def _naming(text: str) -> list[str]:
    """Command lines of processes that name something."""
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = place.read_bytes().decode(errors="replace")
        except OSError:
            continue
        if text in line:
            found.append(line)
    return found
