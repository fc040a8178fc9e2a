"""A real S3 server on this machine, and buckets in it."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest
from obstore.fsspec import FsspecStore

from pipelines import places
from pipelines.engine import workers

_SERVE = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(*server.get_host_and_port(), flush=True)
sys.stdin.read()
"""


class S3:
    """The server, in a process of its own: it ends when told to, or with the tests."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", _SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout
        host, port = self._process.stdout.readline().split()
        self.url = f"http://{host}:{port}"

    def environment(self) -> dict[str, str]:
        """The variables by which the server is used."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": "us-east-1",
        }

    def make_bucket(self, name: str) -> None:
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/{name}", method="PUT")).close()  # noqa: S310

    def empty(self) -> None:
        """Remove all buckets."""
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/moto-api/reset", method="POST")).close()  # noqa: S310

    def stop(self) -> None:
        """As if the network went."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()


@pytest.fixture(scope="session")
def _server() -> Iterator[S3]:
    server = S3()
    yield server
    server.stop()


@pytest.fixture
def s3(_server: S3, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3]:
    """A server with an empty bucket `news`, and the environment to use it."""
    yield from _use(_server, monkeypatch)


@pytest.fixture
def frail_s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3]:
    """The same with a server of its own, that a test may stop."""
    server = S3()
    yield from _use(server, monkeypatch)
    server.stop()


def _use(server: S3, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3]:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    _forget_clients()
    server.empty()
    server.make_bucket("news")
    yield server
    _forget_clients()


def _forget_clients() -> None:
    """They keep the server's address and who may use it, and so do workers that wait for more to do."""
    while workers._idle:
        workers._idle.pop().close()
    places._bucket.cache_clear()
    places.bucket_filesystem.cache_clear()
    FsspecStore.clear_instance_cache()
