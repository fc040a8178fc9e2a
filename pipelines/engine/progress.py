"""How far the work of a step is, and how fast it goes: counted here, said in words in `worked_on`."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl

from pipelines.engine.batches import Bounds, sizes_of


@dataclass(frozen=True)
class Progress:
    """How far a step is: units that were in the store, done now, and all. `new_articles` and `again_articles` count the
    articles that have a unit which is not in the store: those the step has not seen before, and those it has.
    `failed` counts units on which no worker could work. `share` of what was not in the store is done by its size, in so
    many `seconds`, with so many `words` where the work is on texts."""

    remembered: int
    done: int
    total: int
    new_articles: int = 0
    again_articles: int = 0
    failed: int = 0
    share: float = 1.0
    seconds: float = 0.0
    words: int = 0

    @property
    def articles_per_second(self) -> float:
        """Of articles that are worked on; 0 as long as nothing can be said."""
        return self.share * (self.new_articles + self.again_articles) / self.seconds if self.seconds else 0.0

    @property
    def words_per_second(self) -> float:
        """Of texts that are worked on; 0 as long as nothing can be said."""
        return self.words / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        """None as long as nothing can be said."""
        return self.seconds * (1 - self.share) / self.share if self.share and self.seconds else None


class Counter:
    """Counts a step's work from now on."""

    def __init__(self, start: Progress, size: int, bounds: Bounds) -> None:
        """`size` is that of all that is to be done."""
        self._start, self._bounds = time.monotonic(), bounds
        self._total, self._done = size, 0
        self.now = replace(start, share=0.0 if start.remembered < start.total else 1.0)

    def told(self, batch: pl.DataFrame, is_lost: bool) -> Progress:
        """How far it is when this batch is done as well."""
        self._done += int(sizes_of(batch, self._bounds).sum())
        texts = batch["text"] if batch.schema.get("text") == pl.String else pl.Series(dtype=pl.String)
        self.now = replace(
            self.now,
            done=self.now.done + batch.height,
            failed=self.now.failed + is_lost,
            share=self._done / self._total if self._total else 1.0,
            seconds=time.monotonic() - self._start,
            words=self.now.words + int(texts.str.count_matches(r"\S+").sum()),
        )
        return self.now


def every(seconds: float) -> Iterator[bool]:
    """Whether so many seconds have passed since it last said so, each time it is asked; at first, yes."""
    last = -seconds
    while True:
        now = time.monotonic()
        is_time = now - last >= seconds
        last = now if is_time else last
        yield is_time
