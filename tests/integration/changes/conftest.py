"""The corpus that the tests of changes start from, run once."""

import json
from pathlib import Path

import pytest

from .newsroom import Newsroom, publishing_run


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """The corpus, run once."""
    room = Newsroom.opened(tmp_path_factory.mktemp("newsroom"))
    dated = {"published_at": "2026-03-04"}
    room.write(
        "berg.txt",
        "Anna Berg met Carl Dahl in Geneva on Monday. Berg signed the goverment agreement with Acme Corporation.",
        source="Courier", url="https://courier.example/berg", title="Berg in Geneva", **dated,
    )  # fmt: skip
    room.write(
        "dahl.txt",
        "Carl Dahl spoke in Oslo about the harbour. Dahl praised Britain and its ministers for the ferry.",
        source="Tribune", url="https://tribune.example/dahl", title="Dahl praises the ferry", **dated,
    )  # fmt: skip
    room.write(
        "spaced.txt",
        "Anna Berg and Carl Dahl visited Paris together.\n\n\n\n\nThe harbour was closed on Tuesday.",
        source="Courier", url="https://courier.example/harbour", title="Harbour closed", published_at="2026-03-05",
    )  # fmt: skip
    room.write(
        "court.txt",
        "Maria Lind won her tetnis match in Madrid. She plays again on Friday.",
        source="Tribune", url="https://tribune.example/court", title="Lind wins", published_at="2026-03-06",
    )  # fmt: skip
    room.write("plain.txt", "The mayor of Bergen, Erik Moen, opened a library on Sunday.")
    records = [
        {"id": "f1", "source": "Feed", "text": "Erik Moen walked to Bergen with Anna Berg."},
        {"source": "Feed", "text": "A storm closed the road to Lillehammer on Thursday."},
    ]
    (room.articles / "feed.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records), "utf-8")
    publishing_run(room)
    assert room.rows("FROM lineage.changes") == []  # the first run has nothing to be compared with
    return room


@pytest.fixture
def room(published: Newsroom, tmp_path: Path) -> Newsroom:
    """A copy of the corpus and all that was made of it."""
    return published.copied(tmp_path)
