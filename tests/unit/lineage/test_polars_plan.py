"""What is read off a plan is true: what it leaves out changes nothing when the plan runs."""

from collections.abc import Callable

import polars as pl
import pytest

from pipelines.lineage.hashing import short_hash, with_hash
from pipelines.lineage.polars_plan import Source, relation_of
from pipelines.lineage.provenance import NOTHING, Column, NotFollowedError, Read, Reads, Rows

A = pl.DataFrame(
    {
        "id": range(12),
        "kind": [f"k{i % 3}" for i in range(12)],
        "size": [i * 7 % 5 for i in range(12)],
        "note": [None if i % 4 == 3 else f"n{i % 5}" for i in range(12)],
    }
)
B = pl.DataFrame(
    {
        "a_id": [i % 6 for i in range(15)],
        "weight": [i * 3 % 7 for i in range(15)],
        "note": [f"m{i % 4}" for i in range(15)],
    }
)
FRAMES = {"a": A, "b": B}
Plan = Callable[[pl.LazyFrame, pl.LazyFrame], pl.LazyFrame]

col = pl.col
PLANS: dict[str, Plan] = {
    "filter": lambda a, b: a.filter((col("kind") != "k1") & col("note").is_not_null()).select("id", "size"),
    "inner": lambda a, b: a.join(b, left_on="id", right_on="a_id").drop("note"),
    "left": lambda a, b: a.join(b, left_on="id", right_on="a_id", how="left"),
    "look-up": lambda a, b: a.join(
        b.group_by("a_id").agg(col("weight").max(), pl.len().alias("n")), left_on="id", right_on="a_id", how="left"
    ),
    "full": lambda a, b: a.join(b.rename({"a_id": "id"}), on="id", how="full", coalesce=True),
    "cross": lambda a, b: a.select("id").join(b.select(col("weight").sum()), how="cross"),
    "semi": lambda a, b: a.join(b.filter(col("weight") > 2), left_on="id", right_on="a_id", how="semi"),
    "anti": lambda a, b: a.join(b.filter(col("weight") > 2), left_on="id", right_on="a_id", how="anti"),
    "as of": lambda a, b: a.sort("size").join_asof(
        b.sort("weight"), left_on="size", right_on="weight", by_left="id", by_right="a_id", check_sortedness=False
    ),
    "totals": lambda a, b: a.select(
        pl.len().alias("n"), col("size").sum(), (col("kind") == "k1").sum().alias("ones"), pl.lit(1).alias("one")
    ),
    "of a group": lambda a, b: a.group_by("kind").agg(
        col("size").min(), col("note").n_unique(), pl.len().alias("n"), col("id").filter(col("size") > 2).sum()
    ),
    "first of a group": lambda a, b: (
        a.sort("size", "id").group_by("kind", maintain_order=True).agg(col("id").first(), col("note").alias("notes"))
    ),
    "one of each": lambda a, b: a.sort("size", "id").unique("kind", keep="last", maintain_order=True),
    "told apart and made one": lambda a, b: (
        a.select("kind", "note").unique().select("kind").unique().with_columns(n=pl.lit(1))
    ),
    "windows": lambda a, b: a.with_columns(
        rank=col("size").rank("dense").over("kind"),
        first=col("id").first().over("kind", order_by="size"),
        sorted=col("id").sort_by("size", "id"),
        other=pl.when(col("size") > 2).then("note").otherwise(pl.lit("-")),
    ),
    "head": lambda a, b: a.sort("size", "id").head(4).select("kind"),
    "beside": lambda a, b: pl.concat([a.select(col("size").sum()), b.select(col("weight").max())], how="horizontal"),
    "structs": lambda a, b: a.select(pl.struct("id", "note").alias("both"), "kind").select(
        col("both").struct.field("id"), "kind"
    ),
    "hash": lambda a, b: with_hash(a.select("id", "kind", "size"), "unit", ("kind",)).select("unit", "size"),
    "parts": lambda a, b: fields(a).filter(col("field") == "kind").select("id", "value"),
    "parts and back": lambda a, b: fields(a).select("id", "unit").join(lengths(a), on="unit").drop("unit"),
    "one part and back": lambda a, b: (
        fields(a).filter(col("field") == "note").select("id", "unit").join(lengths(a), on="unit").select("id", "n")
    ),
}


def fields(a: pl.LazyFrame) -> pl.LazyFrame:
    """id, field, value and unit, of two columns."""
    parts = (
        a.select("id", pl.lit(name).alias("field"), col(name).alias("value")).drop_nulls("value")
        for name in ("kind", "note")
    )
    return with_hash(pl.concat(parts), "unit", ("field", "value"))


def lengths(a: pl.LazyFrame) -> pl.LazyFrame:
    """unit and the length of its value."""
    return fields(a).unique("unit").select("unit", col("value").str.len_chars().alias("n"))


def source(name: str) -> Source:
    columns = {column: Column(frozenset([Read(name, column)])) for column in FRAMES[name].columns}
    return Source(name, FRAMES[name].schema, [Rows(columns, frozenset([Read(name)]))])


def reads_of(plan: Plan) -> dict[str, Reads]:
    """All that is read for each column, rows included."""
    relation = relation_of(plan(source("a").scan(), source("b").scan()))
    return {name: NOTHING.union(*(r.columns[name].all | r.number for r in relation)) for name in relation[0].columns}


def values(plan: Plan, a: pl.DataFrame, b: pl.DataFrame) -> dict[str, list[str]]:
    made = plan(a.lazy(), b.lazy()).collect()
    return {name: sorted(map(repr, made[name].to_list())) for name in made.columns}


@pytest.mark.parametrize("name", PLANS)
def test_what_is_not_read_changes_nothing(name: str) -> None:
    plan = PLANS[name]
    reads, before = reads_of(plan), values(plan, A, B)
    assert list(reads) == list(before)
    for table, frame in FRAMES.items():
        for column in frame.columns:
            perturbed = FRAMES | {table: frame.with_columns(col(column).reverse().shift(1))}
            after = values(plan, perturbed["a"], perturbed["b"])
            differing = {output for output in before if before[output] != after[output]}
            assert differing <= {output for output, read in reads.items() if Read(table, column) in read}


@pytest.mark.parametrize(
    ("name", "column", "read"),
    [
        ("look-up", "size", {"a.size", "a."}),  # neither adds a row nor takes one away
        ("look-up", "n", {"a.id", "b.a_id", "a.", "b."}),
        ("left", "size", {"a.size", "a.id", "b.a_id", "a.", "b."}),
        ("parts", "value", {"a.kind", "a."}),  # the other part's rows are filtered out
        ("one part and back", "n", {"a.note", "a."}),  # no two parts share a unit
        ("told apart and made one", "n", {"a.kind", "a."}),
        ("totals", "one", {"a."}),
        ("beside", "size", {"a.size", "a."}),
        ("hash", "unit", {"a.kind", "a."}),
    ],
)
def test_no_more_is_read_than_has_a_part(name: str, column: str, read: set[str]) -> None:
    assert {f"{table}.{of}" for table, of in reads_of(PLANS[name])[column]} == read


def test_a_python_function_that_does_not_show_what_it_reads_is_refused() -> None:
    frame = source("a").scan().with_columns(col("kind").map_elements(short_hash, return_dtype=pl.String).alias("new"))
    with pytest.raises(NotFollowedError, match="what the Python function reads that makes new does not show"):
        relation_of(frame)


def test_a_plan_that_nothing_here_knows_is_refused() -> None:
    with pytest.raises(NotFollowedError, match="cannot be followed through the plan's MapFunction"):
        relation_of(source("a").scan().with_row_index())
    with pytest.raises(NotFollowedError, match="stands for no table"):
        relation_of(pl.io.plugins.register_io_source(lambda *_: iter(()), schema={"x": pl.Int64}))
