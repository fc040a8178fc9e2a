"""What a person's decisions (seeds/reference/entities.csv) and the table of short names mean for the names that this
corpus has: as ids, and as proposals."""

from collections.abc import Iterable, Sequence

import polars as pl

from pipelines.resolution.corpus.links import links
from pipelines.resolution.corpus.spelling import spelling_key
from pipelines.resolution.names import ENTITY_CLASSES
from pipelines.resolution.overrules import Overrule
from pipelines.resolution.short_names import ShortName

RULE = "person"
_IDS = {"from_id": pl.String(), "into_id": pl.String()}


class Decided:
    """Overrules by the ids of this corpus. A country's id has its code in it, which a name alone does not tell; so a
    name is looked for among those that occur, and stands for all of its class."""

    def __init__(self, overrules: Sequence[Overrule], names: pl.DataFrame) -> None:
        known: dict[tuple[str, str], list[tuple[bool, str]]] = {}
        columns = names.select("entity_class", "key", pl.col("country_code").is_null(), "id")
        asked = {spelling_key(name) for o in overrules for name in (o.name, o.into) if name}
        for entity_class, key, is_plain, id_ in columns.filter(pl.col("key").is_in(asked)).iter_rows():
            known.setdefault((entity_class, key), []).append((is_plain, id_))
        self._known = known
        self.merges = self._pairs(o for o in overrules if o.action == "merge")
        self.apart = self._pairs(o for o in overrules if o.action == "split")
        self.alone = self.apart.filter(pl.col("into_id").is_null()).select("from_id")
        self.names = {id_: o.into for o in overrules if o.action == "rename" for id_ in self._ids(o.name, o.label)}
        self.labels = {id_: o.into_label for o in overrules if o.action == "type" for id_ in self._ids(o.name, o.label)}
        self.targets = {
            self._into(o): (o.into, o.into_label) for o in overrules if o.action == "merge" and o.into_id != o.into
        }

    def _ids(self, name: str, label: str) -> list[str]:
        found = self._known.get((ENTITY_CLASSES[label], spelling_key(name)), [])
        return [id_ for _, id_ in sorted(found)] or [Overrule("split", name, label, "", "", "").from_id]

    def _into(self, overrule: Overrule) -> str:
        return self._ids(overrule.into, overrule.into_label)[0]

    def _pairs(self, overrules: Iterable[Overrule]) -> pl.DataFrame:
        rows = [(id_, self._into(o) if o.into else None) for o in overrules for id_ in self._ids(o.name, o.label)]
        return pl.DataFrame(rows, schema=_IDS, orient="row").unique().sort("from_id", "into_id")


def merges(decided: Decided, names: pl.DataFrame) -> pl.DataFrame:
    """Proposals that are heard before all others."""
    return links(_shown(decided.merges, names), RULE, 0)


def short_merges(short_names: Sequence[ShortName], names: pl.DataFrame) -> pl.DataFrame:
    """Proposals for short names that everybody knows."""
    rows = [(short.key, ENTITY_CLASSES[short.label], short.entity_id) for short in short_names]
    known = pl.DataFrame(rows, schema=dict.fromkeys(("key", "meant_class", "into_id"), pl.String), orient="row")
    bare = names.filter(pl.col("country_code").is_null(), ~pl.col("entity_class").is_in(["person", "group"]))
    is_organisation = pl.col("meant_class") == "organisation"
    written = bare.with_columns(pl.col("name").str.replace_all(".", "", literal=True).alias("key"))
    found = pl.concat(
        [
            # Acronyms of organisations are taken for much else.
            bare.join(known.filter(is_organisation), on="key").filter(
                (pl.col("entity_class") == "organisation") | pl.col("acronym").is_not_null()
            ),
            written.join(known.filter(~is_organisation), on="key").filter(
                pl.col("entity_class") == pl.col("meant_class")
            ),
        ]
    ).select(pl.col("id").alias("from_id"), "into_id")
    return links(_shown(found, names), "short_name", 1)


def _shown(pairs: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """With the first mention of the name that is merged."""
    first = names.select(pl.col("id").alias("from_id"), "evidence_article_id", "evidence_place")
    return pairs.join(first, on="from_id")
