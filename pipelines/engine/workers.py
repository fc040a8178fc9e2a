"""Local workers: runs one function over many tasks, in this process or in several."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TypeVar

from pipelines.settings import NewsledgerError

T = TypeVar("T")
R = TypeVar("R")


def run_all(function: Callable[[T], R], tasks: Iterable[T], workers: int) -> Iterator[R]:
    """Results in the order in which they come. At most two tasks a worker are held at a time.

    Workers are started afresh (spawn), so that no lock or thread of this process is copied into them. Raises the
    first error of a task; a worker that dies raises NewsledgerError.
    """
    waiting = iter(tasks)
    first = list(islice(waiting, 2))
    if workers == 1 or len(first) < 2:
        yield from map(function, first)
        yield from map(function, waiting)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        max_workers=workers, mp_context=context, initializer=_settle_in, initargs=(os.getpid(),)
    ) as pool:
        try:
            running: set[Future[R]] = {pool.submit(function, task) for task in first}
            running |= {pool.submit(function, task) for task in islice(waiting, 2 * workers - len(first))}
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    running |= {pool.submit(function, task) for task in islice(waiting, 1)}
                    yield future.result()
        except BrokenProcessPool as error:
            raise NewsledgerError(
                "a worker process died, probably out of memory: run again with fewer --workers; finished work is kept"
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def _settle_in(parent: int) -> None:
    """What a worker does first: leave Ctrl-C, which reaches every process of a terminal, to the main process; and end
    when that is gone, however it went, rather than go on writing with nobody holding the lock."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
