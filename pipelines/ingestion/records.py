"""What a reader gives back: a record, or the reason why there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.lineage.segments import Segment


@dataclass(frozen=True)
class Record:
    """One article as its file has it. Text is as published; `published_at` is still the publisher's own words.

    `data` are the record's bytes before decoding. `below` has, for title and text, the segments that lead from the
    field to the bytes of the object. `notes` say which optional fields could not be used, and why.
    """

    locator: str
    byte_start: int
    byte_end: int
    data: bytes
    encoding: str
    text: str
    title: str | None = None
    external_id: str | None = None
    source: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    published_at: str | None = None
    notes: tuple[str, ...] = ()
    below: Mapping[str, Sequence[Segment]] = field(default_factory=dict)


@dataclass(frozen=True)
class Reject:
    """A stretch of a file that gives no article. `reason` is a code, `error` says it in words."""

    reason: str
    error: str
    locator: str = "whole"
    byte_start: int = 0
    byte_end: int = 0
    encoding: str | None = None
