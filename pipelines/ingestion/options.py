"""What every reader is told: what fields are called, and what a record may ask of it."""

from dataclasses import dataclass, field

from pipelines.field_names import FieldNames
from pipelines.limits import Limits


@dataclass(frozen=True)
class ReadOptions:
    """The same for every file of a run; `limits` are those of records."""

    names: FieldNames = field(default_factory=FieldNames)
    limits: Limits = field(default_factory=Limits)


DEFAULT_OPTIONS = ReadOptions()
