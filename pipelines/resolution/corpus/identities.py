"""The identity of every name of the corpus, and each step that leads there."""

from collections.abc import Callable, Sequence

import polars as pl

from pipelines.lineage.dealings import Dealt
from pipelines.resolution.corpus import attested, persons
from pipelines.resolution.corpus.facts import facts, form_identities
from pipelines.resolution.corpus.kinds import same_names
from pipelines.resolution.corpus.names import OF_NAMES, name_table
from pipelines.resolution.corpus.parts import in_articles
from pipelines.resolution.corpus.persons import Decided
from pipelines.resolution.corpus.spelling import spellings
from pipelines.resolution.corpus.surnames import middle_names, surnames
from pipelines.resolution.corpus.uses import USE_KEY
from pipelines.resolution.corpus.walk import Walk
from pipelines.resolution.overrules import Overrule
from pipelines.resolution.short_names import ShortName

# What a row is: the identity of a use of a name, or a step by which uses came to it.
MENTION, MERGE = "mention", "merge"
IDENTITIES = pl.Schema(
    {
        "step": pl.String(),
        **dict.fromkeys(USE_KEY, pl.String()),
        # The entity; null where the name fits several.
        "into_id": pl.String(),
        # Of the entity.
        "name": pl.String(),
        "label": pl.String(),
        "country_code": pl.String(),
        # Whether the name is part of one, and nothing tells whose.
        "is_open": pl.Boolean(),
        # Of a step: what was merged, how, and which mention shows it.
        "from_id": pl.String(),
        "from_name": pl.String(),
        "rule": pl.String(),
        "evidence_article_id": pl.String(),
        "evidence_place": pl.Int64(),
        "mention_count": pl.Int64(),
    }
)


def identities(uses: Dealt, short_names: Sequence[ShortName], overrules: Sequence[Overrule]) -> Dealt:
    """IDENTITIES of USES: a row (step mention) for each use, and one (step merge) for each step that changed it.

    Depends on the rows alone, not on their order, nor on how they are dealt out. What is held is some articles' uses
    and, of names, a row for each different one.
    """
    forms = form_identities(uses.only("form", "label").of_each(pl.DataFrame.unique).unique())
    known = uses.each(lambda rows: _standing(rows, forms))
    names_of = _table_maker(known.only("own_name", "form_name", "label"))
    decided = Decided(overrules, names_of(known))
    walk = Walk(known.each(lambda rows: _kept_apart(rows, decided)), decided)
    walk.go_in_articles(in_articles(walk.uses, names_of(walk.uses)))
    names = names_of(walk.uses)
    forms_of_names = [*attested.fuller_forms(walk.uses, names), same_names(names), spellings(names)]
    walk.go([persons.merges(decided, names), *forms_of_names])
    names = names_of(walk.uses)
    expansions = attested.spelled_out(walk.uses, names)
    walk.go([persons.short_merges(short_names, names), attested.acronyms(expansions, names)])
    walk.go([middle_names(walk.uses, names_of(walk.uses))])
    names = names_of(walk.uses)
    found, several = surnames(walk.uses, names)
    walk.go_in_articles(found)
    nobody = several.join(decided.alone, on="from_id", how="anti")["from_id"]
    described = _described(_by_usual_names(names, walk.uses, names_of), short_names, decided, expansions)
    return walk.uses.each(lambda rows, *steps: _ended(rows, pl.concat(steps), described, nobody), *walk.steps)


def _standing(uses: pl.DataFrame, forms: pl.DataFrame) -> pl.DataFrame:
    """The uses, at the entities that their articles give them."""
    known = uses.join(forms, on=["form", "label"])
    return known.with_columns(at=pl.col("entity_id"), own_id=pl.col("entity_id"), own_name=pl.col("name"))


def _ended(uses: pl.DataFrame, steps: pl.DataFrame, described: pl.DataFrame, nobody: pl.Series) -> pl.DataFrame:
    """IDENTITIES of uses at the end of their walk; `nobody` are the names that several bear."""
    ends = uses.with_columns(pl.when(~pl.col("at").is_in(nobody.implode())).then("at").alias("into_id"))
    mentions = ends.select(*USE_KEY, "into_id", "mention_count").join(
        described, left_on="into_id", right_on="id", how="left"
    )
    taken = steps.join(ends.select(*USE_KEY, "into_id"), on=USE_KEY)
    merged = taken.drop_nulls("into_id").filter(pl.col("from_id") != pl.col("into_id"))
    return pl.concat([_conform(mentions, MENTION), _conform(merged, MERGE)])


def _table_maker(uses: Dealt) -> Callable[[Dealt], pl.DataFrame]:
    """`name_table` with the facts of all names that uses begin with, worked out once."""

    def pairs(rows: pl.DataFrame) -> pl.DataFrame:
        names = ("own_name", "form_name")
        return pl.concat([rows.select(pl.col(name).alias("name"), "label") for name in names]).unique()

    known = facts(uses.of_each(pairs).unique())
    return lambda rows: name_table(rows, known)


def _kept_apart(uses: pl.DataFrame, decided: Decided) -> pl.DataFrame:
    """The uses, those standing for themselves whose name a person keeps apart from whom the article takes it for."""
    pairs = decided.apart.drop_nulls("into_id").select("from_id", "into_id", pl.lit(True).alias("is_apart"))
    alone = decided.alone.select("from_id", pl.lit(True).alias("is_alone"))
    marked = uses.join(pairs, left_on=["form_id", "own_id"], right_on=["from_id", "into_id"], how="left").join(
        alone, left_on="form_id", right_on="from_id", how="left"
    )
    is_apart = (pl.col("form_id") != pl.col("own_id")) & pl.any_horizontal(
        pl.col("is_apart", "is_alone").fill_null(False)
    )
    return marked.with_columns(
        pl.when(is_apart).then("form_id").otherwise("own_id").alias("own_id"),
        pl.when(is_apart).then("form_name").otherwise("own_name").alias("own_name"),
        pl.when(is_apart).then("form_id").otherwise("at").alias("at"),
    ).drop("is_apart", "is_alone")


def _by_usual_names(names: pl.DataFrame, uses: Dealt, names_of: Callable[[Dealt], pl.DataFrame]) -> pl.DataFrame:
    """The names, people by the whole name that is used most for them: Paul Ryan for Paul D. Ryan."""
    at_first = uses.only(*OF_NAMES).each(lambda rows: rows.with_columns(pl.col("own_id").alias("at")))
    each = names_of(at_first).filter(pl.col("is_whole"))
    whole = each.select(pl.col("id").alias("own_id"), pl.col("name").alias("usual_name"))
    own = uses.only("at", "own_id", "mention_count")
    counts = own.of_each(lambda rows: rows.group_by("at", "own_id").agg(pl.col("mention_count").sum()))
    used = (
        counts.join(whole, on="own_id")
        .group_by(pl.col("at").alias("id"), "usual_name")
        .agg(pl.col("mention_count").sum().alias("used"))
        .sort("id", "used", "usual_name", descending=[False, True, False])
        .unique("id", keep="first", maintain_order=True)
    )
    usual = pl.when(pl.col("entity_class") == "person").then("usual_name")
    return names.join(used, on="id", how="left").with_columns(pl.coalesce(usual, "name").alias("name"))


def _described(
    names: pl.DataFrame, short_names: Sequence[ShortName], decided: Decided, expansions: pl.DataFrame
) -> pl.DataFrame:
    """id, name, label, country_code and is_open of every entity that uses may have come to."""
    several = expansions.group_by("acronym").len().filter(pl.col("len") > 1)["acronym"]
    is_part = (
        (pl.col("entity_class") == "person")
        & ~pl.col("is_whole")
        & ~pl.col("id").is_in(decided.alone["from_id"].implode())
        & ~pl.col("id").is_in([id_ for id_, label in decided.labels.items() if label != "PERSON"])
    )
    is_open = is_part | pl.col("acronym").is_in(several.implode()).fill_null(False)
    found = names.select("id", "name", "label", "country_code", is_open.alias("is_open"))
    others = [(short.entity_id, short.name, short.label) for short in short_names]
    others += [(id_, *described) for id_, described in decided.targets.items()]
    schema = dict.fromkeys(("id", "name", "label"), pl.String)
    more = pl.DataFrame(others, schema=schema, orient="row").unique("id", keep="first", maintain_order=True)
    more = more.join(found, on="id", how="anti").with_columns(
        pl.lit(None, pl.String).alias("country_code"), pl.lit(False).alias("is_open")
    )
    return pl.concat([found, more]).with_columns(
        pl.col("id").replace_strict(decided.names, default=pl.col("name"), return_dtype=pl.String).alias("name"),
        pl.col("id").replace_strict(decided.labels, default=pl.col("label"), return_dtype=pl.String).alias("label"),
    )


def _conform(rows: pl.DataFrame, step: str) -> pl.DataFrame:
    """IDENTITIES, null for what the rows do not have."""
    given = rows.with_columns(pl.lit(step).alias("step"))
    return given.select(
        (pl.col(name) if name in given.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in IDENTITIES.items()
    )
