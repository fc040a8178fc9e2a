"""Where work is done: by workers on this machine, or on a Ray cluster; and whether another machine is set up as this
one. An engine is a function like `workers.run_all`."""

import secrets
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Protocol, TypeVar

from pipelines.engine.parts import MARK
from pipelines.engine.workers import Lost
from pipelines.lineage.processes import Process, difference_here
from pipelines.places import Place, delete, exists, write_text
from pipelines.settings import NewsledgerError, Settings

T = TypeVar("T")
R = TypeVar("R")


class Engine(Protocol):
    """Each task with its result, as they come; Lost stands for the result of what ended its worker or took too long."""

    def __call__(
        self, function: Callable[[T], R], tasks: Iterable[T], workers: int, seconds: float | None = None
    ) -> Iterator[tuple[T, R | Lost]]: ...


def engine_elsewhere(settings: Settings) -> Engine | None:
    """The engine of the settings when it is not that of this machine; nothing is started yet."""
    if settings.engine == "local":
        return None
    from pipelines.engine.cluster import run_on_cluster

    return partial(run_on_cluster, address=settings.ray_address)


@contextmanager
def marked(folder: Place, *, is_needed: bool) -> "Iterator[Place | None]":
    """A mark in the folder by which others see that it is the same one; None where that is not needed."""
    if not is_needed:
        yield None
        return
    mark = folder / f"{MARK}{secrets.token_hex(8)}"
    write_text(mark, "")
    try:
        yield mark
    finally:
        delete(mark)


def require_same(mark: Place, process: Process, module: str) -> None:
    """Raises NewsledgerError where this machine has not the code and packages of a process, whose code starts in a
    module, or does not see the folder with the mark."""
    if difference := difference_here(process, module):
        raise NewsledgerError(
            f"{socket.gethostname()} has another {difference} than the machine that gives the work: install the same "
            "checkout and requirements there"
        )
    if not exists(mark):
        raise NewsledgerError(
            f"{socket.gethostname()} does not see {mark.parent}: name a data folder that all machines share "
            "(--data), or a bucket (--bucket)"
        )
