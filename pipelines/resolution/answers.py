"""Adding a person's decision to seeds/reference/entities.csv. What a row means, and which may stand, is in
`overrules`."""

import csv
import io
import os
import tempfile
from pathlib import Path

from pipelines.resolution.overrules import Overrule, read_overrules


def add_overrule(path: Path, overrule: Overrule) -> int:
    """Add a row at the end, and say which line it is; what is there stays as it is, byte for byte, and is never seen
    half-written. White space in a value becomes one space.

    Raises ValueError (file, line, what to do) for a row that cannot be meant or contradicts one that is there, and
    OSError where the file cannot be read or replaced; the file is then as it was.
    """
    there = path.read_bytes()
    row = io.StringIO(newline="")
    csv.writer(row, lineterminator="\n").writerow([" ".join(value.split()) for value in overrule])
    joint = b"" if not there or there.endswith(b"\n") else b"\n"
    line = len((there + joint).splitlines()) + 1
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    new = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(there + joint + row.getvalue().encode("utf-8"))
        try:
            read_overrules(new)
        except ValueError as error:
            raise ValueError(_said(str(error), new, line, path)) from error
        new.chmod(path.stat().st_mode & 0o777)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    return line


def _said(message: str, new: Path, line: int, path: Path) -> str:
    """What is wrong, about the file as it is: a line that was not added is not one to remove."""
    own = f"{new}, line {line}: "
    if not message.startswith(own):
        return message.replace(str(new), str(path))
    what = message.removeprefix(own)
    for advice in ("; remove one of them", "; remove the line", "; fill it in or remove the line"):
        what = what.removesuffix(advice)
    return f"{path}: not added: {what}"
