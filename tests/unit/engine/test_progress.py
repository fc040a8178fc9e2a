"""How fast work goes, and what is said of it."""

import time

import polars as pl
import pytest

from pipelines.engine.progress import Counter, Progress, every
from pipelines.engine.store import BatchWork
from pipelines.engine.worked_on import how_far
from pipelines.lineage.processes import Process

WORK = BatchWork(Process("step", "0" * 64, "{}", "{}"), lambda _, batch: {}, None, {})


def test_what_is_left_is_told_by_size_not_by_number() -> None:
    progress = Progress(4, 1, 10, new_articles=6, share=0.75, seconds=30.0, words=9_000)
    assert progress.seconds_left == pytest.approx(10)
    assert progress.articles_per_second == pytest.approx(0.15)
    assert how_far(progress) == "0.1 articles/s, 300 words/s, 0:10 left, 4 known"


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (Progress(0, 0, 10, share=0.0), ""),
        (Progress(1_000, 0, 1_000), "1,000 known"),
        (Progress(0, 5, 5, again_articles=10, seconds=5.0, failed=2), "2.0 articles/s, 2 failed"),
        (Progress(0, 1, 2, new_articles=1, share=0.01, seconds=1.0), "0.0 articles/s, 1:39 left"),
    ],
)
def test_what_is_not_known_is_not_said(progress: Progress, said: str) -> None:
    assert how_far(progress) == said


def test_work_is_counted_as_it_is_done() -> None:
    missing = pl.DataFrame({"unit": ["a", "b"], "text": ["one two three four", "five"]})
    counter = Counter(Progress(3, 0, 5, 2), 22, WORK)
    assert (counter.now.share, counter.now.done) == (0.0, 0)
    first = counter.told(missing[:1], is_lost=False)
    assert (first.done, first.words, first.share, first.failed) == (1, 4, 18 / 22, 0)
    last = counter.told(missing[1:], is_lost=True)
    assert (last.done, last.words, last.share, last.failed) == (2, 5, 1.0, 1)
    assert last.remembered + last.done == last.total


def test_nothing_to_do_is_done() -> None:
    assert (
        Counter(Progress(3, 0, 3), pl.DataFrame(schema={"unit": pl.String, "text": pl.String}), WORK).now.share == 1.0
    )


def test_lines_are_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    is_time = every(10)
    assert [next(is_time), next(is_time)] == [True, False]
    now[0] = 110.0
    assert [next(is_time), next(is_time)] == [True, False]
