"""What all tests share: how long hypothesis looks, the sample corpus run once, and the data that may be absent."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("default", max_examples=100, deadline=None, derandomize=True)
settings.register_profile(
    "full", max_examples=3000, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

CHECKOUT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own NEWSLEDGER_... must not change what the tests see, nor may they send events anywhere."""
    kept = ("NEWSLEDGER_EVAL_DATA", "NEWSLEDGER_OPENLINEAGE_SPEC")
    outside = [name for name in os.environ if name.startswith(("NEWSLEDGER_", "OPENLINEAGE_")) and name not in kept]
    for name in outside:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def eval_data() -> Path:
    """Folder of the evaluation data, which is not part of the project; without it the test is skipped, visibly."""
    folder = os.environ.get("NEWSLEDGER_EVAL_DATA")
    if not folder:
        pytest.skip("NEWSLEDGER_EVAL_DATA is not set: the evaluation data is not here")
    return Path(folder)
