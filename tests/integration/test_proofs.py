"""Every row of the sample is proven, and nothing that is wrong is: one byte, one offset or one edit is seen."""

import copy
import gzip
import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import polars as pl
import pytest

from pipelines.engine.tables import TableFolder
from pipelines.ingestion.readers import READERS
from pipelines.lineage.proof import Bytes
from pipelines.lineage.proof_batches import are_proven
from pipelines.lineage.proofs import READS, field_problem, prove_batch, with_rows, without_proven
from pipelines.publishing.verification import record_problem

from .conftest import SAMPLE, Corpus

CORRUPTIONS = 1000
DECODES = {reader.media_type: reader.decodes for reader in READERS.values()}


class Proven(NamedTuple):
    """A title or text with its rows, and where it comes from."""

    row: dict[str, Any]
    object_sha256: str
    data: bytes
    start: int
    end: int
    encoding: str
    media_type: str

    def problem(self) -> str | None:
        """What a verifier finds: in the object as a whole, then in the record."""
        if hashlib.sha256(self.data).hexdigest() != self.object_sha256:
            return "the object has changed"
        found = Bytes(self.data[self.start : self.end], self.start, self.encoding, DECODES[self.media_type])
        return record_problem(self.row, found)


@pytest.fixture(scope="module")
def proven(sample: Corpus) -> list[Proven]:
    folder = TableFolder(sample.data / "tables")
    tables = {name: folder.scan(name) for name in READS}
    keys = tables["source_texts"].select("article_id", "field", pl.lit("").alias("unit"))
    inputs = tables["inputs"].filter(pl.col("status") == "article").collect().rows_by_key("article_id", named=True)
    found = []
    for row in with_rows(keys, tables).collect().iter_rows(named=True):
        [place] = inputs[row["article_id"]]
        data = (SAMPLE / place["path"]).read_bytes()
        if place["path"].endswith(".gz"):
            data = gzip.decompress(data)
        found.append(
            Proven(
                row,
                place["object_sha256"],
                data,
                place["byte_start"],
                place["byte_end"],
                place["encoding"],
                place["media_type"],
            )
        )
    return found


@pytest.fixture(scope="module")
def schema(sample: Corpus) -> pl.Schema:
    folder = TableFolder(sample.data / "tables")
    keys = folder.scan("source_texts").select("article_id", "field", pl.lit("").alias("unit"))
    return with_rows(keys, {name: folder.scan(name) for name in READS}).collect_schema()


def test_everything_is_proven(sample: Corpus, proven: list[Proven]) -> None:
    assert [field.problem() for field in proven] == [None] * len(proven)
    assert sample.rows("SELECT count(*), count(problem) FROM lineage.proofs") == [(len(proven), 0)]
    counted = ("sentence", "mention", "edit", "correction", "veto", "segment")
    counts = ", ".join(f"sum({kind}_count)" for kind in counted)
    tables = (
        "sentences",
        "mentions",
        "text_edits",
        "spelling_corrections",
        "spelling_vetoes",
        "lineage.source_segments",
    )
    rows = tuple(sample.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables)  # noqa: S608 (fixed names)
    assert sample.rows(f"SELECT {counts} FROM lineage.proofs") == [rows]  # noqa: S608 (fixed names)


def corrupted(field: Proven, order: random.Random) -> Iterator[tuple[str, Proven]]:
    """The field with one thing wrong, and what; nothing where it has no such thing."""
    row = copy.deepcopy(field.row)
    kind = order.choice(["byte", "segment", "edit", "span", "clean", "source"])
    if kind == "byte":
        place = order.randrange(len(field.data))
        data = bytearray(field.data)
        data[place] ^= 1 << order.randrange(8)
        yield "byte", field._replace(data=bytes(data))
    elif kind in ("clean", "source"):
        place = order.randrange(len(row[kind]))
        row[kind] = row[kind][:place] + chr(ord(row[kind][place]) ^ 1) + row[kind][place + 1 :]
        yield kind, field._replace(row=row)
    else:
        rows = row[f"{kind}s"] or []
        if not rows:
            return
        chosen = order.choice(rows)
        column = order.choice(
            [c for c, value in chosen.items() if isinstance(value, int) or c in ("before", "after", "surface")]
        )
        value = chosen[column]
        if isinstance(value, bool):
            chosen[column] = not value
        elif isinstance(value, int):
            chosen[column] = max(0, value + order.choice([-7, -1, 1, 7]))
        elif isinstance(value, str):
            chosen[column] = value + "x"
        if chosen[column] == value:
            return
        yield f"{kind}.{column}", field._replace(row=row)


def batch_of(rows: list[dict[str, Any]], schema: pl.Schema) -> pl.DataFrame:
    return pl.DataFrame([row | {"unit": str(at)} for at, row in enumerate(rows)], schema=schema)


def test_sound_rows_are_proven_all_at_once(proven: list[Proven], schema: pl.Schema) -> None:
    assert are_proven(batch_of([field.row for field in proven], schema)).all()


def test_nothing_that_is_wrong_passes_with_many_at_once(proven: list[Proven], schema: pl.Schema) -> None:
    """What is no longer sound beside the bytes is told from the rest of its batch, and the problem is the same."""
    order = random.Random(20261123)  # noqa: S311 (chance, not secrecy)
    rows, problems = [field.row for field in proven], [None] * len(proven)
    while len(rows) < CORRUPTIONS:
        for _, field in corrupted(order.choice(proven), order):
            with suppress(ValueError):  # a span that leaves its layer is no problem but an error, with many at once too
                problems.append(field_problem(field.row))
                rows.append(field.row)
    batch = batch_of(rows, schema)
    units = without_proven(batch.lazy()).collect()
    assert prove_batch(None, units)["proofs"]["problem"].to_list() == problems
    assert are_proven(batch).tolist() == [problem is None for problem in problems]
    assert units["is_in_doubt"].to_list() == [problem is not None for problem in problems]
    assert units["source"].is_null().to_list() == [problem is None for problem in problems]


def test_a_thousand_corruptions_are_all_seen(proven: list[Proven]) -> None:
    order = random.Random(20261122)  # noqa: S311 (chance, not secrecy)
    done: Counter[str] = Counter()
    missed = []
    while done.total() < CORRUPTIONS:
        for what, field in corrupted(order.choice(proven), order):
            done[what] += 1
            if field.problem() is None:
                missed.append((what, field.row["article_id"], field.row["field"], field.media_type))
    assert missed == []
    assert set(done) >= {"byte", "clean", "source", "segment.byte_start", "edit.raw_start", "span.char_end"}
