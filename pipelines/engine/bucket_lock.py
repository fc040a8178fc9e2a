"""One lock on a place in a bucket, for all machines. An object is the lock: it is made on the condition that there is
none (`If-None-Match`), and changed on the condition that nobody else has changed it (`If-Match`).

Who holds it writes it anew every few seconds. Nobody's clock is trusted: a lock is taken over from a run that died when
somebody who waits has seen no change of it for longer than any holder lets pass, or finds the holder dead beside him.
"""

import json
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipelines.bucket_problems import told
from pipelines.places import Place, bucket_of, key_of
from pipelines.settings import NewsledgerError

if TYPE_CHECKING:
    from obstore import UpdateVersion

BEAT_SECONDS = 5.0
DEAD_SECONDS = 30.0


@contextmanager
def bucket_lock(lock: Place, wait_seconds: float = 0) -> Iterator[None]:
    """Hold a lock. Raises NewsledgerError when somebody else does, after waiting for them; and when it was lost in the
    meantime, as may be when this machine slept or was cut off: then this run is interrupted too."""
    holder = _Holder(lock)
    holder.acquire(wait_seconds)
    beat = threading.Thread(
        target=holder.beat, args=(threading.current_thread() is threading.main_thread(),), daemon=True
    )
    beat.start()
    try:
        yield
    except BaseException as error:
        if holder.is_lost:
            raise NewsledgerError(_LOST.format(lock.parent)) from error
        raise
    finally:
        holder.ended.set()
        beat.join()
        holder.release()
    if holder.is_lost:
        raise NewsledgerError(_LOST.format(lock.parent))


_LOST = "{} could not be held, and another run may have taken it over: run again; finished work is kept"


class _Holder:
    """Somebody who holds the lock, or wants to."""

    def __init__(self, lock: Place) -> None:
        self.lock = lock
        self.ended = threading.Event()
        self.is_lost = False
        self._store, self._key = bucket_of(lock), key_of(lock)
        self._name = {"host": socket.gethostname(), "among": _process_numbers(), "process": os.getpid()}
        self._token, self._numbers = secrets.token_hex(8), count()
        self._version: UpdateVersion | None = None

    def acquire(self, wait_seconds: float) -> None:
        """Raises NewsledgerError when another holds it and is alive."""
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        until = time.monotonic() + wait_seconds
        seen, since = "", time.monotonic()
        while True:
            try:
                self._put("create")
                self._require_conditions()
                return
            except (AlreadyExistsError, PreconditionError):
                found = self._found()
            if found is None:
                continue  # given back just now
            version, holder = found
            first, changed = not seen, version != seen
            if changed:
                seen, since = version, time.monotonic()
            if self._is_dead(holder) or time.monotonic() - since > DEAD_SECONDS:
                try:
                    self._put({"e_tag": version})
                    return
                except PreconditionError:  # somebody else was first, or it lives
                    continue
            if changed and not first and time.monotonic() > until:
                who = f"process {holder.get('process')} on {holder.get('host')}"
                raise NewsledgerError(
                    f"another run is using {self.lock.parent} ({who}): wait until it has ended, or give this one a "
                    "place of its own (--bucket)"
                )
            time.sleep(BEAT_SECONDS / 5)

    def _require_conditions(self) -> None:
        """Raises NewsledgerError where a server writes whatever the condition: everybody would hold the lock."""
        from obstore.exceptions import AlreadyExistsError

        try:
            self._put("create")
        except AlreadyExistsError:
            return
        self.release()
        raise NewsledgerError(
            f"{self.lock.parent}: the server does not heed conditions of writes (If-None-Match), so two runs could not "
            "be kept apart: use another server, or a data folder on a disk"
        )

    def beat(self, may_interrupt: bool) -> None:
        """Say again and again that the holder lives."""
        from obstore.exceptions import PreconditionError

        last = time.monotonic()
        while not self.ended.wait(BEAT_SECONDS):
            try:
                self._put(self._version or "create")
                last = time.monotonic()
            except (PreconditionError, FileNotFoundError):
                self.is_lost = True
            except NewsledgerError:  # the network, for the moment
                self.is_lost = time.monotonic() - last > DEAD_SECONDS - BEAT_SECONDS
            if self.is_lost:
                if may_interrupt:  # by a signal, which ends a wait as well
                    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
                return

    def release(self) -> None:
        """Give it back; one that cannot be reached any more is taken over by the next who wants it."""
        import obstore
        from obstore.exceptions import BaseError

        if not self.is_lost:
            try:
                obstore.delete(self._store, self._key)
            except (BaseError, OSError):
                return

    def _put(self, mode: "UpdateVersion | Literal['create']") -> None:
        import obstore
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        said = json.dumps(self._name | {"token": self._token, "number": next(self._numbers)}).encode()
        with told(self.lock, AlreadyExistsError, PreconditionError):
            put = obstore.put(self._store, self._key, said, mode=mode)
        self._version = {"e_tag": str(put["e_tag"])}

    def _found(self) -> "tuple[str, dict[str, object]] | None":
        """Version of the lock, and who holds it; None when nobody does."""
        import obstore

        try:
            with told(self.lock):
                result = obstore.get(self._store, self._key)
                content = bytes(result.bytes())
        except FileNotFoundError:
            return None
        return str(result.meta["e_tag"]), json.loads(content)

    def _is_dead(self, holder: dict[str, object]) -> bool:
        """Whether the holder was a process of this machine, which is gone."""
        if not self._name["among"] or holder.get("among") != self._name["among"]:
            return False
        try:
            os.kill(int(str(holder.get("process"))), 0)
        except ProcessLookupError:
            return True
        except (PermissionError, ValueError):
            return False
        return False


def _process_numbers() -> str:
    """Names those among whom a process number means the same: this start of this machine, and the container. Empty
    where that cannot be told."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""
