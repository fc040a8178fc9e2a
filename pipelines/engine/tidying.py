"""What of the store is kept, and for how long. docs/decisions/store-room.md has the reasons.

Unasked, after every run that published: of each step the results of the present process and of the one used last before
it stay. Of those, what the last few corpora wanted stays; what they did not want goes as soon as it is more. Asked, by
`newsledger store prune`: all that the present tables were not put together from.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pipelines.engine import parts
from pipelines.engine.failures import forget_failed
from pipelines.engine.store import BATCH_UNITS, Store
from pipelines.engine.wanted import forget_older, recency, wanted_last, wanted_lately
from pipelines.lineage.processes import Process
from pipelines.places import Place, folders_below, place_of
from pipelines.schemas.units import UNIT

KEPT_PROCESSES = 2
# Parts of a few units, as runs leave that add a few articles, are merged when there are so many. A batch that is full
# of text has more: what a first run writes stays as it is.
_SMALL_PART_UNITS = BATCH_UNITS // 64
_MOST_SMALL_PARTS = 32


@dataclass(frozen=True)
class Stored:
    """What the store holds of one process. `is_present`: the chain as it is now uses it. `wanted`: the units that the
    tables were put together from when they were last made by it."""

    step: str
    process_id: str
    is_present: bool
    part_count: int
    unit_count: int
    wanted_count: int
    byte_count: int


@dataclass(frozen=True)
class Removed:
    """What goes, or went, of one process. Bytes are about right where parts are written anew."""

    step: str
    process_id: str
    unit_count: int
    byte_count: int


def contents(store: Store, present: Collection[Process]) -> list[Stored]:
    """What the store holds, by step, the most recent process first."""
    return [_stored(folder, _is_present(folder, present)) for folder in _process_folders(store)]


def tidy(store: Store, present: Collection[Process]) -> None:
    """Keep the store within bounds. Call while holding the data folder."""
    steps = {process.step for process in present}
    for step in _step_folders(store):
        parts.remove_leftovers(step)
        if step.name not in steps:
            parts.remove(step)
    for step in _step_folders(store):
        folders = sorted(_processes_of(step), key=lambda f: (_is_present(f, present), recency(f)), reverse=True)
        for folder in folders[KEPT_PROCESSES:]:
            parts.remove(folder)
        for folder in folders[:KEPT_PROCESSES]:
            _tidy_process(folder)
    parts.remove_leftovers(store.folder)


def prune(store: Store, present: Collection[Process], *, is_dry: bool = False) -> list[Removed]:
    """Remove all results that the present tables were not put together from, and say what goes. Call while holding the
    data folder, unless `is_dry`: then nothing is changed."""
    removed = []
    for folder in _process_folders(store):
        if not is_dry:
            forget_failed(folder)
        stored = _stored(folder, _is_present(folder, present))
        unwanted = stored.unit_count - stored.wanted_count if stored.is_present else stored.unit_count
        if stored.is_present and not unwanted:
            if not is_dry:
                forget_older(folder)
            continue
        share = unwanted / stored.unit_count if stored.unit_count else 1
        goes = stored.byte_count if not stored.is_present else round(stored.byte_count * share)
        if not is_dry and not stored.is_present:
            parts.remove(folder)
        elif not is_dry:
            forget_older(folder)
            _drop_unwanted(folder)
            goes = stored.byte_count - parts.byte_count(folder)
        removed.append(Removed(folder.parent.name, folder.name, unwanted, goes))
    if not is_dry:
        for left in (*_step_folders(store), *_process_folders(store), store.folder):
            parts.remove_leftovers(left)
    return removed


def _tidy_process(folder: Place) -> None:
    parts.remove_leftovers(folder)
    kept = wanted_lately(folder)
    counts = parts.unit_counts(parts.parts_in(folder))
    if not counts or kept.is_empty():  # nothing was published from it yet: a run that was stopped will want it
        return
    unwanted = parts.scan_parts(folder, "units", UNIT).unique("unit").join(kept.lazy(), on="unit", how="anti")
    if unwanted.collect().height > kept.height:
        _drop_unwanted(folder)
        return
    small = [part for part, count in counts.items() if count < _SMALL_PART_UNITS]
    if len(small) > _MOST_SMALL_PARTS:
        everything = parts.scan_parts(folder, "units", UNIT).select("unit").unique().collect()
        parts.keep_units(folder, small, everything, BATCH_UNITS)


def _drop_unwanted(folder: Place) -> None:
    """Write anew the parts that hold a unit which no kept list wants."""
    kept = wanted_lately(folder)
    unwanted = parts.scan_parts(folder, "units", UNIT).join(kept.lazy(), on="unit", how="anti")
    touched = [place_of(name) for name in sorted(set(unwanted.collect()[parts.PART]))]
    parts.keep_units(folder, touched, kept, BATCH_UNITS)


def _stored(folder: Place, is_present: bool) -> Stored:
    units = parts.scan_parts(folder, "units", UNIT).select("unit").unique().collect()
    return Stored(
        folder.parent.name,
        folder.name,
        is_present,
        len(parts.parts_in(folder)),
        units.height,
        units.join(wanted_last(folder), on="unit", how="semi").height,
        parts.byte_count(folder),
    )


def _is_present(folder: Place, present: Collection[Process]) -> bool:
    return any((process.step, process.process_id) == (folder.parent.name, folder.name) for process in present)


def _process_folders(store: Store) -> Iterator[Place]:
    for step in _step_folders(store):
        yield from sorted(_processes_of(step), key=lambda folder: (-recency(folder), folder.name))


def _step_folders(store: Store) -> list[Place]:
    return folders_below(store.folder)


def _processes_of(step: Place) -> list[Place]:
    return folders_below(step)
