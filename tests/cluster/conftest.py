"""A Ray cluster of two nodes on this machine, which leaves nothing behind: neither processes nor files."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ..integration.buckets.conftest import S3


@dataclass(frozen=True)
class TwoNodes:
    """A cluster whose driver is on the first node, so that the second can be killed."""

    cluster: Any

    @property
    def address(self) -> str:
        return str(self.cluster.address)

    def kill_second(self) -> None:
        """End the second node and its workers as a power cut would."""
        (node,) = self.cluster.worker_nodes
        self.cluster.remove_node(node, allow_graceful=False)

    def complete(self) -> None:
        """Start the second node where it is missing."""
        if not self.cluster.worker_nodes:
            self.cluster.add_node(num_cpus=1)
        self.cluster.wait_for_nodes()


@pytest.fixture(scope="session", autouse=True)
def _ray_at_home() -> Iterator[str]:
    """Ray's files go to a folder of the tests (with a short path: sockets lie in it), its token nowhere."""
    folder = tempfile.mkdtemp(prefix="nlr-")
    changed = {
        "RAY_TMPDIR": folder,
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
        "RAY_USAGE_STATS_ENABLED": "0",
        "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
        "RAY_health_check_timeout_ms": "60000",  # a machine that is busy is not dead
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in changed.items():
            patch.setenv(name, value)
        patch.delenv("RAY_ADDRESS", raising=False)
        yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def bucket() -> Iterator[str]:
    """A bucket that the cluster can use: its nodes have the variables from the environment that they start in."""
    server = S3()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in server.environment().items():
            patch.setenv(name, value)
        server.make_bucket("news")
        yield "s3://news/desk"
    server.stop()


@pytest.fixture(scope="session")
def _cluster(_ray_at_home: str, bucket: str) -> Iterator[TwoNodes]:
    """Started once: it takes many seconds."""
    pytest.importorskip("ray", reason="Ray is not installed: make install-ray")
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    try:
        yield TwoNodes(cluster)
    finally:
        cluster.shutdown()


@pytest.fixture
def two_nodes(_cluster: TwoNodes) -> Iterator[TwoNodes]:
    """A cluster with one core on each node; a node that a test killed is replaced."""
    from pipelines.engine.cluster import leave_cluster

    _cluster.complete()
    yield _cluster
    leave_cluster()


@pytest.fixture
def short_folder(_ray_at_home: str) -> Path:
    """For temporary files, with a path that leaves room for the names of sockets."""
    folder = Path(_ray_at_home) / "t"
    folder.mkdir()
    return folder
