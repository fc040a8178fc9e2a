"""What the assets are given: where articles, tables and the database are."""

from dataclasses import replace
from pathlib import Path

import dagster as dg
from pydantic import Field

from pipelines.settings import Settings


class NewsledgerResource(dg.ConfigurableResource[Settings]):
    """The settings of a run, as Dagster configures them; what is left empty comes from the environment or the
    defaults, like for the `newsledger` command."""

    articles: list[str] = Field(default_factory=list)
    database: str = ""
    data: str = ""
    reference: str = ""
    model: str = ""
    workers: int = 0
    without_text: bool = False

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
            without_text=self.without_text or settings.without_text,
        )
