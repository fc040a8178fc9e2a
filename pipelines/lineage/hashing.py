"""The one way in which ids and keys are hashed."""

import hashlib
from collections.abc import Iterable


def sha256_hex(fields: Iterable[str | bytes | None]) -> str:
    """SHA-256 over length-prefixed fields, as 64 hex digits.

    Text is hashed as UTF-8 (lone surrogates as they are). The prefix keeps ("ab", "c") apart from ("a", "bc"),
    and None apart from "".
    """
    digest = hashlib.sha256()
    for value in fields:
        if value is None:
            digest.update(b"-;")
            continue
        data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        digest.update(b"%d;" % len(data))
        digest.update(data)
    return digest.hexdigest()


def short_hash(*fields: str | bytes | None) -> str:
    """The first 16 hex digits of `sha256_hex`: the ids of articles and everything coarser."""
    return sha256_hex(fields)[:16]
