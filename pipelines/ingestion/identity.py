"""Ids of inputs, articles and documents: from what a record says, never from where or when it was found."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pipelines.ingestion.records import Record
from pipelines.lineage.hashing import sha256_hex, short_hash

_TRACKING = ("utm_", "fbclid", "gclid")


def input_id(object_sha256: str, locator: str) -> str:
    return short_hash(object_sha256, locator)


def article_id(record: Record) -> str:
    return short_hash(record.external_id, record.url, record.data)


def document_id(record: Record, source: str) -> str | None:
    """The same for every version of one publication: by its id or address at the outlet; None when it has neither."""
    if record.external_id:
        return short_hash(source, record.external_id)
    if record.url:
        return short_hash(source, canonical_url(record.url))
    return None


def document_id_by_place(path: str, locator: str) -> str:
    """Of a publication without id and address: by where it lies."""
    return short_hash(path, locator)


def content_sha256(record: Record) -> str:
    return sha256_hex((record.text,))


def record_content(record: Record) -> str:
    """Hash of all that the record says, but for its id and address."""
    return sha256_hex((record.title, record.text, record.source, record.published_at, *record.authors))


def canonical_url(url: str) -> str:
    """The address without what does not name the page: case of the host, fragment, tracking, trailing slash."""
    try:
        parts = urlsplit(url.strip())
        query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not k.startswith(_TRACKING)]
    except ValueError:  # not a URL after all
        return url.strip()
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path.rstrip("/"), urlencode(query), ""))
