"""Which version of the source code runs: the commit of the checkout, read from git's files without running git."""

from functools import cache
from pathlib import Path

from pipelines.settings import CHECKOUT


@cache
def commit(checkout: Path = CHECKOUT) -> str | None:
    """The commit that is checked out; None where there is no checkout, or none that can be read."""
    try:
        git = _git_folder(checkout)
        head = (git / "HEAD").read_text("utf-8").strip()
        found = _commit_of(git, head.removeprefix("ref: ")) if head.startswith("ref: ") else head
    except (OSError, UnicodeDecodeError):
        return None
    return found if found and set(found) <= set("0123456789abcdef") else None


def _git_folder(checkout: Path) -> Path:
    """Where git keeps what belongs to this checkout: a linked worktree has a file that says so."""
    git = checkout / ".git"
    if not git.is_file():
        return git
    return checkout / git.read_text("utf-8").strip().removeprefix("gitdir: ")


def _commit_of(git: Path, reference: str) -> str | None:
    """The commit that a branch points to. Branches of a linked worktree are kept in the folder that all share."""
    shared = git / "commondir"
    folder = git / shared.read_text("utf-8").strip() if shared.is_file() else git
    if (folder / reference).is_file():
        return (folder / reference).read_text("utf-8").strip()
    packed = (line.split(" ") for line in (folder / "packed-refs").read_text("utf-8").splitlines())
    return next((line[0] for line in packed if line[1:] == [reference]), None)
