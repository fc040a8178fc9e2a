"""The events of the sample corpus."""

import pytest

from ..conftest import Corpus
from .events import Event, events_in


@pytest.fixture
def first(sample: Corpus) -> list[Event]:
    """The events of the run that made the sample, through Dagster."""
    return events_in(min((sample.data / "openlineage").glob("*.jsonl")))
