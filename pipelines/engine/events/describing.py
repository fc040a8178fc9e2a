"""A run and its parts as OpenLineage's events. Pure: what is told comes in, an event comes out.

What an event never holds: text of an article, a key or password, a folder of the machine.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import attr
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, RunEvent, RunState
from openlineage.client.event_v2 import Run as EventRun
from openlineage.client.facet_v2 import (
    JobFacet,
    RunFacet,
    error_message_run,
    job_type_job,
    parent_run,
    processing_engine_run,
    source_code_location_job,
    sql_job,
)

from pipelines.aggregation.queries import sql_file, sql_of
from pipelines.engine.events import datasets
from pipelines.engine.events.identity import PRODUCER, RUN_JOB, VERSION, part_job, part_uuid, run_uuid
from pipelines.engine.events.parts import PUBLISHING, Part, part_of
from pipelines.engine.events.source_code import commit
from pipelines.engine.publish import Published
from pipelines.engine.step import Outcome
from pipelines.engine.tables import Manifest
from pipelines.lineage.runs import Run, utc_now
from pipelines.schemas import TABLES
from pipelines.settings import CHECKOUT, NewsledgerError, Settings

_MOST_MESSAGE_CHARACTERS = 500
_FOLDERS = re.compile(r"(?<![\w.:/])/(?:[^/\s]+/)*")  # the folders of an absolute path


@attr.define
class NewsledgerRunFacet(RunFacet):
    """A run by its id in lineage.runs, and what started it."""

    run_id: str
    trigger: str


@attr.define
class NewsledgerStepRunFacet(RunFacet):
    """The version of a step, by its id in lineage.processes; whether its tables were as they had to be already."""

    process_id: str
    code_sha256: str
    is_unchanged: bool


@dataclass(frozen=True)
class Describer:
    """Describes one run. A part that is run again, in another attempt, is another run of its job."""

    settings: Settings
    run_: Run
    attempt: int = 1

    def run(self, state: str, failure: BaseException | None = None, at: datetime | None = None) -> RunEvent:
        """The run itself, now or at another time (UTC without a zone)."""
        run = EventRun(str(run_uuid(self.run_.run_id)), self._run_facets(failure))
        return self._event(state, run, RUN_JOB, _job_facets("RUN"), at=at)

    def started(self, part: Part) -> RunEvent:
        """A part that begins: what it reads and makes, by name."""
        return self._part_event("START", part, None, self._read(part, {}), datasets.named(part, self.settings))

    def failed(self, part: Part, state: str, failure: BaseException) -> RunEvent:
        """A part that broke off: FAIL, or ABORT when somebody stopped it."""
        return self._part_event(state, part, failure, self._read(part, {}), datasets.named(part, self.settings))

    def finished(
        self, outcome: Outcome, read: Mapping[str, Manifest], failed_checks: NewsledgerError | None
    ) -> RunEvent:
        """A step that has made its tables: COMPLETE, or FAIL when a check on them failed. `read` by table name."""
        part = part_of(outcome.step)
        made = [
            datasets.made_table(outcome.step, manifest, outcome.is_skipped, self.settings)
            for manifest in outcome.manifests.values()
        ]
        state = "FAIL" if failed_checks else "COMPLETE"
        return self._part_event(state, part, failed_checks, self._read(part, read), made, outcome.is_skipped)

    def published(self, published: Published, read: Mapping[str, Manifest]) -> RunEvent:
        """The database, complete."""
        rows = {name: published.row_counts[TABLES[name].info.qualified_name] for name in PUBLISHING.makes}
        made = datasets.made_database(published, rows, self.settings)
        return self._part_event("COMPLETE", PUBLISHING, None, self._read(PUBLISHING, read), made)

    def _read(self, part: Part, manifests: Mapping[str, Manifest]) -> list[InputDataset]:
        tables = [datasets.read_table(name, manifests.get(name), self.settings) for name in part.reads]
        files = datasets.read_files(manifests.get("source_objects"), self.settings) if part.reads_files else []
        return [*files, *tables]

    def _part_event(
        self,
        state: str,
        part: Part,
        failure: BaseException | None,
        inputs: Sequence[InputDataset],
        outputs: Sequence[OutputDataset],
        is_unchanged: bool = False,
    ) -> RunEvent:
        parent = parent_run.ParentRunFacet(
            parent_run.Run(str(run_uuid(self.run_.run_id))),
            parent_run.Job(self.settings.events.namespace, RUN_JOB),
            producer=PRODUCER,
        )
        facets = self._run_facets(failure) | {"parent": parent}
        if part.step:
            process = part.step.process(self.settings)
            facets["newsledger_step"] = NewsledgerStepRunFacet(
                process.process_id, process.code_sha256, is_unchanged, producer=PRODUCER
            )
        name = part.name if self.attempt == 1 else f"{part.name} {self.attempt}"
        run = EventRun(str(part_uuid(self.run_.run_id, name)), facets)
        return self._event(state, run, part_job(part.name), _job_facets("STEP", part), inputs, outputs)

    def _event(
        self,
        state: str,
        run: EventRun,
        job: str,
        job_facets: dict[str, JobFacet],
        inputs: Sequence[InputDataset] = (),
        outputs: Sequence[OutputDataset] = (),
        at: datetime | None = None,
    ) -> RunEvent:
        return RunEvent(
            eventTime=(at or utc_now()).replace(tzinfo=UTC).isoformat(),
            eventType=RunState[state],
            run=run,
            job=Job(self.settings.events.namespace, job, job_facets),
            inputs=list(inputs),
            outputs=list(outputs),
            producer=PRODUCER,
        )

    def _run_facets(self, failure: BaseException | None) -> dict[str, RunFacet]:
        facets: dict[str, RunFacet] = {
            "processing_engine": processing_engine_run.ProcessingEngineRunFacet(
                VERSION, "newsledger", VERSION, producer=PRODUCER
            ),
            "newsledger_run": NewsledgerRunFacet(self.run_.run_id, self.run_.trigger, producer=PRODUCER),
        }
        if failure is not None:
            facets["errorMessage"] = error_message_run.ErrorMessageRunFacet(
                self._message(failure), "PYTHON", producer=PRODUCER
            )
        return facets

    def _message(self, failure: BaseException) -> str:
        """What our own errors say, on one line and without the machine's folders. Of others the name alone: what a
        library says may quote an article."""
        if not isinstance(failure, NewsledgerError):
            return type(failure).__name__
        message = " ".join(str(failure).split())
        for folder in self._folders():
            message = message.replace(str(folder), folder.name)
        return _FOLDERS.sub("", message)[:_MOST_MESSAGE_CHARACTERS]

    def _folders(self) -> list[Path]:
        """Folders that messages name. The longest first, so that none is cut out of the middle of a longer one."""
        settings = self.settings
        given = (*settings.articles, settings.database.parent, settings.data, settings.reference, CHECKOUT)
        absolute = {path.absolute() for path in given}
        return sorted((path for path in absolute if path.name), key=lambda path: -len(str(path)))


def _job_facets(kind: str, part: Part | None = None) -> dict[str, JobFacet]:
    """What kind of job it is, and the version of its source code: the commit of the checkout, else the program's
    version. The facet asks for an address, and the project has none but its name."""
    found = commit()
    facets: dict[str, JobFacet] = {
        "jobType": job_type_job.JobTypeJobFacet("BATCH", "NEWSLEDGER", kind, producer=PRODUCER),
        "sourceCodeLocation": source_code_location_job.SourceCodeLocationJobFacet(
            "git" if found else "release", PRODUCER, version=found or VERSION, producer=PRODUCER
        ),
    }
    if part and sql_file(part.name).is_file():
        facets["sql"] = sql_job.SQLJobFacet(sql_of(part.name), "duckdb", producer=PRODUCER)
    return facets
