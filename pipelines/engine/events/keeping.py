"""Events on disk: one file for each run, one event a line, the newest runs only."""

from pathlib import Path

from openlineage.client.event_v2 import RunEvent
from openlineage.client.serde import Serde

from pipelines.lineage.runs import Run

KEPT_RUNS = 30


class EventFile:
    """The file of one run. Raises OSError when it cannot be written."""

    def __init__(self, folder: Path, run: Run) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        # The time comes first, so that names are in the order of the runs.
        self.path = folder / f"{run.started_at:%Y%m%dT%H%M%S%f}-{run.run_id}.jsonl"

    def write(self, event: RunEvent) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{Serde.to_json(event)}\n")

    def remove_older(self) -> None:
        """Remove the files of all but the newest runs."""
        for file in sorted(self.path.parent.glob("*-*.jsonl"), reverse=True)[KEPT_RUNS:]:
            file.unlink(missing_ok=True)
