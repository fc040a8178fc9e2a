"""Which part of which process differs between two runs: its code, its libraries, its configuration or its model."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pipelines.lineage.processes import Process
from pipelines.schemas.lineage import UNKNOWN_CAUSE

# A process may have program text in its configuration: the query of an analysis table.
_PROGRAM_TEXT = frozenset({"sql"})


class Blame(NamedTuple):
    """A cause, as lineage.changes names it, and what exactly."""

    cause: str
    detail: str


def own_differences(old: Iterable[Process], new: Iterable[Process]) -> dict[str, list[Blame]]:
    """What differs in each process itself, by its name; processes that are equal have none.

    A configuration that names another process by its id says that this one comes after it: such a difference belongs
    to the other. A process that only one of the runs has is new code, or code that is gone.
    """
    olds, news = ({p.step: p for p in processes} for processes in (old, new))
    ids = {p.process_id for p in (*olds.values(), *news.values())}
    found: dict[str, list[Blame]] = {}
    for name in sorted({*olds, *news}):
        before, after = olds.get(name), news.get(name)
        if before and after:
            found[name] = list(_between(before, after, ids))
        else:
            found[name] = [Blame("code", f"{name} ({'new' if after else 'gone'})")]
    return {name: blames for name, blames in found.items() if blames}


def all_differences(old: Iterable[Process], new: Iterable[Process]) -> dict[str, list[Blame]]:
    """What differs in each process or in one that it comes after, by process id; ids of both runs."""
    olds, news = list(old), list(new)
    own = own_differences(olds, news)
    by_id = {p.process_id: p for p in (*olds, *news)}

    def within(process: Process) -> set[Blame]:
        blames = set(own.get(process.step, ()))
        for content in json.loads(process.configuration).values():
            for named in content if isinstance(content, list) else [content]:
                if isinstance(named, str) and named in by_id:
                    blames |= within(by_id[named])
        return blames

    return {process_id: sorted(within(process)) for process_id, process in by_id.items()}


def library_differences(old: str, new: str) -> list[Blame]:
    """What is left to name when no process differs: libraries of the run as a whole (`versions` of its record)."""
    changed = list(_changed_values(json.loads(old), json.loads(new)))
    if not changed:
        return [Blame(UNKNOWN_CAUSE, "nothing that is recorded of the runs differs")]
    return [Blame("code", f"{name} {_value(new)}, was {_value(old)}") for name, old, new in changed]


def _between(old: Process, new: Process, ids: set[str]) -> Iterator[Blame]:
    if old.code_sha256 != new.code_sha256:
        yield Blame("code", new.step)
    for library, before, after in _changed_values(json.loads(old.packages), json.loads(new.packages)):
        yield Blame("code", f"{new.step} ({library} {_value(after)}, was {_value(before)})")
    for key, before, after in _changed_values(json.loads(old.configuration), json.loads(new.configuration)):
        if _names_processes(before, ids) and _names_processes(after, ids):
            continue
        yield Blame("code", f"{new.step} ({key})") if key in _PROGRAM_TEXT else Blame("configuration", key)
    if old.model != new.model:
        before, after = (f"{m.name} {m.version}" if m else "none" for m in (old.model, new.model))
        yield Blame("model", f"{after}, was {before}" if before != after else f"{after}, other files")


def _changed_values(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for key in sorted({*old, *new}):
        if old.get(key) != new.get(key):
            yield key, old.get(key), new.get(key)


def _names_processes(content: object, ids: set[str]) -> bool:
    named = content if isinstance(content, list) else [content]
    return all(isinstance(name, str) and name in ids for name in named)


def _value(content: object) -> str:
    """A version, or that there is none."""
    return "none" if content is None else str(content)
