"""Which inputs are kept out, and the list that says so."""

from datetime import datetime
from itertools import permutations
from pathlib import Path

import pytest

from pipelines.ingestion.duplicates import Candidate, find_duplicates
from pipelines.ingestion.forgotten import add_forgotten, own_ids, read_forgotten, rejected_as_forgotten
from pipelines.ingestion.inputs import ingest
from pipelines.ingestion.objects import find_files
from pipelines.ingestion.reading import RecordConfiguration

A, B, C = ("a" * 16, "b" * 16, "c" * 16)


def candidate(article_id: str, content: str, path: str, year: int = 2020, external_id: str | None = None) -> Candidate:
    return Candidate(article_id, f"input of {path}", path, content, external_id, None, datetime(year, 1, 1))  # noqa: DTZ001


def rejected(candidates: list[Candidate], *listed: str) -> set[str]:
    """Paths of the inputs that are kept out, whatever the order."""
    found = {
        frozenset(path for _, path in rejected_as_forgotten(order, find_duplicates(order), listed))
        for order in permutations(candidates)
    }
    assert len(found) == 1
    return set(found.pop())


def test_an_article_that_is_listed_goes_with_its_copies() -> None:
    same = [candidate(A, "x", "one"), candidate(A, "x", "two"), candidate(B, "y", "three")]
    assert rejected(same, A) == {"one", "two"}
    assert rejected(same, C) == rejected(same) == set()


def test_a_copy_under_another_id_does_not_come_up_in_its_place() -> None:
    copies = [candidate(A, "x", "listed", 2020), candidate(B, "x", "later", 2021), candidate(C, "x", "earlier", 2019)]
    for listed in (A, B, C):
        assert rejected(copies, listed) == {"listed", "later", "earlier"}


def test_what_carries_another_id_of_its_own_stays() -> None:
    """It is an article of its own, as everywhere: whoever forgets the first is told of it."""
    own = [candidate(A, "x", "listed", external_id="1"), candidate(B, "x", "other", external_id="2")]
    assert rejected(own, A) == {"listed"}


def test_the_own_ids_are_found_in_what_is_said() -> None:
    copies = [candidate(A, "x", "one"), candidate(B, "x", "two", 2021)]
    said = rejected_as_forgotten(copies, find_duplicates(copies), {A})
    assert own_ids(said.values()) == {A, B}
    assert own_ids(["no article", "as article 12"]) == set()


def test_nothing_of_a_forgotten_article_is_read_on(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("Anna Berg was seen in Geneva on Monday.", "utf-8")
    (tmp_path / "two.txt").write_text("Carl Dahl was not.", "utf-8")
    files = find_files([tmp_path])
    [article_id] = ingest(files).inputs.filter(path="one.txt")["article_id"]
    read = ingest(files, configuration=RecordConfiguration(frozenset({article_id})))
    [row] = read.inputs.filter(path="one.txt").rows(named=True)
    assert (row["status"], row["reason"], row["article_id"]) == ("rejected", "forgotten", None)
    assert (row["byte_start"], row["byte_end"]) == (0, 39)
    assert read.raw_articles["text"].to_list() == ["Carl Dahl was not."]
    assert "Geneva" not in str(read.inputs.rows())


def test_the_list_is_read_and_added_to(tmp_path: Path) -> None:
    path = tmp_path / "forgotten.csv"
    path.write_text(f'article_id,note\n{A},"a letter, dated"', "utf-8")  # no newline at the end, as editors leave it
    add_forgotten(path, [B, C], 'on "wish",\nby phone')
    assert read_forgotten(path) == {A, B, C}
    assert path.read_text("utf-8").splitlines()[2] == f'{B},"on ""wish"", by phone"'


@pytest.mark.parametrize("row", ["", "A" * 16, "abc", "a" * 17, "../" + "a" * 13])
def test_a_row_that_cannot_be_meant_is_refused(tmp_path: Path, row: str) -> None:
    path = tmp_path / "forgotten.csv"
    path.write_text(f"article_id,note\n{row},why\n", "utf-8")
    with pytest.raises(ValueError, match=r"forgotten.csv, line 2: .* is no article_id"):
        read_forgotten(path)
