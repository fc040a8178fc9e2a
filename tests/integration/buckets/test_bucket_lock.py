"""One run at a time in a place of a bucket, on whichever machine."""

import json
import os
import subprocess
import sys
import threading
import time

import obstore
import pytest

from pipelines.engine import bucket_lock as module
from pipelines.engine.bucket_lock import bucket_lock
from pipelines.places import Place, exists, place_of, read_text, write_text
from pipelines.settings import NewsledgerError

from .conftest import S3

LOCK = "s3://news/data/.lock"


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch, s3: S3) -> None:
    monkeypatch.setattr(module, "BEAT_SECONDS", 0.1)
    monkeypatch.setattr(module, "DEAD_SECONDS", 2.0)


def test_it_is_held_and_given_back() -> None:
    lock = place_of(LOCK)
    for _ in range(2):
        with bucket_lock(lock):
            assert exists(lock)
        assert not exists(lock)


def test_another_that_lives_is_waited_for_or_named() -> None:
    lock = place_of(LOCK)
    told = rf"another run is using s3://news/data \(process {os.getpid()} on"
    with bucket_lock(lock), pytest.raises(NewsledgerError, match=told):
        _hold(0, wait_seconds=0)
    threads = [threading.Thread(target=_hold, args=(0.5,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    with bucket_lock(lock, wait_seconds=60):
        pass
    for thread in threads:
        thread.join()
    assert not exists(lock)


def test_that_of_a_run_of_this_machine_that_is_gone_is_taken_at_once() -> None:
    program = (
        "import os\nfrom pipelines.engine.bucket_lock import bucket_lock\nfrom pipelines.places import place_of\n"
        f"with bucket_lock(place_of({LOCK!r})):\n    os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 9
    assert exists(place_of(LOCK))
    with bucket_lock(place_of(LOCK)):
        pass


def test_that_of_another_machine_is_taken_when_it_is_not_renewed() -> None:
    write_text(place_of(LOCK), json.dumps({"host": "far", "process": 1}))
    before = time.monotonic()
    with bucket_lock(place_of(LOCK)):
        assert time.monotonic() - before > 2
        assert json.loads(read_text(place_of(LOCK)))["process"] == os.getpid()


def test_who_lost_it_is_interrupted_and_leaves_the_other_be() -> None:
    lock = place_of(LOCK)
    with pytest.raises(NewsledgerError, match="could not be held, and another run may have taken it over"):
        _lose(lock)
    assert json.loads(read_text(lock))["host"] == "far"


def test_a_server_that_heeds_no_conditions_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:

    put = obstore.put
    monkeypatch.setattr(obstore, "put", lambda store, key, said, mode: put(store, key, said))
    with pytest.raises(NewsledgerError, match="does not heed conditions of writes"):
        _hold(0)


def _hold(seconds: float, wait_seconds: float = 60) -> None:
    with bucket_lock(place_of(LOCK), wait_seconds):
        time.sleep(seconds)


def _lose(lock: Place) -> None:
    with bucket_lock(lock):
        write_text(lock, json.dumps({"host": "far", "process": 1}))
        time.sleep(60)
