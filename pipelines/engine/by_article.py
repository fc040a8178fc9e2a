"""Work on whole tables, some articles at a time: rows are dealt out to files by article (or by text), and what a
function makes of each dealing is put together again. Memory is then that of some articles, however many there are."""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from pipelines.lineage.dealings import ROWS_IN_WRITER, Frames, dealing_count, in_dealings
from pipelines.lineage.parquet import scan_files


def by_article(
    function: Callable[..., Frames], frames: Frames, articles: int, folder: Path, key: str = "article_id"
) -> Frames:
    """What a function makes of the frames, its arguments; it must look at each article (or what the key names) by
    itself. `articles` says how many there are, about. The result may be in files below the folder, which must be
    empty."""
    made: dict[str, list[Path]] = {}
    for number, dealing in enumerate(in_dealings(frames, dealing_count(articles), folder, key)):
        found = function(**dealing)
        if dealing is frames:
            return found
        files = {name: folder / f"made.{name}.{number}.parquet" for name in found}
        pl.collect_all(
            rows.sink_parquet(files[name], compression="lz4", row_group_size=ROWS_IN_WRITER, lazy=True)
            for name, rows in found.items()
        )
        for name, file in files.items():
            made.setdefault(name, []).append(file)
    return {name: scan_files(files) for name, files in made.items()}
