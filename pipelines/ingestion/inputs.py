"""Files to the tables source_objects, inputs, raw_articles and source_segments. What a file holds is read in
`reading.py`; here is what follows from where it lies, and from the other files."""

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import polars as pl

from pipelines.ingestion import identity
from pipelines.ingestion.archives import ArchiveError
from pipelines.ingestion.duplicates import Candidate, find_duplicates
from pipelines.ingestion.forgotten import REASON, kept_out, rejected_as_forgotten
from pipelines.ingestion.objects import SourceFile, digest
from pipelines.ingestion.opening import Opener
from pipelines.ingestion.pieces import OversizeError, TooCompressedError, damage_of
from pipelines.ingestion.readers import READERS
from pipelines.ingestion.reading import RECORD_TABLES, RecordConfiguration, read_batch, unit_of
from pipelines.ingestion.source_segments import segment_table
from pipelines.limits import Limits
from pipelines.lineage.hashing import with_hash
from pipelines.schemas.ingestion import Inputs, RawArticles, SourceObjects

UNKNOWN_SHA256 = "0" * 64

# A file as found. Without a unit, `reason` and `error` say why nothing in it is read.
OBJECTS: dict[str, pl.DataType] = {
    "file": pl.Int64(),
    "path": pl.String(),
    "location": pl.Binary(),
    "places": pl.List(pl.Int64),
    "member": pl.String(),
    "extension": pl.String(),
    "media_type": pl.String(),
    "compression": pl.String(),
    "object_sha256": pl.String(),
    "byte_count": pl.Int64(),
    "damage": pl.String(),
    "unit": pl.String(),
    "reason": pl.String(),
    "error": pl.String(),
}
_KEY = ["input_id", "path"]


class Ingested(NamedTuple):
    """The tables of the step."""

    source_objects: pl.DataFrame
    inputs: pl.DataFrame
    raw_articles: pl.DataFrame
    source_segments: pl.DataFrame


def ingest(
    files: Sequence[SourceFile],
    progress: Callable[[int], None] = lambda _: None,
    configuration: RecordConfiguration = RecordConfiguration(),  # noqa: B008 (frozen)
) -> Ingested:
    """Read every file. `progress` is told after each file how many are done."""
    objects = hashed(files, configuration.options.limits)
    read = [pl.DataFrame(schema=RECORD_TABLES["records"])]
    seen: set[str | None] = {None}
    for done, (unit,) in enumerate(objects.select("unit").iter_rows(), start=1):
        if unit not in seen:
            seen.add(unit)
            found = read_batch(configuration, objects.filter(unit=unit).head(1))
            records = found["records"].collect()
            read.append(records.join(found["units"].collect(), on="unit", how="semi"))
        progress(done)
    made = ingested(objects, pl.concat(read).lazy(), configuration.forgotten)
    return Ingested(*(made[name].collect() for name in Ingested._fields))


def hashed(files: Sequence[SourceFile], limits: Limits) -> pl.DataFrame:
    """Every file as a row of OBJECTS."""
    with Opener(limits) as opener:
        rows = [_object(number, file, opener, limits) for number, file in enumerate(files)]
    return pl.DataFrame(rows, schema=OBJECTS, orient="row")


def ingested(
    objects: pl.DataFrame,
    records: pl.LazyFrame,
    forgotten: Collection[str],
    failed: Mapping[str, tuple[str, str]] = MappingProxyType({}),
) -> Mapping[str, pl.LazyFrame]:
    """The tables, of the files found and the records read; a file with a unit of which there are no records, and no
    reason, changed meanwhile. `failed` has reason and error of articles, by id, on which no worker can work."""
    located = objects.lazy().select("file", "path", "media_type", "object_sha256", "unit")
    found = located.join(records.drop("text", "title", "authors", "segments"), on="unit").collect()
    decided = _decided(found, forgotten, failed)
    states = found.lazy().join(decided.lazy(), on=_KEY, how="left", suffix="_decided")
    status = pl.when(pl.col("own_id").is_null()).then(pl.lit("rejected")).otherwise(pl.lit("article"))
    states = states.with_columns(
        pl.coalesce("status", status).alias("status"),
        pl.coalesce("reason_decided", "reason").alias("reason"),
        pl.coalesce("error_decided", "error").alias("error"),
        pl.when(pl.col("status").is_null()).then("own_id").otherwise("article_id").alias("article_id"),
    )
    unread = [_unread(row) for row in objects.join(found, on="file", how="anti").iter_rows(named=True)]
    order: dict[str, pl.DataType] = {"file": pl.Int64(), "number": pl.Int64()}
    of_files = pl.DataFrame(unread, schema=order | Inputs.dtypes(), orient="row")
    inputs = pl.concat([states.select(of_files.columns), of_files.lazy()]).sort("file", "number")
    of_articles = states.filter(pl.col("status") == "article").select("unit", "number", "article_id", "path", "locator")
    placed = with_hash(of_articles, "place", ["path", "locator"], lambda v: identity.document_id_by_place(**v))
    # In the order of records: they are not held.
    articles = records.join(placed.drop("locator"), on=["unit", "number"], maintain_order="left")
    return {
        "source_objects": SourceObjects.conform(objects.lazy().filter(pl.col("byte_count").is_not_null())),
        "inputs": Inputs.conform(inputs),
        "raw_articles": RawArticles.conform(
            articles.with_columns(pl.coalesce("document_id", "place").alias("document_id"))
        ),
        "source_segments": segment_table(articles),
    }


def every_input_has_one_state(inputs: pl.LazyFrame, raw_articles: pl.LazyFrame) -> int:
    """How far inputs and articles are from adding up; 0 when nothing is lost and nothing is doubled.

    #inputs = #article + #duplicate + #rejected, each input with status article has its one row in raw_articles, and
    each duplicate names an article that is there.
    """
    counts = inputs.group_by("status").len().collect()
    by_status: Mapping[str, int] = dict(counts.iter_rows())
    known = sum(by_status.get(status, 0) for status in ("article", "duplicate", "rejected"))
    articles = inputs.filter(pl.col("status") == "article").select("article_id")
    duplicates = inputs.filter(pl.col("status") == "duplicate").select("article_id")
    unmatched = (
        articles.join(raw_articles, on="article_id", how="anti").select(pl.len()).collect().item()
        + raw_articles.join(articles, on="article_id", how="anti").select(pl.len()).collect().item()
        + duplicates.join(raw_articles, on="article_id", how="anti").select(pl.len()).collect().item()
    )
    row_difference = abs(by_status.get("article", 0) - raw_articles.select(pl.len()).collect().item())
    return int(counts["len"].sum() - known + unmatched + row_difference)


def _object(number: int, file: SourceFile, opener: Opener, limits: Limits) -> dict[str, object]:
    """The file's row, as far as it can be read."""
    reader = READERS.get(file.extension)
    row: dict[str, object] = {
        "file": number,
        "path": file.path,
        "location": os.fsencode(file.absolute),
        "places": list(file.places),
        "member": file.member,
        "extension": file.extension,
        "media_type": reader.media_type if reader else "application/octet-stream",
        "compression": "gzip" if file.is_gzip else None,
        "object_sha256": UNKNOWN_SHA256,
    }
    if file.problem:
        return row | {"reason": file.reason, "error": file.problem}
    try:
        with opener.open(file) as stream:
            sha256, size = digest(stream, limits.object_bytes)
            damage = damage_of(stream)
    except OversizeError as error:
        return row | {"reason": "too_large", "error": str(error)}
    except TooCompressedError as error:
        return row | {"reason": "too_compressed", "error": str(error)}
    except ArchiveError as error:
        return row | {"reason": error.reason, "error": str(error)}
    except OSError as error:
        return row | {"reason": "unreadable", "error": error.strerror or str(error)}
    if damage and not size:
        return row | {"reason": "bad_compression", "error": f"cannot be decompressed: {damage}"}
    row |= {"object_sha256": sha256, "byte_count": size, "damage": damage}
    if reader:
        return row | {"unit": unit_of(sha256, file.extension, damage)}
    known = f"no reader for {file.extension or 'no extension'!r}; known: {', '.join(READERS)}"
    return row | {"reason": "unknown_format", "error": known}


def _unread(row: Mapping[str, object]) -> dict[str, object]:
    """The row in inputs of a file of which nothing was read."""
    # A file that could not be read has no bytes to be known by; its path keeps it apart from others.
    known_by = row["object_sha256"] if row["object_sha256"] != UNKNOWN_SHA256 else row["path"]
    return {name: row[name] for name in ("file", "path", "object_sha256", "media_type")} | {
        "number": 0,
        "input_id": identity.input_id(str(known_by), "whole"),
        "locator": "whole",
        "byte_start": 0,
        "byte_end": 0,
        "status": "rejected",
        "reason": row["reason"] or "changed_while_read",
        "error": row["error"] or "the file changed while it was read: run again",
    }


def _decided(found: pl.DataFrame, forgotten: Collection[str], failed: Mapping[str, tuple[str, str]]) -> pl.DataFrame:
    """Records that are no article of their own: input_id, path, status, reason, error, article_id."""
    of_records = found.filter(pl.col("own_id").is_not_null())
    is_doubtful = pl.col("own_id").is_duplicated() | pl.col("content").is_duplicated()
    columns = ("own_id", "input_id", "path", "content", "id_hash", "url_hash", "published_at")
    doubtful = of_records.filter(is_doubtful | pl.col("own_id").is_in([*forgotten, *failed])).select(columns)
    candidates = [Candidate(*row) for row in doubtful.iter_rows()]
    duplicates = find_duplicates(candidates)
    to_forget = rejected_as_forgotten(candidates, duplicates, forgotten)
    # Copies of an article that cannot be worked on cannot be worked on either.
    failing = kept_out(candidates, duplicates, failed) if failed else {}
    rejected = {key: failed[listed] for key, listed in failing.items()}
    rejected |= {key: (REASON, error) for key, error in to_forget.items()}
    return pl.DataFrame(
        [
            *((*key, "rejected", *why, None) for key, why in rejected.items()),
            *(
                (*key, "duplicate", reason, f"repeats article {article_id}", article_id)
                for key, (article_id, reason) in duplicates.items()
                if key not in rejected
            ),
        ],
        schema=dict.fromkeys((*_KEY, "status", "reason", "error", "article_id"), pl.String()),
        orient="row",
    )
