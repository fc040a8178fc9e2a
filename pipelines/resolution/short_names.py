"""Short names that everybody knows, from seeds/reference/short_names.csv: UN, Calif."""

from pathlib import Path
from typing import NamedTuple

from pipelines.resolution.corpus.spelling import spelling_key
from pipelines.resolution.names import ENTITY_CLASSES, entity_id, name_key
from pipelines.schemas.columns import NAME_LABELS
from pipelines.schemas.reference import read_rows

COLUMNS = ("short_name", "name", "label")


class ShortName(NamedTuple):
    """A short name, and the name that it stands for wherever no article says otherwise."""

    short_name: str
    name: str
    label: str

    @property
    def key(self) -> str:
        """What it is found by: letter case counts for places, where La. is not LA."""
        return spelling_key(self.short_name) if self.label == "ORG" else self.short_name.replace(".", "")

    @property
    def entity_id(self) -> str:
        """Identity of what it stands for."""
        return entity_id(ENTITY_CLASSES[self.label], self.name)


def read_short_names(path: Path) -> tuple[ShortName, ...]:
    """Rows of short_names.csv. Raises ValueError with file and line for a row that cannot be meant."""
    found: dict[str, ShortName] = {}
    lines: dict[str, int] = {}
    for number, row in read_rows(path, COLUMNS):
        short, where = ShortName(*(value.strip() for value in row)), f"{path}, line {number}"
        if not short.short_name or not short.name:
            raise ValueError(f"{where}: fill in short_name and name")
        if short.label not in NAME_LABELS:
            raise ValueError(f"{where}: the label {short.label!r} must be one of {', '.join(NAME_LABELS)}")
        if name_key(short.short_name) == name_key(short.name):
            raise ValueError(f"{where}: {short.short_name!r} stands for itself; remove the line")
        if short.key in found:
            raise ValueError(f"{where}: {short.short_name!r} is also on line {lines[short.key]}; remove one of them")
        found[short.key], lines[short.key] = short, number
    keys = {name_key(s.short_name) for s in found.values()}
    chained = [s for s in found.values() if name_key(s.name) in keys]
    if chained:
        raise ValueError(
            f"{path}, line {lines[chained[0].key]}: {chained[0].name!r} is a short name itself; write that out"
        )
    return tuple(found[key] for key in sorted(found))
