"""Reference tables: small CSV files that people edit, so that what is wrong in them must be said, not skipped."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line number and values of each row of a CSV file with exactly these columns; blank lines are left out.

    UTF-8, with or without a byte-order mark. Raises ValueError with file, line and what to do for another header, a row
    with more or fewer values, a value over several lines (a quotation mark that is not closed), and what is no CSV.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        try:
            header = next(reader, [])
            if header != list(columns):
                raise ValueError(f"{path}, line 1: the header must read {','.join(columns)}")
            for row in reader:
                where = f"{path}, line {reader.line_num}"
                if any("\n" in value or "\r" in value for value in row):
                    raise ValueError(f"{where}: a value runs over several lines; close its quotation mark")
                if row and len(row) != len(columns):
                    raise ValueError(f"{where}: {len(row)} values instead of {len(columns)}; quote those with a comma")
                if row:
                    yield reader.line_num, tuple(row)
        except csv.Error as error:
            raise ValueError(f"{path}, line {reader.line_num}: not CSV ({error}); check its quotation marks") from error
        except UnicodeDecodeError as error:
            raise ValueError(f"{path}: not UTF-8 (byte {error.start}); save the file as UTF-8") from error
