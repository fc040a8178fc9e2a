"""Adding a person's decision to seeds/reference/entities.csv. What a row means, and which may stand, is in
`overrules`."""

import csv
import io
import os
import tempfile
from pathlib import Path

from pipelines.resolution.overrules import Overrule, read_overrules


def add_overrule(path: Path, overrule: Overrule) -> None:
    """Add a row at the end; what is there stays as it is, byte for byte, and is never seen half-written.

    Raises ValueError (file, line, what to do) for a row that cannot be meant or contradicts one that is there, and
    OSError where the file cannot be read or replaced; the file is then as it was.
    """
    there = path.read_bytes()
    row = io.StringIO(newline="")
    csv.writer(row, lineterminator="\n").writerow(overrule)
    joint = b"" if not there or there.endswith(b"\n") else b"\n"
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(there + joint + row.getvalue().encode("utf-8"))
        try:
            read_overrules(new)
        except ValueError as error:
            raise ValueError(str(error).replace(str(new), str(path))) from error
        new.chmod(path.stat().st_mode & 0o777)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
