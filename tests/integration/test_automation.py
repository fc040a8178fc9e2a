"""What starts a run by itself: the daily schedule, the inbox sensor, and content that changes upstream."""

import shutil
from pathlib import Path

import dagster as dg
import pytest

from assets.definitions import defs
from assets.resources import NewsledgerResource
from assets.sensors import inbox

from .conftest import SAMPLE, Corpus


class Inbox:
    """The sensor, looked at again and again with the cursor it left."""

    def __init__(self, folder: Path, instance: dg.DagsterInstance) -> None:
        self.folder = folder
        self._instance = instance
        self._cursor: str | None = None

    def look(self) -> list[str | None]:
        """Keys of the runs that this look asks for."""
        with dg.build_sensor_context(
            instance=self._instance,
            cursor=self._cursor,
            resources={"newsledger": NewsledgerResource(articles=[str(self.folder)])},
        ) as context:
            result = inbox(context)
        assert isinstance(result, dg.SensorResult)
        self._cursor = result.cursor
        assert self._cursor is not None
        assert len(self._cursor) < 1000
        return [request.run_key for request in result.run_requests or ()]


@pytest.fixture
def watched(tmp_path: Path, instance: dg.DagsterInstance) -> Inbox:
    """A folder with one article, whose run has been asked for."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "first.txt").write_text("The first article.", "utf-8")
    box = Inbox(folder, instance)
    assert box.look() == []
    assert len(box.look()) == 1
    return box


def test_a_file_is_asked_for_once(watched: Inbox) -> None:
    (watched.folder / "second.txt").write_text("The second article.", "utf-8")
    assert watched.look() == []  # it might still grow
    assert len(watched.look()) == 1
    assert watched.look() == []
    assert watched.look() == []


def test_a_growing_file_is_waited_for(watched: Inbox) -> None:
    growing = watched.folder / "growing.txt"
    for _ in range(4):
        with growing.open("a", encoding="utf-8") as file:
            file.write("One more sentence. ")
        assert watched.look() == []
    assert len(watched.look()) == 1


def test_a_removed_file_and_its_return_are_runs_of_their_own(watched: Inbox) -> None:
    moved = watched.folder.parent / "first.txt"
    shutil.move(watched.folder / "first.txt", moved)
    (watched.folder / "other.txt").write_text("Another.", "utf-8")
    assert watched.look() == []
    [removed] = watched.look()
    shutil.move(moved, watched.folder / "first.txt")
    (watched.folder / "other.txt").unlink()
    assert watched.look() == []
    [returned] = watched.look()
    assert removed != returned


def test_a_folder_that_is_gone_is_said_and_waited_for(watched: Inbox) -> None:
    shutil.rmtree(watched.folder)
    assert watched.look() == []
    watched.folder.mkdir()
    (watched.folder / "second.txt").write_text("Back again.", "utf-8")
    assert watched.look() == []
    assert len(watched.look()) == 1


def test_the_schedule_runs_the_whole_chain_daily() -> None:
    schedule = defs.resolve_schedule_def("daily")
    assert schedule.job_name == "newsledger"
    assert schedule.cron_schedule == "0 5 * * *"
    assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED


def test_the_database_has_a_freshness_policy() -> None:
    specs = {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}
    assert specs["warehouse"].freshness_policy is not None


def test_what_follows_runs_only_when_content_changes(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    shutil.copyfile(SAMPLE / "library_reopens.txt", folder / "a.txt")
    corpus = Corpus(tmp_path / "data", (folder,))
    ingestion = "source_objects,inputs,raw_articles,source_segments"
    with dg.DagsterInstance.ephemeral() as own:
        assert corpus.materialise(own).success
        tick = dg.evaluate_automation_conditions(defs=defs, instance=own)
        assert corpus.materialise(own, selection=ingestion).success  # again, with nothing new
        tick = dg.evaluate_automation_conditions(defs=defs, instance=own, cursor=tick.cursor)
        assert tick.total_requested == 0
        (folder / "b.txt").write_text("Something new has happened in Geneva.", "utf-8")
        assert corpus.materialise(own, selection=ingestion).success
        tick = dg.evaluate_automation_conditions(defs=defs, instance=own, cursor=tick.cursor)
        assert tick.get_num_requested(dg.AssetKey("vocabulary")) == 1
        assert tick.get_num_requested(dg.AssetKey("near_duplicates")) == 1
        assert tick.get_num_requested(dg.AssetKey("raw_articles")) == 0
