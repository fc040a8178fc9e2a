"""The file of a person's decisions about entities: what it may say, and how a row is added."""

from pathlib import Path

import pytest

from pipelines.resolution.answers import add_overrule
from pipelines.resolution.overrules import Overrule, read_overrules
from pipelines.resolution.short_names import ShortName, read_short_names
from pipelines.settings import Settings

HEADER = "action,name,label,into,into_label,note\n"
MERGE = Overrule("merge", "Starmer", "ORG", "Keir Starmer", "PERSON", "the model errs")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "entities.csv"
    path.write_text(HEADER, "utf-8")
    return path


def test_rows_are_read_sorted_and_a_label_is_that_of_the_name_if_not_given(file: Path) -> None:
    file.write_text(
        HEADER + "split,Navy,ORG,Royal  Navy,,\nmerge,Starmer,ORG,Keir Starmer,PERSON,the model errs\n"
        "rename,UN,ORG,United Nations,,\ntype,Sago,ORG,,LOC,a mine\nsplit,Smith,PERSON,,,\n",
        "utf-8",
    )
    assert read_overrules(file) == (
        MERGE,
        Overrule("rename", "UN", "ORG", "United Nations", "", ""),
        Overrule("split", "Navy", "ORG", "Royal Navy", "ORG", ""),
        Overrule("split", "Smith", "PERSON", "", "", ""),
        Overrule("type", "Sago", "ORG", "", "LOC", "a mine"),
    )


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("fuse,A,ORG,B,,", "line 2: the action 'fuse' must be one of merge"),
        ("merge,,ORG,B,,", "line 2: the name is empty"),
        ("merge,A,COMPANY,B,,", "line 2: the label 'COMPANY' must be one of"),
        ("merge,A,DATE,B,,", "line 2: the label 'DATE' must be one of"),
        ("merge,A,,B,,", "line 2: the label of 'A' is empty"),
        ("merge,A,ORG,,,", "line 2: merge needs the other name"),
        ("merge,A,ORG,The a.,,\nmerge,A,ORG,a,,", "line 3: 'A' and 'a' are one name already"),
        ("rename,A,ORG,,,", "line 2: rename needs"),
        ("rename,A,ORG,B,ORG,", "line 2: rename needs a name"),
        ("type,A,ORG,B,LOC,", "line 2: type needs the new label"),
        ("type,A,ORG,,,", "line 2: type needs the new label"),
        ("split,A,ORG,,LOC,", "line 2: into_label without a name"),
        ("merge,A,ORG,B,,\nmerge,A,ORG,B,ORG,again", "line 3: says the same as line 2"),
        ("merge,A,ORG,B,,\nmerge,a,ORG,C,,", "line 3: contradicts line 2"),
        ("merge,A,ORG,B,,\nsplit,A,ORG,B,,", "line 3: contradicts line 2"),
        ("split,B,ORG,A,,\nmerge,A,ORG,B,,", "line 3: contradicts line 2"),
        ("split,A,ORG,,,\nmerge,A,ORG,B,,", "line 3: contradicts line 2"),
        ("rename,A,ORG,B,,\nrename,A,ORG,C,,", "line 3: contradicts line 2"),
        ("type,A,ORG,,LOC,\ntype,A,ORG,,GPE,", "line 3: contradicts line 2"),
        ("merge,A,ORG,B,,\nmerge,B,ORG,C,,\nmerge,C,ORG,A,,", "merged into itself by way of others"),
        ("rename,A,ORG,\x1b[31mB,,", "line 2: a value holds a control character"),
        ("merge,A,ORG", "line 2: 3 values instead of 6"),
    ],
)
def test_what_cannot_be_meant_is_said_with_its_line(file: Path, rows: str, message: str) -> None:
    file.write_text(HEADER + rows + "\n", "utf-8")
    with pytest.raises(ValueError, match="line") as error:
        read_overrules(file)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_row_is_added_and_what_is_there_stays(file: Path) -> None:
    """Byte for byte: a mark at the start, other line ends, no line end at the last row."""
    there = b"\xef\xbb\xbf" + HEADER.encode() + b'type,"Sago, W. Va.",ORG,,LOC,\r\nsplit,Smith,PERSON,,,'
    file.write_bytes(there)
    assert add_overrule(file, MERGE) == 4
    assert file.read_bytes() == there + b"\nmerge,Starmer,ORG,Keir Starmer,PERSON,the model errs\n"
    assert MERGE in read_overrules(file)
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_row_that_contradicts_is_not_added(file: Path) -> None:
    add_overrule(file, MERGE)
    before = file.read_bytes()
    with pytest.raises(ValueError, match=r"entities\.csv: not added: contradicts line 2 about 'Starmer'$"):
        add_overrule(file, MERGE._replace(into="Anna Starmer"))
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_the_shipped_tables_can_be_read() -> None:
    assert read_overrules(Settings.reference / "entities.csv") == ()
    assert ShortName("UN", "United Nations", "ORG") in read_short_names(Settings.reference / "short_names.csv")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("UN,,ORG", "line 2: fill in short_name and name"),
        ("UN,United Nations,COMPANY", "line 2: the label 'COMPANY'"),
        ("UN,U.N.,ORG", "line 2: 'UN' stands for itself"),
        ("UN,United Nations,ORG\nU.N.,Union of Nurses,ORG", "line 3: 'U.N.' is also on line 2"),
        ("UN,Nations,ORG\nNations,United Nations,ORG", "line 2: 'Nations' is a short name itself"),
    ],
)
def test_a_short_name_that_cannot_be_meant(tmp_path: Path, rows: str, message: str) -> None:
    path = tmp_path / "short_names.csv"
    path.write_text(f"short_name,name,label\n{rows}\n", "utf-8")
    with pytest.raises(ValueError, match="line") as error:
        read_short_names(path)
    assert message in str(error.value)
