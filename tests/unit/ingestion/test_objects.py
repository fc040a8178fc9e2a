"""Which files are found, by what names, and what is never opened."""

import errno
import gzip
import io
import os
from pathlib import Path

import pytest

from pipelines.ingestion.inputs import ingest
from pipelines.ingestion.members import with_members
from pipelines.ingestion.objects import SourceFile, digest, find_files
from pipelines.ingestion.opening import Opener
from pipelines.ingestion.pieces import OversizeError
from pipelines.limits import Limits


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, "utf-8")


def paths(*roots: Path) -> list[str]:
    return [file.path for file in find_files(roots)]


def test_a_folder_is_searched_to_the_bottom_and_sorted(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a/z.txt", "a/b/c.jsonl", ".hidden", "a.txt")
    assert paths(tmp_path) == [".hidden", "a.txt", "a/b/c.jsonl", "a/z.txt", "b.txt"]


def test_one_file_has_its_name_for_a_path(tmp_path: Path) -> None:
    write(tmp_path, "a/b.txt")
    assert paths(tmp_path / "a" / "b.txt") == ["b.txt"]


def test_several_roots_are_named_from_the_folder_they_share(tmp_path: Path) -> None:
    write(tmp_path, "one/a.txt", "two/a.txt", "two/b.txt", "three/a.txt")
    assert paths(tmp_path / "two", tmp_path / "one" / "a.txt") == ["one/a.txt", "two/a.txt", "two/b.txt"]


def test_overlapping_roots_give_each_file_once(tmp_path: Path) -> None:
    write(tmp_path, "a/x.txt", "b.txt")
    roots = [tmp_path, tmp_path / "a", tmp_path / "a" / "x.txt", tmp_path / "a" / ".." / "b.txt", tmp_path]
    assert paths(*roots) == ["a/x.txt", "b.txt"]


def test_paths_do_not_depend_on_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "articles/a/x.txt")
    absolute = find_files([tmp_path / "articles"])
    monkeypatch.chdir(tmp_path)
    from_here = find_files([Path("articles")])
    monkeypatch.chdir(tmp_path / "articles" / "a")
    assert absolute == from_here == find_files([Path("..")])


def test_an_empty_folder_has_no_files(tmp_path: Path) -> None:
    assert find_files([tmp_path]) == []


@pytest.mark.parametrize("name", ["nothing", "nothing/below", "dangling"])
def test_a_path_that_is_not_there_is_an_error_with_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "dangling").symlink_to("nowhere")
    with pytest.raises(FileNotFoundError, match=name):
        find_files([tmp_path / name])


def test_a_loop_of_links_ends_and_is_reported(tmp_path: Path) -> None:
    write(tmp_path, "a/x.txt")
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self").symlink_to("self")
    found = {file.path: file.problem for file in find_files([tmp_path])}
    assert set(found) == {"a/loop", "a/x.txt", "self"}
    assert found["a/x.txt"] is None
    assert "link" in (found["a/loop"] or "")
    assert "link" in (found["self"] or "")


def test_a_link_to_a_file_is_a_file(tmp_path: Path) -> None:
    write(tmp_path, "in/a.txt", "out/b.txt")
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "out" / "b.txt")
    assert [(f.path, f.problem) for f in find_files([tmp_path / "in"])] == [("a.txt", None), ("link.txt", None)]


def test_a_linked_folder_may_itself_be_given(tmp_path: Path) -> None:
    write(tmp_path, "real/a.txt")
    (tmp_path / "link").symlink_to("real")
    assert paths(tmp_path / "link") == ["a.txt"]


def test_what_is_no_regular_file_has_a_problem(tmp_path: Path) -> None:
    """Opening a pipe would wait for somebody to write into it."""
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "nowhere.txt").symlink_to("gone")
    assert [(f.path, f.problem) for f in find_files([tmp_path])] == [
        ("nowhere.txt", "a link to a folder, or to nothing: give the folder itself"),
        ("pipe.txt", "not a regular file"),
    ]


def refuse(monkeypatch: pytest.MonkeyPatch, call: str, refused: Path) -> None:
    """Let a call of `os` fail for one path, for tests may run as a user to whom nothing is refused."""
    true_call = getattr(os, call)

    def refusing(path: Path, *arguments: object, **options: object) -> object:
        if Path(path) == refused:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return true_call(path, *arguments, **options)

    monkeypatch.setattr(os, call, refusing)


def test_a_folder_that_cannot_be_read_is_one_reject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a/x.txt", "locked/y.txt", "z/x.txt")
    refuse(monkeypatch, "scandir", tmp_path / "locked")
    found = find_files([tmp_path])
    assert [(f.path, f.problem is None) for f in found] == [("a/x.txt", True), ("locked", False), ("z/x.txt", True)]
    made = ingest(with_members(found, Limits()))
    [reject] = made.inputs.filter(status="rejected").iter_rows(named=True)
    assert (reject["path"], reject["reason"], made.raw_articles.height) == ("locked", "unreadable", 2)
    assert "Permission denied" in reject["error"]


def test_a_given_folder_that_cannot_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a/x.txt")
    refuse(monkeypatch, "scandir", tmp_path)
    with pytest.raises(PermissionError):
        find_files([tmp_path])


def test_a_file_of_which_nothing_is_told_is_one_reject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.txt", "b.txt")
    refuse(monkeypatch, "stat", tmp_path / "a.txt")
    assert [(f.path, f.problem) for f in find_files([tmp_path])] == [("a.txt", "Permission denied"), ("b.txt", None)]


@pytest.mark.parametrize("name", ["new\nline.txt", "quo'te\".txt", "[x]*.txt", "café 😀.txt", " .txt"])
def test_odd_names_are_kept(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    (file,) = find_files([tmp_path])
    assert (file.path, file.absolute.read_text("utf-8")) == (name, name)


def test_a_backslash_in_a_name_is_shown_as_two(tmp_path: Path) -> None:
    write(tmp_path, "back\\slash.txt")
    (file,) = find_files([tmp_path])
    assert file.path == "back\\\\slash.txt"


def test_bytes_of_a_name_that_are_not_utf8_are_shown_as_escapes(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("x")
    (file,) = find_files([tmp_path])
    assert file.path == "caf\\xe9.txt"
    with Opener(Limits()) as opener, opener.open(file) as stream:
        assert stream.read() == b"x"


def test_two_files_never_share_a_path(tmp_path: Path) -> None:
    """A name that holds a backslash and the name whose bytes are shown with one."""
    for name in (b"caf\xe9.txt", b"caf\\xe9.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("x")
    assert len(set(paths(tmp_path))) == 2


@pytest.mark.parametrize(
    ("name", "extension", "is_gzip"),
    [
        ("a.txt", ".txt", False),
        ("a.TXT", ".txt", False),
        ("a.txt.gz", ".txt", True),
        ("a.JSONL.GZ", ".jsonl", True),
        ("a.b.jsonl", ".jsonl", False),
        ("a.gz", "", True),
        ("a", "", False),
        (".txt", "", False),
        ("a.txt.bak", ".bak", False),
    ],
)
def test_the_extension_is_that_of_the_format(name: str, extension: str, is_gzip: bool) -> None:
    file = SourceFile(name, Path("/nowhere", name))
    assert (file.extension, file.is_gzip) == (extension, is_gzip)


def test_gzip_is_opened_decompressed(tmp_path: Path) -> None:
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"one") + gzip.compress(b"two"))
    (file,) = find_files([tmp_path])
    with Opener(Limits()) as opener, opener.open(file) as stream:
        assert stream.read() == b"onetwo"


def test_digest_is_the_sha256_and_the_size() -> None:
    assert digest(io.BytesIO(b"abc"), 3) == ("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 3)


def test_digest_stops_beyond_the_limit() -> None:
    with pytest.raises(OversizeError, match="2 bytes"):
        digest(io.BytesIO(b"abc"), 2)
