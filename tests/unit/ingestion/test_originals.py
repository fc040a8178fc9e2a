"""Which article of those that match is the original."""

import random
from datetime import datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipelines.ingestion.matching import MATCHES
from pipelines.ingestion.originals import ORIGINALS, find_originals

Article = tuple[str, str | None, str | None]  # id, text key, published at
ARTICLES = {"article_id": pl.String(), "text_key": pl.String(), "published_at": pl.Datetime("us")}


def find(articles: list[Article], *matches: str) -> dict[str, tuple[str, str, str]]:
    """Original, article matched with and method, by article. A match is written x=y (near) or x<y (part)."""
    rows = [(name, key, datetime.fromisoformat(at) if at else None) for name, key, at in articles]
    pairs = [(m[0], m[2], "near" if m[1] == "=" else "part", 0.7, 0.8) for m in matches]
    found = find_originals(
        pl.DataFrame(rows, schema=ARTICLES, orient="row"), pl.DataFrame(pairs, schema=MATCHES, orient="row")
    )
    assert dict(found.schema) == ORIGINALS
    assert found["article_id"].is_sorted()
    return {row[0]: row[1:] for row in found.select("article_id", "duplicate_of", "matched_with", "method").rows()}


def plain(names: str) -> list[Article]:
    """Articles with a text of their own each, published in the order of their names."""
    return [(name, name, f"2026-03-{number:02}") for number, name in enumerate(names, start=1)]


def test_articles_of_their_own_have_no_original() -> None:
    assert find([]) == {}
    assert find(plain("ab")) == {}
    assert find([("a", None, None), ("b", None, None)]) == {}


def test_equal_texts_have_the_earliest_as_original() -> None:
    rows: list[Article] = [
        ("c", "x", "2026-03-04"),
        ("a", "x", "2026-03-05"),
        ("b", "x", "2026-03-05T01:00"),
        ("d", "y", None),
    ]
    assert find(rows) == {"a": ("c", "c", "exact"), "b": ("c", "c", "exact")}


def test_undated_articles_come_last_and_ids_decide_between_equals() -> None:
    assert find([("a", "x", None), ("b", "x", "2026-03-04")]) == {"a": ("b", "b", "exact")}
    assert find([("b", "x", None), ("a", "x", None)]) == {"b": ("a", "a", "exact")}


def test_texts_that_are_near_over_steps_have_one_original() -> None:
    assert find(plain("abc"), "b=c", "a=b") == {"b": ("a", "a", "near"), "c": ("a", "b", "near")}
    assert find(plain("abc"), "a=c", "b=c") == {"b": ("a", "c", "near"), "c": ("a", "a", "near")}


def test_copies_of_a_text_that_is_near_another_are_matched_with_the_other() -> None:
    rows: list[Article] = [*plain("ab"), ("z", "b", "2026-03-09")]
    assert find(rows, "a=b") == {"b": ("a", "a", "near"), "z": ("a", "a", "near")}


def test_a_part_and_what_it_is_a_part_of_have_the_earlier_as_original() -> None:
    assert find(plain("ab"), "a<b") == {"b": ("a", "a", "part")}
    assert find(plain("abc"), "a<c", "b<c") == {"c": ("a", "a", "part")}, "a round-up makes two reports one"
    assert find(plain("abc"), "b<a", "c<a") == {"b": ("a", "a", "part"), "c": ("a", "a", "part")}


def test_what_is_near_a_part_comes_with_it() -> None:
    assert find(plain("abc"), "a<b", "b=c") == {"b": ("a", "a", "part"), "c": ("a", "b", "near")}


@given(
    st.lists(st.tuples(st.sampled_from("uvwxyz"), st.sampled_from([None, "2026-03-04", "2026-03-05"])), max_size=12),
    st.lists(st.tuples(st.sampled_from("uvwxyz"), st.sampled_from("=<"), st.sampled_from("uvwxyz")), max_size=8),
    st.randoms(),
)
def test_order_does_not_matter_and_originals_are_the_earliest(
    held: list[tuple[str, str | None]], pairs: list[tuple[str, str, str]], chance: random.Random
) -> None:
    articles: list[Article] = [(f"{n:02}", key, at) for n, (key, at) in enumerate(held)]
    texts = {key for key, _ in held}
    listed = {(min(a, b), max(a, b)): sign for a, sign, b in pairs if a != b and {a, b} <= texts}
    matches = [f"{a}{sign}{b}" for (a, b), sign in listed.items()]
    found = find(articles, *matches)
    again = find(chance.sample(articles, len(articles)), *chance.sample(matches, len(matches)))
    assert again == found
    at = {name: (when is None, when or "", name) for name, _, when in articles}
    for name, (original, matched_with, _) in found.items():
        assert original not in found
        assert at[original] < at[name]
        assert found.get(matched_with, (matched_with,))[0] == original
