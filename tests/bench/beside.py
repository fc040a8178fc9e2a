"""What a run costs beside the model, part by part, in processor seconds.

Usage: python tests/bench/beside.py ARTICLES [--model NAME] [--profile PART]

Everything is done in one process, with a model that costs next to nothing unless one is named; what is loaded for a
part is counted with the first part that needs it. With --profile, the functions in which a part spends its time.
"""

import argparse
import cProfile
import os
import pstats
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
from plain_model import NAME as PLAIN_MODEL
from plain_model import make_plain_model

from pipelines.engine.run import run_chain
from pipelines.engine.store import BatchWork, Store
from pipelines.settings import Settings

_MOST_FUNCTIONS = 40


class Parts:
    """Processor seconds of the functions that work on batches, by the step of their process."""

    def __init__(self, profiled: str | None) -> None:
        self.seconds: Counter[str] = Counter()
        self.profile = cProfile.Profile()
        self._profiled = profiled

    def timed(self, work: BatchWork) -> BatchWork:
        """The same work, its time counted."""
        step, function = work.process.step, work.function

        def timed_function(configuration: Any, batch: pl.DataFrame) -> Mapping[str, pl.DataFrame]:
            started = time.process_time()
            with self.profile if step == self._profiled else nullcontext():
                found = {name: rows.lazy().collect() for name, rows in function(configuration, batch).items()}
            self.seconds[step] += time.process_time() - started
            return found

        return replace(work, function=timed_function)


def main(given: argparse.Namespace) -> None:
    """Run the chain once from nothing, and print."""
    parts = Parts(given.profile)
    compute = Store.compute

    def timed_compute(store: Store, work: BatchWork, *rest: Any, **named: Any) -> dict[str, pl.LazyFrame]:
        return compute(store, parts.timed(work), *rest, **named)

    Store.compute = timed_compute  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory(prefix="newsledger-beside-") as folder:
        models = Path(folder) / "models"
        make_plain_model(models)
        sys.path.insert(0, str(models))
        data = Path(folder) / "data"
        settings = replace(
            Settings.from_environment(),
            articles=(given.articles,),
            data=data,
            database=data / "newsledger.duckdb",
            workers=0,
            model=given.model,
        )
        started = time.process_time()
        run_chain(settings)
        total = time.process_time() - started
    for step, seconds in parts.seconds.most_common():
        sys.stdout.write(f"{step:20}{seconds:8.2f}\n")
    sys.stdout.write(f"{'all else':20}{total - parts.seconds.total():8.2f}\n")
    if given.profile:
        pstats.Stats(parts.profile).sort_stats("tottime").print_stats(_MOST_FUNCTIONS)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--model", default=PLAIN_MODEL)
    parser.add_argument("--profile", metavar="PART", help="the step of a process: normalisation, resolving, ...")
    return parser.parse_args()


if __name__ == "__main__":
    os.environ.setdefault("OPENLINEAGE_DISABLED", "true")
    main(arguments())
