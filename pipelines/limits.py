"""How much one file may ask of a run: the bounds within which hostile and broken input is read, with their defaults.

Each is declared here once, with its variable and its reason; `docs/limits.md` follows from it.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace

_VARIABLE = "NEWSLEDGER_MAX_"
# Those that decide what becomes of a record that is read; the others decide which files are opened at all.
_OF_RECORDS = ("record_bytes", "text_characters", "nesting", "held_bytes", "page_seconds")


def _limit(default: int, unit: str, reason: str) -> int:
    return field(default=default, metadata={"unit": unit, "reason": reason})


@dataclass(frozen=True)
class Limits:
    """The bounds, whole numbers from 1. The variable of each is NEWSLEDGER_MAX_ and its name in capitals."""

    object_bytes: int = _limit(
        2 << 30, "bytes", "Of one file, decompressed. A larger one is a reject (`too_large`) and must be split."
    )
    compression_ratio: int = _limit(
        200,
        "times",
        "How many times larger than compressed a .gz, a member of an archive, or all its members together may be, once "
        "they have 16 MiB (`too_compressed`). News text reaches 3 to 10, repetitive logs 50; a bomb 1,000 and more.",
    )
    archive_members: int = _limit(
        100_000, "members", "Of one archive. Those beyond are one reject (`too_many_members`)."
    )
    archive_depth: int = _limit(
        2, "levels", "An archive in an archive is the second level. Deeper ones are rejects (`nested_too_deep`)."
    )
    held_bytes: int = _limit(
        256 << 20,
        "bytes",
        "Of what has to be held in memory: an archive in an archive, a Parquet file that is compressed or in an "
        "archive (`too_large`).",
    )
    record_bytes: int = _limit(
        32 << 20,
        "bytes",
        "Of one record: a line, a row, an element of a list, an item, a response, a .txt (`too_large`). An article of "
        "the greatest length takes 6 MB with every character escaped.",
    )
    text_characters: int = _limit(
        500_000,
        "characters",
        "Of an article's text (`too_long`): ten times the longest newspaper features. The language model's memory "
        "grows with the text.",
    )
    nesting: int = _limit(200, "levels", "Of lists and objects in JSON (`invalid_json`).")
    page_seconds: int = _limit(
        120,
        "seconds",
        "For one page (`too_slow`). A page is bounded by size, depth and number of elements, so that it is read in "
        "seconds; this ends what those bounds do not. The only limit that hangs on the machine.",
    )

    work_seconds: int = _limit(
        300,
        "seconds",
        "For a batch of titles and texts in a worker, some seconds' work, and then for one of them by itself "
        "(`too_slow`). It ends what hangs.",
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Limits":
        """The defaults, changed by the variables. Raises ValueError for a value that cannot be used."""
        limits = cls()
        for name in (one.name for one in fields(cls)):
            if value := environment.get(variable(name)):
                if not re.fullmatch("[1-9][0-9]{0,17}", value):
                    raise ValueError(f"{variable(name)} must be a whole number from 1, not {value!r}")
                limits = replace(limits, **{name: int(value)})
        return limits

    def of_records(self) -> dict[str, int]:
        """Those that can change what a record gives, by name."""
        return {name: value for name, value in asdict(self).items() if name in _OF_RECORDS}


def variable(name: str) -> str:
    """The environment's name of a limit."""
    return _VARIABLE + name.upper()


def limits_as_markdown() -> str:
    """The page that documents them, without its introduction: one row a limit."""
    rows = (
        f"| `{variable(one.name)}` | {one.default:,} {one.metadata['unit']} | {one.metadata['reason']} |"
        for one in fields(Limits)
    )
    return "\n".join(("| variable | default | of what, and why |", "|---|---|---|", *rows)) + "\n"


if __name__ == "__main__":
    print(limits_as_markdown(), end="")  # noqa: T201 (what it is for)
