"""What the command shows on a terminal: progress, tables, a traced mention. Article text is hostile: it is never read
as markup, and what a terminal would act upon is shown as an escape."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import TracebackType
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from pipelines.engine.step import Outcome
    from pipelines.engine.store import Progress as WorkProgress

# C0 and C1 controls (escape sequences begin with one) and the marks that turn the direction of writing.
_ACTS_ON_TERMINAL = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def safe(value: object) -> str:
    """A value as text that a terminal only shows."""
    return _ACTS_ON_TERMINAL.sub(lambda m: m.group().encode("unicode_escape").decode(), str(value))


def table_of(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """A table of query results; null is shown as such, and every value on its own terms."""
    table = Table(header_style="bold")
    listed = [list(row) for row in rows]
    for index, column in enumerate(columns):
        is_number = any(isinstance(row[index], int | float | Decimal) for row in listed)
        table.add_column(Text(safe(column)), justify="right" if is_number else "left", overflow="fold")
    for row in listed:
        table.add_row(*map(_cell, row))
    return table


def _cell(value: object) -> Text:
    return Text("null", style="dim") if value is None else Text(safe(value))


def records_of(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterable[Table]:
    """The same, one row below the other, for tables with more columns than a terminal has room for."""
    for row in rows:
        record = Table.grid(padding=(0, 2))
        for name, value in zip(columns, row, strict=True):
            record.add_row(Text(safe(name), style="bold"), _cell(value))
        yield record


def traced(row: Mapping[str, object]) -> Iterable[Text | Table]:
    """A traced mention for a person: where it stands, what it says there, and what was changed in it."""
    facts = Table.grid(padding=(0, 2))
    for name, value in (
        ("mention", f"{row['text']}  [{row['label']}]  {row['entity'] or 'names no entity that can be told'}"),
        ("found by", f"{row['found_by']}{', rule ' + str(row['rule']) if row['rule'] else ''}"),
        ("file", row["path"]),
        ("sha-256", row["object_sha256"]),
        ("record", f"{row['locator']}, decoded as {row['encoding']}"),
        ("source text", f"{row['field']}, characters {row['raw_start']} to {row['raw_end']}"),
        ("clean text", f"{row['field']}, characters {row['char_start']} to {row['char_end']}"),
        ("run", f"{row['run_id']}, process {', '.join(_list(row['process_ids']))}"),
    ):
        facts.add_row(Text(name, style="bold"), Text(safe(value)))
    yield facts
    yield Text.assemble(("\nas published\n", "bold"), _marked(row["raw_snippet"], row["raw_text"], row["raw_start"]))
    yield Text.assemble(("\nas cleaned\n", "bold"), _marked(row["snippet"], row["text"], row["char_start"]))
    edits = _list(row["edits"])
    yield Text("\nno edit touches it" if not edits else "\nedits that touch it", style="bold")
    for edit in edits:
        yield Text(f"  {safe(edit['rule'])}: {safe(repr(edit['before']))} became {safe(repr(edit['after']))}")


def _marked(snippet: object, marked: object, start: object) -> Text:
    """The snippet with the marked text in colour. A snippet begins 60 characters before, or at the text's start."""
    text, before = str(snippet), min(int(str(start)), 60)
    end = before + len(str(marked))
    parts = (text[:before], text[before:end], text[end:])
    left, middle, right = (safe(part).replace("\n", " ") for part in parts)
    return Text.assemble("… ", left, (middle, "bold black on yellow"), right, " …")


def _list(value: object) -> list[Any]:
    return list(value) if isinstance(value, list) else []


class ProgressReporter:
    """Shows each step while it runs, and leaves one line when it is done. `worked` is what was worked on, by work."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task("", total=None, visible=False)
        self.worked: dict[str, WorkProgress] = {}

    def __enter__(self) -> "ProgressReporter":
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def step_started(self, step: str) -> None:
        self._progress.reset(self._task, description=step, total=None, visible=True)

    def progress(self, step: str, done: int, total: int, remembered: int) -> None:
        description = f"{step} ({remembered} known)" if remembered else step
        self._progress.update(self._task, description=description, completed=done, total=total - remembered)

    def step_finished(self, outcome: "Outcome") -> None:
        self._progress.update(self._task, visible=False)
        # A later step may ask for the same work and find it done.
        self.worked |= {work: done for work, done in outcome.progress.items() if done.done or work not in self.worked}
        rows = ", ".join(f"{name} {manifest.row_count:,}" for name, manifest in outcome.manifests.items())
        mark, note = ("=", "unchanged") if outcome.is_skipped else ("+", f"{outcome.seconds:.1f} s")
        if outcome.failures:
            mark, note = "!", "checks failed"
        line = Text.assemble((f"{mark} ", "bold"), (f"{outcome.step.stage:<12}", "dim"), f"{rows}  ", (note, "dim"))
        self._progress.console.print(line)
