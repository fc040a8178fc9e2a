"""What ids depend on, and what they do not."""

from dataclasses import replace

import pytest

from pipelines.ingestion import identity
from pipelines.ingestion.records import Record

RECORD = Record(
    "line:1", 0, 3, b"abc", "utf-8", "text", "title", "id1", "wire", "https://example.org/a", ("A", "B"), "x"
)


def test_an_article_is_its_id_its_address_and_its_bytes() -> None:
    wanted = identity.article_id(RECORD)
    same = replace(RECORD, locator="line:9", byte_start=5, byte_end=8, encoding="cp1252", text="other", title=None)
    assert identity.article_id(same) == wanted
    others = [
        replace(RECORD, data=b"abd"),
        replace(RECORD, external_id="id2"),
        replace(RECORD, external_id=None),
        replace(RECORD, url=None),
        replace(RECORD, external_id=RECORD.url, url=RECORD.external_id),
    ]
    assert len({wanted, *map(identity.article_id, others)}) == 6


def test_an_input_is_its_object_and_place() -> None:
    ids = {identity.input_id(sha, place) for sha in ("a" * 64, "b" * 64) for place in ("line:1", "line:11")}
    assert len(ids) == 4
    assert {len(i) for i in ids} == {16}


def test_a_document_keeps_its_id_when_its_text_changes() -> None:
    changed = replace(RECORD, data=b"new", text="new", title="new", locator="line:7")
    assert identity.document_id(changed, "wire") == identity.document_id(RECORD, "wire")
    assert identity.document_id(RECORD, "other") != identity.document_id(RECORD, "wire")


def test_without_an_id_the_address_names_the_document() -> None:
    first = replace(RECORD, external_id=None)
    again = replace(first, url="HTTPS://EXAMPLE.org/a/?utm_source=x#top", data=b"new")
    assert identity.document_id(again, "wire") == identity.document_id(first, "wire")


def test_without_id_and_address_the_place_names_the_document() -> None:
    bare = replace(RECORD, external_id=None, url=None)
    places = [("a", "line:1"), ("a", "line:2"), ("b", "line:1")]
    assert identity.document_id(bare, "wire") is None
    assert len({identity.document_id_by_place(*place) for place in places}) == 3


def test_content_is_all_that_is_said_but_for_id_and_address() -> None:
    wanted = identity.record_content(RECORD)
    assert identity.record_content(replace(RECORD, external_id=None, url="x", data=b"x", locator="y")) == wanted
    others = [
        replace(RECORD, text="other"),
        replace(RECORD, title=None),
        replace(RECORD, source=None),
        replace(RECORD, published_at="y"),
        replace(RECORD, authors=("B", "A")),
        replace(RECORD, authors=("AB",)),
    ]
    assert len({wanted, *map(identity.record_content, others)}) == 7


def test_content_sha256_is_of_the_body_alone() -> None:
    elsewhere = replace(RECORD, title="Another headline", source="z", url=None, external_id="9", authors=())
    assert identity.content_sha256(elsewhere) == identity.content_sha256(RECORD)
    assert identity.content_sha256(replace(RECORD, text=RECORD.text + " ")) != identity.content_sha256(RECORD)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://Example.ORG/Path/", "https://example.org/Path"),
        ("https://example.org/a#part", "https://example.org/a"),
        (
            "https://example.org/a?id=1&utm_source=x&fbclid=y&gclid=z&UTM=k&b=",
            "https://example.org/a?id=1&UTM=k&b=",
        ),
        (" https://example.org ", "https://example.org"),
        ("http://[broken", "http://[broken"),
        ("no url at all", "no url at all"),
    ],
)
def test_canonical_url_drops_what_names_no_page(url: str, canonical: str) -> None:
    assert identity.canonical_url(url) == canonical
    assert identity.canonical_url(canonical) == canonical
