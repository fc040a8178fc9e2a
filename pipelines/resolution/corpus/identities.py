"""The identity of every name of the corpus, and each step that leads there."""

from collections.abc import Callable, Sequence

import polars as pl

from pipelines.resolution.corpus import attested, persons
from pipelines.resolution.corpus.facts import facts, form_identities
from pipelines.resolution.corpus.kinds import same_names
from pipelines.resolution.corpus.links import chosen, roots, without
from pipelines.resolution.corpus.names import name_table
from pipelines.resolution.corpus.parts import in_articles
from pipelines.resolution.corpus.persons import Decided
from pipelines.resolution.corpus.spelling import spellings
from pipelines.resolution.corpus.surnames import middle_names, surnames
from pipelines.resolution.corpus.uses import USE_KEY
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


def identities(uses: pl.DataFrame, short_names: Sequence[ShortName], overrules: Sequence[Overrule]) -> pl.DataFrame:
    """IDENTITIES of USES: a row (step mention) for each use, and one (step merge) for each step that changed it.

    Depends on the rows alone, not on their order.
    """
    forms = form_identities(uses.select("form", "label").unique())
    known = uses.join(forms, on=["form", "label"]).sort(USE_KEY)
    known = known.with_columns(at=pl.col("entity_id"), own_id=pl.col("entity_id"), own_name=pl.col("name"))
    names_of = _table_maker(known)
    decided = Decided(overrules, names_of(known))
    walk = Walk(_kept_apart(known, decided), decided)
    walk.go(in_articles(walk.uses, names_of(walk.uses)), ["article_id", "from_id"])
    names = names_of(walk.uses)
    forms_of_names = [*attested.fuller_forms(walk.uses, names), same_names(names), spellings(names)]
    walk.go([persons.merges(decided, names), *forms_of_names], ["from_id"])
    names = names_of(walk.uses)
    expansions = attested.spelled_out(walk.uses, names)
    walk.go([persons.short_merges(short_names, names), attested.acronyms(expansions, names)], ["from_id"])
    walk.go([middle_names(walk.uses, names_of(walk.uses))], ["from_id"])
    names = names_of(walk.uses)
    found, several = surnames(walk.uses, names)
    walk.go([found], ["article_id", "from_id"])
    nobody = several.join(decided.alone, on="from_id", how="anti")["from_id"]
    ends = walk.uses.with_columns(pl.when(~pl.col("at").is_in(nobody.implode())).then("at").alias("into_id"))
    described = _described(_by_usual_names(names, walk.uses, names_of), short_names, decided, expansions)
    mentions = ends.select(*USE_KEY, "into_id", "mention_count").join(
        described, left_on="into_id", right_on="id", how="left"
    )
    steps = walk.steps().join(ends.select(*USE_KEY, "into_id"), on=USE_KEY)
    merged = steps.drop_nulls("into_id").filter(pl.col("from_id") != pl.col("into_id"))
    return pl.concat([_conform(mentions, MENTION), _conform(merged, MERGE)])


def _table_maker(uses: pl.DataFrame) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """`name_table` with the facts of all names that uses begin with, worked out once."""
    names = ("own_name", "form_name")
    pairs = pl.concat([uses.select(pl.col(name).alias("name"), "label") for name in names])
    known = facts(pairs.unique())
    return lambda rows: name_table(rows, known)


class Walk:
    """Uses on their way to an identity: `uses` with `at`, where each has come to, and the steps that led there."""

    def __init__(self, uses: pl.DataFrame, decided: Decided) -> None:
        self.uses = uses
        self._decided = decided
        self._apart = decided.apart
        in_article = uses.filter(
            pl.col("form_id") != pl.col("own_id"),
            pl.col("form_name").str.to_lowercase() != pl.col("own_name").str.to_lowercase(),  # a country's own name
            pl.col("rule").is_not_null(),
        )
        self._steps = [
            in_article.select(
                *USE_KEY,
                pl.col("form_id").alias("from_id"),
                pl.col("form_name").alias("from_name"),
                "rule",
                pl.col("article_id").alias("evidence_article_id"),
                pl.col("place").alias("evidence_place"),
                "mention_count",
            )
        ]

    def go(self, proposals: Sequence[pl.DataFrame], by: Sequence[str]) -> None:
        """Follow the proposals that are agreed upon, and that nobody forbids, to their ends."""
        allowed = [without(p, self._apart) for p in proposals]
        links = chosen(allowed, by)
        ends = roots(links, by)
        forbidden = ends.join(self._apart, left_on=["from_id", "root_id"], right_on=["from_id", "into_id"], how="semi")
        if forbidden.height:  # by way of others
            links = links.join(forbidden, on=by, how="anti")
            ends = roots(links, by)
        links = links.join(ends, on=by)
        left = [*by[:-1], "at"]
        moved = self.uses.join(
            links.drop("article_id" if by == ["from_id"] else []), left_on=left, right_on=by, suffix="_link"
        )
        self._steps.append(
            moved.select(
                *USE_KEY,
                pl.col("at").alias("from_id"),
                pl.col("own_name").alias("from_name"),
                pl.col("rule_link").alias("rule"),
                "evidence_article_id",
                "evidence_place",
                "mention_count",
            )
        )
        arrived = self.uses.join(ends, left_on=left, right_on=by, how="left")
        self.uses = arrived.with_columns(pl.coalesce("root_id", "at").alias("at")).drop("root_id")

    def steps(self) -> pl.DataFrame:
        """Use, from_id, from_name, rule and evidence of every step taken."""
        return pl.concat(self._steps)


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


def _by_usual_names(
    names: pl.DataFrame, uses: pl.DataFrame, names_of: Callable[[pl.DataFrame], pl.DataFrame]
) -> pl.DataFrame:
    """The names, people by the whole name that is used most for them: Paul Ryan for Paul D. Ryan."""
    each = names_of(uses.with_columns(pl.col("own_id").alias("at"))).filter(pl.col("is_whole"))
    whole = each.select(pl.col("id").alias("own_id"), pl.col("name").alias("usual_name"))
    used = (
        uses.join(whole, on="own_id")
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
