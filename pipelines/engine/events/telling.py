"""Tells other tools of a run: a `with Telling(...)` around it, through which its steps are run and it is published.

A run is one parent; each step, and publishing, is a child of it. START comes first, then COMPLETE, FAIL, or ABORT when
somebody stopped it. A step that finds its tables unchanged is told like the others, with COMPLETE and the versions that
its tables already had, so that who listens sees that they are up to date; but nothing is said to be written.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING

from pipelines.engine.events.parts import PUBLISHING, Part, part_of
from pipelines.engine.failures import RejectedError
from pipelines.engine.publish import Published, publish
from pipelines.engine.step import Outcome, Step, require_no_failures, run_step
from pipelines.engine.tables import Manifest
from pipelines.engine.workspace import Workspace
from pipelines.lineage.runs import Run
from pipelines.settings import InterruptionError, NewsledgerError, Settings

if TYPE_CHECKING:
    from openlineage.client.event_v2 import RunEvent

    from pipelines.engine.events.describing import Describer
    from pipelines.engine.events.outbox import Outbox


class Telling:
    """The events of one run. None of its methods raises an error of its own; `say` hears what could not be told."""

    def __init__(self, settings: Settings, run: Run, say: Callable[[str], None]) -> None:
        self._settings, self._run, self._say = settings, run, say
        self._voice: tuple[Describer, Outbox] | None = None
        self._failure: BaseException | None = None
        self._attempt = 1

    def __enter__(self) -> "Telling":
        if self._settings.events.is_kept:
            self._best_effort(self._open)
        self._tell(lambda describer: describer.run("START", at=self._run.started_at))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        failure = error or self._failure
        self._tell(lambda describer: describer.run(_end(failure), failure))
        self._best_effort(self._close)

    def run_step(self, step: Step, workspace: Workspace) -> Outcome:
        """Run a step and tell of it. Raises what running it raises."""
        part = part_of(step)
        self._tell(lambda describer: describer.started(part))
        try:
            outcome = run_step(step, workspace)
        except BaseException as error:
            self._failed(part, error)
            raise
        failure = _failed_checks(outcome)
        self._failure = self._failure or failure
        self._tell(lambda describer: describer.finished(outcome, self._read(part, workspace), failure))
        return outcome

    def begin_again(self) -> None:
        """From here on steps may be run that were told of before."""
        self._attempt += 1
        if self._voice:
            describer, outbox = self._voice
            self._voice = replace(describer, attempt=self._attempt), outbox

    def publish(self, workspace: Workspace, *, may_be_empty: bool = False) -> Published:
        """Publish and tell of it. Raises what publishing raises."""
        self._tell(lambda describer: describer.started(PUBLISHING))
        try:
            published = publish(workspace, may_be_empty=may_be_empty)
        except BaseException as error:
            self._failed(PUBLISHING, error)
            raise
        self._tell(lambda describer: describer.published(published, self._read(PUBLISHING, workspace)))
        return published

    def _open(self) -> None:
        # Importing OpenLineage's client takes a third of a second: only a run that is told of does.
        from pipelines.engine.events.describing import Describer
        from pipelines.engine.events.outbox import Outbox

        self._voice = Describer(self._settings, self._run), Outbox(self._settings, self._run, self._say)

    def _close(self) -> None:
        if self._voice:
            self._voice[1].close()

    def _failed(self, part: Part, error: BaseException) -> None:
        if not isinstance(error, RejectedError):  # else the run goes on, without the articles
            self._failure = self._failure or error
        self._tell(lambda describer: describer.failed(part, _end(error), error))

    def _read(self, part: Part, workspace: Workspace) -> dict[str, Manifest]:
        """What is known of the tables that a part has read; of the files that the first step reads, a table tells."""
        names = [*part.reads, *(["source_objects"] if part.reads_files else [])]
        manifests = {name: workspace.tables.manifest(name) for name in names}
        return {name: manifest for name, manifest in manifests.items() if manifest}

    def _tell(self, describe: "Callable[[Describer], RunEvent]") -> None:
        if self._voice:
            describer, outbox = self._voice
            self._best_effort(lambda: outbox.put(describe(describer)))

    def _best_effort(self, action: Callable[[], None]) -> None:
        """Do it; an error is said once, ends the telling and goes no further: nobody's run may be lost to it."""
        try:
            action()
        except InterruptionError:
            raise
        except Exception as error:
            self._voice = None
            with suppress(Exception):
                self._say(f"no further OpenLineage events of this run: {type(error).__name__}")


def _end(failure: BaseException | None) -> str:
    """How a run or a part ended. What is no Exception (Dagster's interruption, say) is somebody's wish that it stop."""
    if failure is None:
        return "COMPLETE"
    return (
        "ABORT"
        if isinstance(failure, InterruptionError | RejectedError) or not isinstance(failure, Exception)
        else "FAIL"
    )


def _failed_checks(outcome: Outcome) -> NewsledgerError | None:
    try:
        require_no_failures(outcome.failures)
    except NewsledgerError as error:
        return error
    return None
