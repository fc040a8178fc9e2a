"""Local workers: runs one function over many tasks, in this process or in several that outlive a step.

A worker that dies or hangs costs the task that it had in hand, and no other: which one that was is known, since every
worker has its own queue. Whoever gave the task decides what follows.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

# The task that a worker has in hand, and the next one, so that it never waits for this process.
_HELD = 2
# One thread each: workers share the cores by being many.
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")


@dataclass(frozen=True)
class Lost:
    """What there is instead of a result: `worker_died`, `too_slow` or `out_of_memory`, and the same in words."""

    reason: str
    error: str


def run_all(
    function: Callable[[T], R], tasks: Iterable[T], workers: int, seconds: float | None = None
) -> Iterator[tuple[T, R | Lost]]:
    """Each task with its result, in the order in which they come. At most two tasks a worker are held at a time.

    Without workers (0) all is done in this process. Workers are started afresh (spawn), so that no lock or thread of
    this process is copied into them, and are kept for the next call. A task that takes more than so many seconds, whose
    worker dies or that runs out of memory is Lost; any other error of a task is raised.
    """
    if not workers:
        yield from ((task, function(task)) for task in tasks)
        return
    waiting = iter(tasks)
    lanes: list[_Lane[T, R]] = []
    is_whole = False
    try:
        for task in islice(waiting, workers):
            lanes.append(_idle.pop() if _idle else _Lane())
            lanes[-1].give(function, task)
        for lane in lanes * (_HELD - 1):
            for task in islice(waiting, 1):
                lane.give(function, task)
        while busy := [lane for lane in lanes if lane.tasks]:
            wait([lane.future for lane in busy], _time_left(busy, seconds), FIRST_COMPLETED)
            for lane in busy:
                if seconds is not None and lane.seconds() > seconds:
                    lane.end_task(f"it was not done in {seconds:,.0f} seconds")
                while lane.tasks and lane.future.done():
                    found = lane.take()
                    for task in islice(waiting, 1):
                        lane.give(function, task)
                    yield found
        is_whole = True
    finally:
        for lane in lanes:
            if is_whole:
                _idle.append(lane)
            else:
                lane.close()


def _time_left(lanes: "Iterable[_Lane[T, R]]", seconds: float | None) -> float | None:
    return None if seconds is None else max(0.05, seconds - max(lane.seconds() for lane in lanes))


class _Lane(Generic[T, R]):
    """One worker process with the tasks that it was given, in order; the first is the one in hand."""

    def __init__(self) -> None:
        self.tasks: deque[tuple[Callable[[T], R], T, Future[R]]] = deque()
        self._start()

    def _start(self) -> None:
        self._executor = ProcessPoolExecutor(
            1, multiprocessing.get_context("spawn"), initializer=_settle_in, initargs=(os.getpid(),)
        )
        with _one_thread():
            self._process_id = self._executor.submit(os.getpid)
        self._since = time.monotonic()
        self._too_slow = ""

    @property
    def future(self) -> Future[R]:
        """Of the task in hand."""
        return self.tasks[0][2]

    def seconds(self) -> float:
        """How long the task in hand has been there; 0 when it is done."""
        return 0 if self.future.done() else time.monotonic() - self._since

    def give(self, function: Callable[[T], R], task: T) -> None:
        if not self.tasks:
            self._since = time.monotonic()
        try:
            future = self._executor.submit(function, task)
        except BrokenProcessPool:  # it died with nothing in hand
            if self.tasks:
                future = Future()
                future.set_exception(BrokenProcessPool())
            else:
                self._start()
                future = self._executor.submit(function, task)
        future.add_done_callback(self._next_begins)
        self.tasks.append((function, task, future))

    def take(self) -> tuple[T, R | Lost]:
        """The task in hand, which is done, with its result."""
        _, task, future = self.tasks.popleft()
        try:
            return task, future.result()
        except MemoryError:
            return task, Lost("out_of_memory", "there was not enough memory for it")
        except BrokenProcessPool:
            lost = Lost("too_slow", self._too_slow) if self._too_slow else Lost("worker_died", "it ended the worker")
            self._executor.shutdown(wait=False)
            given, self.tasks = self.tasks, deque()
            self._start()
            for function, waiting, _ in given:
                self.give(function, waiting)
            return task, lost

    def end_task(self, error: str) -> None:
        """End the worker, and with it the task in hand."""
        self._too_slow = error
        self.close()
        wait([self.future])

    def close(self) -> None:
        """End the worker, whatever it does. What it has in hand is lost, and nothing half-written is ever seen."""
        with suppress(BrokenProcessPool, ProcessLookupError):  # it is gone already
            os.kill(self._process_id.result(), signal.SIGKILL)
        self._executor.shutdown(wait=False)

    def _next_begins(self, future: Future[R]) -> None:
        self._since = time.monotonic()


# Workers that have nothing to do, warmed: what they have imported and loaded serves the next step.
_idle: list[_Lane] = []  # type: ignore[type-arg]


@contextmanager
def _one_thread() -> Iterator[None]:
    """A worker that is started meanwhile uses one thread. Libraries read this when they are imported, which a worker
    does with the main module, before it does anything that it is told."""
    before = {name: os.environ.get(name) for name in _ONE_THREAD}
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def close_idle() -> None:
    """End the workers that are kept: the next ones start with the paths and variables that this process has by then."""
    while _idle:
        _idle.pop().close()


def _settle_in(parent: int) -> None:
    """What a worker does first: leave Ctrl-C, which reaches every process of a terminal, to the main process; and end
    when the main process is gone, however it went, rather than go on writing with nobody holding the lock."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
