"""The sample corpus, materialised once through Dagster, and what the tests ask of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from assets.definitions import defs
from pipelines.settings import CHECKOUT, Settings

SAMPLE = CHECKOUT / "seeds" / "articles"
REAL_ARTICLE = "ukraine_talks_announced.txt"


@dataclass(frozen=True)
class Corpus:
    """A data folder with a published database."""

    data: Path
    articles: tuple[Path, ...] = (SAMPLE,)

    @property
    def database(self) -> Path:
        return self.data / "newsledger.duckdb"

    @property
    def settings(self) -> Settings:
        return replace(Settings(), data=self.data, database=self.database, articles=self.articles)

    def rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """The answer of the published database, opened as a reader would."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(query, list(parameters)).fetchall()

    def fingerprints(self) -> dict[str, str]:
        """Fingerprint of every table of the latest run."""
        return dict(
            self.rows(
                "SELECT table_name, fingerprint FROM lineage.table_versions "
                "WHERE run_id = (SELECT arg_max(run_id, published_at) FROM lineage.runs)"
            )
        )

    def materialise(
        self, instance: dg.DagsterInstance, *, selection: str = "*", **resource: Any
    ) -> dg.ExecuteInProcessResult:
        """Run the job's assets in this process, as the UI would."""
        job = defs.resolve_implicit_global_asset_job_def()
        config = {"data": str(self.data), "articles": list(map(str, self.articles)), **resource}
        keys = None if selection == "*" else [dg.AssetKey(key) for key in selection.split(",")]
        return job.execute_in_process(
            instance=instance,
            run_config={"resources": {"newsledger": {"config": config}}},
            asset_selection=keys,
            raise_on_error=False,
        )


@pytest.fixture(scope="session")
def instance() -> Iterator[dg.DagsterInstance]:
    """A Dagster instance of its own, with all that one has but for files."""
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, instance: dg.DagsterInstance) -> Corpus:
    """The whole chain over seeds/articles, through Dagster."""
    corpus = Corpus(tmp_path_factory.mktemp("sample"))
    result = corpus.materialise(instance)
    assert result.success
    return corpus


@pytest.fixture(scope="session")
def golden() -> dict[str, Any]:
    """Hand-checked facts about the real article."""
    values: dict[str, Any] = json.loads(
        (CHECKOUT / "tests" / "golden" / "ukraine_talks_announced.json").read_text("utf-8")
    )
    return values
