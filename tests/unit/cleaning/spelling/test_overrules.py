"""Reading the file in which a person overrules decisions."""

from pathlib import Path

import pytest

from pipelines.cleaning.spelling.overrules import SCHEMA, read_overrules

SHIPPED = Path(__file__).parents[4] / "seeds" / "reference" / "spelling.csv"


def written(folder: Path, text: str) -> Path:
    """A CSV file with this text."""
    path = folder / "spelling.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_file_is_valid() -> None:
    """Whoever edits it sees the mistake in the tests."""
    assert read_overrules(SHIPPED).schema == SCHEMA


def test_rows_are_read_with_null_for_keep(tmp_path: Path) -> None:
    """Notes may hold commas in quotation marks; blank lines and a byte order mark do no harm."""
    path = written(tmp_path, '\ufeffword,replacement,note\nwhoot,,"a cry, really"\n\nalot,a lot,\n')
    assert read_overrules(path).rows() == [("alot", "a lot", ""), ("whoot", None, "a cry, really")]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "line 1: the header"),
        ("word,replacement\nalot,a lot\n", "line 1: the header"),
        ("word,replacement,note\nalot,a lot\n", "line 2: 2 values instead of 3"),
        ("word,replacement,note\nok,,\n ,x,\n", "line 3: the word is empty"),
        ("word,replacement,note\nalot,a lot,\nteh,the,\nalot,,\n", "line 4: 'alot' is also on line 2"),
        ("word,replacement,note\nalot,  ,\n", "line 2: the replacement '  ' has stray white space"),
        ("word,replacement,note\ntwo words,x,\n", "line 2: 'two words' is not one word form"),
        ("word,replacement,note\nStarmer's,x,\n", 'line 2: "Starmer\'s" is not one word form'),
        ("word,replacement,note\nteh,teh,\n", "line 2: 'teh' replaces itself"),
        ('word,replacement,note\nteh,"the"x,\n', "line 2: not CSV"),
    ],
)
def test_a_row_that_cannot_be_meant_is_one_clear_line(tmp_path: Path, text: str, complaint: str) -> None:
    """It names the file, the line and what to do."""
    with pytest.raises(ValueError, match=r"spelling\.csv") as error:
        read_overrules(written(tmp_path, text))
    assert complaint in str(error.value)
    assert "\n" not in str(error.value)


def test_another_encoding_is_named(tmp_path: Path) -> None:
    """Spreadsheets save in the code page of the machine."""
    path = tmp_path / "spelling.csv"
    path.write_bytes("word,replacement,note\ncafé,,\n".encode("latin-1"))
    with pytest.raises(ValueError, match="not UTF-8"):
        read_overrules(path)
