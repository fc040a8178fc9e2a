"""What the assets are given: where articles, tables and the database are, and who is told of the run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import dagster as dg
from pydantic import Field, PrivateAttr

from pipelines.engine.events.telling import Telling
from pipelines.field_names import parse_field_names
from pipelines.lineage.runs import Run, utc_now
from pipelines.settings import NewsledgerError, Settings


class NewsledgerResource(dg.ConfigurableResource[Settings]):
    """The settings of a run, as Dagster configures them; what is left empty comes from the environment or the
    defaults, like for the `newsledger` command."""

    articles: list[str] = Field(default_factory=list)
    database: str = ""
    data: str = ""
    reference: str = ""
    model: str = ""
    workers: int = 0
    bucket: str = ""
    engine: Literal["", "local", "ray"] = ""
    without_text: bool = False
    map: str = ""
    _telling: Telling | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[Any]:
        """Around a run, which the in-process executor gives one resource: other tools are told how it goes."""
        settings = self._usable_settings()
        if context.run is None or context.instance is None or context.log is None or settings is None:
            yield self  # a sensor only looks; what is wrong with the settings is for the assets to say
            return
        with Telling(settings, run_of(context.instance, context.run.run_id), context.log.warning) as self._telling:
            yield self

    @property
    def telling(self) -> Telling:
        """Tells of the run, as long as it lasts."""
        if self._telling is None:
            raise RuntimeError("there is no run to tell of")
        return self._telling

    def settings(self) -> Settings:
        """The settings, typed. Raises NewsledgerError when the environment holds a value that cannot be used."""
        settings = Settings.from_environment()
        if self.data:
            settings = replace(settings, data=Path(self.data), database=Path(self.data) / "newsledger.duckdb")
        if self.articles:
            settings = replace(settings, articles=tuple(map(Path, self.articles)))
        return replace(
            settings,
            database=Path(self.database) if self.database else settings.database,
            reference=Path(self.reference) if self.reference else settings.reference,
            model=self.model or settings.model,
            workers=self.workers or settings.workers,
            bucket=self.bucket or settings.bucket,
            engine=self.engine or settings.engine,
            without_text=self.without_text or settings.without_text,
            field_names=self._field_names() or settings.field_names,
        )

    def _field_names(self) -> tuple[tuple[str, str], ...]:
        try:
            return parse_field_names(self.map)
        except ValueError as error:
            raise NewsledgerError(f"map: {error}") from error

    def _usable_settings(self) -> Settings | None:
        try:
            return self.settings()
        except NewsledgerError:
            return None


def run_of(instance: dg.DagsterInstance, run_id: str) -> Run:
    """Dagster's run as ours, begun when Dagster says."""
    record = instance.get_run_record_by_id(run_id)
    if record is None or not record.start_time:
        return Run("dagster", run_id, utc_now())
    return Run("dagster", run_id, datetime.fromtimestamp(record.start_time, UTC).replace(tzinfo=None))
