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
    from pipelines.engine.progress import Progress as WorkProgress
    from pipelines.engine.step import Outcome

# C0 and C1 controls (escape sequences begin with one) and the marks that turn the direction of writing.
_ACTS_ON_TERMINAL = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


_MARKED_CHARACTERS = 400
_EDITS_SHOWN = 10


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
    """A place in a source file, from a row of the macro trace_row: where it is, what it says and what was changed."""
    facts = Table.grid(padding=(0, 2))
    facts.add_column()
    facts.add_column(overflow="fold")
    for name, value in _facts(row):
        facts.add_row(Text(name, style="bold"), Text(safe(value)))
    yield facts
    if row["raw_snippet"] is None:
        yield Text("\nthe texts are not in this database", style="bold")
        return
    yield Text.assemble(("\nas published\n", "bold"), _marked(row["raw_snippet"], row["raw_text"], row["raw_start"]))
    yield Text.assemble(("\nas cleaned\n", "bold"), _marked(row["snippet"], row["text"], row["char_start"]))
    edits = _list(row["edits"])
    yield Text("\nno edit touches it" if not edits else "\nedits that touch it", style="bold")
    for edit in edits[:_EDITS_SHOWN]:
        before, after = (safe(repr(_bounded(edit[name]))) for name in ("before", "after"))
        yield Text(f"  {safe(edit['rule'])}: {before} became {after}")
    if len(edits) > _EDITS_SHOWN:
        yield Text(f"  and {len(edits) - _EDITS_SHOWN} more")


def _facts(row: Mapping[str, object]) -> Iterable[tuple[str, object]]:
    """What is known of the place, name by name."""
    what = str(row["table_name"]).replace("_", " ")
    if row["table_name"] == "mentions":
        yield "mention", f"{row['text']}  [{row['label']}]  {row['entity'] or 'names no entity that can be told'}"
        yield "found by", f"{row['found_by']}{', rule ' + str(row['rule']) if row['rule'] else ''}"
    else:
        yield what, f"{row['row_id']}{', rule ' + str(row['rule']) if row['rule'] else ''}"
    yield "file", row["path"]
    yield "sha-256", row["object_sha256"]
    yield "bytes", f"{row['byte_start']} to {row['byte_end']}" if row["is_aligned"] else "not known (unaligned)"
    yield "record", f"{row['locator']}, decoded as {row['encoding']}"
    yield "source text", f"{row['field']}, characters {row['raw_start']} to {row['raw_end']}"
    if row["char_end"] is None:  # all of a text, in a database that is without texts
        yield "clean text", f"{row['field']}, all of it"
    else:
        yield "clean text", f"{row['field']}, characters {row['char_start']} to {row['char_end']}"
    processes = (f"{process['step']} {process['process_id']}" for process in _list(row["processes"]))
    yield "made by", f"run {row['run_id']}: {', '.join(processes)}"


def _marked(snippet: object, marked: object, start: object) -> Text:
    """The snippet with the marked text in colour. A snippet begins 60 characters before, or at the text's start."""
    text, before = str(snippet), min(int(str(start)), 60)
    end = before + len(str(marked))
    parts = (text[:before], _bounded(text[before:end]), text[end:])
    left, middle, right = (safe(part).replace("\n", " ") for part in parts)
    return Text.assemble("… ", left, (middle, "bold black on yellow"), right, " …")


def _bounded(value: object) -> str:
    """A text of bounded length: a marked article can be as long as a book."""
    text = str(value)
    return text if len(text) <= _MARKED_CHARACTERS else f"{text[:_MARKED_CHARACTERS]} […]"


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

    def progress(self, step: str, progress: "WorkProgress") -> None:
        from pipelines.engine.worked_on import how_far  # Polars, which commands that only ask do without

        said = how_far(progress)
        total = progress.total - progress.remembered
        description = f"{step} ({said})" if said else step
        self._progress.update(self._task, description=description, completed=progress.done, total=total)

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
        for warning in (line for warned in outcome.warned for line in warned.lines):
            self._progress.console.print(Text(f"warning: {safe(warning)}"), soft_wrap=True)

    def note(self, line: str) -> None:
        self._progress.console.print(Text(f"note: {safe(line)}"), soft_wrap=True)
