"""Which of several inputs is the article, and which repeat it."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingestion.duplicates import Candidate, Duplicate, find_duplicates

DAY = datetime.fromisoformat("2026-03-04T00:00:00")


def candidate(
    article: str,
    *,
    path: str = "a",
    content: str = "c",
    external_id: str | None = None,
    url: str | None = None,
    day: int | None = None,
) -> Candidate:
    at = None if day is None else DAY + timedelta(days=day)
    return Candidate(article, f"input of {article}", path, content, external_id, url, at)


def duplicates(*candidates: Candidate) -> dict[str, tuple[str, str]]:
    """Article repeated and reason, by the article_id of the duplicate."""
    found = find_duplicates(candidates)
    return {c.article_id: tuple(found[c.input_id, c.path]) for c in candidates if (c.input_id, c.path) in found}


def test_a_lone_input_is_no_duplicate() -> None:
    assert find_duplicates([candidate("a")]) == {}
    assert find_duplicates([]) == {}


def test_other_content_is_no_duplicate() -> None:
    assert duplicates(candidate("a", content="x"), candidate("b", content="y")) == {}


def test_of_exact_copies_the_one_that_lies_least_deep_is_kept() -> None:
    copies = [candidate("a", path=path) for path in ("z/a/b", "b", "a/a", "c")]
    assert find_duplicates(copies) == {
        ("input of a", path): Duplicate("a", "same_record") for path in ("a/a", "c", "z/a/b")
    }


@pytest.mark.parametrize(
    ("first", "second", "is_duplicate"),
    [
        ({}, {}, True),
        ({"external_id": "1"}, {}, True),
        ({"external_id": "1"}, {"external_id": "1"}, True),
        ({"external_id": "1"}, {"external_id": "2"}, False),
        ({"url": "u"}, {}, True),
        ({"url": "u"}, {"url": "v"}, False),
        ({"external_id": "1"}, {"url": "u"}, True),
        ({"external_id": "1", "url": "u"}, {"external_id": "1", "url": "v"}, False),
        ({"external_id": "1", "url": "u"}, {"external_id": "2", "url": "u"}, False),
        ({"external_id": "1", "url": "u"}, {"external_id": "1"}, True),
    ],
)
def test_same_content_is_a_duplicate_unless_id_or_address_conflict(
    first: dict[str, str], second: dict[str, str], is_duplicate: bool
) -> None:
    pair = candidate("a", **first), candidate("b", path="b", **second)  # type: ignore[arg-type]
    assert duplicates(*pair) == ({"b": ("a", "same_content")} if is_duplicate else {})


def test_the_earliest_is_kept_and_undated_ones_come_last() -> None:
    late, early, undated = candidate("a", day=2), candidate("b", day=1), candidate("0")
    assert duplicates(late, early, undated) == {"a": ("b", "same_content"), "0": ("b", "same_content")}


def test_a_conflict_with_the_first_leaves_a_second_to_be_repeated() -> None:
    found = duplicates(
        candidate("a", external_id="1", url="u"),
        candidate("b", external_id="2"),
        candidate("c", external_id="2", url="v"),
    )
    assert found == {"c": ("b", "same_content")}


def test_a_copy_of_a_duplicate_points_on_to_the_article_that_is_kept() -> None:
    original = candidate("a")
    copies = [candidate("b", path=path) for path in ("x", "y")]
    found = find_duplicates([*copies, original])
    assert found == {
        ("input of b", "x"): Duplicate("a", "same_content"),
        ("input of b", "y"): Duplicate("a", "same_record"),
    }


_CANDIDATES = st.lists(
    st.builds(
        candidate,
        st.sampled_from("abcdef"),
        path=st.sampled_from(["p", "q", "r/s", "r/s/t"]),
        day=st.none(),
    ),
    max_size=8,
    unique_by=lambda c: (c.article_id, c.path),
)


@st.composite
def records(draw: st.DrawFn) -> list[Candidate]:
    """Candidates in which one article_id always stands for one record, as its hash does."""
    said: dict[str, tuple[str, str | None, str | None, datetime | None]] = {}
    found = []
    for c in draw(_CANDIDATES):
        if c.article_id not in said:
            content = draw(st.sampled_from("xy"))
            day = None if content == "x" else DAY
            optional = st.sampled_from([None, "1", "2"])
            said[c.article_id] = content, draw(optional), draw(optional), day
        found.append(Candidate(c.article_id, c.input_id, c.path, *said[c.article_id]))
    return found


@given(records(), st.randoms(use_true_random=False))
def test_order_changes_nothing_and_every_duplicate_points_at_an_article(candidates: list[Candidate], random) -> None:  # type: ignore[no-untyped-def]
    found = find_duplicates(candidates)
    shuffled = list(candidates)
    random.shuffle(shuffled)
    assert find_duplicates(shuffled) == found
    kept = [c for c in candidates if (c.input_id, c.path) not in found]
    ids = [c.article_id for c in kept]
    assert len(ids) == len(set(ids))
    assert {d.article_id for d in found.values()} <= set(ids)
    assert {c.content for c in kept} == {c.content for c in candidates}
    for c in candidates:
        if duplicate := found.get((c.input_id, c.path)):
            original = next(k for k in kept if k.article_id == duplicate.article_id)
            assert original.content == c.content
            assert duplicate.reason == "same_content" or any(
                other.article_id == c.article_id and other.path != c.path for other in candidates
            )
