"""Corpora written as names: each article a list of (name as written, label, name that it is taken for, rule)."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.lineage.dealings import ARTICLES_AT_A_TIME, Dealt
from pipelines.resolution.corpus.identities import MENTION, MERGE, identities
from pipelines.resolution.corpus.uses import USE_KEY, USES
from pipelines.resolution.names import ENTITY_CLASSES, entity_id
from pipelines.resolution.overrules import Overrule
from pipelines.resolution.short_names import ShortName

Name = tuple[str, str] | tuple[str, str, str] | tuple[str, str, str, str]
Articles = Mapping[str, Sequence[Name]]


def uses_of(articles: Articles) -> pl.DataFrame:
    """USES: one mention of each name, in the order of the list. A rule is that of the article's own resolution."""
    rows = []
    for article, names in articles.items():
        for place, (form, label, *more) in enumerate(names):
            name, rule = more[0] if more else form, more[1] if len(more) > 1 else None
            rows.append((article, entity_id(ENTITY_CLASSES[label], name), form, name, label, rule, None, place, 1))
    return pl.DataFrame(rows, schema=USES, orient="row")


def identified(
    uses: pl.DataFrame, short_names: Sequence[ShortName] = (), overrules: Sequence[Overrule] = (), dealings: int = 1
) -> pl.DataFrame:
    """IDENTITIES of uses that are dealt out to so many files; one is none."""
    with TemporaryDirectory() as folder:
        dealt = Dealt.of(uses.lazy(), dealings * ARTICLES_AT_A_TIME, Path(folder))
        return identities(dealt, short_names, overrules).scan().collect()


class Identified:
    """What became of a corpus; the same whether it is held or dealt out."""

    def __init__(
        self, articles: Articles, short_names: Sequence[ShortName] = (), overrules: Sequence[Overrule] = ()
    ) -> None:
        self.rows = identified(uses_of(articles), short_names, overrules)
        dealt = identified(uses_of(articles), short_names, overrules, dealings=3)
        assert_frame_equal(self.rows, dealt, check_row_order=False)

    @property
    def mentions(self) -> pl.DataFrame:
        return self.rows.filter(pl.col("step") == MENTION)

    def entity(self, article: str, form: str, label: str | None = None) -> str | None:
        """Id of the entity that the form names in the article; `label` where it has several."""
        found = self.mentions.filter(pl.col("article_id") == article, pl.col("form") == form)
        own = {entity_id(ENTITY_CLASSES[label], form)} if label else set(found["entity_id"])
        [into] = set(found.filter(pl.col("entity_id").is_in(own))["into_id"])
        return into

    def name(self, article: str, form: str) -> str | None:
        [found] = set(self.mentions.filter(pl.col("article_id") == article, pl.col("form") == form)["name"])
        return found

    def merges(self) -> set[tuple[str, str, str]]:
        """from_name, id of the entity, rule."""
        return set(self.rows.filter(pl.col("step") == MERGE).select("from_name", "into_id", "rule").rows())

    def rules(self) -> set[str]:
        return {rule for _, _, rule in self.merges()}


Identify = Callable[..., Identified]


@pytest.fixture
def identify() -> Identify:
    """Identities of a corpus."""
    return Identified


@pytest.fixture
def key() -> tuple[str, ...]:
    return USE_KEY
