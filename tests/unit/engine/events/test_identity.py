"""Names and ids are the same everywhere, and tell nothing of the machine."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

from pipelines.engine.events.identity import database_name, part_uuid, run_uuid, source_names, table_name
from pipelines.settings import EventSettings, Settings

HERE = Settings(articles=(Path("/home/ana/articles"),), database=Path("/home/ana/news/made here.duckdb"))


def test_a_run_has_the_same_uuid_for_all_time() -> None:
    assert run_uuid("e2abe6749dd877c5") == UUID("f6c95714-3cf1-5f02-a941-42be2ae46c12")
    assert part_uuid("e2abe6749dd877c5", "articles") == UUID("16a570f5-051f-5170-bba5-b437567cfdf8")


def test_a_table_is_in_its_database() -> None:
    assert database_name(HERE) == ("duckdb://newsledger", "made here.duckdb")
    assert table_name("articles", HERE) == ("duckdb://newsledger/made%20here.duckdb", "articles")
    assert table_name("runs", HERE).name == "lineage.runs"
    assert table_name("vocabulary", HERE).name == "intermediate.vocabulary"


def test_two_projects_are_told_apart_by_their_namespace() -> None:
    other = replace(HERE, events=EventSettings(namespace="desk/two"))
    assert table_name("articles", other).namespace == "duckdb://desk%2Ftwo/made%20here.duckdb"
    assert source_names(other) == [("file://desk%2Ftwo", "articles")]


def test_folders_of_articles_are_named_once() -> None:
    given = (Path("/home/ana/articles"), Path("more/dump.jsonl.gz"), Path("/media/articles"), Path("/"))
    names = [name.name for name in source_names(replace(HERE, articles=given))]
    assert names == ["articles", "dump.jsonl.gz"]
