"""The whole chain once, with what each step costs.

Usage: python chain.py ARTICLES DATA WORKERS MODEL. Prints, as JSON, seconds by step and the mentions.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path

from pipelines.engine.run import run_chain
from pipelines.engine.step import Outcome
from pipelines.engine.workspace import Silent
from pipelines.settings import Settings


class Clock(Silent):
    """Remembers the seconds of each step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.rows: dict[str, int] = {}

    def step_finished(self, outcome: Outcome) -> None:
        self.seconds[outcome.step.name] = outcome.seconds
        self.rows |= {name: manifest.row_count for name, manifest in outcome.manifests.items()}


def main(articles: Path, data: Path, workers: int, model: str) -> None:
    """Run it."""
    clock = Clock()
    given = Settings.from_environment()
    settings = replace(given, articles=(articles,), data=data, database=data / "newsledger.duckdb")
    run_chain(replace(settings, workers=workers, model=model), clock)
    sys.stdout.write(json.dumps({"seconds": clock.seconds, "rows": clock.rows}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
