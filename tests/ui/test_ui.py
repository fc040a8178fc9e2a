"""What a person does in the Dagster UI, in a real browser. The tests are one story and run in this order."""

import shutil

import duckdb
import polars as pl
import pytest
from playwright.sync_api import Page, expect

from pipelines.schemas import TABLES

from .conftest import SCREENSHOTS, Ui

pytestmark = pytest.mark.ui


@pytest.fixture(autouse=True)
def _screenshots() -> None:
    SCREENSHOTS.mkdir(exist_ok=True)


def _article_count(ui: Ui) -> int:
    with duckdb.connect(str(ui.database), read_only=True) as connection:
        return int(connection.execute("SELECT article_count FROM about").fetchall()[0][0])


def _materialize_all(ui: Ui, page: Page) -> None:
    page.goto(f"{ui.address}/asset-groups")
    expect(page.get_by_text("aggregation", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Materialize all").click()


def test_materialize_all_makes_every_asset_green(ui: Ui, page: Page) -> None:
    _materialize_all(ui, page)
    assert ui.wait_for_runs(1) == ["SUCCESS"]
    nodes = ui.graphql("{ assetNodes { assetKey { path } assetMaterializations(limit: 1) { runId } } }")["assetNodes"]
    assert [node["assetKey"]["path"] for node in nodes if not node["assetMaterializations"]] == []
    assert len(nodes) == len(TABLES) + 1
    assert _article_count(ui) > 0
    page.reload()
    expect(page.get_by_text("aggregation", exact=True).first).to_be_visible()
    page.mouse.click(900, 850, button="right")  # on the empty canvas
    page.get_by_text("Expand all groups").locator("visible=true").last.click()
    page.wait_for_timeout(3000)  # the graph is laid out; of one so large, only what is in view is drawn
    page.screenshot(path=SCREENSHOTS / "asset_graph.png")
    page.goto(f"{ui.address}/assets/entity_pairs?view=lineage")
    for asset in ("entity_pairs", "mentions"):
        expect(page.get_by_text(asset, exact=True).last).to_be_visible(timeout=60_000)


def test_an_asset_shows_its_columns_preview_and_checks(ui: Ui, page: Page) -> None:
    page.goto(f"{ui.address}/assets/spelling_corrections?view=overview")
    expect(page.get_by_text("Every typo put right").first).to_be_visible()
    expect(page.get_by_text("Word that stands in the clean text.").first).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "asset.png")
    page.goto(f"{ui.address}/assets/spelling_corrections?view=events")
    expect(page.get_by_text("preview").first).to_be_visible()
    expect(page.get_by_text("corrections_per_100k_words").first).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "events.png")
    page.goto(f"{ui.address}/assets/text_edits?view=checks")
    expect(page.get_by_text("edits_replay").first).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "checks.png")


def test_a_file_that_is_dropped_is_picked_up_by_the_sensor(ui: Ui, page: Page) -> None:
    before = _article_count(ui)
    page.goto(f"{ui.address}/locations/assets.definitions/sensors/inbox")
    expect(page.get_by_text("Sensor has never run")).to_be_visible()
    page.locator("label:has(input[type=checkbox])").first.click()
    ui.wait_for_runs(2)  # the folder as it is: the sensor has not seen it yet
    (ui.articles / "dropped.txt").write_text("A late report: Margaret Ellison has resigned, her office said.", "utf-8")
    assert ui.wait_for_runs(3)[0] == "SUCCESS"
    assert _article_count(ui) == before + 1
    page.goto(f"{ui.address}/runs")
    expect(page.get_by_text("inbox").first).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "runs.png")


def _materialize_alone(ui: Ui, page: Page, asset: str) -> None:
    page.goto(f"{ui.address}/assets/{asset}")
    page.get_by_role("button", name="Materialize").first.click()


def test_a_mixed_state_is_refused_with_what_to_run_again(ui: Ui, page: Page) -> None:
    """Somebody changes a reference table, makes one asset in the middle anew, and publishes."""
    with (ui.reference / "page_chrome.csv").open("a", encoding="utf-8") as table:
        table.write("library opens its doors *,test,takes the first line of an article away\n")
    before, runs = ui.database.read_bytes(), len(ui.wait_for_runs(1))
    _materialize_alone(ui, page, "vocabulary")
    assert ui.wait_for_runs(runs + 1)[0] == "SUCCESS"
    _materialize_alone(ui, page, "warehouse")
    page.get_by_role("button", name="Confirm").click()  # two tables are published with it
    assert ui.wait_for_runs(runs + 2)[0] == "FAILURE"
    assert ui.database.read_bytes() == before
    run = ui.graphql("{ runsOrError(limit: 1) { ... on Runs { results { runId } } } }")["runsOrError"]["results"][0]
    page.goto(f"{ui.address}/runs/{run['runId']}")
    expect(page.get_by_text("nothing was published").first).to_be_visible()
    expect(page.get_by_text("spelling_decisions, articles").first).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "mixed_state.png")
    _materialize_all(ui, page)
    assert ui.wait_for_runs(runs + 3)[0] == "SUCCESS"
    assert ui.database.read_bytes() != before


def test_a_failed_check_is_red_and_leaves_the_database_as_it_is(ui: Ui, page: Page) -> None:
    shortest = pl.col("text") == pl.col("text").sort_by(pl.col("text").str.len_chars(), "text").first()
    changed = pl.when(shortest).then("X" + pl.col("text")).otherwise("text")
    for part in (ui.data / "store" / "normalisation").glob("*/*/texts.parquet"):  # whichever of them is in use
        pl.read_parquet(part).with_columns(changed.alias("text")).write_parquet(part)
    shutil.rmtree(ui.data / "tables")
    before = ui.database.read_bytes()
    runs = len(ui.wait_for_runs(1))
    _materialize_all(ui, page)
    assert ui.wait_for_runs(runs + 1)[0] == "FAILURE"
    assert ui.database.read_bytes() == before
    page.goto(f"{ui.address}/assets/text_edits?view=checks")
    expect(page.get_by_text("edits_replay").first).to_be_visible()
    expect(page.get_by_text("Failed").first).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "failed_check.png")
