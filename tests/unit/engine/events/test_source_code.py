"""The commit of a checkout is found as git keeps it."""

from pathlib import Path

import pytest

from pipelines.engine.events.source_code import commit

COMMIT, OTHER = "a" * 40, "b" * 40


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_a_branch(tmp_path: Path) -> None:
    write(tmp_path / ".git" / "HEAD", "ref: refs/heads/main\n")
    write(tmp_path / ".git" / "refs" / "heads" / "main", f"{COMMIT}\n")
    assert commit(tmp_path) == COMMIT


def test_a_branch_that_git_has_packed(tmp_path: Path) -> None:
    write(tmp_path / ".git" / "HEAD", "ref: refs/heads/main\n")
    packed = ["# pack-refs with: peeled", f"{OTHER} refs/heads/maintenance", f"{COMMIT} refs/heads/main", f"^{OTHER}"]
    write(tmp_path / ".git" / "packed-refs", "\n".join(packed))
    assert commit(tmp_path) == COMMIT


def test_no_branch(tmp_path: Path) -> None:
    write(tmp_path / ".git" / "HEAD", f"{COMMIT}\n")
    assert commit(tmp_path) == COMMIT


@pytest.mark.parametrize("is_relative", [True, False])
def test_a_linked_worktree(tmp_path: Path, is_relative: bool) -> None:
    git = tmp_path / "main" / ".git"
    write(git / "worktrees" / "linked" / "HEAD", "ref: refs/heads/feature\n")
    write(git / "worktrees" / "linked" / "commondir", "../..\n")
    write(git / "refs" / "heads" / "feature", f"{COMMIT}\n")
    place = "../main/.git/worktrees/linked" if is_relative else str(git / "worktrees" / "linked")
    write(tmp_path / "linked" / ".git", f"gitdir: {place}\n")
    assert commit(tmp_path / "linked") == COMMIT


@pytest.mark.parametrize("head", ["", "ref: refs/heads/unborn\n", "ref: ../../secret", "not a commit", "\xff"])
def test_what_cannot_be_read_is_no_commit(tmp_path: Path, head: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_bytes(head.encode("latin-1"))
    write(tmp_path / "secret", "password")
    assert commit(tmp_path) is None


def test_no_checkout(tmp_path: Path) -> None:
    assert commit(tmp_path) is None
