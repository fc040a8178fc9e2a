"""Ids are hashes of fields, not of their concatenation."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from pipelines.lineage.hashing import sha256_hex, short_hash

FIELDS = st.lists(st.none() | st.text(alphabet="0123;-ab\0é😀", max_size=4), max_size=4)


def test_where_one_field_ends_counts() -> None:
    assert sha256_hex(("ab", "c")) != sha256_hex(("a", "bc"))
    assert sha256_hex(("abc",)) != sha256_hex(("abc", ""))


def test_nothing_is_not_the_empty_text() -> None:
    assert len({sha256_hex(fields) for fields in ([], [None], [""], ["-"], ["-;"], [None, None], ["", ""])}) == 7


@given(FIELDS, FIELDS)
def test_different_fields_hash_differently(one: list[str | None], other: list[str | None]) -> None:
    """Also when a field looks like the prefix of another."""
    assert (sha256_hex(one) == sha256_hex(other)) == (one == other)


def test_the_hash_is_that_of_length_prefixed_utf8() -> None:
    """Written out, since ids that are published must not change."""
    assert sha256_hex(("é", None, b"\xff")) == hashlib.sha256(b"2;\xc3\xa9-;1;\xff").hexdigest()


def test_lone_surrogates_are_hashed_as_they_are() -> None:
    assert len({sha256_hex((text,)) for text in ("\ud83d", "\ude00", "\ud83d\ude00", "😀", "?", "\ufffd")}) == 6


def test_composed_and_decomposed_are_two_texts() -> None:
    assert sha256_hex(("\u00e9",)) != sha256_hex(("e\u0301",))


def test_a_short_hash_begins_the_long_one() -> None:
    assert short_hash("a", None, "b") == sha256_hex(("a", None, "b"))[:16]
