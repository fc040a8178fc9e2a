"""Answers of a person go into the file of overrules, which keeps everything else that it holds."""

from pathlib import Path

import pytest

from pipelines.cleaning.spelling.answers import Answer, Written, write_answer
from pipelines.cleaning.spelling.overrules import read_overrules

HEADER = "word,replacement,note\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "spelling.csv"


def test_an_answer_is_added_behind_what_others_wrote(file: Path) -> None:
    others = b'\xef\xbb\xbfword,replacement,note\r\nZed,,"a, \xe2\x80\xa8name"\r\n\r\nalpha,beta,'
    file.write_bytes(others)
    assert write_answer(file, Answer("teh", "the", 'said "so",\n twice')) == Written(5, is_new=True)
    assert file.read_bytes() == others + b'\r\nteh,the,"said ""so"", twice"\r\n'
    assert [path.name for path in file.parent.iterdir()] == ["spelling.csv"]
    assert read_overrules(file).rows()[-1] == ("teh", "the", 'said "so", twice')


def test_a_file_is_made_where_there_is_none(file: Path) -> None:
    write_answer(file, Answer("mizzle", None, "rain"))
    assert file.read_text("utf-8") == f"{HEADER}mizzle,,rain\n"


def test_the_same_answer_again_changes_nothing(file: Path) -> None:
    write_answer(file, Answer("mizzle", None))
    before = file.stat()
    assert write_answer(file, Answer("mizzle", None, "another note")) == Written(2, is_new=False)
    assert file.stat().st_mtime_ns == before.st_mtime_ns


def test_a_contradiction_must_be_meant(file: Path) -> None:
    file.write_text(f"{HEADER}a,b,first\nmizzle,,rain\nc,d,last\n", "utf-8")
    before = file.read_bytes()
    with pytest.raises(ValueError, match=r"line 3 says otherwise \(keep 'mizzle'\): say --replace"):
        write_answer(file, Answer("mizzle", "muzzle"))
    assert file.read_bytes() == before
    assert write_answer(file, Answer("mizzle", "muzzle"), is_replacing=True) == Written(3, is_new=True)
    assert file.read_text("utf-8") == f"{HEADER}a,b,first\nmizzle,muzzle,\nc,d,last\n"


@pytest.mark.parametrize(
    "answer",
    [
        Answer("", None),
        Answer("two words", None),
        Answer("word's", None),
        Answer("a1b", None),
        Answer("line\nbreak", None),
        Answer("teh", "teh"),
        Answer("teh", " the"),
        Answer("teh", "th\x1be"),
        Answer("teh", "the\u202e"),
        Answer("=cmd", None),
    ],
)
def test_what_the_file_cannot_hold_is_refused(file: Path, answer: Answer) -> None:
    file.write_text(HEADER, "utf-8")
    with pytest.raises(ValueError, match=r"^this answer: "):
        write_answer(file, answer)
    assert file.read_text("utf-8") == HEADER


def test_a_file_that_cannot_be_read_is_left_as_it_is(file: Path) -> None:
    file.write_text("word;replacement\n", "utf-8")
    with pytest.raises(ValueError, match="the header must read"):
        write_answer(file, Answer("teh", "the"))
    assert file.read_text("utf-8") == "word;replacement\n"


def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    target = tmp_path / "kept" / "spelling.csv"
    target.write_text(HEADER, "utf-8")
    file.symlink_to(target)
    write_answer(file, Answer("teh", "the"))
    assert file.is_symlink()
    assert target.read_text("utf-8") == f"{HEADER}teh,the,\n"
