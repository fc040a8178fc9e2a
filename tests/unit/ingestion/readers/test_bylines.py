"""Names out of bylines: persons before agencies, and no outlet behind a name."""

import pytest

from pipelines.ingestion.readers.bylines import names


@pytest.mark.parametrize(
    ("bylines", "expected"),
    [
        (["Ann Lee", "The Associated Press"], ("Ann Lee",)),
        (["Ann Lee and Reuters"], ("Ann Lee",)),
        (["John O'Connor The Associated Press"], ("John O'Connor",)),
        (["The Associated Press"], ("The Associated Press",)),
        (["AFP"], ("AFP",)),
        (["Bloom Berg"], ("Bloom Berg",)),
        (["Reuter Smith"], ("Reuter Smith",)),
    ],
)
def test_agencies_are_authors_only_where_no_person_is(bylines: list[str], expected: tuple[str, ...]) -> None:
    assert names(bylines) == expected
