"""Work on a Ray cluster: the same functions over the same tasks as local workers have. The one module that knows Ray,
which is installed only by those who want it.

What Ray does: it spreads tasks over the nodes, and does anew what a node or a worker took with it. What is done here:
tasks are handed out a few at a time, a node with other code or another model is refused, and what fails is
said in one line.
"""

import atexit
import logging
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from pipelines.settings import NewsledgerError

if TYPE_CHECKING:
    from types import ModuleType

T = TypeVar("T")
R = TypeVar("R")

# A task that was lost with its worker or node is begun anew so many times.
_RETRIES = 3
# More than are worked on: so no core waits, and a cluster that grows with what is asked of it does so.
_TASKS_A_CORE = 2
_STORE_BYTES = 256 << 20
_ANSWER_SECONDS = 10
# One thread for each worker: a node has as many workers as cores.
_WORKER_ENVIRONMENT = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}


class LostTaskError(Exception):
    """The worker that had the task died, each time that it was begun."""


def run_on_cluster(
    function: Callable[[T], R], tasks: Iterable[T], workers: int, address: str | None = None
) -> Iterator[R | LostTaskError]:
    """Results in the order in which they come; LostTaskError stands for that of a task whose worker always died.

    `address` is that of an existing cluster; without one a cluster of `workers` is started on this machine, and ends
    with this process. At most two tasks a core of the cluster are held at a time. Raises the first error of a task,
    and NewsledgerError when Ray is not installed or the cluster cannot be reached or used.
    """
    waiting = iter(tasks)
    first = list(islice(waiting, 1))
    if not first:  # nothing to do starts no cluster
        return
    ray = _connected(workers, address)
    remote = ray.remote(num_cpus=1, max_retries=_RETRIES, scheduling_strategy="SPREAD")(_do)
    running = [remote.remote(function, first[0])]
    try:
        while running:
            room = max(0, _TASKS_A_CORE * _cores(ray) - len(running))
            running += [remote.remote(function, task) for task in islice(waiting, room)]
            done, running = ray.wait(running, num_returns=1)
            yield _result(ray, done[0])
    except ray.exceptions.RaySystemError as error:
        raise NewsledgerError(f"the Ray cluster is gone: run again, finished work is kept ({_line(error)})") from error
    finally:
        for one in running:
            ray.cancel(one, force=True)


def _do(function: Callable[[T], R], task: T) -> R:
    """In the worker."""
    return function(task)


def leave_cluster() -> None:
    """End the cluster that was started here, or the connection to another; its workers end with it."""
    ray = sys.modules.get("ray")
    if ray is not None and ray.is_initialized():
        ray.shutdown()


def _result(ray: "ModuleType", reference: object) -> object:
    lost = (ray.exceptions.WorkerCrashedError, ray.exceptions.NodeDiedError, ray.exceptions.OutOfMemoryError)
    try:
        return ray.get(reference)
    except ray.exceptions.RayTaskError as error:
        raise error.cause from None
    except lost as error:
        return LostTaskError(_line(error))


def _cores(ray: "ModuleType") -> int:
    """Cores of the nodes that are there now: nodes may come and go."""
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _connected(workers: int, address: str | None) -> "ModuleType":
    """Ray, connected. Raises NewsledgerError."""
    # Ray reads these when it is imported. Nobody is to be told that it is used.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
    except ImportError as error:
        raise NewsledgerError(
            "Ray is not installed: install it with `make install-ray`, or run with --engine local"
        ) from error
    if ray.is_initialized():
        return ray
    common = {"runtime_env": {"env_vars": _WORKER_ENVIRONMENT}, "logging_level": logging.ERROR, "log_to_driver": False}
    try:
        if address:
            _require_reachable(address)
            ray.init(address=address, **common)
        else:
            ray.init(
                address="local",
                num_cpus=workers,
                include_dashboard=False,
                object_store_memory=_STORE_BYTES,
                _temp_dir=_temporary_folder(),
                **common,
            )
    except (OSError, RuntimeError, ValueError, ray.exceptions.RayError) as error:
        where = f"the Ray cluster at {address}" if address else "a Ray cluster on this machine"
        raise NewsledgerError(f"cannot use {where}: {_line(error)}") from error
    return ray


def _require_reachable(address: str) -> None:
    """Raises OSError when nobody answers there: Ray itself tries for many minutes."""
    host, _, port = address.rpartition("://")[2].rpartition(":")
    if port.isdecimal():
        socket.create_connection((host.strip("[]"), int(port)), timeout=_ANSWER_SECONDS).close()


def _temporary_folder() -> str:
    """A folder for a cluster of our own, removed when this process ends. Its path is short: sockets lie in it."""
    folder = tempfile.mkdtemp(prefix="newsledger-ray-")
    atexit.register(_clean_up, folder)
    return folder


def _clean_up(folder: str) -> None:
    leave_cluster()
    shutil.rmtree(folder, ignore_errors=True)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
