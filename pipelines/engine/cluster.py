"""Work on a Ray cluster: the same functions over the same tasks as local workers have. The one module that knows Ray,
which is installed only by those who want it.

What Ray does: it spreads tasks over the nodes, and does anew what a node or a worker took with it. What is done here:
tasks are handed out a few at a time, a node with other code or another model is refused, and what fails is
said in one line.
"""

import atexit
import faulthandler
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from pipelines.engine.workers import Lost
from pipelines.settings import NewsledgerError

T = TypeVar("T")
R = TypeVar("R")

# A task that was lost with its worker or node is begun anew so many times.
_RETRIES = 2
# More than are worked on: so no core waits, and a cluster that grows with what is asked of it does so.
_TASKS_A_CORE = 2
# So many times the time that it has, what cannot be interrupted ends with its worker.
_PATIENCE = 1.5
_STORE_BYTES = 256 << 20
_ANSWER_SECONDS = 10
# Sockets have room for a path of 107 characters, most of which Ray takes.
_LONGEST_FOLDER = 24
# One thread for each worker: a node has as many workers as cores.
_WORKER_ENVIRONMENT = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}


def run_on_cluster(
    function: Callable[[T], R],
    tasks: Iterable[T],
    workers: int,
    seconds: float | None = None,
    address: str | None = None,
) -> Iterator[tuple[T, R | Lost]]:
    """Each task with its result, in the order in which they come. At most two tasks a core of the cluster are held at a
    time.

    `address` is that of an existing cluster; without one a cluster of `workers` (at least one) is started on this
    machine, and ends with this process. A task that takes more than so many seconds, that runs out of memory, or whose
    worker dies each time that it is begun, is Lost; any other error of a task is raised. Raises NewsledgerError when
    Ray is not installed, or the cluster cannot be reached or used.
    """
    waiting = iter(tasks)
    first = list(islice(waiting, 1))
    if not first:  # nothing to do starts no cluster
        return
    ray = _connected(max(1, workers), address)
    remote = ray.remote(num_cpus=1, max_retries=_RETRIES, scheduling_strategy="SPREAD")(_do)
    running = {remote.remote(function, task, seconds): task for task in first}
    try:
        while running:
            room = max(0, _TASKS_A_CORE * _cores(ray) - len(running))
            running |= {remote.remote(function, task, seconds): task for task in islice(waiting, room)}
            done, _ = ray.wait(list(running), num_returns=1)
            result: R | Lost = _result(ray, done[0])
            yield running.pop(done[0]), result
    except ray.exceptions.RaySystemError as error:
        raise NewsledgerError(f"the Ray cluster is gone: run again, finished work is kept ({_line(error)})") from error
    finally:
        # What is under way ends with the connection. To cancel tasks that may be done at this moment ends this process:
        # Ray 2.60 takes their results for its own mistake.
        if running:
            leave_cluster()


class _TooSlowError(BaseException):
    """Not for anybody who catches every Exception."""


def _do(function: Callable[[T], R], task: T, seconds: float | None) -> R | Lost:
    """In the worker: what the function makes of the task, unless it takes too long. A function that does not let Python
    interrupt it is ended with its worker, a while later."""

    def interrupt(signal_number: int, frame: object) -> None:
        raise _TooSlowError

    try:
        if seconds is None:
            return function(task)
        signal.signal(signal.SIGALRM, interrupt)
        with Path(os.devnull).open("w", encoding="ascii") as nowhere:
            faulthandler.dump_traceback_later(_PATIENCE * seconds, exit=True, file=nowhere)
            signal.setitimer(signal.ITIMER_REAL, seconds)
            try:
                return function(task)
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
                faulthandler.cancel_dump_traceback_later()
    except _TooSlowError:
        return Lost("too_slow", f"it was not done in {seconds:,.0f} seconds")
    except MemoryError:
        return Lost("out_of_memory", "there was not enough memory for it")


def leave_cluster() -> None:
    """End the cluster that was started here, or the connection to another; its workers end with it."""
    ray = sys.modules.get("ray")
    if ray is not None and ray.is_initialized():
        ray.shutdown()


def _result(ray: Any, reference: object) -> Any:
    try:
        return ray.get(reference)
    except ray.exceptions.RayTaskError as error:
        raise error.cause from None
    except ray.exceptions.OutOfMemoryError:
        return Lost("out_of_memory", "there was not enough memory for it")
    except (ray.exceptions.WorkerCrashedError, ray.exceptions.NodeDiedError):
        return Lost("worker_died", "it ended the worker")


def _cores(ray: Any) -> int:
    """Cores of the nodes that are there now: nodes may come and go."""
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _connected(workers: int, address: str | None) -> Any:
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
    usual = tempfile.gettempdir()
    folder = tempfile.mkdtemp(prefix="newsledger-ray-", dir=usual if len(usual) < _LONGEST_FOLDER else "/tmp")  # noqa: S108
    atexit.register(_clean_up, folder)
    return folder


def _clean_up(folder: str) -> None:
    leave_cluster()
    shutil.rmtree(folder, ignore_errors=True)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
