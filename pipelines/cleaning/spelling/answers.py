"""Writing down what a person decided about a word, in the file that ``overrules.py`` reads.

Belongs here: where a row goes, and what is refused. Every other line of the file stays as it is, byte for byte.
"""

import csv
import io
import os
from pathlib import Path
from typing import NamedTuple

from pipelines.cleaning.spelling.overrules import SCHEMA, checked_row, read_overrules
from pipelines.schemas.reference import read_rows


class Answer(NamedTuple):
    """What becomes of a word: `replacement`, or None to keep it."""

    word: str
    replacement: str | None
    note: str = ""

    def __str__(self) -> str:
        return f"keep {self.word!r}" if self.replacement is None else f"{self.word!r} becomes {self.replacement!r}"


class Written(NamedTuple):
    """The line on which an answer stands now, from 1, and whether the file was changed for it."""

    line: int
    is_new: bool


def write_answer(path: Path, answer: Answer, *, is_replacing: bool = False) -> Written:
    """Put an answer into a file of overrules; the file is replaced when it is whole, and made when there is none.

    An answer that the file has already changes nothing, unless it is to be replaced (by one with another note, say).
    Raises ValueError, with the file as it was, when the file cannot be read, for an answer that it cannot hold, and
    for one that contradicts a row, unless that row is to be replaced.
    """
    word, replacement, note = checked_row(
        (answer.word, answer.replacement or "", " ".join(answer.note.split())), "this answer"
    )
    if not "".join((word, replacement or "", note)).isprintable():
        raise ValueError("this answer: it has characters that cannot be seen; leave them out")
    path = path.resolve()  # where a link leads, so that the link stays one
    before = path.read_bytes().decode("utf-8") if path.exists() else f"{','.join(SCHEMA.names())}\n"
    if path.exists():
        read_overrules(path)
        earlier = {fields[0]: (line, fields) for line, fields in read_rows(path, SCHEMA.names())}.get(word)
    else:
        earlier = None
    lines = list(io.StringIO(before, newline=""))
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    row = _row(word, replacement, note) + end
    if earlier is None:
        if not lines[-1].endswith(("\n", "\r")):
            lines[-1] += end
        lines.append(row)
        at = len(lines)
    else:
        at, (_, listed, _) = earlier
        if not is_replacing:
            if listed == (replacement or ""):
                return Written(at, is_new=False)
            said = Answer(word, listed or None)
            raise ValueError(
                f"{path}, line {at} says otherwise ({said}): say --replace to put this answer in its place"
            )
        if lines[at - 1].rstrip("\r\n") == row.rstrip("\r\n"):
            return Written(at, is_new=False)
        lines[at - 1] = row
    _replace(path, "".join(lines))
    return Written(at, is_new=True)


def _row(word: str, replacement: str | None, note: str) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow((word, replacement or "", note))
    return line.getvalue()


def _replace(path: Path, text: str) -> None:
    new = path.with_name(f"{path.name}.new")
    try:
        with new.open("wb") as stream:
            stream.write(text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            new.chmod(path.stat().st_mode)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
