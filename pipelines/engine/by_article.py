"""Work on whole tables, some articles at a time: rows are dealt out to files by article (or by text), and what a
function makes of each dealing is put together again. Memory is then that of some articles, however many there are."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import polars as pl

from pipelines.lineage.parquet import scan_files

Frames = Mapping[str, pl.LazyFrame]

# Their texts and all that stands on them take some 100 MB while they are joined.
ARTICLES_AT_A_TIME = 2_000
# Each dealing has a writer of its own, which holds so many rows.
_ROWS_IN_WRITER = 5_000


def in_dealings(frames: Frames, articles: int, folder: Path, key: str = "article_id") -> Iterator[Frames]:
    """The frames, all with the key's column, in dealings of whole articles (or of what else the key names): all rows
    with one key are in one.

    `articles` says how many there are, about. Few are one dealing, and nothing is written; else dealings are in files
    below the folder, which must be empty.
    """
    count = -(-articles // ARTICLES_AT_A_TIME)
    if count <= 1:
        yield frames
        return
    schemas = {name: frame.collect_schema() for name, frame in frames.items()}
    for name, frame in frames.items():
        _deal(frame, key, count, folder / name)
    for number in range(count):
        files = {name: folder / name / f"{number}.parquet" for name in frames}
        yield {
            name: scan_files([file]) if file.exists() else schemas[name].to_frame().lazy()
            for name, file in files.items()
        }


def by_article(
    function: Callable[..., Frames], frames: Frames, articles: int, folder: Path, key: str = "article_id"
) -> Frames:
    """What a function makes of the frames, its arguments; it must look at each article (or what the key names) by
    itself. The result may be in files below the folder, which must be empty."""
    made: dict[str, list[Path]] = {}
    for number, dealing in enumerate(in_dealings(frames, articles, folder, key)):
        found = function(**dealing)
        if dealing is frames:
            return found
        files = {name: folder / f"made.{name}.{number}.parquet" for name in found}
        pl.collect_all(
            rows.sink_parquet(files[name], compression="lz4", row_group_size=_ROWS_IN_WRITER, lazy=True)
            for name, rows in found.items()
        )
        for name, file in files.items():
            made.setdefault(name, []).append(file)
    return {name: scan_files(files) for name, files in made.items()}


def _deal(rows: pl.LazyFrame, key: str, count: int, folder: Path) -> None:
    """Write the rows to a file for each dealing that has some."""
    folder.mkdir(parents=True)
    number = pl.col(key).hash() % count
    target = pl.PartitionBy(
        folder,
        key={"_dealing": number},
        include_key=False,
        approximate_bytes_per_file=None,
        file_path_provider=lambda file: f"{file.partition_keys['_dealing'][0]}.parquet",
    )
    rows.sink_parquet(target, compression="lz4", row_group_size=_ROWS_IN_WRITER, statistics=False)
