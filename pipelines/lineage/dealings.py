"""Frames of any size, dealt out to files so that some of their rows are held at a time: all rows with one key (an
article, a text, a name) are in one dealing."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipelines.lineage.parquet import scan_files

Frames = Mapping[str, pl.LazyFrame]

# Their texts and all that stands on them take some 100 MB while they are joined.
ARTICLES_AT_A_TIME = 2_000
# What each writer holds, of rows with a few short columns.
ROWS_IN_WRITER = 5_000


def dealing_count(articles: int) -> int:
    """How many dealings are to be made of the rows of so many articles."""
    return max(-(-articles // ARTICLES_AT_A_TIME), 1)


def in_dealings(frames: Frames, count: int, folder: Path, key: str = "article_id") -> Iterator[Frames]:
    """The frames, all with the key's column, in so many dealings. One is the frames themselves, and nothing is written;
    else dealings are in files below the folder, where the frames' names must be free."""
    if count <= 1:
        yield frames
        return
    schemas = {name: frame.collect_schema() for name, frame in frames.items()}
    for name, frame in frames.items():
        deal(frame, pl.col(key).hash() % count, folder / name)
    for number in range(count):
        files = {name: folder / name / f"{number}.parquet" for name in frames}
        yield {
            name: scan_files([file]) if file.exists() else schemas[name].to_frame().lazy()
            for name, file in files.items()
        }


def deal(rows: pl.LazyFrame, number: pl.Expr, folder: Path, rows_in_writer: int = ROWS_IN_WRITER) -> None:
    """Write the rows to a file for each dealing that has some, named by its number. Each has a writer of its own, which
    holds `rows_in_writer`."""
    folder.mkdir(parents=True)
    target = pl.PartitionBy(
        folder,
        key={"_dealing": number},
        include_key=False,
        approximate_bytes_per_file=None,
        file_path_provider=lambda file: f"{file.partition_keys['_dealing'][0]}.parquet",
    )
    rows.sink_parquet(target, compression="lz4", row_group_size=rows_in_writer, statistics=False)


class _Piece(NamedTuple):
    """Columns of a dealing: at hand, or in a file that may have more of them."""

    rows: pl.DataFrame | Path
    columns: tuple[str, ...]

    def read(self) -> pl.DataFrame:
        if isinstance(self.rows, pl.DataFrame):
            return self.rows.select(self.columns)
        return pl.read_parquet(self.rows, glob=False, columns=list(self.columns))


@dataclass(frozen=True)
class Dealt:
    """A frame in dealings of whole articles: one that is held, or several that wait in files below the folder.

    What is made of it dealing by dealing is a frame of the same kind, with its dealings in the same order.
    """

    _dealings: Sequence[tuple[_Piece, ...]]
    _folder: Path

    @classmethod
    def of(
        cls,
        rows: pl.LazyFrame,
        articles: int,
        folder: Path,
        make: Callable[[pl.LazyFrame], pl.LazyFrame] = lambda rows: rows,
    ) -> "Dealt":
        """What a function makes of rows with the column article_id, looking at each article by itself. `articles` says
        how many there are, about; the folder must be empty."""
        count = dealing_count(articles)
        dealings = in_dealings({"rows": rows}, count, folder)
        return cls(_waiting((make(dealing["rows"]).collect() for dealing in dealings), count, folder), folder)

    def frames(self) -> Iterator[pl.DataFrame]:
        """Dealing by dealing."""
        for pieces in self._dealings:
            yield pl.concat([piece.read() for piece in pieces], how="horizontal")

    def only(self, *columns: str) -> "Dealt":
        """Only these columns; no others are read."""
        dealings = [
            tuple(piece._replace(columns=found) for piece in pieces if (found := _among(columns, piece.columns)))
            for pieces in self._dealings
        ]
        return Dealt(dealings, self._folder)

    def beside(self, other: "Dealt") -> "Dealt":
        """With the columns of another one that has a row for each of these."""
        pairs = zip(self._dealings, other._dealings, strict=True)
        return Dealt([(*these, *others) for these, others in pairs], self._folder)

    def each(self, function: Callable[..., pl.DataFrame], *others: "Dealt") -> "Dealt":
        """What a function makes of each dealing, and of those of the others in its place."""
        return Dealt(_waiting(self._made(function, others), len(self._dealings), self._folder), self._folder)

    def of_each(self, function: Callable[..., pl.DataFrame], *others: "Dealt") -> pl.DataFrame:
        """The same, held together: for what is small beside the rows."""
        return pl.concat(self._made(function, others))

    def numbered(self, name: str) -> "Dealt":
        """With a column that numbers all rows."""
        starts = iter([0, *accumulate(self.of_each(lambda rows: rows.select(pl.len()))["len"])])
        return self.each(lambda rows: rows.with_row_index(name, next(starts)))

    def by(self, key: str, **frames: "Dealt") -> Iterator[Frames]:
        """Frames dealt out anew, by another key, in as many dealings as this one."""
        folder = self._folder / secrets.token_hex(8)
        yield from in_dealings({name: f.scan() for name, f in frames.items()}, len(self._dealings), folder, key)

    def scan(self) -> pl.LazyFrame:
        """All rows, lazily, of a frame that was made of each dealing."""
        files = [piece.rows for (piece,) in self._dealings if isinstance(piece.rows, Path)]
        return scan_files(files) if files else pl.concat(self.frames()).lazy()

    def _made(self, function: Callable[..., pl.DataFrame], others: Sequence["Dealt"]) -> Iterator[pl.DataFrame]:
        for rows in zip(self.frames(), *(other.frames() for other in others), strict=True):
            yield function(*rows)


def _among(columns: Sequence[str], there: Sequence[str]) -> tuple[str, ...]:
    return tuple(column for column in columns if column in there)


def _waiting(frames: Iterable[pl.DataFrame], count: int, folder: Path) -> list[tuple[_Piece, ...]]:
    """So many dealings; one is held."""
    return [(_Piece(rows if count == 1 else _written(rows, folder), tuple(rows.columns)),) for rows in frames]


def _written(rows: pl.DataFrame, folder: Path) -> Path:
    file = folder / f"{secrets.token_hex(8)}.parquet"
    rows.write_parquet(file, compression="lz4", statistics=False)
    return file
