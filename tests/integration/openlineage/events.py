"""Events as they are told, and how tests read them."""

import json
from pathlib import Path
from typing import Any

from pipelines.engine.chain import CHAIN

from ..conftest import Corpus

Event = dict[str, Any]
PARTS = [*(step.name for step in CHAIN), "publish"]
TABLE_NAMESPACE = "duckdb://newsledger/newsledger.duckdb"


def events_in(file: Path) -> list[Event]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def latest_events(corpus: Corpus) -> list[Event]:
    return events_in(max((corpus.data / "openlineage").glob("*.jsonl")))


def told(events: list[Event]) -> list[tuple[str, str]]:
    return [(event["eventType"], event["job"]["name"].removeprefix("newsledger.")) for event in events]
