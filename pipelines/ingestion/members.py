"""Members of archives as source files of their own, with paths like `archive.zip!/folder/member.jsonl`."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipelines.ingestion.archives import ArchiveError, kind_of
from pipelines.ingestion.objects import INSIDE, SourceFile, shown_path
from pipelines.ingestion.opening import Opener
from pipelines.limits import Limits

# Between an archive and the name of its member, in paths.
MEMBER = "!/"


def with_members(files: Iterable[SourceFile], limits: Limits) -> list[SourceFile]:
    """The files, each archive replaced by its members, no two with one path. What of an archive cannot be listed is a
    file with a problem."""
    with Opener(limits) as opener:
        return _with_own_paths([found for file in files for found in _expanded(file, opener, limits)])


def _with_own_paths(files: list[SourceFile]) -> list[SourceFile]:
    """The files in their order; where several have one path, all but one get a number. The path stays with a file
    outside archives, else with the first member, whatever order the files come in, and no number gives a path that is
    another file's."""
    taken: set[str] = set()
    later: list[int] = []
    in_order = sorted(range(len(files)), key=lambda n: (files[n].path, files[n].places, files[n].absolute))
    for position in in_order:
        if files[position].path in taken:
            later.append(position)
        taken.add(files[position].path)
    made = list(files)
    last: dict[str, int] = {}
    for position in later:
        path = files[position].path
        number = last.get(path, 1) + 1
        while f"{path}#{number}" in taken:
            number += 1
        last[path] = number
        taken.add(f"{path}#{number}")
        made[position] = replace(files[position], path=f"{path}#{number}")
    return made


def _expanded(file: SourceFile, opener: Opener, limits: Limits) -> Iterator[SourceFile]:
    if file.problem or not kind_of(file.name):
        yield file
        return
    if len(file.places) >= limits.archive_depth:
        problem = f"archives in archives are opened down to level {limits.archive_depth}: unpack it"
        yield replace(file, reason="nested_too_deep", problem=problem)
        return
    # All of them first: a member is opened, and the archive's stream moved, while the next is not asked for yet.
    # They get their own paths here, so that what lies in two archives of one name is told apart.
    for member in _with_own_paths(list(_members(file, opener, limits))):
        yield from _expanded(member, opener, limits)


def _members(file: SourceFile, opener: Opener, limits: Limits) -> Iterator[SourceFile]:
    count = 0
    try:
        for member in opener.archive(file).members():
            if count == limits.archive_members:
                problem = f"of its members, the first {limits.archive_members} are read: split it"
                yield replace(file, reason="too_many_members", problem=problem)
                return
            count += 1
            yield SourceFile(
                f"{file.path}{MEMBER}{shown_path(member.name)}",
                file.absolute,
                member.problem,
                member.reason or "unreadable",
                (*file.places, member.place),
                INSIDE.join(filter(None, (file.member, member.name.replace(INSIDE, "")))),
            )
    except ArchiveError as error:
        yield replace(file, reason=error.reason, problem=str(error))
        return
    except OSError as error:
        yield replace(file, problem=error.strerror or str(error))
        return
    if not count:
        yield replace(file, reason="empty", problem="there is no file in the archive")
