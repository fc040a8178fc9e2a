"""What a person does in the Dagster UI, in a real browser."""

import duckdb
import pytest
from playwright.sync_api import Page, expect

from pipelines.schemas import TABLES

from .conftest import SCREENSHOTS, Ui

pytestmark = pytest.mark.ui


def test_materialize_all_from_the_asset_graph_makes_the_database(ui: Ui, page: Page) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.goto(f"{ui.address}/asset-groups")
    expect(page.get_by_text("aggregation", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Materialize all").click()
    assert ui.wait_for_runs(1) == ["SUCCESS"]
    page.screenshot(path=SCREENSHOTS / "asset_graph.png")
    materialised = ui.graphql("{ assetNodes { assetKey { path } assetMaterializations(limit: 1) { runId } } }")
    missing = [n["assetKey"]["path"] for n in materialised["assetNodes"] if not n["assetMaterializations"]]
    assert missing == []
    assert len(materialised["assetNodes"]) == len(TABLES) + 1
    with duckdb.connect(str(ui.data / "newsledger.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT article_count FROM about").fetchall() == [(17,)]


def test_an_asset_shows_its_columns_preview_and_checks(ui: Ui, page: Page) -> None:
    page.goto(f"{ui.address}/assets/spelling_corrections?view=overview")
    expect(page.get_by_text("Every typo put right").first).to_be_visible()
    expect(page.get_by_text("replacement", exact=True).first).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "asset.png")
    page.goto(f"{ui.address}/assets/text_edits?view=checks")
    expect(page.get_by_text("edits_replay").first).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "checks.png")
