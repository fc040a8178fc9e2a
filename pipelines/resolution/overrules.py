"""What a person decided about entities, from seeds/reference/entities.csv.

Belongs here: the file and its validation. What a row does to the names is in `corpus.persons`."""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pipelines.resolution.names import ENTITY_CLASSES, entity_id
from pipelines.schemas.columns import HASH16, NAME_LABELS
from pipelines.schemas.reference import read_rows

COLUMNS = ("action", "name", "label", "into", "into_label", "note")
ACTIONS = ("merge", "split", "rename", "type")


class Overrule(NamedTuple):
    """A row. `name` with its label is what it is about: merge it into `into`; keep it apart from `into` (from all
    others, where that is empty); rename it to `into`; give it the label `into_label`. A name may be an entity_id."""

    action: str
    name: str
    label: str
    into: str
    into_label: str
    note: str

    @property
    def from_id(self) -> str:
        return identity(self.name, self.label)

    @property
    def into_id(self) -> str | None:
        """Whom a merge or split leads to; null for a split from all, and for the other actions."""
        return identity(self.into, self.into_label) if self.into and self.action in ("merge", "split") else None


def identity(name: str, label: str) -> str:
    """The entity of a name by itself, or the one whose id is given."""
    return name if re.fullmatch(HASH16, name) else entity_id(ENTITY_CLASSES[label], name)


def read_overrules(path: Path) -> tuple[Overrule, ...]:
    """Rows of entities.csv, sorted: UTF-8, with the header action,name,label,into,into_label,note.

    An empty into_label of a merge or split is the label. Raises ValueError with one line (file, line, what to do) for
    a row that cannot be meant, and for rows that contradict each other.
    """
    found: dict[Overrule, int] = {}
    for number, row in read_rows(path, COLUMNS):
        where = f"{path}, line {number}"
        overrule = _checked(Overrule(*(" ".join(value.split()) for value in row)), where)
        for other, line in found.items():
            if overrule[:5] == other[:5]:
                raise ValueError(f"{where}: says the same as line {line}; remove one of them")
            if _contradict(overrule, other):
                raise ValueError(f"{where}: contradicts line {line} about {overrule.name!r}; remove one of them")
        found[overrule] = number
    _require_ends(path, found)
    return tuple(sorted(found))


def _checked(o: Overrule, where: str) -> Overrule:
    if o.action not in ACTIONS:
        raise ValueError(f"{where}: the action {o.action!r} must be one of {', '.join(ACTIONS)}")
    if not o.name:
        raise ValueError(f"{where}: the name is empty; fill it in or remove the line")
    if any(unicodedata.category(character) == "Cc" for value in o for character in value):
        raise ValueError(f"{where}: a value holds a control character; write it without")
    for label in (o.label, o.into_label):
        if label and label not in NAME_LABELS:
            raise ValueError(f"{where}: the label {label!r} must be one of {', '.join(NAME_LABELS)}")
    if not o.label:
        raise ValueError(f"{where}: the label of {o.name!r} is empty; it tells names apart that are written alike")
    if o.action in ("merge", "rename") and not o.into:
        raise ValueError(f"{where}: {o.action} needs the other name in the column into")
    if o.action == "type":
        if o.into or not o.into_label:
            raise ValueError(f"{where}: type needs the new label in the column into_label, and nothing in into")
        return o
    if o.action == "rename":
        if o.into_label or re.fullmatch(HASH16, o.into):
            raise ValueError(f"{where}: rename needs a name in the column into, and nothing in into_label")
        return o
    if not o.into and o.into_label:
        raise ValueError(f"{where}: into_label without a name in the column into")
    o = o._replace(into_label=o.into_label or (o.label if o.into else ""))
    if o.into_id == o.from_id:
        raise ValueError(f"{where}: {o.name!r} and {o.into!r} are one name already; remove the line")
    return o


def _contradict(one: Overrule, other: Overrule) -> bool:
    if one.action == other.action and one.action != "split":  # two targets for one name
        return one.from_id == other.from_id
    if {one.action, other.action} == {"merge", "split"}:
        merge, split = (one, other) if one.action == "merge" else (other, one)
        same = split.from_id == merge.from_id and split.into_id in (None, merge.into_id)
        return same or (split.from_id == merge.into_id and split.into_id == merge.from_id)
    return False


def _require_ends(path: Path, found: Mapping[Overrule, int]) -> None:
    """Raises ValueError for merges that lead back to where they began."""
    into = {o.from_id: o for o in found if o.action == "merge"}
    for start, first in into.items():
        at, seen = first, {start}
        while at.into_id in into:
            at = into[at.into_id]
            if at.from_id in seen:
                raise ValueError(f"{path}, line {found[first]}: {first.name!r} is merged into itself by way of others")
            seen.add(at.from_id)
