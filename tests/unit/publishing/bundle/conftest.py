"""Small published databases, made row by row."""

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from pipelines.publishing.database import build_database
from pipelines.schemas import TABLES

Rows = Mapping[str, Sequence[Mapping[str, object]]]
MakeDatabase = Callable[..., Path]

RUN = "0123456789abcdef"
FINGERPRINT = "f" * 64
_ABOUT = {"title": "two articles", "caveats": ["look twice"], "run_id": RUN, "content_fingerprint": FINGERPRINT}
_RUN = {"run_id": RUN, "versions": json.dumps({"python": "3.11.7", "duckdb": "2.0.0"})}


def value_of(dtype: pl.DataType) -> object:
    match dtype:
        case pl.List():
            return []
        case pl.Decimal():
            return Decimal("0.50")
        case pl.String():
            return "x"
        case pl.Date():
            return date(2024, 2, 29)
        case pl.Datetime():
            return datetime(2024, 2, 29, 23, 59, 59, 500000)  # noqa: DTZ001
    return 7


def frame(name: str, rows: Sequence[Mapping[str, object]]) -> pl.DataFrame:
    """Rows of a table; what they do not say is some value of its type."""
    dtypes = TABLES[name].dtypes()
    filled = [{column: value_of(dtype) for column, dtype in dtypes.items()} | row for row in rows]
    return pl.DataFrame(filled, schema=dtypes)


def build(folder: Path, name: str, given: Rows) -> Path:
    """A database of the given rows, by table; the others are empty."""
    (folder / f"parquet_{name}").mkdir()
    files = {}
    for table in (table for table in TABLES.values() if table.info.is_published):
        files[table.info.name] = folder / f"parquet_{name}" / f"{table.info.name}.parquet"
        rows = ({"about": [_ABOUT], "runs": [_RUN]} | given).get(table.info.name, [])
        frame(table.info.name, rows).write_parquet(files[table.info.name])
    database = folder / f"{name}.duckdb"
    build_database(database, files)
    return database


@pytest.fixture
def make_database(tmp_path: Path) -> MakeDatabase:
    """A function that makes a database of rows, in the test's folder."""

    def make(name: str = "newsledger", **rows: Sequence[Mapping[str, object]]) -> Path:
        return build(tmp_path, name, rows)

    return make


@pytest.fixture(scope="session")
def two_articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("two"), "newsledger", {"articles": [article("b"), article("a")]})


@pytest.fixture
def database(tmp_path: Path, two_articles: Path) -> Path:
    """A database of two articles, a copy of the test's own."""
    return Path(shutil.copyfile(two_articles, tmp_path / "newsledger.duckdb"))


def article(article_id: str, **values: object) -> dict[str, object]:
    return {"article_id": article_id, **values}


def files_of(folder: Path) -> dict[str, bytes]:
    """Content of every file below a folder, by path."""
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*") if f.is_file()}
