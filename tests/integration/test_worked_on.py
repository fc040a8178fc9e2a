"""What a run says it worked on: the articles that are new, and apart from them those that a changed spelling decision,
rule or model touches."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.engine.progress import Progress
from pipelines.engine.run import run_chain
from pipelines.engine.step import Outcome
from pipelines.engine.worked_on import worked_on
from pipelines.engine.workspace import Silent
from pipelines.settings import CHECKOUT, Settings


class Listening(Silent):
    """Remembers what each work of a run did."""

    def __init__(self) -> None:
        self.done: dict[str, tuple[int, int]] = {}

    def step_finished(self, outcome: Outcome) -> None:
        for work, progress in outcome.progress.items():
            if progress.done and work != "word_evidence":
                self.done[work] = progress.new_articles, progress.again_articles


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Four articles, two of which misspell a word, published."""
    folder = tmp_path_factory.mktemp("worked")
    articles, data = folder / "articles", folder / "data"
    articles.mkdir()
    shutil.copytree(CHECKOUT / "seeds" / "reference", folder / "reference")
    for number in range(4):
        word = "goverment" if number < 2 else "government"
        (articles / f"{number}.txt").write_text(f"Anna Berg told the {word} in Geneva on day {number}.", "utf-8")
    settings = Settings((articles,), data / "newsledger.duckdb", data, folder / "reference", workers=0)
    done = dict.fromkeys(("sketching", "normalisation", "reading", "resolving", "proving"), (4, 0))
    assert worked(settings) == done | {"correction": (2, 0)}
    return settings


def worked(settings: Settings) -> dict[str, tuple[int, int]]:
    listening = Listening()
    run_chain(settings, listening)
    return {work: articles for work, articles in listening.done.items() if any(articles)}  # files are no articles


def test_one_article_more_is_one_article_worked_on(settings: Settings) -> None:
    (settings.articles[0] / "more.txt").write_text("Carl Dahl met the goverment on Monday.", "utf-8")
    works = ("sketching", "normalisation", "correction", "reading", "resolving", "proving")
    # A form that one article more has is weighed anew, so two texts are corrected again; they come out as they were.
    assert worked(settings) == dict.fromkeys(works, (1, 0)) | {"correction": (1, 2)}
    assert worked(settings) == {}
    (settings.articles[0] / "more.txt").unlink()
    assert worked(settings) == {}


def test_articles_that_a_flipped_decision_touches_are_told_apart(settings: Settings) -> None:
    """A form that stands with a capital somewhere is kept everywhere: two articles get their misspelling back."""
    (settings.articles[0] / "flip.txt").write_text("The firm is called Goverment of Geneva, said Anna Berg.", "utf-8")
    new, again = (
        dict.fromkeys(("sketching", "normalisation", "correction"), (1, 0)),
        ("reading", "resolving", "proving"),
    )
    assert worked(settings) == new | dict.fromkeys(again, (1, 2))
    (settings.articles[0] / "flip.txt").unlink()
    assert worked(settings) == {}  # both states of the two are known


def test_a_changed_rule_is_work_on_known_articles(settings: Settings, tmp_path: Path) -> None:
    shutil.copytree(settings.reference, tmp_path, dirs_exist_ok=True)
    with (tmp_path / "page_chrome.csv").open("a", encoding="utf-8") as table:
        table.write("a line that no article has,test,\n")
    assert worked(replace(settings, reference=tmp_path)) == {"normalisation": (0, 4), "correction": (0, 2)}


@pytest.mark.parametrize(
    ("new", "again", "said"),
    [
        (1, 0, "read 1 article"),
        (1234, 0, "read 1,234 articles"),
        (1, 2, "read 1 article and 2 again (again: "),
        (0, 3, "read 3 again (again: "),
        (0, 0, ""),
    ],
)
def test_it_is_said_in_words(new: int, again: int, said: str) -> None:
    line = worked_on({"reading": Progress(0, new + again, 9, new, again), "word_evidence": Progress(0, 5, 9)})
    assert line.startswith(said)
    assert bool(line) == bool(said)
