"""One function over many tasks on a cluster of two nodes."""

import math
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.engine.cluster import LostTaskError, run_on_cluster
from pipelines.settings import CHECKOUT, NewsledgerError

from .conftest import TwoNodes

pytestmark = pytest.mark.ray


@pytest.fixture(autouse=True, scope="module")
def _sent_along() -> None:
    """A worker cannot import this module: its functions are sent as they are."""
    pytest.importorskip("ray").cloudpickle.register_pickle_by_value(sys.modules[__name__])


def test_every_task_has_its_result(two_nodes: TwoNodes) -> None:
    results = list(run_on_cluster(math.factorial, range(50), 1, two_nodes.address))
    assert sorted(results) == [math.factorial(n) for n in range(50)]


def test_all_nodes_work(two_nodes: TwoNodes) -> None:
    folders = {str(one) for one in run_on_cluster(_parent_of, [0.2] * 12, 1, two_nodes.address)}
    assert len(folders) == 2


def test_the_error_of_a_task_is_raised_as_it_is(two_nodes: TwoNodes) -> None:
    with pytest.raises(ValueError, match="not defined for negative") as caught:
        list(run_on_cluster(math.factorial, [1, 2, -1, 3], 1, two_nodes.address))
    assert type(caught.value) is ValueError


def test_a_task_whose_worker_always_dies_is_lost_and_the_others_are_done(two_nodes: TwoNodes) -> None:
    tasks = [f"import os; os._exit({code}) if {code} else None" for code in (0, 3, 0)]
    results = list(run_on_cluster(exec, tasks, 1, two_nodes.address))
    assert [type(one) for one in results].count(LostTaskError) == 1
    assert results.count(None) == 2


def test_a_node_that_dies_loses_no_task_and_doubles_none(two_nodes: TwoNodes) -> None:
    results = run_on_cluster(_after, [(n, 0.3) for n in range(30)], 1, two_nodes.address)
    begun = [next(results) for _ in range(3)]
    two_nodes.kill_second()
    assert sorted([*begun, *results]) == list(range(30))


def test_a_cluster_that_is_not_there_is_one_line() -> None:
    with pytest.raises(NewsledgerError, match="cannot use the Ray cluster at 127.0.0.1:1: ") as caught:
        list(run_on_cluster(math.factorial, [1], 1, "127.0.0.1:1"))
    assert "\n" not in str(caught.value)


def test_a_cluster_of_our_own_leaves_neither_processes_nor_files(tmp_path: Path) -> None:
    program = (
        "import math, glob, tempfile\n"
        "from pipelines.engine.cluster import run_on_cluster\n"
        "print(sum(run_on_cluster(math.factorial, [1, 2, 3], 1)))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(CHECKOUT), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True, timeout=120
    )
    assert done.stdout == "9\n"
    assert list(tmp_path.iterdir()) == []
    assert _naming(str(tmp_path)) == []


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
