"""Members of archives as source files of their own, with paths like `archive.zip!/folder/member.jsonl`."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipelines.ingestion.archives import ArchiveError, kind_of
from pipelines.ingestion.objects import INSIDE, SourceFile, shown_path
from pipelines.ingestion.opening import Opener
from pipelines.limits import Limits

# Between an archive and the name of its member, in paths.
MEMBER = "!/"


def with_members(files: Iterable[SourceFile], limits: Limits) -> list[SourceFile]:
    """The files, each archive replaced by its members. What of an archive cannot be listed is a file with a problem."""
    with Opener(limits) as opener:
        return [found for file in files for found in _expanded(file, opener, limits)]


def _expanded(file: SourceFile, opener: Opener, limits: Limits) -> Iterator[SourceFile]:
    if file.problem or not kind_of(file.name):
        yield file
        return
    if len(file.places) >= limits.archive_depth:
        problem = f"archives in archives are opened down to level {limits.archive_depth}: unpack it"
        yield replace(file, reason="nested_too_deep", problem=problem)
        return
    # All of them first: a member is opened, and the archive's stream moved, while the next is not asked for yet.
    for member in list(_members(file, opener, limits)):
        yield from _expanded(member, opener, limits)


def _members(file: SourceFile, opener: Opener, limits: Limits) -> Iterator[SourceFile]:
    seen: Counter[str] = Counter()
    try:
        for member in opener.archive(file).members():
            if seen.total() == limits.archive_members:
                problem = f"of its members, the first {limits.archive_members} are read: split it"
                yield replace(file, reason="too_many_members", problem=problem)
                return
            seen[member.name] += 1
            again = f"#{seen[member.name]}" if seen[member.name] > 1 else ""
            yield SourceFile(
                f"{file.path}{MEMBER}{shown_path(member.name)}{again}",
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
    if not seen:
        yield replace(file, reason="empty", problem="there is no file in the archive")
